import Quantities

/// A value as its row prints it, next to its ``PlainValue``, where somebody asks what became of each.
package struct PlainPrinted: Sendable {
  package var value: ExactDecimal
  package var lower, upper: ExactDecimal?
  /// File and row of the value.
  package var file, row: Int

  /// - Returns: `nil` for a number that is not plain.
  init?(
    _ line: UnsafeRawBufferPointer, _ cells: PlainCells, _ table: PlainTable, file: Int, row: Int
  ) {
    guard let value = ExactDecimal(ascii: cells.cell(table.value, line)) else { return nil }
    (self.value, self.file, self.row) = (value, file, table.file.number(row))
    lower = table.lower.flatMap { ExactDecimal(ascii: cells.cell($0, line)) }
    upper = table.upper.flatMap { ExactDecimal(ascii: cells.cell($0, line)) }
  }
}

/// A term of one patient with every value, in order of time.
package struct PlainTerm: Sendable {
  package struct Entry: Sendable {
    package var printed: PlainPrinted
    package var day: CalendarDay
    package var period: TermCourse.Period
    /// The baseline that the grade is relative to, as printed.
    package var baseline: ExactDecimal?
    package var grade: Int?
    package var atLeast: Int
    package var branch: LaboratoryTerm.Branch
    package var gap: LaboratoryGrade.Gap?
    package var flags: PlainFlags
    /// Number of the words of the step in ``PlainSheet/words``; 0 for no step.
    package var step: Int
    /// Number of the unit in ``PlainSheet/units``.
    package var unit: Int
    /// In the canonical unit.
    var canonical: ExactDecimal
  }
  package var code: String
  package var title: String
  let rises: Bool
  package private(set) var entries: [Entry] = []
  package private(set) var baseline, worst: Int?
  package private(set) var samples = 0
  package private(set) var notGradable = 0

  init(code: String, title: String, rises: Bool) {
    (self.code, self.title, self.rises) = (code, title, rises)
  }

  mutating func add(_ entry: Entry) {
    entries.append(entry)
    let n = entries.count - 1
    if entry.period == .baseline { baseline = n }
    guard entry.period == .window else { return }
    guard entry.grade != nil else { return notGradable += 1 }
    samples += 1
    if worst.map({ isWorse(entry, than: entries[$0]) }) ?? true { worst = n }
  }

  /// Of equal grades the more extreme value, of equal values the earliest: entries come in order of time.
  private func isWorse(_ a: Entry, than b: Entry) -> Bool {
    let (x, y) = (a.grade ?? -1, b.grade ?? -1)
    if x != y { return x > y }
    return a.canonical != b.canonical && (a.canonical > b.canonical) == rises
  }

  /// The worst, else the first under treatment.
  package var shown: Entry? { worst.map { entries[$0] } ?? entries.first { $0.period == .window } }

  package var worsened: Bool? {
    guard let after = worst.flatMap({ entries[$0].grade }),
      let before = baseline.flatMap({ entries[$0].grade })
    else { return nil }
    return after > before
  }
}

/// ``LaboratoryGrade/Flag`` by bits, in their order.
package struct PlainFlags: OptionSet, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }
  init(_ flag: LaboratoryGrade.Flag) {
    self.init(rawValue: 1 << (LaboratoryGrade.Flag.allCases.firstIndex(of: flag) ?? 0))
  }
  static let baselineMissing = PlainFlags(.baselineMissing)
  static let baselineVisit = PlainFlags(.baselineVisit)
  static let insideReferenceRange = PlainFlags(.insideReferenceRange)
  static let anticoagulatedWithoutBaseline = PlainFlags(.anticoagulatedWithoutBaseline)

  package var words: String {
    let all = LaboratoryGrade.Flag.allCases.enumerated().filter { rawValue >> $0.offset & 1 == 1 }
    return all.map(\.element.rawValue).joined(separator: "; ")
  }
}

/// The terms of one patient with all values, and the words that their entries number.
package struct PlainSheet: Sendable {
  package var terms: [PlainTerm] = []
  /// The first is empty.
  package private(set) var words = [""]
  package private(set) var units: [String] = []
  private var steps: [Int: Int] = [:]

  /// - Parameter key: of the setting and the term of it.
  mutating func step(_ key: Int, _ text: () -> String) -> Int {
    if let known = steps[key] { return known }
    steps[key] = words.count
    words.append(text())
    return words.count - 1
  }

  mutating func settings(_ all: [PlainSetting]) {
    while units.count < all.count { units.append(all[units.count].unit) }
  }
}

extension LaboratoryTerm.Branch {
  /// Its place among all.
  package var number: Int {
    switch self {
    case .standard: 0
    case .baselineAbnormal: 1
    case .baselineLow: 2
    case .anticoagulated: 3
    }
  }
}

extension TermCourse.Period {
  /// Its place among all.
  package var number: Int {
    switch self {
    case .before: 0
    case .baseline: 1
    case .window: 2
    case .after: 3
    }
  }
}
