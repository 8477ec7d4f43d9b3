import Criteria
import Documents
import Files
import Quantities

/// The lines of `grades.csv` and `timeline.csv` of patients who are only counted, byte by byte as ``ToxicityTables`` has
/// them: a hundred thousand patients have four million lines.
struct PlainLines: Sendable {
  private var grades: [UInt8] = []
  private var timeline: [UInt8] = []
  private var patient: [UInt8] = []
  private var first: CalendarDay?
  private let files: [[UInt8]]
  private let edition: [UInt8]
  /// Fields of what a ``PlainSheet`` numbers, and of codes and titles.
  private var words: [[UInt8]] = []
  private var units: [[UInt8]] = []
  private var names: [String: [UInt8]] = [:]
  private let periods = TermCourse.Period.allCases.map { Self.field($0.rawValue) }
  private let branches = LaboratoryTerm.Branch.allCases.map { Self.field($0.rawValue) }
  private let flags = (0..<16).map { Self.field(PlainFlags(rawValue: $0).words) }

  /// - Parameters:
  ///   - files: their names.
  ///   - edition: of the criteria.
  init(files: [String], edition: String) {
    (self.files, self.edition) = (files.map(Self.field), Self.field(edition))
  }

  /// The lines of one patient.
  mutating func lines(_ record: PatientRecord, _ sheet: PlainSheet) -> CountedToxicity.Lines {
    patient = Self.field(record.patient) + Self.field(record.arm)
    first = record.cycles.first
    while words.count < sheet.words.count { words.append(Self.field(sheet.words[words.count])) }
    while units.count < sheet.units.count { units.append(Self.field(sheet.units[units.count])) }
    timeline.removeAll(keepingCapacity: true)
    grades.removeAll(keepingCapacity: true)
    for term in sheet.terms {
      let code = name(term.code)
      for entry in term.entries { value(entry, code) }
      grade(term, code)
    }
    return .init(grades: grades, timeline: timeline)
  }

  private static func field(_ text: String) -> [UInt8] { Array((csvField(text) + ",").utf8) }

  private mutating func name(_ text: String) -> [UInt8] {
    if let known = names[text] { return known }
    names[text] = Self.field(text)
    return Self.field(text)
  }

  private mutating func value(_ entry: PlainTerm.Entry, _ code: [UInt8]) {
    timeline += patient
    timeline += code
    timeline.add(entry.day)
    timeline.add(first.map { entry.day.days(since: $0) })
    timeline += periods[entry.period.number]
    timeline.add(entry.printed.value)
    timeline += units[entry.unit]
    timeline.add(entry.printed.lower)
    timeline.add(entry.printed.upper)
    timeline.add(entry.baseline)
    timeline += graded(entry)
    timeline += Self.digits[entry.atLeast]
    timeline += branch(entry)
    timeline += words[entry.step]
    timeline += entry.gap.map { Self.field($0.rawValue) } ?? Self.empty
    timeline += flags[entry.flags.rawValue]
    timeline += files[entry.printed.file]
    timeline.add(entry.printed.row)
    timeline.endLine()
  }

  private mutating func grade(_ term: PlainTerm, _ code: [UInt8]) {
    let (before, worst) = (term.baseline.map { term.entries[$0] }, term.shown)
    grades += patient
    grades += code
    grades += name(term.title)
    grades.add(before?.day)
    grades.add(before?.printed.value)
    grades += before.map(graded) ?? Self.empty
    grades.add(worst?.day)
    grades.add(worst.flatMap { entry in first.map { entry.day.days(since: $0) } })
    grades.add(worst?.printed.value)
    grades += worst.map { units[$0.unit] } ?? Self.empty
    grades.add(worst?.printed.lower)
    grades.add(worst?.printed.upper)
    grades += worst.map(graded) ?? Self.empty
    grades += worst.map { Self.digits[$0.atLeast] } ?? Self.empty
    grades += worst.map(branch) ?? Self.empty
    grades += worst.map { words[$0.step] } ?? Self.empty
    grades += term.worsened.map { Self.field($0 ? "yes" : "no") } ?? Self.empty
    grades.add(term.samples)
    grades.add(term.notGradable)
    grades += worst?.gap.map { Self.field($0.rawValue) } ?? Self.empty
    grades += worst.map { flags[$0.flags.rawValue] } ?? Self.empty
    // Patients with attributions are read in full.
    grades += Self.empty
    grades += edition
    grades.endLine()
  }

  private func graded(_ entry: PlainTerm.Entry) -> [UInt8] {
    entry.grade.map { Self.digits[$0] } ?? Self.field("not gradable")
  }

  private func branch(_ entry: PlainTerm.Entry) -> [UInt8] {
    branches[entry.branch.number]
  }

  private static let empty: [UInt8] = [0x2C]
  private static let digits: [[UInt8]] = (0...9).map { [0x30 + UInt8($0), 0x2C] }
}

extension [UInt8] {
  /// A field, or an empty one.
  fileprivate mutating func add(_ number: Int?) {
    if let number { add(number) } else { append(0x2C) }
  }

  fileprivate mutating func add(_ number: Int) {
    if number < 0 { append(0x2D) }
    digits(number.magnitude)
    append(0x2C)
  }

  private mutating func digits(_ number: UInt) {
    if number >= 10 { digits(number / 10) }
    append(0x30 + UInt8(number % 10))
  }

  fileprivate mutating func add(_ day: CalendarDay?) {
    guard let day, (1000...9999).contains(day.year) else {
      append(contentsOf: (day?.description ?? "").utf8)
      return append(0x2C)
    }
    digits(UInt(day.year))
    for part in [day.month, day.day] {
      append(0x2D)
      append(0x30 + UInt8(part / 10))
      append(0x30 + UInt8(part % 10))
    }
    append(0x2C)
  }

  /// As ``ExactDecimal/description``.
  fileprivate mutating func add(_ number: ExactDecimal?) {
    defer { append(0x2C) }
    guard let number else { return }
    guard let whole = Int(exactly: number.coefficient), whole > 0, (-17...0).contains(number.exponent) else {
      return append(contentsOf: number.description.utf8)
    }
    let decimals = -number.exponent
    guard decimals > 0 else { return digits(UInt(whole)) }
    var power: UInt = 1
    for _ in 0..<decimals { power *= 10 }
    digits(UInt(whole) / power)
    append(0x2E)
    var rest = UInt(whole) % power
    while power > 1 {
      power /= 10
      append(0x30 + UInt8(rest / power))
      rest %= power
    }
  }

  /// In place of the comma after the last field.
  fileprivate mutating func endLine() { self[count - 1] = 0x0A }
}
