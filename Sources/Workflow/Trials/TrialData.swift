import Criteria
import Diagnostics
import Foundation
import Registry
import Trials

/// What a trial's analyses need of a registry: rows become numbers here, and nothing is computed but the ratios that the
/// protocol defines.
///
/// Measurements of the trial: quantity `activity concentration` of a lesion (with its lobe and, in the table of lesions,
/// its diameter) or of organ `normal liver` of a lobe; quantity `uptake` of an organ; `SUV` with arm `IA` or `IV`;
/// `time-integrated activity coefficient` in h.
struct TrialData {
  let plan: TrialProtocol
  let row: Row
  let allocations: [Row]
  let measurements: [Row]
  private let lesions: [String: Row]
  let events: [Row]

  init(_ registry: Registry, trial name: String) throws {
    row = try registry.trial(name)
    plan = try TrialDesk.plan(row)
    allocations = try registry.rows(
      "allocations", where: ["trial": .text(name), "purpose": "production"], order: ["list", "place"])
    let subjects = Set(allocations.map { $0.text("subject") })
    measurements = try registry.rows("measurements").filter { subjects.contains($0.text("patient")) }
    lesions = Dictionary(uniqueKeysWithValues: try registry.rows("lesions").map { ($0.id, $0) })
    events = try registry.rows("adverse_events").filter { subjects.contains($0.text("patient")) }
  }

  /// Lobe that is treated, by subject: the arm's letter says right or left.
  private var treated: [String: String] {
    Dictionary(
      allocations.compactMap { row in
        ["R": "right", "L": "left"][row.text("arm")].map { (row.text("subject"), $0) }
      }, uniquingKeysWith: { a, _ in a })
  }

  private struct Key: Hashable { let patient, lobe: String; let cycle: Int }

  /// Tumour-to-normal ratio of each lobe and cycle, aggregated as the protocol locked it, with what could not be formed.
  func ratios() -> (values: [CycleValue], gaps: [String]) {
    let concentrations = measurements.filter { $0["quantity"] == "activity concentration" }
    let groups = Dictionary(grouping: concentrations) {
      Key(patient: $0.text("patient"), lobe: $0.text("lobe"), cycle: $0["cycle"].integer ?? 0)
    }
    var values: [CycleValue] = [], gaps: [String] = []
    for (key, rows) in groups.sorted(by: {
      ($0.key.patient, $0.key.cycle, $0.key.lobe) < ($1.key.patient, $1.key.cycle, $1.key.lobe)
    }) {
      guard let lobe = treated[key.patient] else { continue }
      guard let ratio = ratio(rows) else {
        gaps.append("\(key.patient), cycle \(key.cycle), \(key.lobe) lobe: no lesion or no normal liver")
        continue
      }
      values.append(
        CycleValue(patient: key.patient, cycle: key.cycle, isTreated: key.lobe == lobe, value: ratio))
    }
    return (values, gaps)
  }

  private func ratio(_ rows: [Row]) -> Double? {
    guard let normal = rows.first(where: { $0["organ"] == "normal liver" })?["value"].number else {
      return nil
    }
    let measured = rows.filter { !$0["lesion"].isNull }
    let chosen = plan.lesions.select(
      measured.map { ($0.text("lesion"), lesions[$0.text("lesion")]?["diameter_mm"].number ?? 0) })
    let means = chosen.compactMap { name in measured.first { $0.text("lesion") == name }?["value"].number }
    return UptakeRatios(lesions: means, normalLiver: normal)?.value(plan.primary.aggregation.criteria)
  }

  /// Uptake of an organ per patient and cycle, e.g. of the kidneys.
  func organUptake() -> [String: [(patient: String, cycle: Int, value: Double, unit: String)]] {
    let rows = measurements.filter { $0["quantity"] == "uptake" && !$0["organ"].isNull }
    return Dictionary(grouping: rows) { $0.text("organ") }.mapValues { rows in
      rows.map { ($0.text("patient"), $0["cycle"].integer ?? 0, $0["value"].number ?? 0, $0.text("unit")) }
    }
  }

  /// Worst grade by subject and term.
  var worstGrades: [String: [String: Int]] {
    events.reduce(into: [:]) { worst, row in
      let (patient, term, grade) = (row.text("patient"), row.text("term"), row["grade"].integer ?? 0)
      worst[patient, default: [:]][term] = max(worst[patient]?[term] ?? 0, grade)
    }
  }

  /// Intra-arterial and intravenous scans of the same regions.
  func enhancement() -> EnhancementAnalysis? {
    let rows = measurements.filter { $0["quantity"] == "SUV" && ["IA", "IV"].contains($0.text("arm")) }
    guard !rows.isEmpty else { return nil }
    let organs = paired(rows.filter { !$0["organ"].isNull }) { $0.text("organ") }
    let patients = Dictionary(grouping: rows.filter { !$0["lesion"].isNull }) { $0.text("patient") }
    let judged = patients.sorted { $0.key < $1.key }.compactMap {
      name, rows -> EnhancementAnalysis.Patient? in
      let lesions = paired(rows) { $0.text("lesion") }.sorted { $0.key < $1.key }.compactMap {
        $0.value[name]
      }
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

  private func paired(_ rows: [Row], _ region: (Row) -> String) -> [String: [String: (
    arterial: Double, venous: Double
  )]] {
    Dictionary(grouping: rows, by: region).mapValues { rows in
      Dictionary(grouping: rows) { $0.text("patient") }.compactMapValues { mine in
        guard let a = mine.first(where: { $0["arm"] == "IA" })?["value"].number,
          let v = mine.first(where: { $0["arm"] == "IV" })?["value"].number
        else { return nil }
        return (a, v)
      }
    }
  }

  /// Time-integrated activity coefficients of the last cycle of the protocol, by region.
  func residence() -> [ResidenceSummary] {
    let rows = measurements.filter {
      $0["quantity"] == "time-integrated activity coefficient" && $0["cycle"].integer == plan.cycles
        && $0["unit"] == "h"
    }
    let regions = Dictionary(grouping: rows) { $0["organ"].isNull ? "lesions" : $0.text("organ") }
    return regions.sorted { $0.key < $1.key }.map {
      ResidenceSummary(region: $0, hours: $1.compactMap { $0["value"].number })
    }
  }
}

extension RatioAggregation {
  /// The same words in the room of criteria.
  var criteria: Aggregation { Aggregation(rawValue: rawValue)! }
}
