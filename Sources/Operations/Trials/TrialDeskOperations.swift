import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

// One subject at the desk of a trial. Subjects called TEST-… try the lists out; they never meet real ones.

/// The key of the sealed lists, and the protocol that is meant.
struct DeskFields: SharedFields {
  var key: FilePath?
  var protocolFile: FilePath?

  static var fields: [Field<Self>] {
    Field.option(\.key, "key", "k", "FILE", "key of the sealed lists", .input)
    Field.option(
      \.protocolFile, "protocol", "p", "FILE", "protocol file; refused unless it is the locked one", .input)
  }

  func request(
    _ trial: TrialFields, subject: String = "", levels: [Assignment] = [], _ context: Context
  ) -> TrialRequest {
    TrialRequest(
      place: trial.registry.place(in: context), trial: trial.trial, subject: subject,
      levels: Dictionary(levels.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last }),
      keyFile: context.url(key), protocolFile: context.url(protocolFile))
  }
}

public struct TrialAllocateOperation: Operation {
  var trial = TrialFields()
  var subject = ""
  var levels: [Assignment] = []
  var reveal = false
  var desk = DeskFields()
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "trial allocate", .trial, "give a subject its place", takes: "a subject and its strata",
    gives: "the place, and the arm with --reveal",
    examples: [
      .init(
        "hepatica trial allocate department.sqlite LUTIA-LIKE P01 -l centre=1 --reveal -k lists.key --by nm1 --why cycle-1",
        "one subject")
    ])

  public static var fields: [Field<Self>] {
    \.trial
    Field.word(\.subject, "SUBJECT", "pseudonym; TEST-… tries the lists out")
    Field.options(\.levels, "level", "l", "STRATUM=LEVEL", "level of a stratum")
    Field.flag(\.reveal, "reveal", nil, "reveal the arm at once")
    \.desk
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    let strata = Set(levels.map(\.name))
    guard strata.count == levels.count else {
      throw Problem(.usage, what: "two levels of one stratum are given", at: "--level")
    }
    return try TrialDesk.allocate(
      desk.request(trial, subject: subject, levels: levels, context), reveal: reveal, by: author.author())
  }
}

public struct TrialRevealOperation: Operation {
  var trial = TrialFields()
  var subject = ""
  var desk = DeskFields()
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "trial reveal", .trial, "the arm of a subject that has a place", takes: "a subject", gives: "its arm",
    examples: [
      .init(
        "hepatica trial reveal department.sqlite LUTIA-LIKE P01 -k lists.key --by nm1 --why cycle-1",
        "one subject")
    ])

  public static var fields: [Field<Self>] {
    \.trial
    Field.word(\.subject, "SUBJECT", "pseudonym")
    \.desk
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    try TrialDesk.reveal(desk.request(trial, subject: subject, context), by: author.author())
  }
}

public struct TrialUnblindOperation: Operation {
  var trial = TrialFields()
  var subject = ""
  var desk = DeskFields()
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "trial unblind", .trial, "emergency unblinding", takes: "a subject and a reason",
    gives: "its arm; the reason is recorded in a row of its own",
    examples: [
      .init(
        "hepatica trial unblind department.sqlite LUTIA-LIKE P01 -k lists.key --by nm1 --why 'emergency surgery'",
        "one subject")
    ])

  public static var fields: [Field<Self>] {
    \.trial
    Field.word(\.subject, "SUBJECT", "pseudonym")
    \.desk
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    try TrialDesk.unblind(
      desk.request(trial, subject: subject, context), reason: author.why, by: author.author())
  }
}

public struct TrialOpenOperation: Operation {
  var trial = TrialFields()
  var desk = DeskFields()
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "trial open", .trial, "open the lists after enrolment", takes: "a closed trial",
    gives: "seed, salt and sequence of each list, from which anybody recomputes the commitments",
    examples: [
      .init("hepatica trial open department.sqlite LUTIA-LIKE -k lists.key --by stat --why done", "once")
    ])

  public static var fields: [Field<Self>] {
    \.trial
    \.desk
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    try TrialDesk.openLists(desk.request(trial, context), by: author.author())
  }
}
