import Criteria
import Quantities
import Reporting
import Workflow

/// Patients of an arm by an endpoint of liver injury.
struct InjuryRow {
  let arm: String
  let endpoint: LiverInjury.Endpoint
  let count: InjuryCount
  var share: ExactShare { ExactShare(count.positive, of: count.assessable) }

  /// All patients, then each arm where there are several.
  static func cohort(_ summary: ToxicitySummary) -> [InjuryRow] {
    let arms = summary.columns.dropFirst().map {
      ($0.name, summary.injuries[ArmLabel.arm($0.name)] ?? [:])
    }
    return ([("all", summary.allInjuries)] + arms).flatMap { arm, counts in
      LiverInjury.Endpoint.allCases.compactMap { endpoint in
        counts[endpoint].map { InjuryRow(arm: arm, endpoint: endpoint, count: $0) }
      }
    }
  }
}

/// Liver disease after radioembolisation and late hepatotoxicity, as tables.
enum InjuryTables {
  typealias Patient = (patient: String, arm: String, judged: LiverInjury.Judged)

  static let cohort = TableForm<InjuryRow>(
    "liver-injury",
    [
      .init("endpoint", "Endpoint", share: 2, means: "endpoint and its definition") {
        .text($0.endpoint.rawValue)
      },
      .init("arm", "Arm", share: 0.7, means: "arm, or all") { .text($0.arm) },
      .init(
        "patients", "Patients", unit: "of those assessable, exact 95 %", .share, share: 1.6,
        means: "patients with it, of those in whom it can be assessed", .exact
      ) { .share($0.share) },
      .init(
        "undeterminable", "Cannot be assessed", .number, means: "patients in whom something needed is missing"
      ) {
        .count($0.count.undeterminable)
      },
    ])

  static let patients = TableForm<Patient>(
    "liver", file: "liver.csv",
    [
      .init("patient", "Patient", means: "pseudonym") { .text($0.patient) },
      .init("arm", means: "arm of the table of patients") { .text($0.arm) },
      .init("endpoint", "Endpoint", share: 1.6, means: "endpoint and its definition") {
        .text($0.judged.endpoint.rawValue)
      },
      .init("outcome", "Outcome", share: 0.8, means: "yes, no, or cannot be assessed") {
        .text($0.judged.verdict.outcome.map { $0 ? "yes" : "no" } ?? "cannot be assessed")
      },
      .init("grade", "Grade", .number, share: 0.5, means: "severity of liver disease, 0…5, where it is one") {
        .number(of: $0.judged.grade?.outcome)
      },
      .init("day", "Day", share: 0.9, means: "day of the peak bilirubin, or of the finding that decided") {
        .words($0.judged.day?.description)
      },
      .init("because", "Because", share: 3, means: "clause that decided, or what is missing") {
        .text($0.judged.because)
      },
    ])
}

extension LiverInjury.Judged {
  var because: String {
    let missing = verdict.missing.isEmpty ? [] : ["not stated: " + verdict.missing.joined(separator: ", ")]
    return
      ((verdict.outcome == nil ? missing : verdict.branch.isEmpty ? [] : [verdict.branch]) + verdict.notes)
      .joined(separator: "; ")
  }
}
