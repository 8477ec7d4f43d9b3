import Documents
import Quantities
import Records
import Reporting
import Statistics
import Trials
import Workflow

extension TrialTables {
  static let flow = TableForm<TrialConduct.Step>(
    "flow", file: "tables/flow.csv",
    [
      .init("step", "Step", share: 2, means: "step of the trial") { .text($0.name) },
      .init("subjects", "Subjects", .number, means: "subjects who came so far") { .count($0.subjects) },
    ])

  static let endpoints = TableForm<(endpoint: Endpoint, state: (isAnalysed: Bool, words: String))>(
    "endpoints", file: "tables/endpoints.csv",
    [
      .init("endpoint", "Endpoint", share: 2, means: "name in the locked protocol") {
        .text($0.endpoint.name)
      },
      .init("quantity", "Quantity", share: 0.8, means: "what is measured") {
        .text($0.endpoint.quantity.rawValue)
      },
      .init("cycles", "Cycles", share: 0.7, means: "after which cycles") {
        .text($0.endpoint.cycles.map(String.init).joined(separator: ", "))
      },
      .init("state", "", means: "analysed or not") {
        $0.state.isAnalysed ? .text("analysed") : .flag(.attention, "not analysed")
      },
      .init("of", "By", share: 2, means: "how many, or why not") { .text($0.state.words) },
    ])

  static let deviations = TableForm<TrialConduct.Deviation>(
    "deviations", file: "tables/deviations.csv",
    [
      .init("patient", "Patient", means: "pseudonym") { .text($0.patient) },
      .init("cycle", "Cycle", .number, share: 0.5, means: "cycle that it concerns") { .number(of: $0.cycle) },
      .init("deviation", "Deviation", share: 3, means: "what departs from the locked protocol") {
        .text($0.what)
      },
      .init("kind", "Kind", share: 0.6, means: "major can change the answer") {
        $0.isMajor ? .flag(.attention, "major") : .text("minor")
      },
    ])

  static let missing = TableForm<TrialConduct.Missing>(
    "missing", file: "tables/missing.csv",
    [
      .init("patient", "Patient", means: "pseudonym") { .text($0.patient) },
      .init("missing", "Missing", share: 4, means: "what is not on record") { .text($0.what) },
    ])

  static func sets(_ measure: String) -> TableForm<(set: TrialConduct.AnalysisSet, c: PairedComparison?)> {
    TableForm(
      "analysis-sets", file: "tables/analysis-sets.csv",
      [
        .init("set", "Analysis", means: "analysis set") { .text($0.set.rawValue) },
        .init("definition", "Whose", share: 2.4, means: "definition of the set") { .text($0.set.definition) },
        .init("patients", "Patients", .number, share: 0.7, means: "patients with both lobes") {
          .number(of: $0.c?.count)
        },
        .init("estimate", measure, .estimate, share: 1.5, means: "treated against control", .interval) {
          $0.c.map { .estimate($0) } ?? .absent
        },
        .init("p", "p", .number, share: 0.7, means: "paired t test on the locked scale") {
          $0.c.map { .p($0.p) } ?? .absent
        },
      ])
  }

  static let events = TableForm<EventRow>(
    "adverse-events", file: "tables/adverse-events.csv",
    [.init("term", "Term", share: 2, means: "CTCAE term") { .text($0.term) }]
      + (1...5).map { grade in
        FormColumn(
          "grade_\(grade)", "G\(grade)", .number, share: 0.4, means: "subjects with this worst grade"
        ) {
          .count($0.worst[grade - 1])
        }
      }
      + [1, 3].map { grade in
        FormColumn(
          "at_least_\(grade)", "Grade ≥ \(grade)", unit: "of those allocated, exact 95 %", .share, share: 1.5,
          means: "subjects with this grade or a worse one", .exact
        ) { .share(ExactShare($0.atLeast(grade), of: $0.subjects)) }
      }
      + [
        .init(
          "therapy", "Due to therapy", .number, share: 0.7, means: "subjects with an attribution to therapy"
        ) {
          .count($0.therapy)
        }
      ])

  static let doses = TableForm<DoseRow>(
    "dose-per-activity", file: "tables/dose-per-activity.csv",
    [
      .init("region", "Region", means: "role of the region") { .text($0.region) },
      .init("therapy", "Therapy", means: "kind of therapy") { .text($0.therapy) },
      .init("cycles", "Cycles", .number, means: "cycles with dose and activity") { .count($0.values.count) },
      .init(
        "gy_per_gbq", "Mean ± SD", unit: "Gy/GBq", .measured, means: "mean absorbed dose over activity",
        .deviation, .recovered, u: "sd_gy_per_gbq"
      ) { .measured($0.values.mean, u: $0.values.count > 1 ? $0.values.standardDeviation : nil) },
    ])
}
