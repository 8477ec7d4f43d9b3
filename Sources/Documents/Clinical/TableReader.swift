import Criteria
import Diagnostics
import Files
import Foundation
import Quantities

/// A table with named columns of which every fault is gathered with row and column, for tables of some thousand rows.
package struct TableReader {
  package let name: String
  package let file: TableFile
  private let columns: [String: Int]
  private var found: [Problem] = []
  /// Every fault; decimal commas that nobody announced are one.
  package var problems: [Problem] { DecimalComma.summed(found) }
  /// Row that is read now.
  package private(set) var row = 0
  private var fields: [String] = []
  private let decimalComma: Bool
  /// Rows of other forms in an export that has them all.
  private(set) var otherForms = 0
  /// Columns that say from which form of an export a row comes.
  private static let formColumns: Set<String> = [
    "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_data_access_group",
    "redcap_survey_identifier", "event_name", "repeat_instrument", "repeat_instance",
  ]
  private let isExport: Bool

  /// - Parameters:
  ///   - known: every column that has a meaning, in lower case, with its other names.
  ///   - needed: columns without which nothing can be read.
  ///   - decimalComma: numbers are printed as `12,5`.
  /// - Throws: `Problem` for a table without a header, whose first row would be repeated otherwise.
  package init(
    _ path: String, known: [String: [String]], needed: [String], decimalComma: Bool = false
  ) throws {
    file = try TableFile(path)
    self.decimalComma = decimalComma
    name = URL(filePath: path).lastPathComponent
    var columns: [String: Int] = [:]
    try Self.checkHeader(file.header, known, at: path)
    isExport = file.header.contains { Self.formColumns.contains(columnWord($0)) }
    for (n, title) in file.header.enumerated() {
      let word = columnWord(title)
      if Self.formColumns.contains(word) { continue }
      let key = known.first { $0.key == word || $0.value.contains(word) }?.key
      guard let key else {
        found.append(Self.unknown(title, known, name))
        continue
      }
      if columns.updateValue(n, forKey: key) != nil {
        found.append(
          Problem(
            .dataRejected, what: "two columns mean “\(key)”", at: "\(name): row 1",
            remedy: "remove one of them"))
      }
    }
    for key in needed where columns[key] == nil {
      found.append(
        Problem(
          .inputMissing, what: "the column “\(key)” is missing", at: "\(name): row 1",
          remedy: "known columns: \(known.keys.sorted().joined(separator: ", "))"))
    }
    self.columns = columns
  }

  /// A first row of which no cell is the name of a column holds data.
  private static func checkHeader(_ header: [String], _ known: [String: [String]], at path: String)
    throws(Problem)
  {
    let names = Set(known.keys).union(known.values.joined())
    guard !header.contains(where: { names.contains(columnWord($0)) }) else { return }
    throw Problem(
      .dataRejected, what: "the first row does not name the columns", at: path,
      why: "a row of data would be lost, and values read from the wrong columns",
      remedy: "write a header; known columns: \(known.keys.sorted().joined(separator: ", "))")
  }

  private static func unknown(_ title: String, _ known: [String: [String]], _ name: String) -> Problem {
    let advice =
      likelyMeaning(of: title.lowercased(), among: Array(known.keys)).map { "did you mean “\($0)”?" }
      ?? "known columns: \(known.keys.sorted().joined(separator: ", "))"
    return Problem(
      .dataRejected, what: "the column “\(title)” is not known", at: "\(name): row 1",
      why: "a misspelt column would be ignored silently", remedy: advice)
  }

  /// Goes through the rows; those with the wrong number of fields are reported.
  mutating func eachRow(_ body: (inout TableReader) -> Void) {
    for n in 0..<file.count {
      (fields, row) = (file.fields(n), file.number(n))
      guard fields.count == file.header.count else {
        found.append(
          Problem(
            .dataRejected, what: "the row has \(fields.count) fields, the header \(file.header.count)",
            at: "\(name): row \(row)", remedy: "check quotes and separators of the row"))
        continue
      }
      if isOtherForm { otherForms += 1 } else { body(&self) }
    }
  }

  /// Exports of forms have rows of other forms: nothing but the patient stands in them.
  private var isOtherForm: Bool {
    isExport && columns.allSatisfy { $0.key == "patient" || fields[$0.value].trimmed.isEmpty }
  }

  package func has(_ column: String) -> Bool { columns[column] != nil }
  package func text(_ column: String) -> String {
    columns[column].map { fields[$0].trimmed } ?? ""
  }
  package func place(_ column: String) -> String {
    "\(name): row \(row), column \(columns[column].map { file.header[$0] } ?? column)"
  }

  mutating func reject(_ column: String, _ what: String, why: String = "", remedy: String = "") {
    found.append(Problem(.dataRejected, what: what, at: place(column), why: why, remedy: remedy))
  }

  /// A fault of a row that was read before.
  mutating func rejectRow(_ row: Int, _ column: String, _ what: String) {
    found.append(Problem(.dataRejected, what: what, at: "\(name): row \(row), column \(column)"))
  }

  package mutating func required(_ column: String) -> String? {
    let text = text(column)
    if text.isEmpty { reject(column, "this must not be empty") }
    return text.isEmpty ? nil : text
  }

  package mutating func day(_ column: String) -> CalendarDay? {
    let text = text(column)
    if text.isEmpty { return nil }
    if let day = CalendarDay(iso8601: text) { return day }
    reject(column, "this is not a date", remedy: "write the day as 2026-03-02")
    return nil
  }

  package mutating func days(_ column: String) -> [CalendarDay] {
    let parts = text(column).utf8.split { $0 == 0x20 || $0 == 0x3B || $0 == 0x7C }
    let days = parts.compactMap { CalendarDay(iso8601: Substring($0)) }
    if days.count < parts.count {
      reject(column, "this is not a list of days", remedy: "write 2026-03-02 2026-04-27")
    }
    return days
  }

  package mutating func number(_ column: String, in range: ClosedRange<ExactDecimal>? = nil) -> ExactDecimal?
  {
    let text = text(column)
    if text.isEmpty { return nil }
    guard let number = decimal(text) else {
      if DecimalComma.isMeant(text), !decimalComma {
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
    guard decimalComma else { return ExactDecimal(text) }
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
