import Criteria
import Diagnostics
import Files
import Foundation

extension PatientFacts {
  mutating func objects(_ root: JSON5Value, _ name: String) throws {
    if case .array(let all) = root.content {
      for (n, value) in all.enumerated() { try object(value, "patient \(n + 1)") }
    } else {
      try object(root, URL(filePath: name).deletingPathExtension().lastPathComponent)
    }
  }

  private mutating func object(_ value: JSON5Value, _ fallback: String) throws {
    let object = try value.object()
    var patient = Patient(name: object["patient"]?.text ?? fallback)
    for member in object.members where member.name != "patient" && member.name != "note" {
      if case .null = member.value.content { continue }
      take(member.name, Self.text(member.value), at: "\(member.value.document):\(member.line)", &patient)
    }
    if !add(patient, joins: false) { account.add(["the same patient once more": 1]) }
  }

  private static func text(_ value: JSON5Value) -> String {
    switch value.content {
    case .bool(let yes): yes ? "yes" : "no"
    case .number(_, let text): text
    case .string(let text): text
    default: "{"
    }
  }

  /// A table with a row for each patient, or with rows of several forms.
  mutating func take(_ table: FactTable) {
    header = Set(table.file.header)
    problems += table.problems
    account = table.account
    var counted = InputAccount.Table(file: table.name, rows: table.file.count)
    counted.left = account.leftOut.values.reduce(0, +)
    for row in table.rows {
      var patient = Patient(name: row.patient)
      let faults = problems.count
      for cell in row.cells { take(cell.key, cell.text, at: cell.place, &patient) }
      let isNew = add(patient, joins: table.isExport)
      if problems.count > faults {
        counted.faulty += 1
      } else if isNew {
        counted.read += 1
      } else {
        account.add(["the same patient once more": 1])
        counted.left += 1
      }
    }
    counted.faulty += table.torn
    account.tables = [counted]
    account.add(["cells coded as missing": table.missing])
  }
}

/// A table of facts as rows of cells that hold something.
struct FactTable {
  struct Cell {
    var key, text, place: String
  }
  struct Row {
    var patient: String
    var cells: [Cell]
  }
  let name: String
  let file: TableFile
  /// Whether it has rows and columns of several forms.
  let isExport: Bool
  private(set) var rows: [Row] = []
  private(set) var problems: [Problem] = []
  private(set) var account = InputAccount()
  /// Rows with another number of fields than the header, and cells that are coded as missing.
  private(set) var torn = 0
  private(set) var missing = 0
  private let titles: [String]
  private let patient: Int?
  /// Columns with facts.
  private var columns: [Int] = []

  init(_ path: String, _ vocabulary: FactVocabulary, _ options: LaboratoryFile.Options) throws {
    file = try TableFile(path)
    name = URL(filePath: path).lastPathComponent
    titles = file.header.map(options.name)
    isExport = options.dictionary != nil || titles.contains { ColumnsFound.isForm($0) }
    patient = titles.firstIndex { (ColumnWords.patient + ["id"]).contains(columnWord($0)) }
    take(file.header, vocabulary, options.ignored)
    let cells = options.dictionary.map { [header = file.header] in RedcapCells($0, header: header) }
    for n in 0..<file.count { row(n, cells, options.missing) }
  }

  private mutating func take(_ header: [String], _ vocabulary: FactVocabulary, _ ignored: Set<String>) {
    var unused: [String] = []
    for (n, title) in titles.enumerated() where n != patient && !ColumnsFound.isForm(title) {
      let isNote = ["note", "comment", "comments", ""].contains(columnWord(title))
      let isForeign = isExport && !vocabulary.knows(title) && vocabulary.likely(title) == nil
      if isNote || isForeign || ignored.contains(title.lowercased()) {
        unused.append(header[n])
      } else {
        columns.append(n)
      }
    }
    if !unused.isEmpty { account.unusedColumns = [(name, unused)] }
  }

  private mutating func row(_ n: Int, _ cells: RedcapCells?, _ codes: Set<String>) {
    let (printed, place) = (file.fields(n), "\(name): row \(file.number(n))")
    guard printed.count == file.header.count else {
      torn += 1
      return problems.append(
        Problem(
          .dataRejected, what: "the row has \(printed.count) fields, the header \(file.header.count)",
          at: place, remedy: "check quotes and separators of the row"))
    }
    let fields = cells?.decoded(printed) ?? printed
    let found = columns.compactMap { column -> Cell? in
      let text = fields[column].trimmed
      if text.isEmpty { return nil }
      if codes.contains(text) {
        missing += 1
        return nil
      }
      return Cell(key: titles[column], text: text, place: "\(place), column \(file.header[column])")
    }
    if isExport, found.isEmpty { return account.add(["rows of other forms": 1]) }
    rows.append(Row(patient: patient.map { fields[$0].trimmed } ?? "row \(file.number(n))", cells: found))
  }
}
