import Arguments
import Foundation
import Studies
import Workflow

// What a registry says of one patient, and whom it expects.

public struct RegistryLedgerOperation: Operation {
  var registry = RegistryFields()
  var patient = ""
  var limits: FilePath?
  var output = FilePath("ledger")
  public init() {}

  public static let about = About(
    "registry ledger", .registry, "liver doses of a patient over TARE and PRRT", takes: "a patient",
    gives: "`ledger.html`, `ledger.pdf`: cumulative doses compared with limits",
    writes: ["ledger.html", "ledger.pdf", "ledger.json", "ledger.csv", "entries.csv", "sums.csv"],
    examples: [.init("hepatica registry ledger department.sqlite P01 -o out/P01", "page and PDF")])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.patient, "PATIENT", "id of the patient")
    Field.option(
      \.limits, "dose-limits", nil, "FILE", "a department's own dose limits (CSV)", .input,
      aliases: ["limits"])
    Field.option(\.output, "output", "o", "FOLDER", "where the page goes", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryTask.ledger(
      registry.place(in: context), patient: patient, limits: context.url(limits), to: context.url(output))
  }
}

public struct RegistryPatientOperation: Operation {
  var registry = RegistryFields()
  var patient = ""
  var rules = FilePath("tata-ia-prrt")
  var output: FilePath?
  public init() {}

  public static let about = About(
    "registry patient", .registry, "all that the registry holds of a patient, on one page",
    takes: "a patient",
    gives: "`patient.html`, `patient.pdf`: therapy, laboratory, response, doses, events, open questions",
    """
    Every cycle with its procedure held against the protocol, laboratory values as small multiples with grade bands, \
    lesions and response by every criterion and reader, the dose account, events with attribution, verdicts of \
    protocols, and what is contradictory or missing. Exit status 3: something needs a decision.
    """,
    writes: [
      "patient.html", "patient.pdf", "patient.json", "therapy.csv", "laboratory-grades.csv", "responses.csv",
      "doses.csv",
      "events.csv", "screenings.csv", "questions.csv", "ledger.csv",
    ],
    examples: [.init("hepatica registry patient department.sqlite P01 -o out/P01", "page and PDF")])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.patient, "PATIENT", "id of the patient")
    Field.option(
      \.rules, "protocol", "p", "NAME",
      "built-in protocol that cycles are held against, or a file of a site's own", .input)
    Field.option(\.output, "output", "o", "FOLDER", "where the page goes", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    try PatientPage.run(
      registry.place(in: context), patient: patient, against: context.ruleName(rules) ?? "",
      to: context.url(output))
  }
}

public struct RegistryCycleOperation: Operation {
  var registry = RegistryFields()
  var patient = ""
  var cycle: Int?
  var on: String?
  var rules = FilePath("tata-ia-prrt")
  var output: FilePath?
  public init() {}

  public static let about = About(
    "registry cycle", .registry, "one administration on one page", takes: "a patient and a cycle",
    gives: "`cycle.html`, `cycle.pdf`: from admission to the check of the distribution, for signature",
    """
    An intra-arterial cycle on one page: preparation, access and catheter, activity, infusion, check of the distribution, \
    complications, held against the protocol; fields that are not recorded are empty, to be written in. Exit status 3: a \
    limit is not kept.
    """,
    writes: ["cycle.html", "cycle.pdf", "cycle.json", "cycle.csv"],
    examples: [.init("hepatica registry cycle department.sqlite P01 --cycle 2 -o out/P01", "page and PDF")])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.patient, "PATIENT", "id of the patient")
    Field.option(
      \.cycle, "cycle", nil, "N", "number of the cycle", in: .within(1...20), fallback: "the last one")
    Field.option(\.on, "on", nil, "DATE", "day of the administration, where several courses have that cycle")
    Field.option(
      \.rules, "protocol", "p", "NAME",
      "built-in protocol that cycles are held against, or a file of a site's own", .input)
    Field.option(\.output, "output", "o", "FOLDER", "where the page goes", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    try CyclePage.run(
      registry.place(in: context), patient: patient, cycle: cycle, on: on,
      against: context.ruleName(rules) ?? "",
      to: context.url(output))
  }
}

public struct RegistryScheduleOperation: Operation {
  var registry = RegistryFields()
  var course = ""
  var trial: String?
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "registry schedule", .registry, "visits of a course", takes: "a course",
    gives: "rows of visits with their windows",
    examples: [
      .init(
        "hepatica registry schedule department.sqlite C01 --by mp1 --why cycle-1", "visits after a course")
    ])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.course, "COURSE", "id of the course")
    Field.option(
      \.trial, "trial", nil, "TRIAL", "visits of this trial's protocol",
      fallback: "4 and 8 weeks and 18 months")
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryTask.schedule(
      registry.place(in: context), course: course, trial: trial, by: author.author())
  }
}

public struct RegistryOverdueOperation: Operation {
  var registry = RegistryFields()
  var on: String?
  public init() {}

  public static let about = About(
    "registry overdue", .registry, "visits that are overdue", takes: "a registry",
    gives: "visits past their window",
    examples: [.init("hepatica registry overdue department.sqlite", "today")])

  public static var fields: [Field<Self>] {
    \.registry
    Field.option(\.on, "on", nil, "DATE", "on this day", fallback: "today")
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryTask.overdue(registry.place(in: context), on: on)
  }
}
