import Diagnostics
import Files
import Quantities

/// Limits of normal by laboratory, sex, age and date, for files that do not carry them.
///
/// Limits change with the laboratory's method; a limit of today must not grade a value of ten years ago.
public struct LimitTable: Sendable {
  public struct Entry: Sendable, Hashable {
    /// Empty: any laboratory.
    public var laboratory: String
    public var code: String
    /// `nil`: both.
    public var sex: Sex?
    /// Years, the first included, the second excluded.
    var ages: Range<Int>
    /// First and last day on which the limits hold.
    public var days: ClosedRange<CalendarDay>
    public var lower: Amount?
    public var upper: Amount?
    var location: String

    func covers(_ q: Query) -> Bool {
      (laboratory.isEmpty || laboratory == q.laboratory) && (sex == nil || sex == q.sex)
        && (ages == Self.allAges || q.age.map(ages.contains) ?? false) && days.contains(q.day)
    }

    static let allAges = 0..<200
    static let always = CalendarDay(iso8601: "0001-01-01")!...CalendarDay(iso8601: "9999-12-31")!

    /// Whether some patient could be meant by both.
    func overlaps(_ other: Entry) -> Bool {
      code == other.code && laboratory == other.laboratory
        && (sex == nil || other.sex == nil || sex == other.sex)
        && ages.overlaps(other.ages) && days.overlaps(other.days)
    }
  }

  /// For whom and when limits are wanted.
  public struct Query: Sendable, Hashable {
    public var laboratory: String
    public var sex: Sex?
    /// Completed years; `nil` if unknown: then only limits for all ages apply.
    public var age: Int?
    public var day: CalendarDay
    public init(laboratory: String, sex: Sex?, age: Int?, day: CalendarDay) {
      (self.laboratory, self.sex, self.age, self.day) = (laboratory, sex, age, day)
    }
  }

  private let entries: [String: [Entry]]

  var isEmpty: Bool { entries.isEmpty }

  /// No limits: only those of the file count.
  public init() { entries = [:] }

  /// Reads `{ limits: [{ test, unit, lower, upper, laboratory, sex, ageFrom, ageTo, from, to }, …] }`.
  ///
  /// - Throws: `Problems` with every faulty entry and every pair that contradicts each other, with their lines.
  public init(parsing text: String, document: String, measurands: RuleDocument) throws {
    let root = try JSON5.parse(text, document: document).object()
    var problems = root.unknown(except: ["limits", "note"])
    var read: [Entry] = []
    for value in try root.required("limits", "list of limits of normal").array() {
      do { read.append(try Self.entry(value, measurands.measurands, &problems)) } catch {
        problems.append(error)
      }
    }
    try self.init(read, problems)
  }

  /// - Throws: `Problems` with every pair of entries that contradict each other, and those that are known already.
  init(_ read: [Entry], _ known: [Problem] = []) throws {
    let problems = known + Self.contradictions(read)
    if !problems.isEmpty { throw Problems(problems) }
    // A laboratory's own limits go before those of any laboratory.
    entries = Dictionary(grouping: read, by: \.code)
      .mapValues { $0.filter { !$0.laboratory.isEmpty } + $0.filter(\.laboratory.isEmpty) }
  }

  /// Whether any entry is of this measurand.
  func isAbout(_ code: String) -> Bool { entries[code] != nil }

  /// The limits that hold; `nil` if none are known, which is a gap and not a normal value.
  public func limits(_ code: String, _ query: Query) -> (lower: Amount?, upper: Amount?)? {
    entries[code]?.first { $0.covers(query) }.map { ($0.lower, $0.upper) }
  }

  private static func contradictions(_ entries: [Entry]) -> [Problem] {
    var problems: [Problem] = []
    for group in Dictionary(grouping: entries, by: \.code).sorted(by: { $0.key < $1.key }).map(\.value) {
      for (n, a) in group.enumerated() {
        for b in group[(n + 1)...] where a.overlaps(b) {
          problems.append(
            Problem(
              .dataRejected, what: "these limits of \(b.code) overlap with those at \(a.location)",
              at: b.location,
              why: "one value would have two limits of normal",
              remedy: "separate them by laboratory, sex, age or date"))
        }
      }
    }
    return problems
  }

  private static func entry(
    _ value: JSON5Value, _ measurands: [String: Measurand], _ problems: inout [Problem]
  ) throws(Problem) -> Entry {
    let object = try value.object()
    problems += object.unknown(except: [
      "test", "unit", "lower", "upper", "laboratory", "sex", "ageFrom", "ageTo", "from", "to", "note",
    ])
    let test = try object.required("test", "code of the measurand")
    guard let measurand = measurands[try test.string()] else {
      throw test.rejected(
        "there is no such measurand", remedy: "known: \(measurands.keys.sorted().joined(separator: ", "))")
    }
    let symbol = try object.required("unit", "unit of both limits")
    let unit = try measurand.unit(try symbol.string(), at: symbol.location)
    let (lower, upper) = (try object["lower"]?.decimal(), try object["upper"]?.decimal())
    guard lower != nil || upper != nil, lower ?? 0 <= upper ?? lower ?? 0 else {
      throw value.rejected("a limit is missing, or the lower one is above the upper one")
    }
    return Entry(
      laboratory: try object["laboratory"]?.string() ?? "", code: measurand.code, sex: try sex(object),
      ages: try ages(object, value), days: try days(object, value), lower: lower.map { Amount($0, unit) },
      upper: upper.map { Amount($0, unit) }, location: value.location)
  }

  private static func sex(_ object: JSON5Object) throws(Problem) -> Sex? {
    guard let value = object["sex"] else { return nil }
    guard let sex = Sex(rawValue: try value.string()) else {
      throw value.rejected("the sex is F or M, or left out")
    }
    return sex
  }

  private static func ages(_ object: JSON5Object, _ value: JSON5Value) throws(Problem) -> Range<Int> {
    let (from, to) = (try object["ageFrom"]?.integer() ?? 0, try object["ageTo"]?.integer() ?? 200)
    guard from >= 0, from < to, to <= 200 else {
      throw value.rejected("“ageFrom” must lie below “ageTo”, in years")
    }
    return from..<to
  }

  private static func days(_ object: JSON5Object, _ value: JSON5Value) throws(Problem) -> ClosedRange<
    CalendarDay
  > {
    func day(_ key: String, _ otherwise: String) throws(Problem) -> CalendarDay {
      let text = try object[key]?.string() ?? otherwise
      guard let day = CalendarDay(iso8601: text) else {
        throw value.rejected("“\(key)” is not a date", remedy: "write it as 2026-03-02")
      }
      return day
    }
    let (from, to) = (try day("from", "0001-01-01"), try day("to", "9999-12-31"))
    guard from <= to else { throw value.rejected("“from” lies after “to”") }
    return from...to
  }
}
