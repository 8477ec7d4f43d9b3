import Files
import Quantities

/// Grades many patients without an object for each of their values.
///
/// It has no rules of its own: rows are read with the settings that ``LaboratoryReader`` gave, and grades come from the same
/// ladders as those of ``CourseGrader``. Whatever is unusual of a patient (a fault, a number that is a bound, two samples
/// of a day, a marked baseline) is left to these two: ``grade(_:arm:runs:latest:)`` then gives `nil`, and has counted
/// nothing.
public struct PlainGrader: Sendable {
  /// A patient who was counted.
  public struct Outcome: Sendable {
    public var worst: Int
    public var safety: LiverSafety.Point.Numbers?
    /// Toxicities that came up, by code of the term.
    public var recoveries: [TermRecovery] = []
  }
  public private(set) var arms: [String: ToxicityTally] = [:]
  /// Values by setting.
  private var counts: [Int] = []
  private let fixed: Fixed
  private var settings: PlainSettings
  private var cells: [PlainCells]
  private var values: [PlainValue] = []
  /// Whether every value is kept as its row prints it; the rows of the last patient are in ``sheet`` then.
  private let keeps: Bool
  private var prints: [PlainPrinted] = []
  package private(set) var sheet = PlainSheet()
  private var order: [UInt64] = []

  /// - Parameters:
  ///   - tables: one for each file; `nil` for a file whose rows are all left to ``LaboratoryReader``.
  ///   - headline: the grade whose rate is counted as new.
  ///   - keeps: whether each value is asked for.
  public init(
    _ grader: CourseGrader, _ safety: LiverSafety, tables: [PlainTable?], headline: Int, keeps: Bool = false
  ) {
    self.keeps = keeps
    fixed = Fixed(grader, safety, tables, headline)
    settings = PlainSettings(grader.scale, fixed.slots)
    cells = tables.map { PlainCells(width: $0?.width ?? 0) }
  }

  /// What is the same for all patients, in one object: a patient copies none of it.
  private final class Fixed: Sendable {
    let grader: CourseGrader
    let safety: LiverSafety
    let tables: [PlainTable?]
    let slots: TermSlots
    let headline: Int
    let enzymes: [Int]
    let bilirubin: Int?

    init(_ grader: CourseGrader, _ safety: LiverSafety, _ tables: [PlainTable?], _ headline: Int) {
      (self.grader, self.safety, self.tables, self.headline) = (grader, safety, tables, headline)
      slots = TermSlots(grader.scale)
      enzymes = [slots["ALT"], slots["AST"]].compactMap(\.self)
      bilirubin = slots["TBIL"]
    }
  }

  /// - Parameters:
  ///   - patient: without values.
  ///   - runs: the rows of the patient's values.
  ///   - latest: no value can be later than this day; `nil` asks nothing.
  /// - Returns: `nil` if the patient must be read in full.
  public mutating func grade(
    _ patient: PatientLaboratory, arm: String, runs: [RowRun], latest: CalendarDay?
  ) -> Outcome? {
    let fixed = fixed
    guard
      let window = TreatmentWindow(
        cycles: patient.cycles, monthsAfterLast: fixed.grader.monthsAfterLast),
      read(runs), lie(in: patient, latest), sort()
    else { return nil }
    var course = PlainCourse(patient, window, fixed.grader)
    var at = 0
    var recoveries: [TermRecovery] = []
    if keeps { startSheet() }
    while at < order.count {
      let end = endOfTest(from: at)
      let own = order[at..<end].map { values[Int($0 & 0xFFFF)] }
      let known = course.results.count
      course.add(own, settings.all, fixed.grader.limits)
      recoveries += course.recoveries(own, course.results[known...], settings.all, fixed.grader)
      if keeps {
        course.fill(
          &sheet, own, order[at..<end].map { prints[Int($0 & 0xFFFF)] }, settings.all, fixed.grader)
      }
      at = end
    }
    if keeps { sheet.terms.sort { $0.code < $1.code } }
    arms[arm, default: ToxicityTally(fixed.slots)].add(course.results, headline: fixed.headline)
    while counts.count < settings.all.count { counts.append(0) }
    for value in values { counts[value.setting] += 1 }
    return Outcome(
      worst: course.results.compactMap(\.worst).max() ?? 0,
      safety: course.peaks.numbers(fixed.enzymes, fixed.bilirubin, fixed.safety),
      recoveries: recoveries.sorted { $0.code < $1.code })
  }

  private mutating func startSheet() {
    sheet.terms.removeAll(keepingCapacity: true)
    sheet.settings(settings.all)
  }

  private mutating func read(_ runs: [RowRun]) -> Bool {
    values.removeAll(keepingCapacity: true)
    prints.removeAll(keepingCapacity: true)
    for run in runs {
      guard let table = fixed.tables[run.file] else { return false }
      for row in run.rows {
        guard let value = value(row, run.file, table), values.count < 0xFFFF else { return false }
        values.append(value)
      }
    }
    return true
  }

  private mutating func value(_ row: Int, _ number: Int, _ table: PlainTable) -> PlainValue? {
    table.file.withBytes(row) { line in
      guard cells[number].split(line, table.file.separator),
        let setting = settings.setting(line, cells[number], table, number, row: row)
      else { return nil }
      if keeps {
        guard let printed = PlainPrinted(line, cells[number], table, file: number, row: row) else {
          return nil
        }
        prints.append(printed)
      }
      return settings.all[setting].numbers.value(line, cells[number], table, setting)
    }
  }

  private func lie(in patient: PatientLaboratory, _ latest: CalendarDay?) -> Bool {
    let first = patient.birth?.order ?? 0
    let last = min(patient.death?.order ?? .max, latest?.order ?? .max)
    return values.allSatisfy { $0.day >= first && $0.day <= last }
  }

  /// By test and day.
  /// - Returns: false where a test has two values of one day.
  private mutating func sort() -> Bool {
    order.removeAll(keepingCapacity: true)
    for (n, value) in values.enumerated() {
      let test = UInt64(settings.all[value.setting].test)
      order.append(test << 48 | UInt64(value.day) << 16 | UInt64(n))
    }
    order.sort()
    for n in order.indices.dropFirst() where order[n] >> 16 == order[n - 1] >> 16 { return false }
    return true
  }

  private func endOfTest(from start: Int) -> Int {
    var end = start + 1
    while end < order.count, order[end] >> 48 == order[start] >> 48 { end += 1 }
    return end
  }
}

extension PlainGrader {
  /// Values of those who were counted, by test and unit.
  public var units: [String: [String: Int]] {
    var units: [String: [String: Int]] = [:]
    for (setting, count) in zip(settings.all, counts) where count > 0 {
      units[setting.code, default: [:]][setting.unit, default: 0] += count
    }
    return units
  }

  /// Values of tests that no term grades, by test.
  public var ungraded: [String: Int] {
    let all = zip(settings.all, counts).filter { $0.terms.isEmpty && $1 > 0 }
    return Dictionary(all.map { ($0.code, $1) }, uniquingKeysWith: +)
  }

  public var valueCount: Int { counts.reduce(0, +) }
}

extension PlainNumbers {
  /// - Returns: `nil` for numbers that are not plain, or not plausible.
  func value(
    _ line: UnsafeRawBufferPointer, _ cells: PlainCells, _ table: PlainTable, _ number: Int
  ) -> PlainValue? {
    guard let day = CalendarDay(ascii: cells.cell(table.date, line)),
      let printed = ExactDecimal(ascii: cells.cell(table.value, line)), !printed.isNegative
    else { return nil }
    var value = PlainValue(setting: number, day: day.order, value: printed * factor)
    if let plausible, !plausible.contains(value.value) { return nil }
    guard limit(table.lower, line, cells, usualLower, &value.lower),
      limit(table.upper, line, cells, usualUpper, &value.upper)
    else { return nil }
    if let lower = value.lower, let upper = value.upper, lower > upper { return nil }
    return value
  }

  /// - Returns: false for a limit that must be looked at.
  private func limit(
    _ column: Int?, _ line: UnsafeRawBufferPointer, _ cells: PlainCells, _ usual: ClosedRange<ExactDecimal>?,
    _ limit: inout ExactDecimal?
  ) -> Bool {
    guard let column else { return true }
    let cell = cells.cell(column, line)
    if cell.isEmpty { return true }
    guard let printed = ExactDecimal(ascii: cell), !printed.isNegative else { return false }
    limit = printed * factor
    return limit == .zero || (usual?.contains(printed * factor) ?? true)
  }
}
