import Diagnostics
import Files
import Foundation

extension Registry {
  /// Every table as a CSV file, and the dictionary that explains each column.
  /// - Parameter folder: is made; files in it are replaced.
  /// - Returns: the files.
  /// - Throws: `Problem` if a file cannot be written.
  @discardableResult
  public func exportTables(to folder: URL) throws -> [URL] {
    try writeTogether { group in
      try group.folder(folder)
      for table in catalogue.tables where !Self.secret.contains(table.name) {
        try group.add(try csv(table), to: folder.appending(path: table.name + ".csv"))
      }
      try group.add(catalogue.dictionary, to: folder.appending(path: "dictionary.csv"))
      return group.urls
    }
  }

  /// Sealed lists stay where they are.
  private static let secret: Set<String> = ["allocation_lists"]

  /// One table as CSV, empty cells for what is not known.
  ///
  /// - Throws: `Problem` if the database fails.
  public func csv(_ table: Table) throws -> String {
    let names = table.columns.map(\.name)
    return try csvLine(names)
      + rows(table.name).map { row in csvLine(names.map { row[$0].printed }) }.joined()
  }

  /// A data set for publication: the tables, their dictionary, a manifest with the SHA-256 of every file, and one hash
  /// of all that. Files are made read-only; a folder that exists is refused, since what is frozen never changes.
  /// - Returns: the hash to print in the paper: SHA-256 of the manifest.
  /// - Throws: `Problem` if the folder exists or a file cannot be written.
  @discardableResult
  public func freeze(to folder: URL, title: String) throws -> String {
    guard !FileManager.default.fileExists(atPath: folder.path) else {
      throw Problem(
        .cannotCreate, what: "the folder exists already", at: folder.path,
        why: "what is frozen never changes",
        remedy: "name another folder")
    }
    let audit = try verifyAudit()
    guard audit.isSound else {
      throw Problem(
        .dataRejected, what: "the audit record is broken: \(audit.findings[0].words)", at: store.place,
        remedy: "hepatica audit verify shows all that is wrong")
    }
    do { return try frozen(folder, title, audit) } catch {
      // Nothing stood there before.
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  private func frozen(_ folder: URL, _ title: String, _ audit: AuditVerification) throws -> String {
    let files = try exportTables(to: folder)
    let hashes = try files.map { "\(try sha256(file: $0.path))  \($0.lastPathComponent)" }
    let text =
      ([
        "# \(title)", "# frozen \(clock()), schema version \(catalogue.version)",
        "# audit record: \(counted(audit.count, "record")), head \(audit.head)",
      ]
      + hashes).joined(separator: "\n") + "\n"
    let manifest = folder.appending(path: "MANIFEST.sha256")
    try writeAtomically(text, to: manifest)
    for file in files + [manifest] { chmod(file.path, 0o440) }
    return sha256(text.utf8)
  }

  /// Looks whether a frozen data set still is what it was.
  /// - Returns: its hash and the files that differ or are missing.
  /// - Throws: `Problem` if there is no manifest.
  public static func checkFrozen(_ folder: URL) throws -> (hash: String, faults: [String]) {
    let manifest = folder.appending(path: "MANIFEST.sha256")
    guard let data = FileManager.default.contents(atPath: manifest.path) else {
      throw Problem(.inputMissing, what: "this is not a frozen data set: it has no manifest", at: folder.path)
    }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
    let faults = lines.compactMap { line -> String? in
      let parts = line.split(separator: " ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2 else { return String(line) }
      let now = try? sha256(file: folder.appending(path: parts[1]).path)
      return now == parts[0] ? nil : parts[1]
    }
    return (sha256(data), faults)
  }
}

extension Catalogue {
  /// The data dictionary: one line per column.
  public var dictionary: String {
    let head = [
      "table", "column", "type", "unit", "required", "values", "minimum", "maximum", "references", "meaning",
    ]
    let limit = { (x: Double?) -> String in x.map { "\($0)" } ?? "" }
    let lines = tables.flatMap { table in
      table.columns.map { column -> String in
        let meaning = column.name == "id" ? "\(column.meaning): \(table.meaning)" : column.meaning
        return csvLine([
          table.name, column.name, column.kind.rawValue, column.unit, column.isRequired ? "yes" : "no",
          column.values.joined(separator: "; "), limit(column.minimum), limit(column.maximum),
          column.references ?? "", meaning,
        ])
      }
    }
    return csvLine(head) + lines.joined()
  }
}
