import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

// Backup, restoration, migration and the key of the pseudonyms.

public struct RegistryBackupOperation: Operation {
  var registry = RegistryFields()
  var file = FilePath("")
  public init() {}

  public static let about = About(
    "registry backup", .registry, "a backup in one file", takes: "a registry",
    gives: "a new file and its hash",
    examples: [.init("hepatica registry backup department.sqlite 2026-03-02.backup", "a new file")])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.file, "FILE", "a file that does not exist yet", completes: .files)
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryKeeping.backUp(registry.place(in: context), to: context.url(file))
  }
}

public struct RegistryRestoreOperation: Operation {
  var file = FilePath("")
  var registry = RegistryFields()
  public init() {}

  public static let about = About(
    "registry restore", .registry, "a registry from a backup", takes: "a backup", gives: "a new registry",
    examples: [.init("hepatica registry restore 2026-03-02.backup restored.sqlite", "into a new registry")])

  public static var fields: [Field<Self>] {
    Field.word(\.file, "FILE", "the backup", .input)
    \.registry
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryKeeping.restore(context.url(file), to: registry.place(in: context))
  }
}

public struct RegistryMigrateOperation: Operation {
  var registry = RegistryFields()
  var backup = FilePath("")
  public init() {}

  public static let about = About(
    "registry migrate", .registry, "bring a registry to the newest schema",
    takes: "a registry of an older version",
    gives: "the same registry, and a backup of the old one",
    examples: [.init("hepatica registry migrate department.sqlite --backup before.backup", "with a way back")]
  )

  public static var fields: [Field<Self>] {
    \.registry
    Field.option(\.backup, "backup", nil, "FILE", "where the backup of the old version goes", needed: true)
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryKeeping.migrate(registry.place(in: context), backup: context.url(backup))
  }
}

public struct RegistryKeyOperation: Operation {
  var file = FilePath("")
  var pseudonym: String?
  var identity: String?
  public init() {}

  public static let about = About(
    "registry key", .registry, "who is behind a pseudonym, in a sealed file of its own",
    takes: "a pseudonym and an identity", gives: "a sealed file, or its content",
    """
    The pass phrase comes from HEPATICA_PASSPHRASE or from the first line of standard input, never from the command \
    line.
    """,
    examples: [
      .init(
        "HEPATICA_PASSPHRASE=… hepatica registry key pseudonyms.key P01 --identity '…'",
        "in a file of its own")
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.file, "FILE", "the sealed file", .edited)
    Field.word(\.pseudonym, "PSEUDONYM", "a pseudonym to add; all are listed without it")
    Field.option(\.identity, "identity", nil, "TEXT", "identity of the pseudonym")
  }

  public func run(_ context: Context) throws -> Outcome {
    let passphrase = context.environment("HEPATICA_PASSPHRASE") ?? context.secret()
    guard let pseudonym else {
      return try RegistryKeeping.key(context.url(file), passphrase: passphrase, add: nil)
    }
    guard let identity else {
      throw Problem(
        .usage, what: "identity of the pseudonym is missing", at: "--identity",
        remedy: "give --identity TEXT")
    }
    return try RegistryKeeping.key(context.url(file), passphrase: passphrase, add: (pseudonym, identity))
  }
}
