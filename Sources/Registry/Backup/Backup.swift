import Diagnostics
import Files
import Foundation
import Quantities

// A backup is one text file of either database's whole content: a head, the rows of each table and of the audit
// record with tabs between their fields, and the SHA-256 of all that. It restores into either database.

extension Registry {
  /// Writes the whole registry to one file.
  /// - Returns: SHA-256 that stands in the file's last line.
  /// - Throws: `Problem` of kind `cannotCreate` if the file exists, or if it cannot be written.
  @discardableResult
  public func backUp(to url: URL) throws -> String {
    guard !FileManager.default.fileExists(atPath: url.path) else {
      throw Problem(
        .cannotCreate, what: "the backup exists already", at: url.path, remedy: "name another file")
    }
    try store.beginWriting()
    defer { store.rollBack() }
    var text = "hepatica-backup\t1\nregistry\t\(identifier)\t\(catalogue.version)\t\(clock())\n"
    for table in catalogue.tables {
      let names = table.columns.map(\.name)
      text += block(table.name, try rows(table.name).map { row in names.map { row[$0] } })
    }
    text += block("audit", try store.run(AuditRecord.selection + " ORDER BY \"sequence\""))
    let hash = sha256(text.utf8)
    try writePrivately(Data((text + "sha256\t\(hash)\n").utf8), to: url)
    return hash
  }

  private func block(_ name: String, _ rows: [[Value]]) -> String {
    "table\t\(name)\t\(rows.count)\n" + rows.map { $0.map(field).joined(separator: "\t") + "\n" }.joined()
  }

  private func field(_ value: Value) -> String {
    guard !value.isNull else { return "\\N" }
    return value.printed.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing(
      "\n", with: "\\n"
    )
    .replacing("\r", with: "\\r")
  }

  /// Makes a registry from a backup, with the schema version that it had.
  ///
  /// The audit record is followed before anything is kept; the new registry goes on with it.
  /// - Throws: `Problem` if the backup is damaged, newer than the program, or if something stands at `location`.
  @discardableResult
  public static func restore(
    _ url: URL, to location: Location, anchors: URL? = nil, key: SecretKey? = nil,
    clock: @escaping @Sendable () -> DateTime = systemClock
  ) throws -> Registry {
    let backup = try BackupFile(url)
    let seal = try AuditSeal(backup.identifier, key: key ?? AuditSeal.configured, location)
    let store = try location.connect(creating: true)
    let catalogue = Catalogue.version(backup.version)
    let anchorFile = AnchorFile.standard(
      location, registry: backup.identifier, shared: anchors ?? AnchorFile.sharedFolder)
    let registry = Registry(
      store: store, anchorFile: anchorFile, catalogue: catalogue, identifier: backup.identifier,
      created: backup.created, seal: seal, clock: clock)
    try whole(location) {
      try store.writing {
        try found(store, backup.identifier, backup.version, created: backup.created)
        try backup.fill(store, catalogue)
      }
      try registry.adoptAnchor(isRestored: true)
    }
    return registry
  }
}

/// A backup, read and checked.
struct BackupFile {
  let identifier, created: String
  let version: Int
  private let url: URL
  private var blocks: [(name: String, rows: [[String]])] = []

  init(_ url: URL) throws {
    self.url = url
    let data = try readFile(url.path, called: "backup")
    let damaged = Problem(
      .dataRejected, what: "this is not a backup, or it is damaged", at: url.path,
      why: "a part of the registry would be missing", remedy: "use another backup")
    let lines = try Self.lines(data, damaged)
    let head = lines[1].split(separator: "\t").map(String.init)
    guard lines[0] == "hepatica-backup\t1", head.count == 4, head[0] == "registry",
      let version = Int(head[2]),
      version >= 1
    else {
      throw damaged
    }
    guard version <= Catalogue.newest.version else {
      throw Problem(
        .dataRejected,
        what:
          "the backup has schema version \(version), this program supports up to \(Catalogue.newest.version)",
        at: url.path, remedy: "use a newer Hepatica")
    }
    (identifier, self.version, created) = (head[1], version, head[3])
    try read(lines[2...], damaged)
  }

  /// The lines without the last, whose hash must be theirs.
  private static func lines(_ data: Data, _ damaged: Problem) throws -> [Substring] {
    let text = String(decoding: data, as: UTF8.self)
    guard let end = text.range(of: "sha256\t", options: .backwards) else { throw damaged }
    let body = text[..<end.lowerBound]
    guard text[end.upperBound...] == sha256(body.utf8) + "\n" else { throw damaged }
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    guard lines.count >= 2 else { throw damaged }
    return Array(lines)
  }

  private mutating func read(_ lines: ArraySlice<Substring>, _ damaged: Problem) throws {
    var rest = lines
    while let line = rest.popFirst() {
      let head = line.split(separator: "\t")
      guard head.count == 3, head[0] == "table", let count = Int(head[2]),
        (0...rest.count).contains(count)
      else {
        throw damaged
      }
      blocks.append((String(head[1]), rest.prefix(count).map(Self.fields)))
      rest = rest.dropFirst(count)
    }
  }

  private static func fields(_ line: Substring) -> [String] {
    line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  }

  func fill(_ store: any Store, _ catalogue: Catalogue) throws {
    let order = catalogue.tables.map(\.name) + ["audit"]
    for name in order {
      guard let block = blocks.first(where: { $0.name == name }) else { continue }
      let columns = name == "audit" ? AuditRecord.columns : try catalogue.table(name).columns.map(\.name)
      let kinds = name == "audit" ? auditKinds : try catalogue.table(name).columns.map(\.kind)
      let marks = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
      let sql =
        "INSERT INTO \(quoted(name)) (\(columns.map(quoted).joined(separator: ", "))) VALUES (\(marks))"
      for row in block.rows {
        guard row.count == columns.count else {
          throw Problem(.dataRejected, what: "a row of “\(name)” has \(row.count) fields", at: url.path)
        }
        try store.run(sql, zip(row, kinds).map { value($0, $1) })
      }
    }
  }

  private var auditKinds: [Column.Kind] {
    [.integer] + Array(repeating: .text, count: AuditRecord.columns.count - 1)
  }

  private func value(_ field: String, _ kind: Column.Kind) -> Value {
    if field == "\\N" { return .null }
    switch kind {
    case .integer, .flag: return Value(Int(field))
    case .real: return Value(Double(field))
    case .text, .decimal, .date, .time, .moment: return .text(unescaped(field))
    }
  }

  private func unescaped(_ field: String) -> String {
    guard field.contains("\\") else { return field }
    var out = String.UnicodeScalarView(), scalars = field.unicodeScalars[...]
    while let c = scalars.popFirst() {
      guard c == "\\", let next = scalars.popFirst() else {
        out.append(c)
        continue
      }
      out.append(next == "t" ? "\t" : next == "n" ? "\n" : next == "r" ? "\r" : next)
    }
    return String(out)
  }
}
