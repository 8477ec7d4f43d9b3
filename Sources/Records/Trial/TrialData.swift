import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities
import Registry
import Trials

/// What a trial's analyses need of a registry: rows become numbers here, and nothing is computed but the ratios that the
/// protocol defines.
///
/// Measurements of the trial, as `hepatica trial measure` writes them: quantity `activity concentration` of a lesion
/// (with its lobe and, in the table of lesions, its diameter) or of organ `normal liver` of a lobe; quantity `uptake` or
/// `uptake concentration` of an organ; `SUV` with arm `IA` or `IV`; `time-integrated activity coefficient` in h;
/// `longest diameter` of a lesion after a cycle. Responses of the trial: those with a lobe as their scope.
package struct TrialData {
  package let plan: TrialProtocol
  package let row: TrialRow
  package let allocations: [AllocationRow]
  package let measurements: [MeasurementRow]
  package let lesions: [String: LesionRow]
  package let events: [AdverseEventRow]
  package let responses: [ResponseRow]
  /// Route of each administration, by its id.
  private let routes: [String: String]
  package let patients: [String: PatientRow]
  package let administrations: [AdministrationRow]
  package let deaths: [DeathRow]
  package let doses: [DoseSummaryRow]
  /// Everybody who was screened by the rules that the protocol names, subjects or not.
  let allScreenings: [ScreeningRow]
  private let starts: [String: CalendarDay]
  private let kinds: [String: String]
  /// Measurements of these subjects that were made for another protocol, and are left out.
  package let foreign: Int

  package init(_ registry: Registry, trial name: String) throws {
    row = try registry.trial(name)
    plan = try TrialProtocol(locked: row)
    allocations = try registry.rows(
      of: AllocationColumn.self, where: [.trial: .text(name), .purpose: "production"],
      order: [.list, .place])
    let subjects = Set(allocations.map { $0.text(.subject) })
    func mine<Column: TableColumn>(_ patient: Column) throws -> [TableRow<Column>] {
      try registry.rows(of: Column.self).filter { subjects.contains($0.text(patient)) }
    }
    let all = try mine(MeasurementColumn.patient), hash = row.text(.sha256)
    measurements = all.filter { Self.protocolHash($0).map { $0 == hash } ?? true }
    foreign = all.count - measurements.count
    lesions = Dictionary(uniqueKeysWithValues: try mine(LesionColumn.patient).map { ($0.id, $0) })
    administrations = try mine(AdministrationColumn.patient)
    routes = Dictionary(uniqueKeysWithValues: administrations.map { ($0.id, $0.text(.route)) })
    patients = Dictionary(uniqueKeysWithValues: try mine(PatientColumn.id).map { ($0.id, $0) })
    (deaths, doses) = (try mine(DeathColumn.patient), try mine(DoseSummaryColumn.patient))
    allScreenings = try plan.enrolment.eligibility.map { try EnrolmentCheck.screenings(registry, $0) } ?? []
    let courses = try mine(CourseColumn.patient)
    kinds = Dictionary(uniqueKeysWithValues: courses.map { ($0.id, $0.text(.kind)) })
    starts = IndexTherapies(courses, administrations).starts
    (events, responses) = (try mine(AdverseEventColumn.patient), try mine(ResponseColumn.patient))
  }

  /// The locked protocol that a measurement names as its own.
  private static func protocolHash(_ row: MeasurementRow) -> String? {
    row.text(.source).firstMatch(of: /; protocol .* ([0-9a-f]{64}),/).map { String($0.1) }
  }

  /// Letter of each subject's arm.
  private var letters: [String: Character] {
    Dictionary(
      allocations.compactMap { row in row.text(.arm).first.map { (row.text(.subject), $0) } },
      uniquingKeysWith: { a, _ in a })
  }

  /// Lobe that is treated, by subject.
  package var treated: [String: String] { letters.compactMapValues { plan.lobe(of: $0)?.rawValue } }

  private struct Key: Hashable { let patient, lobe: String; let cycle: Int }

  /// Tumour-to-normal ratio of each lobe and cycle, aggregated as the protocol locked it, with what could not be formed.
  package func ratios() -> (values: [CycleValue], gaps: [String]) {
    let concentrations = measurements.filter {
      $0[.quantity] == "activity concentration" && !$0[.lobe].isNull
    }
    let groups = Dictionary(grouping: concentrations) { key($0) }
    var values: [CycleValue] = [], gaps: [String] = []
    let treated = treated, stored = storedRatios()
    for (key, rows) in groups.sorted(by: {
      ($0.key.patient, $0.key.cycle, $0.key.lobe) < ($1.key.patient, $1.key.cycle, $1.key.lobe)
    }) {
      guard let lobe = treated[key.patient] else { continue }
      let place = "\(key.patient), cycle \(key.cycle), \(key.lobe) lobe"
      switch ratio(rows) {
      case .success(let ratio):
        values.append(
          CycleValue(patient: key.patient, cycle: key.cycle, isTreated: key.lobe == lobe, value: ratio))
        if let before = stored[key], abs(before - ratio) > 1e-6 * ratio {
          gaps.append(
            "\(place): measured with other lesions or diameters (T/N \(rounded(before)), now \(rounded(ratio)))"
          )
        }
      case .failure(let gap): gaps.append("\(place): \(gap.reason)")
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
  private struct Gap: Error { var reason: String }

  private func ratio(_ rows: [MeasurementRow]) -> Result<Double, Gap> {
    guard let normal = rows.first(where: { $0[.organ] == "normal liver" }), let mean = normal[.value].number
    else { return .failure(Gap(reason: "no normal liver")) }
    let measured = rows.filter { !$0[.lesion].isNull }
    let units = Set((measured + [normal]).map { $0.text(.unit) })
    guard units.count == 1 else {
      return .failure(
        Gap(reason: "lesions and normal liver are in \(units.sorted().joined(separator: " and "))"))
    }
    let chosen = plan.lesions.select(
      measured.map { ($0.text(.lesion), lesions[$0.text(.lesion)]?[.diameterMm].number ?? 0) })
    guard !chosen.isEmpty else {
      let limit = rounded(plan.lesions.longerThanMillimetres)
      return .failure(Gap(reason: "none of \(measured.count) lesions is known to be longer than \(limit) mm"))
    }
    let means = chosen.compactMap { name in measured.first { $0.text(.lesion) == name }?[.value].number }
    guard let ratios = UptakeRatios(lesions: means, normalLiver: mean) else {
      return .failure(Gap(reason: "a mean is not above zero"))
    }
    return .success(ratios.value(plan.primary.aggregation.criteria))
  }

  /// Uptake of each organ: percent of the administered activity where it was measured, else that per volume; and organs
  /// whose rows do not agree in their unit.
  func organUptake() -> (organs: [String: (unit: String, values: [OrganValue])], gaps: [String]) {
    let rows = measurements.filter {
      ["uptake", "uptake concentration"].contains($0.text(.quantity)) && !$0[.organ].isNull
        && $0[.lesion].isNull
    }
    var organs: [String: (unit: String, values: [OrganValue])] = [:], gaps: [String] = []
    let letters = letters
    for (organ, mine) in Dictionary(grouping: rows, by: { $0.text(.organ) }) {
      let whole = mine.filter { $0[.quantity] == "uptake" }
      let used = whole.isEmpty ? mine : whole
      let units = Set(used.map { $0.text(.unit) })
      guard units.count == 1, let unit = units.first else {
        gaps.append("\(organ): uptake is in \(units.sorted().joined(separator: " and "))")
        continue
      }
      organs[organ] = (
        unit,
        used.compactMap { row in
          row[.value].number.map {
            OrganValue(
              patient: row.text(.patient), cycle: row[.cycle].integer ?? 0, isArterial: isArterial(row),
              group: letters[row.text(.patient)], value: $0)
          }
        }
      )
    }
    return (organs, gaps)
  }

  /// By the row's own arm, else by the route of its administration.
  private func isArterial(_ row: MeasurementRow) -> Bool? {
    switch row.text(.arm) {
    case "IA": true
    case "IV": false
    default: AdministrationRoute(routes[row.text(.administration)] ?? "").map { $0 != .intravenous }
    }
  }

  /// Worst grade by subject and term.
  var worstGrades: [String: [String: Int]] {
    events.reduce(into: [:]) { worst, row in
      let (patient, term, grade) = (row.text(.patient), row.text(.term), row[.grade].integer ?? 0)
      worst[patient, default: [:]][term] = max(worst[patient]?[term] ?? 0, grade)
    }
  }

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
  private func hepatic(_ rows: [MeasurementRow]) -> [MeasurementRow] {
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

  private func inBothScans(_ rows: [MeasurementRow], of patient: String) -> [String: (
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

  /// Time-integrated activity coefficients of the last cycle of the protocol, by region.
  package func residence() -> [ResidenceSummary] {
    let rows = measurements.filter {
      $0[.quantity] == "time-integrated activity coefficient" && $0[.cycle].integer == plan.cycles
        && $0[.unit] == "h"
    }
    let regions = Dictionary(grouping: rows) { $0[.lesion].isNull ? $0.text(.organ) : "lesions" }
    return regions.sorted { $0.key < $1.key }.map {
      ResidenceSummary(region: $0, hours: $1.compactMap { $0[.value].number })
    }
  }
}

extension RatioAggregation {
  /// The same words in the room of criteria.
  package var criteria: Aggregation { Aggregation(rawValue: rawValue)! }
}

// MARK: What was done

extension TrialData {
  /// Cycles of the trial: those from the index therapy on.
  var trialAdministrations: [AdministrationRow] {
    administrations.filter { row in
      guard let day = CalendarDay(iso8601: row.text(.started).prefix(10)) else { return false }
      return starts[row.text(.patient)].map { day >= $0 } ?? false
    }
  }

  /// Subjects who were given a therapy through an artery.
  var arterialCycles: [String] {
    trialAdministrations.filter {
      kinds[$0.text(.course)] == "IA PRRT" && AdministrationRoute($0.text(.route)) != .intravenous
    }.map { $0.text(.patient) }
  }

  /// Lobe whose artery was infused in a cycle; `nil` for another route.
  func infusedLobe(_ patient: String, _ cycle: Int) -> String? {
    let given = trialAdministrations.first { $0.text(.patient) == patient && $0[.cycle].integer == cycle }
    guard let given, case .arterial(let lobe) = AdministrationRoute(given.text(.route)) else { return nil }
    return lobe?.rawValue
  }

  /// First day of the scans by arm, by patient.
  var scanDays: [String: [String: CalendarDay]] {
    let rows = measurements.filter { $0[.quantity] == "SUV" && ["IA", "IV"].contains($0.text(.arm)) }
    return rows.reduce(into: [:]) { days, row in
      guard let day = CalendarDay(iso8601: row.text(.measured)) else { return }
      let (patient, arm) = (row.text(.patient), row.text(.arm))
      days[patient, default: [:]][arm] = min(day, days[patient]?[arm] ?? day)
    }
  }

  /// Whether the arm of a subject names the arterial scan as the first; `nil` where it names no order.
  func isArterialFirst(_ patient: String) -> Bool? {
    guard let row = allocations.first(where: { $0.text(.subject) == patient }),
      let name = row.text(.arm).first.flatMap({ plan.arm($0)?.name.lowercased() }), name.contains("first")
    else { return nil }
    return name.contains("arter") ? true : name.contains("venous") ? false : nil
  }

  /// Lesions of the liver in both scans, of patients who have fewer than the gate asks for.
  package var fewLesions: [String: Int] {
    guard let gate = plan.gate else { return [:] }
    let rows = measurements.filter { $0[.quantity] == "SUV" && ["IA", "IV"].contains($0.text(.arm)) }
    let counts = Dictionary(grouping: rows) { $0.text(.patient) }.mapValues { rows in
      let seen = inBothScans(hepatic(rows), of: rows[0].text(.patient))
      return plan.lesions.select(seen.keys.map { ($0, lesions[$0]?[.diameterMm].number ?? 0) }).count
    }
    return counts.filter { $0.value < gate.lesions }
  }

  /// The last screening of each subject.
  var screenings: [ScreeningRow] {
    let subjects = Set(allocations.map { $0.text(.subject) })
    return Dictionary(grouping: allScreenings) { $0.text(.patient) }.compactMap { patient, rows in
      subjects.contains(patient) ? rows.max { $0.text(.screened) < $1.text(.screened) } : nil
    }.sorted { $0.text(.patient) < $1.text(.patient) }
  }

  func isRefused(_ row: ScreeningRow) -> Bool {
    plan.enrolment.eligibility.map { EnrolmentCheck.isRefused(row, by: $0) } ?? false
  }
}
