import Diagnostics
import Files

/// A table of the registry. Its first column is `id`.
public struct Table: Sendable {
  public let name: String
  public let meaning: String
  public let columns: [Column]
  /// Columns that together occur once.
  public let unique: [String]
  /// Columns that say which fact a row is about, apart from its id; empty where every row is a fact of its own.
  public let key: [String]
  public let since: Int

  public func column(_ name: String) -> Column? { columns.first { $0.name == name } }

  /// An id for a row that was given none: its natural key in words, so that the same fact has the same id.
  /// - Returns: `nil` for a table without a natural key, or a row without any of it.
  package func identity(of row: Row) -> String? {
    let words = key.map { row[$0].printed }.filter { !$0.isEmpty }
    return words.isEmpty ? nil : words.joined(separator: "/")
  }
}

/// All tables of one schema version.
public struct Catalogue: Sendable {
  public let version: Int
  public let tables: [Table]
  private let places: [String: Int]

  /// The newest version that this program knows.
  public static let newest = Catalogue(parsing: PackageResources.catalogue_json5)

  /// The tables and columns that stood in an earlier version.
  /// - Precondition: the version is from 1 to that of the newest catalogue.
  public static func version(_ version: Int) -> Catalogue {
    precondition((1...newest.version).contains(version), "a schema version that exists")
    return Catalogue(
      version: version,
      tables: newest.tables.filter { $0.since <= version }.map { table in
        Table(
          name: table.name, meaning: table.meaning, columns: table.columns.filter { $0.since <= version },
          unique: table.unique, key: table.key.filter { table.column($0)!.since <= version },
          since: table.since)
      })
  }

  init(version: Int, tables: [Table]) {
    (self.version, self.tables) = (version, tables)
    places = Dictionary(uniqueKeysWithValues: tables.enumerated().map { ($1.name, $0) })
  }

  /// - Throws: `Problem` with the closest name.
  public func table(_ name: String) throws(Problem) -> Table {
    if let place = places[name] { return tables[place] }
    let close = likelyMeaning(of: name, among: tables.map(\.name))
    throw Problem(
      .usage, what: "the registry has no table “\(name)”",
      remedy: close.map { "did you mean “\($0)”?" } ?? "tables: " + tables.map(\.name).joined(separator: ", ")
    )
  }
}

extension Catalogue {
  /// The file is part of the program: a mistake in it is ours, and every test would stop here.
  private init(parsing bytes: [UInt8]) {
    do {
      let root = try JSON5.parse(String(decoding: bytes, as: UTF8.self), document: "catalogue").object()
      self.init(
        version: try root.required("version", "").integer(),
        tables: try root.required("tables", "").array().map { try Table(reading: $0.object()) })
    } catch { preconditionFailure("\(error)") }
  }
}

extension Table {
  fileprivate init(reading object: JSON5Object) throws {
    name = try object.required("name", "").string()
    meaning = try object.required("meaning", "").string()
    since = try object["since"]?.integer() ?? 1
    unique = try object["unique"]?.array().map { try $0.string() } ?? []
    key = try object["key"]?.array().map { try $0.string() } ?? []
    let since = since
    columns =
      try [.identifier(since: since)]
      + object.required("columns", "").array().map { try Column(reading: $0.object(), since: since) }
  }
}

extension Column {
  fileprivate static func identifier(since: Int) -> Column {
    Column(
      name: "id", kind: .text, meaning: "identifies the row", unit: "", isRequired: true, isUnique: true,
      references: nil, values: [], minimum: nil, maximum: nil, fhir: nil, isPast: false, since: since)
  }

  fileprivate init(reading object: JSON5Object, since tableSince: Int) throws {
    name = try object.required("name", "").string()
    guard let kind = Kind(rawValue: try object.required("type", "").string()) else {
      throw try object.required("type", "").rejected("unknown type")
    }
    self.kind = kind
    meaning = try object.required("meaning", "").string()
    unit = try object["unit"]?.string() ?? ""
    isRequired = try object["required"]?.bool() ?? false
    isUnique = try object["unique"]?.bool() ?? false
    references = try object["references"]?.string()
    values = try object["values"]?.array().map { try $0.string() } ?? []
    minimum = try object["minimum"]?.number()
    maximum = try object["maximum"]?.number()
    fhir = try object["fhir"]?.string()
    isPast = try object["past"]?.bool() ?? false
    since = try object["since"]?.integer() ?? tableSince
  }
}
