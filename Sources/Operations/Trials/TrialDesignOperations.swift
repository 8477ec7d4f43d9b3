import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

// The protocol of a trial: written, tried out, locked.

public struct TrialInitOperation: Operation {
  enum Template: String, Sendable, CaseIterable, ChoiceValue { case lutia, lutarterial }

  var file = FilePath("")
  var registry: String?
  var template = Template.lutia
  var locked: String?
  public init() {}

  public static let about = About(
    "trial init", .trial, "a first protocol file, or the locked one", takes: "nothing, or a registry",
    gives: "a protocol file",
    examples: [
      .init("hepatica trial init protocol.json5 --template lutia", "a protocol to edit"),
      .init("hepatica trial init locked.json5 department.sqlite --locked LUTIA-LIKE", "the locked one"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.file, "PROTOCOL", "the protocol file", .output)
    Field.word(\.registry, "REGISTRY", "with --locked: the registry of the trial", completes: .files)
    Field.option(\.template, "template", nil, "NAME", "lutia or lutarterial")
    Field.option(\.locked, "locked", nil, "TRIAL", "write the locked protocol of this trial")
  }

  public func run(_ context: Context) throws -> Outcome {
    guard let locked else {
      return try TrialDesk.template(context.url(file), template.rawValue, overwrite: true)
    }
    guard let registry else {
      throw Problem(
        .usage, what: "REGISTRY is missing: the registry of the trial", at: "hepatica trial init",
        remedy: "hepatica trial init PROTOCOL REGISTRY --locked TRIAL")
    }
    let place = RegistryFields(registry: registry).place(in: context)
    return try TrialDesk.writeLocked(locked, from: place, to: context.url(file))
  }
}

public struct TrialSimulateOperation: Operation {
  var file = FilePath("")
  var enrolments = 1_000_000
  var seed = 1
  public init() {}

  public static let about = About(
    "trial simulate", .trial, "balance and predictability of the allocation", takes: "a protocol file",
    gives: "balance and predictability over many enrolments",
    examples: [.init("hepatica trial simulate protocol.json5", "a million enrolments")])

  public static var fields: [Field<Self>] {
    Field.word(\.file, "PROTOCOL", "the protocol file", .input)
    Field.option(\.enrolments, "enrolments", "n", "N", "number of enrolments", in: .within(1...1e9))
    Field.option(\.seed, "seed", nil, "N", "seed of the random numbers", in: .within(0...1e15))
  }

  public func run(_ context: Context) throws -> Outcome {
    try TrialSimulation.run(context.url(file), enrolments: enrolments, seed: UInt64(seed))
  }
}

public struct TrialLockOperation: Operation {
  var file = FilePath("")
  var registry = RegistryFields()
  var key = FilePath("")
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "trial lock", .trial, "lock a protocol and seal its lists", takes: "a protocol file, a registry",
    gives: "hashes to publish before the first subject",
    examples: [
      .init(
        "hepatica trial lock protocol.json5 department.sqlite --key lists.key --by stat --why start",
        "publish what it prints")
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.file, "PROTOCOL", "the protocol file", .input)
    \.registry
    Field.option(\.key, "key", "k", "FILE", "key of the sealed lists; a new file", needed: true)
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    try TrialDesk.lock(
      context.url(file), in: registry.place(in: context), keyFile: context.url(key), by: author.author())
  }
}

public struct TrialCloseOperation: Operation {
  var trial = TrialFields()
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "trial close", .trial, "end enrolment", takes: "a trial", gives: "no further subject gets a place",
    examples: [.init("hepatica trial close department.sqlite LUTIA-LIKE --by stat --why complete", "once")])

  public static var fields: [Field<Self>] {
    \.trial
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    try TrialDesk.close(trial.trial, in: trial.registry.place(in: context), by: author.author())
  }
}
