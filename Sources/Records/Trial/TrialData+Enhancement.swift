import Criteria
import Quantities
import Registry
import Trials

extension TrialData {
  /// Intra-arterial and intravenous scans of the same regions.
  package func enhancement() -> EnhancementAnalysis? {
    let rows = measurements.filter { $0[.quantity] == "SUV" && ["IA", "IV"].contains($0.text(.arm)) }
    guard !rows.isEmpty else { return nil }
    var organs = paired(rows.filter { !$0[.organ].isNull && $0[.lesion].isNull }) { $0.text(.organ) }
    if let away = extrahepatic(rows) { organs["extrahepatic lesions"] = away }
    let patients = Dictionary(grouping: hepatic(rows)) { $0.text(.patient) }
    let judged = patients.sorted { $0.key < $1.key }.compactMap {
      name, rows -> EnhancementAnalysis.Patient? in
      let seen = inBothScans(rows, of: name)
      let longest = plan.lesions.select(
        seen.keys.map { ($0, self.lesions[$0]?[.diameterMm].number ?? 0) })
      let lesions = longest.compactMap { seen[$0] }
      let count = plan.gate?.lesions ?? lesions.count
      guard lesions.count >= count,
        let ratios = UptakeRatios(
          numerators: lesions.prefix(count).map(\.arterial), denominators: lesions.prefix(count).map(\.venous)
        )
      else { return nil }
      let all = RatioAggregation.allCases.map { ($0, ratios.value($0.criteria)) }
      let passes = plan.gate.map { ratios.reaches($0.ratio, by: $0.aggregation.criteria) } ?? false
      return .init(name: name, ratios: Dictionary(uniqueKeysWithValues: all), passesGate: passes)
    }
    return EnhancementAnalysis(uptake: organs, patients: judged, plan: plan)
  }

  /// Rows of lesions of the liver: others never open the gate, whichever way they came in. Where readers chose targets of a
  /// patient, these alone.
  func hepatic(_ rows: [MeasurementRow]) -> [MeasurementRow] {
    let inLiver = rows.filter { !$0[.lesion].isNull && isInLiver($0) }
    let chosen = Set(inLiver.filter(isTarget).map { $0.text(.patient) })
    return inLiver.filter { !chosen.contains($0.text(.patient)) || isTarget($0) }
  }

  private func isTarget(_ row: MeasurementRow) -> Bool { lesions[row.text(.lesion)]?[.role] == "target" }

  /// By the lesion's row and by that of the measurement, where it has an organ of its own.
  private func isInLiver(_ row: MeasurementRow) -> Bool {
    let organs = [lesions[row.text(.lesion)]?.text(.organ), row[.organ].text].compactMap(\.self)
    return organs.allSatisfy { $0.lowercased().contains("liver") }
  }

  func inBothScans(_ rows: [MeasurementRow], of patient: String) -> [String: (
    arterial: Double, venous: Double
  )] {
    paired(rows) { $0.text(.lesion) }.compactMapValues { $0[patient] }
  }

  /// Mean over each patient's lesions outside the liver.
  private func extrahepatic(_ rows: [MeasurementRow]) -> [String: (arterial: Double, venous: Double)]? {
    let away = rows.filter { !$0[.lesion].isNull && !isInLiver($0) }
    let means = Dictionary(grouping: away) { $0.text(.patient) }.compactMapValues {
      rows -> (arterial: Double, venous: Double)? in
      let pairs = Array(inBothScans(rows, of: rows[0].text(.patient)).values)
      return pairs.isEmpty
        ? nil
        : (
          arterial: pairs.map(\.arterial).reduce(0, +) / Double(pairs.count),
          venous: pairs.map(\.venous).reduce(0, +) / Double(pairs.count)
        )
    }
    return means.isEmpty ? nil : means
  }

  private func paired(_ rows: [MeasurementRow], _ region: (MeasurementRow) -> String) -> [String: [String: (
    arterial: Double, venous: Double
  )]] {
    Dictionary(grouping: rows, by: region).mapValues { rows in
      Dictionary(grouping: rows) { $0.text(.patient) }.compactMapValues { mine in
        guard let a = mine.first(where: { $0[.arm] == "IA" })?[.value].number,
          let v = mine.first(where: { $0[.arm] == "IV" })?[.value].number
        else { return nil }
        return (a, v)
      }
    }
  }
}
