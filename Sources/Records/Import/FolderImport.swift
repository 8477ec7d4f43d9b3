import Checks
import Criteria
import Diagnostics
import Documents
import Files
import Foundation
import Registry
import Stages

extension Registry {
  /// A folder of tables and forms in one change: `TABLE.csv` has the columns of that table, `laboratory.csv` may have any form
  /// that `hepatica toxicity` reads, `NAME.csv` with `NAME.map.json5` is a foreign table with its map, and any other JSON5
  /// file is the form of a visit. Files of other kinds are named and left alone.
  /// - Throws: `Problems` with every row that cannot be taken; then nothing is written.
  public func importFolder(
    _ folder: URL, decimalComma: Bool = false, conflicts: ConflictRule = .refuse, by author: Author
  ) throws -> ImportCount {
    let found = try FolderOfTables(folder, catalogue, decimalComma: decimalComma)
    var count = try judged().take(found.sorted, byKey: true, conflicts: conflicts, by: author)
    count.notes += found.notes
    count.leftOut.merge(found.leftOut, uniquingKeysWith: +)
    return count
  }
}

/// The rows of a folder's files.
private struct FolderOfTables {
  private var rows: [Registry.Incoming] = []
  private(set) var notes: [Finding] = []
  private(set) var leftOut: [String: Int] = [:]
  private let catalogue: Catalogue
  private let decimalComma: Bool

  init(_ folder: URL, _ catalogue: Catalogue, decimalComma: Bool) throws {
    (self.catalogue, self.decimalComma) = (catalogue, decimalComma)
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .sorted {
        $0.lastPathComponent < $1.lastPathComponent
      }
    var problems: [Problem] = [], others: [String] = []
    for file in files where !file.lastPathComponent.hasPrefix(".") {
      do {
        if try !take(file, beside: files) { others.append(file.lastPathComponent) }
      } catch let found as Problems { problems += found.all } catch let found as Problem {
        problems.append(found)
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    guard !rows.isEmpty else {
      throw Problem(
        .dataRejected, what: "the folder has no rows", at: folder.path,
        remedy: "name each CSV file as its table: hepatica registry dictionary lists them")
    }
    for name in others { leftOut["file that is not a table (\(name))"] = 1 }
  }

  /// Whom others refer to comes first, whatever the names of the files.
  var sorted: [Registry.Incoming] {
    let order = Dictionary(uniqueKeysWithValues: catalogue.tables.enumerated().map { ($1.name, $0) })
    return rows.enumerated().sorted {
      (order[$0.element.table.name]!, $0.offset) < (order[$1.element.table.name]!, $1.offset)
    }.map(\.element)
  }

  /// - Returns: false for a file of another kind.
  private mutating func take(_ file: URL, beside files: [URL]) throws -> Bool {
    let name = file.deletingPathExtension().lastPathComponent
    switch file.pathExtension.lowercased() {
    case "csv":
      let map = files.first { $0.lastPathComponent == name + ".map.json5" }
      if let map { try mapped(file, ColumnMap(map)) } else { try table(file, catalogue.table(name)) }
    case "json5" where name.hasSuffix(".map"): break
    case "json5":
      rows += try VisitForm(file).rows.map { row in
        let table = try catalogue.table(row.table)
        let texts = table.column("patient") == nil ? row.texts.filter { $0.key != "patient" } : row.texts
        return Registry.Incoming(table: table, place: row.place, texts: texts)
      }
    default: return false
    }
    return true
  }

  private mutating func table(_ url: URL, _ table: Table) throws {
    let file = try ForeignTable(url)
    let isOurs = file.header.allSatisfy { table.column($0) != nil }
    if table.name == LaboratoryColumn.table, !isOurs { return try laboratory(url, table) }
    let found = try RecordColumns(file, of: table, .init(decimalComma: decimalComma))
    rows += found.rows
    leftOut.merge(found.account.leftOut, uniquingKeysWith: +)
    notes += found.notes
  }

  private mutating func laboratory(_ url: URL, _ table: Table) throws {
    let measurands = try RuleLibrary().rules("measurands")
    let opened = try LaboratoryFile.open(
      [url.path], measurands: measurands, options: .init(decimalComma: decimalComma))
    let found = LaboratoryImport(opened.files, measurands: measurands, into: table)
    let problems = opened.problems + found.problems
    if !problems.isEmpty { throw Problems(problems) }
    rows += found.rows
    notes += found.unknownNotes([])
  }

  private mutating func mapped(_ url: URL, _ map: ColumnMap) throws {
    let file = try ForeignTable(url)
    var problems: [Problem] = []
    for rule in map.rules {
      let table = try catalogue.table(rule.table)
      let lacking = file.lacks(rule.needed)
      problems += lacking
      guard lacking.isEmpty else { continue }
      for row in try file.rows where rule.takes({ row[$0] }) {
        var texts = rule.texts({ row[$0] }, file.place(row), &problems)
        if decimalComma { texts = ForeignTable.withPoints(texts, table) }
        rows.append(Registry.Incoming(table: table, place: file.place(row), texts: texts))
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    notes += map.notUsed(by: file)
  }
}
