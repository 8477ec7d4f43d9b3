import Criteria
import Diagnostics
import Foundation
import Quantities

/// What is known of a patient in addition to measurements: who, which arm, when treated.
package struct PatientRecord: Sendable {
  package var patient: String
  package var sex: Sex?
  package var birth: CalendarDay?
  /// Empty: one arm.
  package var arm = ""
  package var cycles: [CalendarDay] = []
  /// `nil`: not answered, which is not no.
  package var onAnticoagulation: Bool?
  /// Last contact.
  package var end: CalendarDay?
  package var death: CalendarDay?
  /// Where it stands in its table.
  var row = 0

  package init(
    patient: String, sex: Sex? = nil, birth: CalendarDay? = nil, arm: String = "", cycles: [CalendarDay] = [],
    onAnticoagulation: Bool? = nil, end: CalendarDay? = nil, death: CalendarDay? = nil
  ) {
    self.patient = patient
    self.sex = sex
    self.birth = birth
    self.arm = arm
    self.cycles = cycles
    self.onAnticoagulation = onAnticoagulation
    self.end = end
    self.death = death
  }

  /// Last day on which the patient was alive for certain, or of death.
  package var lastDay: CalendarDay? { death ?? end }
}

/// The patients of a course of treatment, by pseudonym; letters' case says nothing.
package struct PatientTable: Sendable {
  /// By ``identityWord(_:)``.
  private var records: [String: PatientRecord] = [:]
  package private(set) var order: [String] = []
  package var problems: [Problem] = []
  package private(set) var account = InputAccount()
  /// Names of the columns as the file has them.
  package private(set) var header: Set<String> = []

  private static let columns = ColumnWords.known([
    "patient", "sex", "birth", "arm", "cycles", "anticoagulation", "end", "death", "note",
  ])

  /// - Throws: `Problem` for a table that cannot be read at all; other faults stand in ``problems``.
  package init(_ path: String, options: LaboratoryFile.Options = .init()) throws {
    var table = try TableReader(
      path, known: Self.columns, needed: ["patient", "cycles"], options: options)
    header = Set(table.file.header)
    asksAnticoagulation = header.contains { word in
      Self.columns["anticoagulation"]?.contains(columnWord(options.name(word))) ?? false
    }
    var contradicted: Set<String> = []
    records.reserveCapacity(table.file.count)
    table.eachRow { row in
      guard let record = Self.record(&row) else { return }
      let word = identityWord(record.patient)
      guard let known = records[word] else {
        records[word] = record
        return order.append(record.patient)
      }
      if known.says(record) || (row.isExport && known.covers(record)) {
        return row.leave("the same patient once more")
      }
      if row.isExport, let joined = known.joined(with: record) { return records[word] = joined }
      contradicted.insert(known.patient)
      row.reject(
        "patient", "this patient has a row already", why: "one of two courses of treatment would be lost",
        remedy: "write all cycles into one row, and each patient under one name")
    }
    // Neither the first nor the last of two statements counts.
    for name in contradicted { records[identityWord(name)] = nil }
    if !contradicted.isEmpty { order.removeAll { contradicted.contains($0) } }
    for name in order { if let record = self[name] { Self.check(record, &table) } }
    (problems, account) = (table.problems, table.account)
  }

  /// Patients that another source knows, each once.
  package init(_ all: [PatientRecord]) {
    records = Dictionary(all.map { (identityWord($0.patient), $0) }, uniquingKeysWith: { a, _ in a })
    order = all.map(\.patient)
    problems = []
  }

  package subscript(patient: String) -> PatientRecord? { records[identityWord(patient)] }
  /// The patient of an ``identityWord(_:)``.
  func record(_ word: String) -> PatientRecord? { records[word] }
  /// Whether the table has a column of it.
  package var asksAnticoagulation = false

  /// Where nobody was asked, nobody is on anticoagulation; the page states so.
  package mutating func assumeNoAnticoagulation(_ holds: (PatientRecord) -> Bool = { _ in true }) {
    for (word, record) in records where record.onAnticoagulation == nil && holds(record) {
      records[word]?.onAnticoagulation = false
    }
  }

  package mutating func replace(_ record: PatientRecord) { records[identityWord(record.patient)] = record }

  private static func record(_ row: inout TableReader) -> PatientRecord? {
    guard let patient = row.required("patient") else { return nil }
    var record = PatientRecord(patient: patient)
    record.sex = sex(&row)
    record.birth = row.day("birth")
    record.arm = row.text("arm")
    record.cycles = row.days("cycles").sorted()
    record.onAnticoagulation = row.flag("anticoagulation")
    record.end = row.day("end")
    record.death = row.day("death")
    record.row = row.row
    return record
  }

  private static func sex(_ row: inout TableReader) -> Sex? {
    switch row.text("sex").lowercased() {
    case "": return nil
    case "f", "female", "w": return .female
    case "m", "male": return .male
    default:
      row.reject("sex", "the sex is F or M, or empty", why: "limits of normal depend on it")
      return nil
    }
  }

  private static func check(_ record: PatientRecord, _ table: inout TableReader) {
    if let birth = record.birth, let first = record.cycles.first, first < birth {
      table.rejectRow(record.row, "cycles", "the first cycle is before birth")
    }
    if Set(record.cycles).count < record.cycles.count {
      table.rejectRow(record.row, "cycles", "one cycle is listed twice")
    }
    if let end = record.lastDay, let last = record.cycles.last, end < last {
      let column = record.death == nil ? "end" : "death"
      table.rejectRow(record.row, column, "this day is before the last cycle")
    }
  }
}

extension PatientRecord {
  /// Whether another row says the same.
  fileprivate func says(_ other: PatientRecord) -> Bool {
    (sex, birth, arm, end) == (other.sex, other.birth, other.arm, other.end)
      && (cycles, onAnticoagulation, death) == (other.cycles, other.onAnticoagulation, other.death)
  }

  /// Whether another row of an export says nothing that is not known.
  fileprivate func covers(_ other: PatientRecord) -> Bool {
    func holds<T: Equatable>(_ a: T?, _ b: T?) -> Bool { b == nil || a == b }
    return holds(sex, other.sex) && holds(birth, other.birth) && holds(end, other.end)
      && holds(death, other.death) && (other.arm.isEmpty || arm == other.arm)
      && Set(other.cycles).isSubset(of: cycles) && holds(onAnticoagulation, other.onAnticoagulation)
  }

  /// Rows of several forms of one patient; `nil` where they contradict each other.
  fileprivate func joined(with other: PatientRecord) -> PatientRecord? {
    func same<T: Equatable>(_ a: T?, _ b: T?) -> Bool { a == nil || b == nil || a == b }
    guard same(onAnticoagulation, other.onAnticoagulation), same(sex, other.sex), same(birth, other.birth),
      same(end, other.end), same(death, other.death),
      arm.isEmpty || other.arm.isEmpty || arm == other.arm, Set(cycles).isDisjoint(with: other.cycles)
    else { return nil }
    var all = self
    (all.sex, all.birth, all.end) = (sex ?? other.sex, birth ?? other.birth, end ?? other.end)
    (all.death, all.arm) = (death ?? other.death, arm.isEmpty ? other.arm : arm)
    all.cycles = (cycles + other.cycles).sorted()
    all.onAnticoagulation = onAnticoagulation ?? other.onAnticoagulation
    return all
  }
}
