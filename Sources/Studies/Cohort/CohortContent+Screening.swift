import Checks
import Records
import Reporting

extension CohortContent {
  /// From the search to enrolment, where the registry has a screening log.
  var screening: [StudyContent.Section] {
    guard let funnel else { return [] }
    let figure = FlowFigure(
      title: "Screening",
      trunk: [.init("In the screening log", funnel.steps.first?.asked ?? 0)]
        + funnel.steps.map { step in
          .init(
            step.name, step.passed, leftTitle: step.leaving.isEmpty ? "" : "Not passed", leaving: step.leaving
          )
        } + [.init("Treated", funnel.treated)])
    return [
      .init(
        "screening", "Screening",
        [
          .figures([figure.drawing], caption: "Each step asks those who passed the one before."),
          .table(Self.screeningForm.table("From the search to enrolment", funnel.steps)),
        ] + funnel.notes.map { .note(.attention, $0.wording.what) })
    ]
  }

  static let screeningForm = TableForm<ScreeningFunnel.Step>(
    "screening", file: "tables/screening.csv",
    [
      .init("step", "Step", share: 2, means: "protocol, with its edition") { .text($0.name) },
      .init("asked", "Asked", .number, means: "patients who passed the steps before") { .count($0.asked) },
      .init("passed", "Passed", .share, share: 1.6, means: "patients who passed, of those asked", .exact) {
        .share(ExactShare($0.passed, of: $0.asked))
      },
      .init("left", "Not passed", share: 2.4, means: "patients by reason") { step in
        .words(
          step.left.isEmpty ? nil : step.left.map { "\($0.reason): \($0.count)" }.joined(separator: "; "))
      },
      .init("unknown", "Cannot be assessed", .number, means: "patients in whom something is not known") {
        .count($0.unknown)
      },
      .init("not_asked", "No verdict", .number, means: "patients without a verdict in the log") {
        .count($0.notAsked)
      },
    ])
}

extension ScreeningFunnel.Step {
  /// Everybody who does not go on, by reason.
  var leaving: [FlowFigure.Reason] {
    left.map { .init($0.reason, $0.count) }
      + [("cannot be assessed", unknown), ("no verdict in the log", notAsked)].filter { $0.1 > 0 }
      .map { .init($0.0, $0.1) }
  }
}

extension ScreeningFunnel {
  /// What contradicts the log.
  package var notes: [AnalysisNote] {
    treatedOtherwise.isEmpty ? [] : [.treatedOtherwise(treatedOtherwise)]
  }
}
