import Checks
import Criteria
import Diagnostics
import Documents
import Files
import Foundation
import Quantities
import Registry
import Stages

/// The rows of a CSV file by the columns of a table of the registry: those of the same name, those whose name means the
/// same in every clinical table (``ColumnWords``), and those that a file of column names states.
struct RecordColumns {
  private(set) var rows: [Registry.Incoming] = []
  private(set) var account = InputAccount()
  private let file: ForeignTable
  private let table: Table
  private let options: LaboratoryFile.Options
  /// Columns of the table by their places in the file.
  private let places: [String: Int]

  /// - Throws: `Problems` for a header that does not name the columns, or names one twice; every row that is torn.
  init(_ file: ForeignTable, of table: Table, _ options: LaboratoryFile.Options) throws {
    (self.file, self.table, self.options) = (file, table, options)
    let found = ColumnsFound(
      file.header, known: Self.known(table), needed: [], options, file.name)
    try Self.check(found, table, file)
    places = found.places.filter { table.column($0.key) != nil }
    if !found.unused.isEmpty { account.unusedColumns = [(file.name, found.unused)] }
    let cells = options.dictionary.map { RedcapCells($0, header: file.header) }
    for row in try file.rows { take(row, cells, isExport: found.isExport) }
  }

  /// Columns that are in the file and not taken, for people.
  var notes: [Finding] {
    account.unusedColumns.map {
      Finding(TransferNote.columnsUnused(file: $0.file, columns: $0.columns, isOfMap: false))
    } + account.findings
  }

  private mutating func take(_ row: ForeignTable.Row, _ cells: RedcapCells?, isExport: Bool) {
    let fields = cells?.decoded(row.fields) ?? row.fields
    var texts: [String: String] = [:]
    for (name, place) in places {
      texts[name] = text(fields[place].trimmingCharacters(in: .whitespaces), table.column(name))
    }
    let own: Set = ["id", "patient", "name"]
    if isExport, texts.allSatisfy({ own.contains($0.key) || $0.value.isEmpty }) {
      return account.add(["rows of other forms": 1])
    }
    rows.append(Registry.Incoming(table: table, place: file.place(row), texts: texts))
  }

  /// A cell as the registry prints it: no code of missing data, a point in a number, the year before the month.
  private mutating func text(_ cell: String, _ column: Column?) -> String {
    if options.missing.contains(cell) {
      account.add(["cells coded as missing": 1])
      return ""
    }
    switch column?.kind {
    case .real, .decimal:
      return options.decimalComma && DecimalComma.isMeant(cell) ? cell.replacing(",", with: ".") : cell
    case .date, .time, .moment: return options.dates?.iso(cell) ?? cell
    default: return cell
    }
  }

  /// A table calls its only day, and whom it is about, by names of its own; others say “date” and “patient”.
  private static func known(_ table: Table) -> [String: [String]] {
    let days = table.columns.filter { $0.isPast && $0.isRequired }.map(\.name)
    var more = days.count == 1 ? [days[0]: ColumnWords.date + ColumnWords.scanned] : [:]
    if table.name == PatientColumn.table { more["id"] = ColumnWords.patient }
    return ColumnWords.known(table.columns.map(\.name), more: more).mapValues { names in
      // What another column of the table is called means that one.
      names.filter { name in name == names[0] || table.column(name) == nil }
    }
  }

  /// What the first row holds is repeated only if it holds names of columns.
  private static func check(_ found: ColumnsFound, _ table: Table, _ file: ForeignTable) throws {
    let unknown = found.problems.count
    guard found.places["id"] != nil || (unknown * 2 <= file.header.count && !found.places.isEmpty) else {
      throw Problem(
        .dataRejected, what: "the first row does not name the columns of “\(table.name)”", at: file.name,
        why: "a row of data would be taken for the header",
        remedy: "write a header: \(table.columns.map(\.name).joined(separator: ", "))")
    }
    guard unknown > 0 else { return }
    throw Problems(found.faults.map { $0.problem(of: table, in: file.name) })
  }
}

extension ColumnFault {
  /// A column that a table of the record does not have must not come in.
  fileprivate func problem(of table: Table, in file: String) -> Problem {
    func foreign(_ title: String, _ remedy: String) -> Problem {
      Problem(
        .dataRejected, what: "table “\(table.name)” has no column “\(title)”", at: "\(file): row 1",
        why: "an unknown column may hold a name or a date of birth, which must not come in", remedy: remedy)
    }
    return switch self {
    case .unknown(let title, _):
      foreign(title, "remove the column, name it under --columns or --ignore, or map it (--map)")
    case .nearly(let title, let close): foreign(title, "did you mean “\(close)”?")
    case .missing, .otherUnit, .twice: problem(in: file)
    }
  }
}
