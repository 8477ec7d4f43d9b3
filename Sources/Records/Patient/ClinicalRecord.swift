import Checks
import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities
import Registry
import Stages

/// The record of one patient, or of all, as the nouns that commands read from files.
package struct ClinicalRecord {
  package let registry: Registry
  package let patients: [PatientRow]
  package let courses: [CourseRow]
  package let administrations: [AdministrationRow]
  package let index: IndexTherapies
  package let deaths: [String: CalendarDay]
  /// Rows that today's rules would not take, and that nobody reads therefore: what a registry has from before a rule.
  package let faults: [Problem]

  /// - Parameter patient: this one alone, letters' case aside; `nil` for all.
  /// - Throws: `Problem` if the registry cannot be opened or has no such patient.
  package init(_ place: String, patient: String? = nil) throws {
    try self.init(Registry.open(Location(place)).judged(), patient: patient)
  }

  package init(_ registry: Registry, patient: String? = nil) throws {
    self.registry = try registry.judged()
    patients = try patient.map { [try registry.patient($0)] } ?? registry.rows(of: PatientColumn.self)
    let one = patient == nil ? nil : patients[0].id
    courses = try registry.rows(
      of: CourseColumn.self, where: one.map { [.patient: .text($0)] } ?? [:], order: [.started])
    administrations = try registry.rows(
      of: AdministrationColumn.self, where: one.map { [.patient: .text($0)] } ?? [:], order: [.started])
    index = IndexTherapies(courses, administrations)
    deaths = Dictionary(
      try registry.rows(of: DeathColumn.self).compactMap { row in
        CalendarDay(iso8601: row.text(.died)).map { (row.text(.patient), $0) }
      }, uniquingKeysWith: { first, _ in first })
    // The results of a laboratory are held against the same rules where they are read.
    faults = try registry.faults(
      in: Set(registry.catalogue.tables.map(\.name)).subtracting([LaboratoryColumn.table]), patient: one)
  }

  /// What a reader must know of the record: how time counts, and what of it is left out.
  package var notes: [Finding] { index.findings + faults.map { Finding(InputNote.fault($0)) } }

  /// The patient that was asked for; empty for all.
  package var name: String? { patients.count == 1 ? patients[0].id : nil }

  /// Rows of a table of these patients.
  package func rows<Column: TableColumn>(
    _ column: Column, order: [Column] = []
  ) throws -> [TableRow<Column>] {
    if let name { return try registry.rows(of: Column.self, where: [column: .text(name)], order: order) }
    return try registry.rows(of: Column.self, order: order)
  }

  /// Patients with the days of their treatment. A year of birth is not turned into a day of birth.
  /// - Parameter others: patients that are left out.
  package func patientTable(without others: Set<String> = []) -> PatientTable {
    PatientTable(
      patients.filter { !others.contains($0.id) }.map { row in
        PatientRecord(
          patient: row.id, sex: ["female": .female, "male": .male][row.text(.sex)],
          cycles: Array(Set(index.days[row.id] ?? [])).sorted(),
          end: CalendarDay(iso8601: row.text(.lastSeen)),
          death: deaths[row.id])
      })
  }
}

extension ClinicalRecord {
  /// Patients of whom the registry has a screening alone: nothing was given to them, and nothing measured.
  var screenedOnly: [String] {
    get throws {
      guard registry.catalogue.version >= 3 else { return [] }
      let screened = Set(try rows(ScreeningColumn.patient).map { $0.text(.patient) })
      let treated = Set(courses.map { $0.text(.patient) })
      let measured = Set(try rows(LaboratoryColumn.patient).map { $0.text(.patient) })
      let seen = Set(try rows(AdverseEventColumn.patient).map { $0.text(.patient) })
      return screened.subtracting(treated).subtracting(measured).subtracting(seen).sorted()
    }
  }

  /// Laboratory results with their own limits; a value outside the measuring range has its sign.
  package func laboratory(_ measurands: RuleDocument) throws -> LaboratoryFile {
    let drugs = try RecordedDrugs(registry)
    let results = try rows(LaboratoryColumn.patient, order: [.patient, .sampled]).map { row in
      RecordedResult(
        patient: row.text(.patient), fields: row.readingFields,
        place: "registry, table laboratory, row “\(row.id)”",
        onAnticoagulation: drugs.onAnticoagulation(row))
    }
    return try LaboratoryFile(
      recorded: results, header: LaboratoryRow.readingHeader, measurands: measurands)
  }
}

extension ToxicityInputs {
  /// What `hepatica toxicity` reads from files, from the record of a registry.
  /// - Throws: `Problem` if the registry cannot be opened or has no such patient.
  package init(_ job: ToxicityJob, record: ClinicalRecord) throws {
    let log = Set(try record.screenedOnly)
    try self.init(job, patients: record.patientTable(without: log))
    let drugs = try RecordedDrugs(record.registry)
    patients.assumeNoAnticoagulation { drugs.onAnticoagulation(byDefault: $0.patient) == false }
    files = [try record.laboratory(RuleLibrary().rules("measurands"))]
    account.rows = files[0].count
    findings = try record.findings(FindingVocabulary(scale))
    let known = Set(findings.problems.map(\.row))
    spleen = try record.spleenVolumes()
    told = findings.problems + record.faults.filter { !known.contains($0.row) }
    notes = record.index.findings
    absenceIsKnown = true
    account.add(["patients of the screening log without treatment or laboratory value": log.count])
  }
}

extension ClinicalRecord {
  /// Volumes of the spleen, measured or drawn, mL; of two of a day the larger.
  fileprivate func spleenVolumes() throws -> [String: [(day: CalendarDay, value: Double)]] {
    let scales = ["mL": 1.0, "cm3": 1, "L": 1000]
    let measured = try rows(MeasurementColumn.patient).compactMap { row -> (String, CalendarDay, Double)? in
      guard row[.quantity] == "volume", row.text(.organ).lowercased() == "spleen", row[.lesion].isNull,
        let scale = scales[row.text(.unit)], let value = row[.value].number,
        let day = CalendarDay(iso8601: row.text(.measured))
      else { return nil }
      return (row.text(.patient), day, scale * value)
    }
    let days = Dictionary(
      try rows(StudyColumn.patient).map { ($0.id, CalendarDay(iso8601: $0.text(.started).prefix(10))) },
      uniquingKeysWith: { a, _ in a })
    let drawn = try rows(StructureColumn.patient).compactMap { row -> (String, CalendarDay, Double)? in
      guard row.text(.role) == "spleen", let value = row[.volumeMl].number,
        let day = days[row.text(.study)] ?? nil
      else { return nil }
      return (row.text(.patient), day, value)
    }
    return Dictionary(grouping: measured + drawn) { $0.0 }.mapValues { rows in
      rows.map { (day: $0.1, value: $0.2) }.sorted { ($0.day, $0.value) < ($1.day, $1.value) }
    }
  }
}

extension Problem {
  /// Where the row stands that a problem is about, without its column.
  fileprivate var row: String {
    location.split(separator: "”", maxSplits: 1).first.map(String.init) ?? location
  }
}
