import Checks
import Diagnostics
import Foundation

/// A connection to a database that holds a registry. One thread uses it at a time.
///
/// SQL is the part that SQLite and PostgreSQL share; parameters are `$1`, `$2`, … in the order in which they stand.
protocol Store: AnyObject {
  /// Where the registry is, as messages name it, without password.
  var place: String { get }
  @discardableResult func run(_ sql: String, _ values: [Value]) throws(Problem) -> [[Value]]
  /// Begins a transaction in which this connection alone writes; waits for others.
  func beginWriting() throws(Problem)
  func commit() throws(Problem)
  /// Lets others write. Between commit and here the anchor is settled, so that no other's head comes between.
  func endWriting()
  /// Ends a transaction without its changes, and lets others write. Never fails: a transaction whose connection is
  /// gone is rolled back by the database.
  func rollBack()
  /// Names of all tables, also of others than Hepatica's.
  func tableNames() throws(Problem) -> Set<String>
  /// What the database itself finds wrong with its file.
  func faults() throws(Problem) -> [AuditFault]
  /// What the schema holds that the migrations did not make, or lacks of what they made.
  func schemaFindings(_ catalogue: Catalogue) throws(Problem) -> [AuditFault]
  /// Values that are stored as something else than their column holds.
  func storageFindings(_ catalogue: Catalogue) throws(Problem) -> [AuditFault]
}

extension Store {
  @discardableResult func run(_ sql: String) throws(Problem) -> [[Value]] { try run(sql, []) }

  /// Begins, does and commits; whatever is thrown rolls all of it back.
  func writing<T>(_ body: () throws -> T) throws -> T {
    try beginWriting()
    do {
      let result = try body()
      try commit()
      endWriting()
      return result
    } catch {
      rollBack()
      throw error
    }
  }
}

/// A name as both databases take it, whatever words they reserve.
func quoted(_ name: String) -> String { "\"" + name + "\"" }

/// Where a registry is: a file, or the URL of a PostgreSQL database.
public enum Location: Sendable, Equatable, CustomStringConvertible {
  case file(URL)
  case server(String)

  public init(_ text: String) {
    let text = text.trimmingCharacters(in: .whitespaces)
    let scheme = text.prefix(while: { $0 != ":" }).lowercased()
    let isServer =
      ["postgresql", "postgres"].contains(scheme) && text.dropFirst(scheme.count).hasPrefix("://")
    self = isServer ? .server(scheme + text.dropFirst(scheme.count)) : .file(URL(filePath: text))
  }

  /// The path, or the URL without its password, wherever in it that stands.
  public var description: String {
    switch self {
    case .file(let url): url.path
    case .server(let url): Self.withoutPassword(url)
    }
  }

  /// What stands before the last `@` is the user and perhaps a password, whatever characters that has.
  private static func withoutPassword(_ url: String) -> String {
    var place = url
    if let at = url.lastIndex(of: "@"), let start = url.range(of: "://")?.upperBound, start <= at {
      place = String(url[..<start] + url[start..<at].prefix { $0 != ":" } + url[at...])
    }
    return place.replacing(/((?:ssl)?password|passfile)=[^&]*/.ignoresCase()) { "\($0.output.1)=…" }
  }

  func connect(creating: Bool) throws(Problem) -> any Store {
    switch self {
    case .file(let url): try SQLiteStore(url, creating: creating)
    case .server(let url): try PostgresStore(url, place: description)
    }
  }
}
