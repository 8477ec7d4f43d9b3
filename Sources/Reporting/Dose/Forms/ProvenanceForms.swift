import Stages

extension TableForm where Row == Provenance.Input {
  static var inputs: TableForm {
    TableForm(
      "inputs", file: "tables/inputs.csv",
      [
        .init("role", "Role", share: 1.2, means: "what it was used for") { .text($0.role) },
        .init("files", "Files", .number, share: 0.4, means: "number of files") { .count($0.files) },
        .init("SHA256", "SHA-256", share: 3.4, means: "digest of its content") { .text($0.sha256) },
      ])
  }
}

extension TableForm where Row == Provenance.Step {
  static var steps: TableForm {
    TableForm(
      "steps", file: "tables/steps.csv",
      [
        .init("step", "Step", share: 1, means: "processing step") { .text($0.name) },
        .init("parameters", "Parameters", share: 3, means: "parameters that it used") { step in
          let list = step.parameters.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
          return .text(list.isEmpty ? "none" : list.joined(separator: "; "))
        },
      ])
  }
}

extension TableForm where Row == Amendment {
  static var amendments: TableForm {
    TableForm(
      "amendments", file: "tables/amendments.csv",
      [
        .init("time", "Time", means: "when the report was amended") { .text(Format.time($0.time)) },
        .init("previous_report_UID", "Previous report UID", share: 1.6, means: "report that was amended") {
          .text($0.previousReportUID)
        },
        .init("reason", "Reason for the amendment", share: 2, means: "why") { .text($0.reason) },
      ])
  }
}
