import Documents
import Records
import Reporting

extension CohortContent {
  /// Symptoms of hormones before and after, where the registry has a diary or hormone levels.
  var symptomControl: [StudyContent.Section] {
    guard let symptoms else { return [] }
    let rows = symptoms.controls + (symptoms.controls.count > 1 ? [symptoms.overall] : [])
    return [
      .init(
        "symptoms", "Control of symptoms",
        [
          .table(
            Self.symptomForm.table(
              "Symptoms before treatment, and what became of them", rows,
              notes: [
                "Resolved: none, or a hormone within normal; improved: half or less; worse: a quarter more. Before: the last value within three months before the first administration; after: the last one. Published series mostly rely on the patient's or physician's impression."
              ]))
        ])
    ]
  }

  static let symptomForm = TableForm<RegistrySymptoms.Control>(
    "symptoms", file: "tables/symptoms.csv",
    [
      .init("symptom", "Symptom", share: 1.4, means: "quantity of the diary, or hormone") {
        .text($0.quantity)
      }
    ]
      + RegistrySymptoms.outcomes.map { outcome in
        FormColumn(outcome, outcome.capitalized, .number, share: 0.7, means: "patients") {
          .count($0.outcomes[outcome] ?? 0)
        }
      }
      + [
        .init(
          "controlled", "Resolved or improved", unit: "of those evaluable, exact 95 %", .share, share: 1.6,
          means: "patients, of those with the symptom before and a later value", .exact
        ) { .share(ExactShare($0.controlled, of: $0.evaluable)) },
        .init("no_later", "No later value", .number, share: 0.8, means: "patients with the symptom before") {
          .count($0.withoutLater)
        },
        .init(
          "not_at_risk", "Not before", .number, share: 0.8,
          means: "patients without it before, or without a value"
        ) {
          .count($0.notAtRisk)
        },
      ])

  /// Performance status before and after, where the registry has one after treatment.
  var performanceStatus: [StudyContent.Section] {
    guard let performance else { return [] }
    let rows = performance.shift.enumerated().filter { $0.element.reduce(0, +) > 0 }.map {
      (before: $0.offset, after: $0.element)
    }
    let share = ExactShare(performance.declined, of: performance.evaluable)
    return [
      .init(
        "performance", "Performance status",
        [
          .facts([
            ("Declined", share.text),
            ("Not known before or after", performance.unknown > 0 ? "\(performance.unknown)" : nil),
          ]),
          .table(
            Self.performanceForm.table("ECOG performance status before and the worst after treatment", rows)),
        ])
    ]
  }

  static let performanceForm = TableForm<(before: Int, after: [Int])>(
    "performance", file: "tables/performance.csv",
    [
      .init("before", "Before", .number, means: "ECOG performance status before treatment") {
        .count($0.before)
      }
    ]
      + (0...5).map { status in
        FormColumn(
          "after_\(status)", "\(status) after", .number, means: "patients with this worst status after"
        ) {
          .count($0.after[status])
        }
      })
}
