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
    /// Results that are left out for a reason that the file itself gives.
    public var leftOut: [LeftOut] = []
    /// Cells of results that hold something, whatever becomes of them.
    public var results = 0
    /// Those that are neither values nor faulty: their reasons stand in ``leftOut`` and ``unknownTests``.
    public var explained: Int { leftOut.count(where: \.isOfResult) + unknownTests.count }
  }

  /// Why a result is not a value although nothing is wrong with it.
  public enum LeftOut: String, Sendable, Hashable, CaseIterable {
    case retracted = "retracted, cancelled or entered in error"
    case superseded = "replaced by a later result of the same sample"
    case repeated = "the same result once more"
    case missing = "coded as missing"
    case otherForm = "rows without laboratory results"
    case empty = "rows without a value"

    /// Whether a result is left out, and not a row that holds none.
    var isOfResult: Bool { self != .otherForm && self != .empty }
  }

  public struct Options: Sendable {
    /// Numbers are printed as `12,5`.
    public var decimalComma = false
    /// What a row is called in messages.
    public var rowName = "row"
    /// Names of tests and columns that may be left out, in lower case.
    public var ignored: Set<String> = []
    /// Texts that stand for a missing value, such as `-99`.
    public var missing: Set<String> = []
    /// The order of day and month where days are not printed as `2026-03-02`; `nil` for no other form.
    public var dates: DateForm?
    /// Where a person says that an impossible value stands in the source.
    public var confirmation = Confirmation.column
    public init() {}
  }

  /// How a table takes the word that an impossible value was looked up in its source.
  public enum Confirmation: Sendable, Hashable {
    /// `yes` in a column of its own.
    case column
    /// The word `confirmed` in the column `given` of the record.
    case given

    var words: String {
      switch self {
      case .column: "put yes into a column “confirmed”"
      case .given: "“given” has the word confirmed"
      }
    }
  }

  let columns: LaboratoryColumns
  let names: MeasurandNames
  private let options: Options
  private let units = UnitCache()

  /// Whether numbers have a point, and none of them stands for a missing value.
  var isPlain: Bool { !options.decimalComma && options.missing.isEmpty && options.dates == nil }

  /// The column that says whose row it is.
  public var patientColumn: Int { columns.patient }
  /// Names of columns in which nothing was looked for.
  public var unusedColumns: [String] { columns.unused }

  /// - Parameters:
  ///   - header: the names of the columns. Long: patient, date, test or LOINC, value, unit, and optionally lower and upper
  ///     limit of normal with units of their own, laboratory, status, time, sample. Wide: patient, date, columns
  ///     `ALT [U/L]`, optionally `ALT ULN [U/L]`.
  ///   - decimalComma: numbers are printed as `12,5`.
  ///   - rowName: what a row is called in messages.
  /// - Throws: `Problems` naming what the header lacks.
  public init(
    header: [String], measurands: RuleDocument, decimalComma: Bool = false, rowName: String = "row"
  ) throws {
    var options = Options()
    (options.decimalComma, options.rowName) = (decimalComma, rowName)
    try self.init(header: header, measurands: measurands, options: options)
  }

  /// - Throws: `Problem` for a header in which a needed column is missing or is there twice.
  public init(header: [String], measurands: RuleDocument, options: Options) throws {
    names = MeasurandNames(measurands.measurands)
    columns = try LaboratoryColumns(header: header, names: names, ignored: options.ignored)
    self.options = options
  }

  /// - Parameter row: number of the row in the file, from 1 for the header.
  public func read(_ fields: [String], row: Int) -> Reading {
    var reading = Reading()
    guard fields.count == columns.names.count else {
      reading.problems.append(wrongCount(fields.count, row))
      return reading
    }
    let line = LaboratoryLine(fields: fields, row: row, columns: columns, options: options)
    if isOtherForm(line) {
      reading.leftOut.append(.otherForm)
      return reading
    }
    reading.results = results(line)
    guard let sample = sample(line, &reading) else { return reading }
    switch columns.shape {
    case .long(let long): self.long(line, long, sample, &reading)
    case .wide(let tests): for test in tests { wide(line, test, sample, &reading) }
    }
    return reading
  }

  /// Whether the table asks of each sample if the patient was on anticoagulation.
  package var asksAnticoagulation: Bool { columns.anticoagulated != nil }

  private func results(_ line: LaboratoryLine) -> Int {
    switch columns.shape {
    case .long(let long): line.isEmpty(long.value) ? 0 : 1
    case .wide(let tests): tests.reduce(0) { $0 + $1.values.count { !line.isEmpty($0.column) } }
    }
  }

  private func wrongCount(_ count: Int, _ row: Int) -> Problem {
    Problem(
      .dataRejected, what: "the row has \(count) fields, the header \(columns.names.count)",
      at: "\(options.rowName) \(row)", why: "values would be read from the wrong columns",
      remedy: "check quotes and separators of the row")
  }

  /// Exports of forms have rows of other forms: a wide row without any result is one of them.
  private func isOtherForm(_ line: LaboratoryLine) -> Bool {
    guard case .wide(let tests) = columns.shape else { return false }
    return tests.allSatisfy { $0.values.allSatisfy { line.isEmpty($0.column) } }
  }

  /// Whose blood, when, and how far the laboratory stands by it: a value without a result.
  private struct Sample {
    var patient: String
    var day: CalendarDay
    var time: DateTime?
    var status: ResultStatus?
    var issued: DateTime?
  }

  private func sample(_ line: LaboratoryLine, _ reading: inout Reading) -> Sample? {
    let patient = line.text(columns.patient)
    if patient.isEmpty { reading.problems.append(line.problem("the patient is missing", columns.patient)) }
    do throws(Problem) {
      let (day, time) = try line.moment()
      guard !patient.isEmpty else { return nil }
      var sample = Sample(patient: patient, day: day, time: time)
      switch try line.status() {
      case .taken(let status): sample.status = status
      case .retracted:
        reading.leftOut.append(.retracted)
        return nil
      }
      sample.issued = try line.issued()
      return sample
    } catch {
      reading.problems.append(error)
      return nil
    }
  }

  private func long(
    _ line: LaboratoryLine, _ long: LaboratoryColumns.Long, _ sample: Sample, _ reading: inout Reading
  ) {
    if line.isEmpty(long.value) { return reading.leftOut.append(.empty) }
    do throws(Problem) {
      guard let measurand = try measurand(line, long, &reading) else { return }
      if line.isMissing(long.value) { return reading.leftOut.append(.missing) }
      let unit = try unit(line, long.unit, measurand)
      try checkProperty(line, long, unit)
      let lowerUnit = try limitUnit(line, long.lower, long.lowerUnit, measurand) ?? unit
      let upperUnit = try limitUnit(line, long.upper, long.upperUnit, measurand) ?? unit
      let other = try line.otherRange(long.rangeKind)
      let limits = (
        try line.limit(long.lower, lowerUnit, other == nil ? measurand.usualLower : nil),
        try line.limit(long.upper, upperUnit, other == nil ? measurand.usualUpper : nil)
      )
      let normal = other == nil ? limits : (nil, nil)
      var value = try value(line, (long.value, unit), measurand, normal, sample)
      value.range = other.map { OtherRange(kind: $0, lower: limits.0, upper: limits.1) }
      let given = line.text(long.unit)
      if given != unit.symbol { value.unitAsGiven = given }
      reading.values.append(value)
    } catch {
      reading.problems.append(error)
    }
  }

  private func unit(_ line: LaboratoryLine, _ column: Int, _ measurand: Measurand) throws(Problem)
    -> MeasurandUnit
  {
    if let unit = units.unit(line.text(column), of: measurand) { return unit }
    throw line.problem(
      "this is not a unit of \(measurand.name)", column, why: "a wrong unit is wrong by a constant factor",
      remedy: "known units: \(measurand.units.map(\.symbol).joined(separator: ", "))")
  }

  /// Unit of a limit that has one of its own; `nil` for that of the value.
  private func limitUnit(
    _ line: LaboratoryLine, _ limit: Int?, _ column: Int?, _ measurand: Measurand
  ) throws(Problem) -> MeasurandUnit? {
    guard let limit, !line.isEmpty(limit), let column, !line.isEmpty(column) else { return nil }
    return try unit(line, column, measurand)
  }

  private func wide(
    _ line: LaboratoryLine, _ test: LaboratoryColumns.Wide, _ sample: Sample, _ reading: inout Reading
  ) {
    let cells = test.values.filter { cell in
      if line.isMissing(cell.column) { reading.leftOut.append(.missing) }
      return !line.isEmpty(cell.column) && !line.isMissing(cell.column)
    }
    do throws(Problem) {
      var found: [LaboratoryValue] = []
      for cell in cells {
        let limits = (
          try limit(line, test.lower, cell.unit, test.measurand.usualLower),
          try limit(line, test.upper, cell.unit, test.measurand.usualUpper)
        )
        found.append(try value(line, cell, test.measurand, limits, sample))
      }
      guard let first = found.first else { return }
      if let other = found.firstIndex(where: { !$0.agrees(with: first) }) {
        throw line.problem(
          "two columns of \(test.measurand.name) disagree", cells[other].column,
          why: "the results conflict", remedy: "remove the wrong one, or empty it in this row")
      }
      reading.values.append(first)
      reading.leftOut += Array(repeating: .repeated, count: found.count - 1)
    } catch {
      reading.problems.append(error)
    }
  }

  /// The limit in the unit of the value where there is one, else in another unit.
  private func limit(
    _ line: LaboratoryLine, _ cells: [LaboratoryColumns.Wide.Cell], _ unit: MeasurandUnit,
    _ usual: ClosedRange<ExactDecimal>?
  ) throws(Problem) -> Amount? {
    let there = cells.filter { !line.isEmpty($0.column) }
    guard let cell = there.first(where: { $0.unit == unit }) ?? there.first else { return nil }
    return try line.limit(cell.column, cell.unit, usual)
  }

  private func value(
    _ line: LaboratoryLine, _ cell: LaboratoryColumns.Wide.Cell, _ measurand: Measurand,
    _ limits: (lower: Amount?, upper: Amount?), _ sample: Sample
  ) throws(Problem) -> LaboratoryValue {
    let (bound, number) = try line.result(cell.column)
    let amount = Amount(number, cell.unit)
    if let lower = limits.lower, let upper = limits.upper, lower.canonical > upper.canonical {
      throw line.problem(
        "the lower limit of normal is above the upper one", cell.column, remedy: "check both limits")
    }
    if let plausible = measurand.plausible, !plausible.contains(amount.canonical), try !line.isConfirmed {
      throw line.problem(
        "this value of \(measurand.name) is not possible in \(cell.unit.symbol)", cell.column,
        why: "a wrong unit gives a wrong grade",
        remedy:
          "check value and unit; where the source has been looked at and is right, \(options.confirmation.words)"
      )
    }
    var value = LaboratoryValue(
      patient: sample.patient, day: sample.day, code: measurand.code, amount: amount, bound: bound,
      lower: limits.lower, upper: limits.upper, laboratory: line.text(columns.laboratory), row: line.row)
    (value.time, value.status, value.issued) = (sample.time, sample.status, sample.issued)
    (value.visit, value.method) = (line.text(columns.visit), line.text(columns.method))
    (value.sample, value.isConfirmed) = (line.sample, try line.isConfirmed)
    value.isBaseline = try line.flag(columns.baseline) ?? false
    value.onAnticoagulation = try line.flag(columns.anticoagulated)
    return value
  }
}
