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
  package var onAnticoagulation = false
  /// Last contact.
  package var end: CalendarDay?
  package var death: CalendarDay?

  package init(
    patient: String, sex: Sex? = nil, birth: CalendarDay? = nil, arm: String = "", cycles: [CalendarDay] = [],
    onAnticoagulation: Bool = false, end: CalendarDay? = nil, death: CalendarDay? = nil
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

/// The patients of a course of treatment, by pseudonym.
package struct PatientTable: Sendable {
  package private(set) var records: [String: PatientRecord] = [:]
  package private(set) var order: [String] = []
  package var problems: [Problem] = []

  /// Columns with their other names.
  package static let columns: [String: [String]] = [
    "patient": ColumnWords.patient, "sex": ["gender"],
    "birth": ["birthdate", "date_of_birth", "dob", "brthdtc"], "arm": ["group", "treatment"],
    "cycles": ["cycle_dates", "treatment_dates"], "anticoagulation": ["on_anticoagulation"],
    "end": ["last_contact"], "death": ["death_date"], "note": ["comment"],
  ]

  package init(_ path: String, decimalComma: Bool = false) throws {
    var table = try TableReader(
      path, known: Self.columns, needed: ["patient", "cycles"], decimalComma: decimalComma)
    var records: [String: PatientRecord] = [:]
    var order: [String] = []
    table.eachRow { row in
      guard let record = Self.record(&row) else { return }
      if records.updateValue(record, forKey: record.patient) == nil {
        order.append(record.patient)
      } else {
        row.reject(
          "patient", "this patient has a row already", why: "one of two courses of treatment would be lost",
          remedy: "write all cycles into one row")
      }
    }
    (self.records, self.order, problems) = (records, order, table.problems)
  }

  /// Patients that another source knows, each once.
  package init(_ all: [PatientRecord]) {
    records = Dictionary(all.map { ($0.patient, $0) }, uniquingKeysWith: { a, _ in a })
    order = all.map(\.patient)
    problems = []
  }

  package subscript(patient: String) -> PatientRecord? { records[patient] }
  package mutating func replace(_ record: PatientRecord) { records[record.patient] = record }

  private static func record(_ row: inout TableReader) -> PatientRecord? {
    guard let patient = row.required("patient") else { return nil }
    var record = PatientRecord(patient: patient)
    record.sex = sex(&row)
    record.birth = row.day("birth")
    record.arm = row.text("arm")
    record.cycles = row.days("cycles").sorted()
    record.onAnticoagulation = row.flag("anticoagulation") ?? false
    record.end = row.day("end")
    record.death = row.day("death")
    check(record, &row)
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

  private static func check(_ record: PatientRecord, _ row: inout TableReader) {
    if let birth = record.birth, let first = record.cycles.first, first < birth {
      row.reject("cycles", "the first cycle is before birth")
    }
    if Set(record.cycles).count < record.cycles.count { row.reject("cycles", "one cycle is listed twice") }
    if let end = record.lastDay, let last = record.cycles.last, end < last {
      row.reject(record.death == nil ? "end" : "death", "this day is before the last cycle")
    }
  }
}
