import Checks
import Criteria
import Diagnostics
import Quantities
import Registry
import Trials

extension TrialData {
  private struct Key: Hashable { let patient, lobe: String; let cycle: Int }

  /// Tumour-to-normal ratio of each lobe and cycle, aggregated as the protocol locked it, with what could not be formed.
  package func ratios() -> (values: [CycleValue], gaps: [TrialGap]) {
    let concentrations = measurements.filter {
      $0[.quantity] == "activity concentration" && !$0[.lobe].isNull
    }
    let groups = Dictionary(grouping: concentrations) { key($0) }
    var values: [CycleValue] = [], gaps: [TrialGap] = []
    let treated = treated, stored = storedRatios()
    for (key, rows) in groups.sorted(by: {
      ($0.key.patient, $0.key.cycle, $0.key.lobe) < ($1.key.patient, $1.key.cycle, $1.key.lobe)
    }) {
      guard let lobe = treated[key.patient] else { continue }
      func gap(_ reason: TrialGap.Reason) -> TrialGap {
        TrialGap(patient: key.patient, cycle: key.cycle, lobe: key.lobe, reason)
      }
      switch ratio(rows) {
      case .success(let ratio):
        values.append(
          CycleValue(patient: key.patient, cycle: key.cycle, isTreated: key.lobe == lobe, value: ratio))
        if let before = stored[key], abs(before - ratio) > 1e-6 * ratio {
          gaps.append(gap(.measuredOtherwise(before: before, now: ratio)))
        }
      case .failure(let missing): gaps.append(gap(missing.reason))
      }
    }
    return (values, gaps)
  }

  private func key(_ row: MeasurementRow) -> Key {
    Key(patient: row.text(.patient), lobe: row.text(.lobe), cycle: row[.cycle].integer ?? 0)
  }

  /// The lobes' ratios as they were when they were measured.
  private func storedRatios() -> [Key: Double] {
    let rows = measurements.filter {
      $0[.quantity] == "T/N" && $0[.lesion].isNull && !$0[.lobe].isNull
    }
    return Dictionary(
      rows.compactMap { row in row[.value].number.map { (key(row), $0) } }, uniquingKeysWith: { a, _ in a })
  }

  /// Why a ratio cannot be formed.
  private struct Gap: Error { var reason: TrialGap.Reason }

  private func ratio(_ rows: [MeasurementRow]) -> Result<Double, Gap> {
    guard let normal = rows.first(where: { $0[.organ] == "normal liver" }), let mean = normal[.value].number
    else { return .failure(Gap(reason: .noNormalLiver)) }
    let measured = rows.filter { !$0[.lesion].isNull }
    let units = Set((measured + [normal]).map { $0.text(.unit) })
    guard units.count == 1 else {
      return .failure(Gap(reason: .unitsDiffer(units.sorted())))
    }
    let chosen = plan.lesions.select(
      measured.map { ($0.text(.lesion), lesions[$0.text(.lesion)]?[.diameterMm].number ?? 0) })
    guard !chosen.isEmpty else {
      return .failure(
        Gap(reason: .noneLongEnough(of: measured.count, longerThan: plan.lesions.longerThanMillimetres)))
    }
    let means = chosen.compactMap { name in measured.first { $0.text(.lesion) == name }?[.value].number }
    guard let ratios = UptakeRatios(lesions: means, normalLiver: mean) else {
      return .failure(Gap(reason: .meanNotPositive))
    }
    return .success(ratios.value(plan.primary.aggregation.criteria))
  }
}
