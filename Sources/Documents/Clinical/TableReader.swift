import Checks
import Criteria
import Diagnostics
import Files
import Foundation
import Quantities

/// A table with named columns of which every fault is gathered with row and column, for tables of some thousand rows.
/// What became of its rows and columns stands in ``account``.
package struct TableReader {
  package let name: String
  package let file: TableFile
  /// Whether the table is an export of several forms: it has columns and rows of others.
  let isExport: Bool
  /// A dozen names are found faster one by one than by their hash.
  private let columns: [(name: String, place: Int)]
  private let options: LaboratoryFile.Options
  private let cells: RedcapCells?
  private var found: [Problem] = []
  /// Every fault; decimal commas that nobody announced are one.
  package var problems: [Problem] { DecimalComma.summed(found) }
  private var left: [String: Int] = [:]
  private let unused: [String]
  private var leftRows = 0
  private var faultyRows: Set<Int> = []
  /// Row that is read now.
  package private(set) var row = 0
  private var fields: [String] = []
  private var isLeft = false

  /// - Parameters:
  ///   - known: every column that has a meaning, in lower case, with its names.
  ///   - needed: columns without which nothing can be read.
  ///   - options: new names of columns, codes of missing data, a data dictionary, the form of days and numbers.
  /// - Throws: `Problem` for a table without a header, whose first row would be repeated otherwise.
  package init(
    _ path: String, known: [String: [String]], needed: [String], options: LaboratoryFile.Options = .init()
  ) throws {
    file = try TableFile(path)
    self.options = options
    name = URL(filePath: path).lastPathComponent
    cells = options.dictionary.map { [header = file.header] in RedcapCells($0, header: header) }
    let found = ColumnsFound(file.header, known: known, needed: needed, options, name)
    try found.checkHeader(at: path)
    columns = found.places.map { ($0.key, $0.value) }.sorted { $0.1 < $1.1 }
    (isExport, unused) = (found.isExport, found.unused)
    self.found = found.problems
  }

  /// Rows and columns, and what is left out of them.
  package var account: InputAccount {
    var account = InputAccount()
    var rows = InputAccount.Table(file: name, rows: file.count)
    (rows.left, rows.faulty) = (leftRows, faultyRows.count)
    rows.read = rows.rows - rows.left - rows.faulty
    account.tables = [rows]
    account.add(left)
    if !unused.isEmpty { account.unusedColumns = [(name, unused)] }
    return account
  }

  /// Goes through the rows; those with the wrong number of fields are reported.
  mutating func eachRow(_ body: (inout TableReader) -> Void) {
    for n in 0..<file.count {
      row = file.number(n)
      let faults = found.count
      isLeft = false
      if take(file.fields(n)) { body(&self) }
      if found.count > faults { faultyRows.insert(row) } else if isLeft { leftRows += 1 }
    }
  }

  /// - Returns: false for a row in which nothing can be read.
  private mutating func take(_ printed: [String]) -> Bool {
    guard printed.count == file.header.count else {
      found.append(
        Problem(
          .dataRejected, what: "the row has \(printed.count) fields, the header \(file.header.count)",
          at: "\(name): row \(row)", remedy: "check quotes and separators of the row"))
      return false
    }
    fields = cells?.decoded(printed) ?? printed
    if !options.missing.isEmpty {
      for column in columns.map(\.place) where options.missing.contains(fields[column].trimmed) {
        fields[column] = ""
        left["cells coded as missing", default: 0] += 1
      }
    }
    guard isOtherForm else { return true }
    leave("rows of other forms")
    return false
  }

  /// The row that is read now holds nothing new.
  mutating func leave(_ reason: String) {
    left[reason, default: 0] += 1
    isLeft = true
  }

  /// Exports of forms have rows of other forms: nothing but the patient and the visit stands in them.
  private var isOtherForm: Bool {
    isExport
      && columns.allSatisfy { ["patient", "visit"].contains($0.name) || fields[$0.place].trimmed.isEmpty }
  }

  private func place(of column: String) -> Int? {
    for known in columns where known.name == column { return known.place }
    return nil
  }
  package func has(_ column: String) -> Bool { place(of: column) != nil }
  package func text(_ column: String) -> String { place(of: column).map { fields[$0].trimmed } ?? "" }
  package func place(_ column: String) -> String {
    "\(name): row \(row), column \(place(of: column).map { file.header[$0] } ?? column)"
  }

  mutating func reject(_ column: String, _ what: String, why: String = "", remedy: String = "") {
    found.append(Problem(.dataRejected, what: what, at: place(column), why: why, remedy: remedy))
  }

  /// A fault of a row that was read before.
  mutating func rejectRow(_ row: Int, _ column: String, _ what: String) {
    found.append(Problem(.dataRejected, what: what, at: "\(name): row \(row), column \(column)"))
    faultyRows.insert(row)
  }

  package mutating func required(_ column: String) -> String? {
    let text = text(column)
    if text.isEmpty { reject(column, "this must not be empty") }
    return text.isEmpty ? nil : text
  }

  package mutating func day(_ column: String) -> CalendarDay? {
    let text = text(column)
    if text.isEmpty { return nil }
    if let day = CalendarDay(iso8601: text) ?? isoDay(text) { return day }
    reject(column, "this is not a date", remedy: Self.writtenDay)
    return nil
  }

  /// In the order of day and month that was stated.
  private func isoDay(_ text: String) -> CalendarDay? {
    options.dates?.iso(text).flatMap { CalendarDay(iso8601: $0) }
  }

  private static let writtenDay =
    "write the day as 2026-03-02, or state the order of day and month (--columns)"

  package mutating func days(_ column: String) -> [CalendarDay] {
    let parts = text(column).utf8.split { $0 == 0x20 || $0 == 0x3B || $0 == 0x7C }
    let days = parts.compactMap { part in
      CalendarDay(iso8601: Substring(part)) ?? isoDay(String(Substring(part)))
    }
    if days.count < parts.count {
      reject(column, "this is not a list of days", remedy: "write 2026-03-02 2026-04-27")
    }
    return days
  }

  /// A number that its row of the table allows, in the unit of the row.
  package mutating func number(_ column: String, _ row: Plausibility) -> ExactDecimal? {
    guard let number = number(column) else { return nil }
    guard let beyond = BeyondRange(row, number.doubleValue) else { return number }
    reject(column, beyond.text, remedy: "check the unit: \(row.crossCheck)")
    return nil
  }

  package mutating func number(_ column: String, in range: ClosedRange<ExactDecimal>? = nil) -> ExactDecimal?
  {
    let text = text(column)
    if text.isEmpty { return nil }
    guard let number = decimal(text) else {
      if DecimalComma.isMeant(text), !options.decimalComma {
        reject(column, DecimalComma.what, remedy: DecimalComma.remedy)
      } else {
        reject(column, "this is not a number", remedy: "numbers have a decimal point and no unit")
      }
      return nil
    }
    if let range, !range.contains(number) {
      reject(
        column, "this number is not possible: \(range.lowerBound) to \(range.upperBound)",
        remedy: "check the unit")
      return nil
    }
    return number
  }

  private func decimal(_ text: String) -> ExactDecimal? {
    guard options.decimalComma else { return ExactDecimal(text) }
    return text.contains(".") ? nil : ExactDecimal(text.replacing(",", with: "."))
  }

  package mutating func flag(_ column: String) -> Bool? {
    let text = text(column)
    if text.isEmpty { return nil }
    if let flag = YesOrNo(text) { return flag.isYes }
    reject(column, "this is neither yes nor no")
    return nil
  }

  package mutating func choice<C: RawRepresentable & CaseIterable>(_ column: String, of: C.Type = C.self)
    -> C?
  where C.RawValue == String {
    let text = text(column)
    if text.isEmpty { return nil }
    if let choice = C(rawValue: text)
      ?? C.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() })
    {
      return choice
    }
    reject(column, "this is none of: \(C.allCases.map(\.rawValue).joined(separator: ", "))")
    return nil
  }
}
