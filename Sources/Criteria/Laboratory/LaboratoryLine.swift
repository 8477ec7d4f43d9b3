import Diagnostics
import Quantities

/// One row with its number, for messages.
struct LaboratoryLine {
  var fields: [String]
  var row: Int
  var columns: LaboratoryColumns
  var options: LaboratoryReader.Options

  func isEmpty(_ column: Int) -> Bool { fields[column].isEmpty || fields[column].trimmed.isEmpty }

  func isMissing(_ column: Int) -> Bool {
    !options.missing.isEmpty && options.missing.contains(fields[column].trimmed)
  }

  /// Empty for a column that does not exist.
  func text(_ column: Int?) -> String { column.map { fields[$0].trimmed } ?? "" }

  /// Yes or no; `nil` for an empty cell, and for one that is coded as missing.
  func flag(_ column: Int?) throws(Problem) -> Bool? {
    guard let column, !isEmpty(column), !isMissing(column) else { return nil }
    if let flag = YesOrNo(fields[column].trimmed)?.isYes { return flag }
    if columnWord(fields[column].trimmed) == columnWord(columns.names[column].trimmed) { return true }
    throw problem("this is neither yes nor no", column)
  }

  /// Somebody has looked at the source: the value and its limits are as the laboratory printed them.
  var isConfirmed: Bool { get throws(Problem) { try flag(columns.confirmed) ?? false } }

  /// What limits are of that are not those of normal; `nil` for those of normal.
  /// - Throws: `Problem` for a word that says neither.
  func otherRange(_ column: Int?) throws(Problem) -> String? {
    switch text(column).lowercased() {
    case "", "normal", "n": return nil
    case "therapeutic", "other": return text(column).lowercased()
    default:
      throw problem(
        "what these limits are of is not known", column ?? 0,
        why: "limits of a therapy would be taken for those of normal", remedy: "normal, therapeutic or other")
    }
  }

  /// Number of the sample, or event, instrument and instance.
  var sample: String {
    if columns.sample.isEmpty { return "" }
    let parts = columns.sample.map { fields[$0].trimmed }
    return parts.allSatisfy(\.isEmpty) ? "" : parts.joined(separator: "/")
  }

  /// `2026-03-02`, alone, before a time of day, or with a time of day in a column of its own.
  func moment() throws(Problem) -> (CalendarDay, DateTime?) {
    let printed = fields[columns.date].trimmed
    let text = options.dates?.iso(printed) ?? printed
    guard text.utf8.count >= 10, let day = CalendarDay(iso8601: text.prefix(10)) else {
      throw problem("this is not a day", columns.date, remedy: "write the day as 2026-03-02")
    }
    let rest = text.dropFirst(10)
    if rest.isEmpty {
      guard let column = columns.time, !isEmpty(column) else { return (day, nil) }
      return (day, try time(day, fields[column].trimmed, column))
    }
    guard rest.first == "T" || rest.first == " " else {
      throw problem("this is not a day", columns.date, remedy: "write the day as 2026-03-02")
    }
    return (day, try time(day, String(rest.dropFirst()).trimmed, columns.date))
  }

  private func time(_ day: CalendarDay, _ text: String, _ column: Int) throws(Problem) -> DateTime {
    if let time = DateTime(day, clock: text) { return time }
    throw problem(
      "this is not a time of day", column,
      why: "of two samples of one day the later one may be the baseline",
      remedy: "write 08:15, 08:15:30 or 08:15+02:00")
  }

  enum Standing {
    case taken(ResultStatus?)
    case retracted
  }

  /// The words of FHIR and the letters of HL7 v2 (table 0085).
  func status() throws(Problem) -> Standing {
    guard let column = columns.status, !isEmpty(column) else { return .taken(nil) }
    switch columnWord(fields[column].trimmed) {
    case "final", "f": return .taken(.final)
    case "preliminary", "p": return .taken(.preliminary)
    case "amended": return .taken(.amended)
    case "corrected", "c": return .taken(.corrected)
    case "entered_in_error", "cancelled", "canceled", "registered", "w", "x", "d": return .retracted
    default:
      throw problem(
        "this is not a status of a result", column, why: "a retracted result is not a value",
        remedy: "final, preliminary, amended, corrected, entered-in-error or cancelled")
    }
  }

  func issued() throws(Problem) -> DateTime? {
    guard let column = columns.issued, !isEmpty(column) else { return nil }
    let text = fields[column].trimmed
    guard let day = CalendarDay(iso8601: text.prefix(10)) else {
      throw problem("this is not a date", column, remedy: "write it as 2026-03-02 or 2026-03-02T08:15")
    }
    return DateTime(day, clock: text.utf8.count > 11 ? String(text.dropFirst(11)) : "00:00")
  }

  func result(_ column: Int) throws(Problem) -> (LaboratoryValue.Bound, ExactDecimal) {
    var text = fields[column].trimmed
    let stated = try comparator
    if !text.hasPrefix(stated) { text = stated + text }
    let sign = text.utf8.first
    let bound: LaboratoryValue.Bound =
      sign == UInt8(ascii: "<") ? .below : sign == UInt8(ascii: ">") ? .above : .exact
    if bound != .exact {
      text = String(text.dropFirst(text.hasPrefix("<=") || text.hasPrefix(">=") ? 2 : 1)).trimmed
    }
    guard let number = number(text) else { throw noNumber(text, column) }
    if number.isNegative { throw problem("a laboratory value is not negative", column) }
    return (bound, number)
  }

  /// What a column of its own says of the range of measurement.
  private var comparator: String {
    get throws(Problem) {
      guard case .long(let long) = columns.shape, let column = long.comparator, !isEmpty(column) else {
        return ""
      }
      let text = fields[column].trimmed
      guard ["<", "<=", ">", ">="].contains(text) else {
        throw problem("this comparator is not known", column, remedy: "<, <=, > or >=, or an empty cell")
      }
      return text
    }
  }

  private func noNumber(_ text: String, _ column: Int) -> Problem {
    var problem = problem("this is not a number", column)
    if DecimalComma.isMeant(text), !options.decimalComma {
      (problem.what, problem.remedy) = (DecimalComma.what, DecimalComma.remedy)
    }
    return problem
  }

  /// - Parameter usual: where such a limit lies in any laboratory.
  func limit(
    _ column: Int?, _ unit: MeasurandUnit, _ usual: ClosedRange<ExactDecimal>?
  ) throws(Problem) -> Amount? {
    guard let column, !isEmpty(column), !isMissing(column) else { return nil }
    let text = fields[column].trimmed
    guard let number = number(text), !number.isNegative else {
      var problem = problem(
        "this limit of normal is not a number", column, why: "the value could not be graded")
      if DecimalComma.isMeant(text), !options.decimalComma {
        (problem.what, problem.remedy) = (DecimalComma.what, DecimalComma.remedy)
      }
      throw problem
    }
    let limit = Amount(number, unit)
    // A lower limit of 0 says that there is none.
    if let usual, limit.canonical != .zero, !usual.contains(limit.canonical), try !isConfirmed {
      throw problem(
        "no laboratory has this limit of normal in \(unit.symbol)", column,
        why: "a limit in another unit than the value gives a wrong grade", remedy: "check limit and unit")
    }
    return limit
  }

  private func number(_ text: String) -> ExactDecimal? {
    guard options.decimalComma else { return ExactDecimal(text) }
    return text.contains(".") ? nil : ExactDecimal(String(text.map { $0 == "," ? "." : $0 }))
  }

  func problem(_ what: String, _ column: Int, why: String = "", remedy: String = "") -> Problem {
    Problem(
      .dataRejected, what: what, at: "\(options.rowName) \(row), column \(columns.names[column].trimmed)",
      why: why, remedy: remedy)
  }
}

/// A comma where a point is read: one message for a whole file, not one for each cell.
public enum DecimalComma {
  public static let what = "numbers have a decimal comma"
  public static let remedy = "give --decimal-comma, if 1,5 means one and a half"

  /// Whether a text would be a number if its comma were a point.
  public static func isMeant(_ text: String) -> Bool {
    text.count { $0 == "," } == 1 && ExactDecimal(text.replacing(",", with: ".")) != nil
  }

  /// One problem in place of all that say the same, with the first place and their number.
  public static func summed(_ problems: [Problem]) -> [Problem] {
    let count = problems.count { $0.what == what }
    guard count > 1, let first = problems.firstIndex(where: { $0.what == what }) else { return problems }
    var summed = problems
    summed[first].what = "\(count) numbers have a decimal comma"
    return summed.enumerated().filter { $0.offset == first || $0.element.what != what }.map(\.element)
  }
}
