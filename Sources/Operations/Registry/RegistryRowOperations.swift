import Arguments
import Foundation
import Studies
import Workflow

// A registry and its rows.

public struct RegistryInitOperation: Operation {
  var registry = RegistryFields()
  var auditKey: FilePath?
  public init() {}

  public static let about = About(
    "registry init", .registry, "make an empty registry", takes: "a path or URL", gives: "an empty registry",
    examples: [.init("hepatica registry init department.sqlite", "an empty registry")])

  public static var fields: [Field<Self>] {
    \.registry
    Field.option(
      \.auditKey, "audit-key", nil, "FILE", "key that seals the audit record; made if it does not exist",
      .input)
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryTask.initialise(registry.place(in: context), auditKey: context.url(auditKey))
  }
}

public struct RegistryAddOperation: Operation {
  var registry = RegistryFields()
  var table = ""
  var values: [Assignment] = []
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "registry add", .registry, "add a row", takes: "a table and its columns", gives: "the id of the row",
    "hepatica registry dictionary lists tables and columns. Pseudonyms only.",
    examples: [
      .init(
        "hepatica registry add department.sqlite sites id=A name=Department --by mp1 --why start", "a site"),
      .init(
        "hepatica registry add department.sqlite patients id=P01 site=A --by mp1 --why cycle-1", "a patient"),
    ])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.table, "TABLE", "table of the registry")
    Field.words(\.values, "COLUMN=VALUE", "columns of the row", key: "values")
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryTask.add(registry.place(in: context), table, values.map(\.word), by: author.author())
  }
}

public struct RegistrySetOperation: Operation {
  var registry = RegistryFields()
  var table = ""
  var id = ""
  var values: [Assignment] = []
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "registry set", .registry, "change a row", takes: "a row and its new values", gives: "the id of the row",
    "COLUMN= empties a column.",
    examples: [
      .init(
        "hepatica registry set department.sqlite patients P01 sex=F --by mp1 --why typing-error", "one value")
    ])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.table, "TABLE", "table of the registry")
    Field.word(\.id, "ID", "id of the row")
    Field.words(\.values, "COLUMN=VALUE", "columns that change", key: "values")
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryTask.set(registry.place(in: context), table, id, values.map(\.word), by: author.author())
  }
}

public struct RegistryRemoveOperation: Operation {
  var registry = RegistryFields()
  var table = ""
  var id = ""
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "registry remove", .registry, "remove a row", takes: "a row",
    gives: "the row is gone; the audit record keeps what it was",
    examples: [
      .init("hepatica registry remove department.sqlite patients P99 --by mp1 --why entered-twice", "one row")
    ])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.table, "TABLE", "table of the registry")
    Field.word(\.id, "ID", "id of the row")
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryTask.remove(registry.place(in: context), table, id, by: author.author())
  }
}

public struct RegistryListOperation: Operation {
  var registry = RegistryFields()
  var table = ""
  var values: [Assignment] = []
  public init() {}

  public static let about = About(
    "registry list", .registry, "rows of a table", takes: "a table, and values to look for",
    gives: "its rows",
    examples: [.init("hepatica registry list department.sqlite courses patient=P01", "courses of a patient")])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.table, "TABLE", "table of the registry")
    Field.words(\.values, "COLUMN=VALUE", "only rows with these values", needed: false, key: "values")
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryTask.list(registry.place(in: context), table, values.map(\.word))
  }
}

public struct RegistryDictionaryOperation: Operation {
  public init() {}
  public static let about = About(
    "registry dictionary", .registry, "the data dictionary as CSV", takes: "nothing",
    gives: "tables and columns with type, unit and meaning",
    examples: [.init("hepatica registry dictionary", "all tables and columns")])
  public static var fields: [Field<Self>] {}
  public func run(_ context: Context) throws -> Outcome { try RegistryTask.dictionary() }
}

public struct RegistrySchemaOperation: Operation {
  public init() {}
  public static let about = About(
    "registry schema", .registry, "the SQL of the schema", takes: "nothing",
    gives: "the statements of every version, for review",
    examples: [.init("hepatica registry schema", "all statements")])
  public static var fields: [Field<Self>] {}
  public func run(_ context: Context) throws -> Outcome { try RegistryTask.schema() }
}
