import Diagnostics
import Quantities

/// What the columns of a laboratory table are.
struct LaboratoryColumns: Sendable {
  /// One result per row, or one visit per row with a column per test.
  enum Shape: Sendable {
    case long(Long)
    case wide([Wide])
  }
  struct Long: Sendable {
    var test: Int?
    var loinc: Int?
    var value: Int
    /// `<` or `>` of a value outside the measuring range, where it does not stand before the number.
    var comparator: Int?
    var unit: Int
    var lower: Int?
    var upper: Int?
    /// Units of the limits where they are not that of the value.
    var lowerUnit: Int?
    var upperUnit: Int?
    /// What the limits are of, `normal` or another word; empty is normal.
    var rangeKind: Int?
  }
  /// One test with all its columns: `ALT [U/L]`, and `ALT LLN [U/L]` and `ALT ULN [U/L]` where they exist. A test that has
  /// columns in two units has two cells, which must agree.
  struct Wide: Sendable {
    typealias Cell = (column: Int, unit: MeasurandUnit)
    var measurand: Measurand
    var values: [Cell]
    var lower: [Cell] = []
    var upper: [Cell] = []
  }

  var names: [String]
  var patient: Int
  var date: Int
  var time: Int?
  var laboratory: Int?
  var visit: Int?
  var status: Int?
  var issued: Int?
  var method: Int?
  var anticoagulated: Int?
  /// States with yes that an unlikely value was looked at in its source.
  var confirmed: Int?
  /// Together they distinguish samples of one moment: number of the sample, or event, instrument and instance.
  var sample: [Int]
  /// Marks the baseline with yes, Y, true or 1.
  var baseline: Int?
  var shape: Shape
  /// Names of columns in which nothing is looked for.
  var unused: [String]

  /// - Parameter ignored: names of tests and columns that may be left out, in lower case.
  /// - Throws: `Problems` with everything that the header lacks.
  init(header: [String], names: MeasurandNames, ignored: Set<String> = []) throws {
    self.names = header
    var found = HeaderWords(header)
    let value = found.one("value")
    patient = found.needed("patient", "whose value it is")
    date = found.needed("date", "the day of the sample")
    (time, laboratory, visit) = (found.one("time"), found.one("laboratory"), found.first("visit"))
    (issued, method, anticoagulated) = (found.one("issued"), found.one("method"), found.one("anticoagulated"))
    (baseline, confirmed) = (found.one("baseline"), found.one("confirmed"))
    sample = HeaderWords.samples.compactMap { found.first($0) }
    status = value == nil ? nil : found.one("status")
    if let value {
      shape = .long(Self.long(value, &found))
    } else {
      shape = .wide(Self.wide(names, ignored, &found))
    }
    unused = found.rest(ignored)
    if !found.problems.isEmpty { throw Problems(found.problems) }
  }

  private static func long(_ value: Int, _ found: inout HeaderWords) -> Long {
    let (test, loinc) = (found.first("test"), found.one("loinc"))
    if test ?? loinc == nil { found.lacks("test", "which test a row is about") }
    let unit = found.needed("unit", "the unit of each value; it is never guessed")
    let both = found.one("range unit")
    return Long(
      test: test, loinc: loinc, value: value, comparator: found.one("comparator"), unit: unit,
      lower: found.one("lower"),
      upper: found.one("upper"), lowerUnit: found.one("lower unit") ?? both,
      upperUnit: found.one("upper unit") ?? both, rangeKind: found.one("range kind"))
  }

  private static func wide(_ names: MeasurandNames, _ ignored: Set<String>, _ found: inout HeaderWords)
    -> [Wide]
  {
    var tests: [String: Wide] = [:]
    let before = found.problems.count
    for (column, title) in found.header.enumerated() {
      do throws(Problem) {
        guard let cell = try TestColumn(title, names, ignored) else { continue }
        found.use(column)
        var test = tests[cell.measurand.code] ?? Wide(measurand: cell.measurand, values: [])
        try test.add(cell, column)
        tests[cell.measurand.code] = test
      } catch {
        found.use(column)
        found.problems.append(
          Problem(
            error.kind, what: error.what, at: "row 1, column \(column + 1)", why: error.why,
            remedy: error.remedy))
      }
    }
    if tests.values.allSatisfy(\.values.isEmpty), found.problems.count == before {
      found.problems.append(
        Problem(
          .dataRejected, what: "no column holds laboratory values", at: "row 1",
          remedy: "give a column “value” with “test” and “unit”, or columns such as “ALT [U/L]”"))
    }
    return tests.values.filter { !$0.values.isEmpty }.sorted { $0.values[0].column < $1.values[0].column }
  }
}

/// A column of a wide table: `ALT [U/L]`, `alt uln (U/l)`, or `INR`, which has no unit.
private struct TestColumn {
  enum Kind { case value, lower, upper }
  var measurand: Measurand
  var unit: MeasurandUnit
  var kind = Kind.value

  /// `nil` for a column of something else.
  init?(_ title: String, _ names: MeasurandNames, _ ignored: Set<String>) throws(Problem) {
    let parts = title.wholeMatch(
      of: /\s*(.+?)(?:[\s_]+([Uu][Ll][Nn]|[Ll][Ll][Nn]))?\s*(?:\[(.*)\]|\((.*)\))\s*/)
    let bare = title.wholeMatch(of: /\s*(.+?)(?:[\s_]+([Uu][Ll][Nn]|[Ll][Ll][Nn]))?\s*/)
    guard let name = (parts?.1 ?? bare?.1).map(String.init), !ignored.contains(name.lowercased()) else {
      return nil
    }
    guard let found = names.laboratory(named: name) else {
      if let torn = Self.torn(title, names) { throw Self.misspelt(torn) }
      guard parts?.3 != nil, name.count > 3, let close = nearMiss(name.lowercased(), among: names.all) else {
        return nil
      }
      throw Self.misspelt(close)
    }
    if let limit = parts?.2 ?? bare?.2 { kind = limit.lowercased() == "uln" ? .upper : .lower }
    let symbol = (parts?.3 ?? parts?.4).map(String.init)
    guard symbol != nil || found.unitsBySymbol[""] != nil else {
      throw Problem(
        .dataRejected, what: "the column of \(found.name) has no unit",
        why: "a value in a wrong unit is wrong by a constant factor",
        remedy: "name the column “\(found.code) [\(found.units[0].symbol)]”, with the unit of the laboratory")
    }
    (measurand, unit) = (found, try found.unit((symbol ?? "").trimmed))
  }

  /// `ALT UNL [U/L]`, `TBIL m[g/dL]`: a column with a bracket whose first word is a test is one of that test.
  private static func torn(_ title: String, _ names: MeasurandNames) -> String? {
    guard title.contains("[") || title.contains("]") else { return nil }
    let first = title.trimmed.prefix { !$0.isWhitespace && $0 != "_" }
    guard let test = names.laboratory(named: String(first)) else { return nil }
    return "\(test.code) [\(test.units[0].symbol)]"
  }

  private static func misspelt(_ close: String) -> Problem {
    Problem(
      .dataRejected, what: "unknown test in this column",
      why: "a misspelt test would be left out silently",
      remedy: "did you mean “\(close)”? Else name it under --ignore")
  }
}

extension LaboratoryColumns.Wide {
  fileprivate mutating func add(_ cell: TestColumn, _ column: Int) throws(Problem) {
    let known =
      switch cell.kind {
      case .value: values
      case .lower: lower
      case .upper: upper
      }
    if known.contains(where: { $0.unit == cell.unit }) {
      throw Problem(
        .dataRejected, what: "\(measurand.name) has two columns in one unit",
        why: "it is not clear which one counts", remedy: "rename or remove one")
    }
    switch cell.kind {
    case .value: values.append((column, cell.unit))
    case .lower: lower.append((column, cell.unit))
    case .upper: upper.append((column, cell.unit))
    }
  }
}

/// Finds measurands by code, alias or LOINC code.
struct MeasurandNames: Sendable {
  private var byName: [String: Measurand] = [:]
  private var byLOINC: [String: (measurand: Measurand, unit: String)] = [:]
  /// What is measured, but not in blood.
  private static let others: Set<String> = ["ACTIVITY", "DOSE_PER_ACTIVITY"]

  init(_ measurands: [String: Measurand]) {
    for measurand in measurands.values.sorted(by: { $0.code < $1.code }) {
      for name in [measurand.code.lowercased(), measurand.name.lowercased()] + measurand.aliases {
        byName[name] = measurand
      }
      for (code, unit) in measurand.loinc { byLOINC[code] = (measurand, unit) }
    }
  }

  func measurand(named name: String) -> Measurand? {
    byName[name] ?? byName[name.trimmed.lowercased()] ?? byName[Self.joined(name)]
  }
  func laboratory(named name: String) -> Measurand? {
    measurand(named: name).flatMap { Self.others.contains($0.code) ? nil : $0 }
  }
  func loinc(_ code: String) -> (measurand: Measurand, unit: String)? { byLOINC[code] }
  var all: [String] { byName.filter { !Self.others.contains($0.value.code) }.keys.sorted() }

  /// Blanks inside a name count once.
  private static func joined(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension String {
  /// Without blanks at both ends.
  package var trimmed: String {
    // Most fields begin and end with a printed ASCII character.
    if let first = utf8.first, let last = utf8.last, 0x21...0x7E ~= first, 0x21...0x7E ~= last { return self }
    var body = self[...]
    while body.first?.isWhitespace ?? false { body = body.dropFirst() }
    while body.last?.isWhitespace ?? false { body = body.dropLast() }
    return String(body)
  }
}
