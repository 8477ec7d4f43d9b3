import Criteria
import Diagnostics
import Quantities
import Registry

/// Control of the symptoms of hormones, from diaries and hormone levels of a registry.
///
/// A diary is kept as scores (`flushes per day`, `bowel movements per day`) or as measurements of the quantities `flushes`
/// and `stools` (1/d); a hormone as a measurement in multiples
/// of its upper limit (unit `x ULN`), such as `5-HIAA`, or as chromogranin A of the laboratory with its limit. Before: the
/// last value within three months before the first administration; after: the last value after it.
package struct RegistrySymptoms {
  /// What became of one symptom.
  package struct Control: Sendable {
    package var quantity: String
    /// Patients by outcome.
    package var outcomes: [String: Int]
    /// Patients who had it before treatment and have no later value.
    package var withoutLater: Int
    /// Patients with values and without the symptom before treatment, or without a value before it.
    package var notAtRisk: Int

    package var evaluable: Int { outcomes.values.reduce(0, +) }
    /// Resolved or improved.
    package var controlled: Int { (outcomes["resolved"] ?? 0) + (outcomes["improved"] ?? 0) }
  }
  package static let outcomes = ["resolved", "improved", "unchanged", "worse"]
  package let controls: [Control]
  /// Every patient who had any symptom before: controlled if none of those seen later is unchanged or worse and one is better.
  package let overall: Control

  /// Upper end of normal of the diary's quantities, 1/d.
  private static let diary: [String: Double] = ["flushes": 0, "stools": 3]

  /// What the scales are called here.
  private static let scales = ["flushes per day": "flushes", "bowel movements per day": "stools"]

  private struct Value {
    var day: CalendarDay
    var value, normal: Double
  }

  package init?(_ registry: Registry, starts: [String: CalendarDay]) throws {
    let rules = try RuleLibrary().rules("symptom-control")
    let values = try Self.values(registry, starts)
    guard !values.isEmpty else { return nil }
    var byPatient: [String: [String?]] = [:]
    controls = try values.sorted { $0.key < $1.key }.map { quantity, patients in
      var control = Control(quantity: quantity, outcomes: [:], withoutLater: 0, notAtRisk: 0)
      for (patient, values) in patients {
        guard let start = starts[patient], let before = Self.before(values, start),
          before.value > before.normal
        else {
          control.notAtRisk += 1
          continue
        }
        let outcome = try Self.after(values, start).flatMap { try Self.judge(before, $0, rules) }
        byPatient[patient, default: []].append(outcome)
        if let outcome { control.outcomes[outcome, default: 0] += 1 } else { control.withoutLater += 1 }
      }
      return control
    }
    overall = Self.overall(byPatient)
  }

  private static func overall(_ patients: [String: [String?]]) -> Control {
    var control = Control(quantity: "all symptoms", outcomes: [:], withoutLater: 0, notAtRisk: 0)
    for outcomes in patients.values {
      // The least of what is known; what was not seen again could be worse.
      guard !outcomes.contains(nil),
        let least = outcomes.compactMap({ $0.flatMap { Self.outcomes.firstIndex(of: $0) } }).max()
      else {
        control.withoutLater += 1
        continue
      }
      control.outcomes[Self.outcomes[least], default: 0] += 1
    }
    return control
  }

  private static func judge(_ before: Value, _ after: Value, _ rules: RuleDocument) throws -> String? {
    try rules.decide(
      "control",
      [
        "baseline": .number(ExactDecimal(shortest: before.value)),
        "after": .number(ExactDecimal(shortest: after.value)),
        "normal": .number(ExactDecimal(shortest: after.normal)),
      ]
    ).outcome
  }

  private static func before(_ values: [Value], _ start: CalendarDay) -> Value? {
    values.last { $0.day <= start && $0.day >= start.adding(months: -3) }
  }

  private static func after(_ values: [Value], _ start: CalendarDay) -> Value? {
    values.last { $0.day > start }
  }

  /// By quantity and patient, in order of time.
  private static func values(_ registry: Registry, _ starts: [String: CalendarDay]) throws
    -> [String: [String: [Value]]]
  {
    var all: [String: [String: [Value]]] = [:]
    func take(_ quantity: String, _ patient: String, _ day: String, _ value: Double?, _ normal: Double?) {
      guard starts[patient] != nil, let day = CalendarDay(iso8601: day.prefix(10)), let value, let normal
      else {
        return
      }
      all[quantity, default: [:]][patient, default: []].append(Value(day: day, value: value, normal: normal))
    }
    for row in try registry.rows(of: MeasurementColumn.self, order: [.measured])
    where row[.lesion].isNull && row[.organ].isNull {
      take(
        row.text(.quantity), row.text(.patient), row.text(.measured), row[.value].number,
        row[.unit] == "x ULN" ? 1 : nil)
    }
    for score in try RecordedScore.all(registry) {
      guard let quantity = Self.scales[score.scale] else { continue }
      take(quantity, score.patient, "\(score.day)", score.value, diary[quantity])
    }
    for row in try registry.rows(of: LaboratoryColumn.self, order: [.sampled])
    where row[.test] == "chromogranin A" && row[.comparator].isNull {
      take(
        "chromogranin A", row.text(.patient), row.text(.sampled), Double(row.text(.value)),
        Double(row.text(.upper)))
    }
    return all
  }
}

extension RegistryCohort {
  package var symptoms: RegistrySymptoms? { get throws { try RegistrySymptoms(registry, starts: starts) } }
}
