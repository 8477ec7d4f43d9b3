import Diagnostics
import Quantities

/// Reads rows of a laboratory table into typed values; the rows may come one by one.
///
/// Every fault is reported with row and column, none stops the reading, and no text of the file is repeated in a
/// message. Nothing is guessed: no unit, no order of day and month, no decimal comma that was not announced.
public struct LaboratoryReader: Sendable {
  /// What one row gave.
  public struct Reading: Sendable {
    public var values: [LaboratoryValue] = []
    /// Results that were not taken.
    public var problems: [Problem] = []
    /// Tests that no rule here uses, by the name in the file; their results are left out.
    public var unknownTests: [String] = []
  }

  let columns: LaboratoryColumns
  let names: MeasurandNames
  private let decimalComma: Bool
  private let rowName: String

  /// The column that tells whose row it is.
  public var patientColumn: Int { columns.patient }

  /// - Parameters:
  ///   - header: the names of the columns. Long: patient, date, test or LOINC, value, unit, and optionally lower and upper
  ///     limit of normal, laboratory. Wide: patient, date, columns `ALT [U/L]`, optionally `ALT ULN [U/L]`.
  ///   - decimalComma: numbers are printed as `12,5`.
  ///   - rowName: what a row is called in messages.
  /// - Throws: `Problems` naming what the header lacks.
  public init(
    header: [String], measurands: RuleDocument, decimalComma: Bool = false, rowName: String = "row"
  ) throws {
    names = MeasurandNames(measurands.measurands)
    columns = try LaboratoryColumns(header: header, names: names)
    (self.decimalComma, self.rowName) = (decimalComma, rowName)
  }

  /// - Parameter row: number of the row in the file, from 1 for the header.
  public func read(_ fields: [String], row: Int) -> Reading {
    var reading = Reading()
    guard fields.count == columns.names.count else {
      reading.problems.append(
        Problem(
          .dataRejected, what: "the row has \(fields.count) fields, the header \(columns.names.count)",
          at: "\(rowName) \(row)",
          why: "values would be read from the wrong columns", remedy: "check quotes and separators of the row"
        ))
      return reading
    }
    let line = Line(
      fields: fields, row: row, rowName: rowName, columns: columns, decimalComma: decimalComma)
    // Exports of forms have rows of other forms: a wide row without any result is none.
    if case .wide(let tests) = columns.shape, tests.allSatisfy({ line.isEmpty($0.value) }) { return reading }
    let patient = fields[columns.patient].trimmed
    if patient.isEmpty { reading.problems.append(line.problem("the patient is missing", columns.patient)) }
    guard let (day, moment) = line.day else {
      reading.problems.append(
        line.problem("this is no day", columns.date, remedy: "write the day as 2026-03-02"))
      return reading
    }
    guard !patient.isEmpty else { return reading }
    let sample = Sample(
      patient: patient, day: day, moment: moment,
      laboratory: columns.laboratory.map { fields[$0].trimmed } ?? "",
      visit: columns.visit.map { fields[$0].trimmed } ?? "",
      isBaseline: columns.baseline.map { line.isYes($0) } ?? false)
    switch columns.shape {
    case .long(let long): self.long(line, long, sample, &reading)
    case .wide(let tests): for test in tests { wide(line, test, sample, &reading) }
    }
    return reading
  }

  /// Whose blood, and when.
  private struct Sample {
    var patient: String
    var day: CalendarDay
    var moment: String
    var laboratory: String
    var visit: String
    var isBaseline: Bool
  }

  private func long(_ line: Line, _ long: LaboratoryColumns.Long, _ sample: Sample, _ reading: inout Reading)
  {
    do throws(Problem) {
      guard let measurand = try measurand(line, long, &reading), !line.isEmpty(long.value) else { return }
      guard let unit = try? measurand.unit(line.fields[long.unit].trimmed) else {
        throw line.problem(
          "this is no unit of \(measurand.name)", long.unit,
          why: "a wrong unit is wrong by a constant factor",
          remedy: "known units: \(measurand.units.map(\.symbol).joined(separator: ", "))")
      }
      try checkProperty(line, long, unit)
      let cell = Cell(column: long.value, measurand: measurand, unit: unit)
      let lower = try line.limit(long.lower, unit, measurand.usualLower)
      let upper = try line.limit(long.upper, unit, measurand.usualUpper)
      try append(line, cell, (lower, upper), sample, &reading)
    } catch {
      reading.problems.append(error)
    }
  }

  private func wide(_ line: Line, _ test: LaboratoryColumns.Wide, _ sample: Sample, _ reading: inout Reading)
  {
    if line.isEmpty(test.value) { return }
    do throws(Problem) {
      let cell = Cell(column: test.value, measurand: test.measurand, unit: test.unit)
      let lower = try line.limit(
        test.lower?.column, test.lower?.unit ?? test.unit, test.measurand.usualLower)
      let upper = try line.limit(
        test.upper?.column, test.upper?.unit ?? test.unit, test.measurand.usualUpper)
      try append(line, cell, (lower, upper), sample, &reading)
    } catch {
      reading.problems.append(error)
    }
  }

  /// Where a result stands and what it is.
  private struct Cell {
    var column: Int
    var measurand: Measurand
    var unit: MeasurandUnit
  }

  private func append(
    _ line: Line, _ cell: Cell, _ limits: (lower: Amount?, upper: Amount?), _ sample: Sample,
    _ reading: inout Reading
  ) throws(Problem) {
    let (bound, number) = try line.result(cell.column)
    let amount = Amount(number, cell.unit)
    if let lower = limits.lower, let upper = limits.upper, lower.canonical > upper.canonical {
      throw line.problem(
        "the lower limit of normal is above the upper one", cell.column, remedy: "check both limits")
    }
    if let plausible = cell.measurand.plausible, !plausible.contains(amount.canonical) {
      throw line.problem(
        "this value of \(cell.measurand.name) is not possible in \(cell.unit.symbol)", cell.column,
        why: "a wrong unit gives a wrong grade", remedy: "check value and unit")
    }
    var value = LaboratoryValue(
      patient: sample.patient, day: sample.day, code: cell.measurand.code, amount: amount, bound: bound,
      lower: limits.lower, upper: limits.upper, laboratory: sample.laboratory, row: line.row)
    (value.moment, value.visit, value.isBaseline) = (sample.moment, sample.visit, sample.isBaseline)
    reading.values.append(value)
  }

  /// The test of a row by name and by LOINC code, which must agree; `nil` for one that no rule uses.
  private func measurand(
    _ line: Line, _ long: LaboratoryColumns.Long, _ reading: inout Reading
  ) throws(Problem) -> Measurand? {
    let name = long.test.map { line.fields[$0].trimmed } ?? ""
    let code = long.loinc.map { line.fields[$0].trimmed } ?? ""
    let (byName, byCode) = (names.measurand(named: name), names.loinc(code)?.measurand)
    if let byName, let byCode, byName.code != byCode.code {
      throw line.problem(
        "the name of the test and its LOINC code mean different tests", long.loinc ?? long.value)
    }
    if byName == nil, byCode == nil {
      if name.isEmpty, code.isEmpty {
        throw line.problem("the test is missing", long.test ?? long.loinc ?? long.value)
      }
      reading.unknownTests.append(name.isEmpty ? code : name)
    }
    return byCode ?? byName
  }

  /// A LOINC code says whether mass or amount of substance was measured; a unit of the other is a mistake.
  private func checkProperty(_ line: Line, _ long: LaboratoryColumns.Long, _ unit: MeasurandUnit)
    throws(Problem)
  {
    guard let column = long.loinc, let coded = names.loinc(line.fields[column].trimmed) else { return }
    if coded.unit.contains("mol") != unit.symbol.contains("mol") {
      throw line.problem(
        "the unit does not belong to this LOINC code, which is printed in \(coded.unit)", long.unit,
        why: "mass and amount of substance differ by the molar mass")
    }
  }
}

/// One row with its number, for messages.
private struct Line {
  var fields: [String]
  var row: Int
  var rowName: String
  var columns: LaboratoryColumns
  var decimalComma: Bool

  func isEmpty(_ column: Int) -> Bool { fields[column].isEmpty || fields[column].trimmed.isEmpty }

  /// `2026-03-02`, alone or before a time of day.
  var day: (CalendarDay, moment: String)? {
    let text = fields[columns.date].trimmed
    guard text.utf8.count > 10 else { return CalendarDay(iso8601: text).map { ($0, "") } }
    let rest = text.dropFirst(10)
    guard rest.first == "T" || rest.first == " " else { return nil }
    return CalendarDay(iso8601: text.prefix(10)).map { ($0, String(rest)) }
  }

  func isYes(_ column: Int) -> Bool {
    ["y", "yes", "true", "1", "baseline"].contains(fields[column].trimmed.lowercased())
  }

  func result(_ column: Int) throws(Problem) -> (LaboratoryValue.Bound, ExactDecimal) {
    var text = fields[column].trimmed
    let sign = text.utf8.first
    let bound: LaboratoryValue.Bound =
      sign == UInt8(ascii: "<") ? .below : sign == UInt8(ascii: ">") ? .above : .exact
    if bound != .exact {
      text = String(text.dropFirst(text.hasPrefix("<=") || text.hasPrefix(">=") ? 2 : 1)).trimmed
    }
    guard let number = number(text) else {
      throw problem(
        "this is no number", column,
        remedy: decimalComma ? "" : "numbers have a decimal point, or say that they have a comma")
    }
    if number.isNegative { throw problem("a laboratory value is not negative", column) }
    return (bound, number)
  }

  /// - Parameter usual: where such a limit lies in any laboratory.
  func limit(
    _ column: Int?, _ unit: MeasurandUnit, _ usual: ClosedRange<ExactDecimal>?
  ) throws(Problem) -> Amount? {
    guard let column, !isEmpty(column) else { return nil }
    guard let number = number(fields[column].trimmed), !number.isNegative else {
      throw problem("this limit of normal is no number", column, why: "the value could not be graded")
    }
    let limit = Amount(number, unit)
    // A lower limit of 0 says that there is none.
    if let usual, limit.canonical != .zero, !usual.contains(limit.canonical) {
      throw problem(
        "no laboratory has this limit of normal in \(unit.symbol)", column,
        why: "a limit in another unit than the value gives a wrong grade", remedy: "check limit and unit")
    }
    return limit
  }

  private func number(_ text: String) -> ExactDecimal? {
    guard decimalComma else { return ExactDecimal(text) }
    return text.contains(".") ? nil : ExactDecimal(String(text.map { $0 == "," ? "." : $0 }))
  }

  func problem(_ what: String, _ column: Int, why: String = "", remedy: String = "") -> Problem {
    Problem(
      .dataRejected, what: what, at: "\(rowName) \(row), column \(columns.names[column].trimmed)", why: why,
      remedy: remedy)
  }
}
