import Diagnostics
import Files
import Foundation
import Quantities

/// What is kept about patients and their treatment, in SQLite or PostgreSQL, with an audit record of every change.
///
/// ```swift
/// let registry = try Registry.open(Location("department.sqlite"))
/// try registry.change(by: Author(who: "physicist 2", why: "laboratory of March")) {
///   try $0.insert(["id": "L1", "patient": "P01", …], into: "laboratory")
/// }
/// ```
/// One thread uses a value at a time; several processes may have the same registry open.
public final class Registry {
  let store: any Store
  let anchorFile: AnchorFile
  /// Tables and columns of the version that this registry has.
  public let catalogue: Catalogue
  /// A random name that binds audit record, anchor and backups to this registry.
  public let identifier: String
  /// When it was made.
  let created: String
  let seal: AuditSeal
  let clock: @Sendable () -> DateTime
  /// What else must hold of a row, in addition to the catalogue, from whoever knows more of its quantities; asked at every write.
  public var judge: (@Sendable (Row, Table) -> [Problem])?

  init(
    store: any Store, anchorFile: AnchorFile, catalogue: Catalogue, identifier: String, created: String,
    seal: AuditSeal, clock: @escaping @Sendable () -> DateTime
  ) {
    (self.store, self.anchorFile, self.catalogue) = (store, anchorFile, catalogue)
    (self.identifier, self.created, self.seal, self.clock) = (identifier, created, seal, clock)
  }

  public static let systemClock: @Sendable () -> DateTime = {
    DateTime(localSeconds: Surroundings.current.now().timeIntervalSinceReferenceDate.rounded(), utcOffset: 0)
  }

  /// Makes an empty registry.
  /// - Parameters:
  ///   - version: of the schema; an older one only to restore an older backup.
  ///   - anchors: folder that all computers of a department share; default `HEPATICA_ANCHORS`.
  ///   - key: seals the audit record; default `HEPATICA_AUDIT_KEY`.
  /// - Throws: `Problem` of kind `cannotCreate` if something exists there already.
  @discardableResult
  public static func create(
    _ location: Location, version: Int = Catalogue.newest.version,
    anchors: URL? = nil, key: SecretKey? = nil, clock: @escaping @Sendable () -> DateTime = systemClock
  ) throws -> Registry {
    let key = try key ?? AuditSeal.configured
    let identifier = AuditSeal.identifier(keyed: key != nil)
    let seal = try AuditSeal(identifier, key: key, location)
    let store = try location.connect(creating: true)
    let anchor = AnchorFile.standard(
      location, registry: identifier, shared: anchors ?? AnchorFile.sharedFolder)
    let start = Anchor.Head(count: 0, hash: AuditRecord.genesis(identifier))
    let created = clock().description
    try whole(location) {
      try store.writing { try found(store, identifier, version, created: created) }
      try anchor.write(Anchor(registry: identifier, created: created, settled: start).sealed(by: seal))
    }
    return Registry(
      store: store, anchorFile: anchor, catalogue: .version(version), identifier: identifier,
      created: created,
      seal: seal, clock: clock)
  }

  /// A file that was not founded whole is removed again.
  static func whole(_ location: Location, _ body: () throws -> Void) throws {
    do { try body() } catch {
      if case .file(let url) = location { SQLiteStore.remove(url) }
      throw error
    }
  }

  static func found(_ store: any Store, _ identifier: String, _ version: Int, created: String) throws {
    guard try store.tableNames().isEmpty else {
      throw Problem(
        .cannotCreate, what: "the database holds tables already", at: store.place,
        remedy: "name an empty database or schema")
    }
    for migration in Migration.all where migration.version <= version {
      for statement in migration.statements { try store.run(statement) }
    }
    try store.run(
      "INSERT INTO \"registry\" (\"identifier\", \"schema_version\", \"created\") VALUES ($1, $2, $3)",
      [.text(identifier), Value(version), .text(created)])
  }

  /// Opens a registry that exists.
  /// - Parameters:
  ///   - anyVersion: accepts an older schema, for migration and backup.
  ///   - anchors: folder that all computers of a department share; default `HEPATICA_ANCHORS`.
  ///   - key: of the audit record; default `HEPATICA_AUDIT_KEY`.
  ///   - examined: false for `verifyAudit`, which lists what else would be refused here.
  /// - Throws: `Problem` if there is none, if it is newer than the program, or older and not migrated, or if its schema
  ///   was changed.
  public static func open(
    _ location: Location, anyVersion: Bool = false, anchors: URL? = nil, key: SecretKey? = nil,
    examined: Bool = true, clock: @escaping @Sendable () -> DateTime = systemClock
  ) throws -> Registry {
    let store = try location.connect(creating: false)
    guard try store.tableNames().contains("registry"),
      let row = try store.run("SELECT \"identifier\", \"schema_version\", \"created\" FROM \"registry\"")
        .first
    else {
      throw Problem(
        .inputMissing, what: "there is no registry", at: store.place,
        remedy: "hepatica registry init makes one")
    }
    let version = row[1].integer ?? 0
    try check(version, at: store.place, anyVersion: anyVersion)
    let identifier = row[0].printed
    let anchor = AnchorFile.standard(
      location, registry: identifier, shared: anchors ?? AnchorFile.sharedFolder)
    let registry = Registry(
      store: store, anchorFile: anchor, catalogue: .version(version), identifier: identifier,
      created: row[2].printed, seal: try AuditSeal(identifier, key: key ?? AuditSeal.configured, location),
      clock: clock)
    if examined { try registry.refuseForeignSchema() }
    return registry
  }

  /// A trigger can change what is written, a view what is read; neither leaves a trace in the values.
  private func refuseForeignSchema() throws(Problem) {
    let findings = try store.schemaFindings(catalogue)
    guard let first = findings.first else { return }
    let more = findings.count > 1 ? " (and \(findings.count - 1) more)" : ""
    throw Problem(
      .dataRejected, what: "the database was altered: \(first.words)\(more)", at: store.place,
      why: "values that are read or written could be others than they seem",
      remedy:
        "hepatica audit verify lists all; hepatica registry restore makes a sound registry from a backup")
  }

  private static func check(_ version: Int, at place: String, anyVersion: Bool) throws(Problem) {
    let known = Catalogue.newest.version
    guard version >= 1, version <= known else {
      throw Problem(
        .dataRejected,
        what: "the registry has schema version \(version), this program supports up to \(known)",
        at: place,
        why: "an older program would lose what it does not support", remedy: "use a newer Hepatica")
    }
    guard version == known || anyVersion else {
      throw Problem(
        .dataRejected, what: "the registry has schema version \(version), this program writes \(known)",
        at: place,
        remedy: "hepatica registry migrate, which writes a backup first")
    }
  }
}

/// Who changes something, and why; both go into the audit record.
public struct Author: Sendable, Hashable {
  public let who: String
  public let why: String

  /// - Throws: a usage `Problem` if one of them is empty.
  public init(who: String, why: String) throws(Problem) {
    let empty = { (text: String) in text.allSatisfy(\.isWhitespace) || text.contains("\0") }
    if empty(who) {
      throw Problem(.usage, what: "a change needs someone who made it", remedy: "give --by NAME")
    }
    if empty(why) { throw Problem(.usage, what: "a change needs a reason", remedy: "give --why REASON") }
    (self.who, self.why) = (who, why)
  }
}
