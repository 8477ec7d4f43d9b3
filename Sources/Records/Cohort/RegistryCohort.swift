import Checks
import Diagnostics
import Files
import Foundation
import Quantities
import Registry
import Stages
import Trials

/// The cohort of a registry: its rows, laid out as the flat tables that `cohort` reads.
///
/// Time starts with the course that is marked as index therapy, else with the first TARE or PRRT course; patients without
/// one were not treated.
package struct RegistryCohort {
  package let registry: Registry
  /// From which therapy each patient's time counts.
  package let index: IndexTherapies
  /// First day of the index therapy, of patients that had radionuclide therapy.
  package let starts: [String: CalendarDay]
  package let patients: [PatientRow]
  package let responses: RegistryResponses
  package let lesions: RegistryLesions
  package let laboratory: RegistryLaboratory
  package let events: [AdverseEventRow]
  package let courses: [CourseRow]
  package let administrations: [AdministrationRow]
  package let deaths: [String: CalendarDay]
  package let rules: EndpointRules
  package let liver: RegistryResponses?
  let contacts: RegistryContacts
  /// First day of allocation in a trial, by patient.
  let allocated: [String: CalendarDay]
  /// Rows that today's rules would not take; those of the laboratory stand in ``laboratory``.
  let faults: [Problem]

  /// Whether a source on the command line is a registry and not a table.
  package static func isRegistry(_ source: String) -> Bool {
    guard case .file(let url) = Location(source) else { return true }
    guard let handle = try? FileHandle(forReadingFrom: url) else { return false }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 15)) == Data("SQLite format 3".utf8)
  }

  package init(
    _ source: String, grading: LaboratoryGrading = LaboratoryGrading(), rules: EndpointRules = EndpointRules()
  ) throws {
    self.rules = rules
    registry = try Registry.open(Location(source)).judged()
    courses = try registry.rows(of: CourseColumn.self, order: [.patient, .started])
    administrations = try registry.rows(of: AdministrationColumn.self, order: [.started])
    let treatments = IndexTherapies(courses, administrations)
    (index, starts) = (treatments, treatments.starts)
    patients = try registry.rows(of: PatientColumn.self)
    lesions = try RegistryLesions(registry, starts: starts)
    let deaths = Dictionary(
      try registry.rows(of: DeathColumn.self).compactMap { row in
        CalendarDay(iso8601: row.text(.died)).map { (row.text(.patient), $0) }
      }, uniquingKeysWith: { first, _ in first })
    self.deaths = deaths
    responses = try RegistryResponses(
      registry, starts: starts, lesions: lesions, deaths: deaths, policy: rules.response)
    let hepatic = try RegistryResponses(
      registry, starts: starts, lesions: lesions, scopes: ["liver"], deaths: deaths, policy: rules.response)
    liver = hepatic.isEmpty ? nil : hepatic
    laboratory = try RegistryLaboratory(
      registry, patients: patients, cycles: treatments.days, deaths: deaths, grading)
    events =
      try registry.rows(of: AdverseEventColumn.self, order: [.patient, .started])
      + RecordedEvents.graded(registry, laboratory.vocabulary)
    contacts = try RegistryContacts(registry)
    allocated = Dictionary(
      try registry.rows(of: AllocationColumn.self, where: [.purpose: "production"]).compactMap { row in
        CalendarDay(iso8601: row.text(.reserved).prefix(10)).map { (row.text(.subject), $0) }
      }, uniquingKeysWith: { min($0, $1) })
    faults = try registry.faults(
      in: Set(registry.catalogue.tables.map(\.name)).subtracting([LaboratoryColumn.table]))
  }

  package static let radionuclide = IndexTherapies.radionuclide

  /// What a reader must know of values that were left out.
  package var notes: [Finding] {
    index.findings + lesions.conflicts + Self.leftOut(laboratory.problems, isLaboratory: true)
      + Self.leftOut(faults, isLaboratory: false) + dateNotes
  }

  private static func leftOut(_ faults: [Problem], isLaboratory: Bool) -> [Finding] {
    faults.isEmpty ? [] : [Finding(RecordNote.valuesLeftOut(faults, isLaboratory: isLaboratory))]
  }

  /// How rows became tables, for the section of methods.
  package var method: [String] {
    let grader = laboratory.grader
    let source = grader.scale.source
    return [
      "Registry: disease is extrahepatic if a lesion is outside the liver; time counts from the course marked as index therapy, else from the first radionuclide course; treatment is completed if the last radionuclide course states so or all planned cycles were given, and an open course is not; the last day known to be alive is the day last seen or, if later, that of the last administration, scan, sample, event or visit.",
      rules.words(criterion: criterion),
      "Laboratory values were graded by \(source.name) \(source.edition) (\(source.citation)): baseline the last value within \(grader.baselineMonths) month(s) before the first administration, graded against the limits of normal; window to \(grader.monthsAfterLast) months after the last. The worse of laboratory value and adverse event counts; an event without a graded baseline value counts as new.",
      "Best change: deepest change of the sum of diameters that judgements carry, else of the targets that RECIST 1.1 takes among the measured lesions, up to the first progression. Patients without judgements by a criterion are judged by their measured lesions. Of several readers the first counts.",
      "A tumour responded if the lesion of its name shrank by 30 % or more; where it was not measured, if the patient responded by mRECIST, or RECIST 1.1. Doses of one region by one kind of therapy are added up, their uncertainties linearly, as of one calibration.",
    ]
  }

  package var tables: [TextTable] {
    get throws {
      [
        try patientTable, courseTable, toxicityTable, responseTable, try survivalTable, try doseTable,
        try organDoseTable,
      ].filter {
        !$0.rows.isEmpty || $0.name == "patients"
      }
    }
  }

  /// Writes the tables as CSV files.
  package func write(to folder: URL) throws -> [URL] {
    let tables = try tables
    return try writeTogether { group in
      try group.folder(folder)
      for table in tables {
        let text = ([table.header] + table.rows).map { csvLine($0) }.joined()
        try group.add(text, to: folder.appending(path: table.name + ".csv"))
      }
      return group.urls
    }
  }

  /// A treatment before the first radionuclide therapy.
  func isEarlier(_ course: CourseRow) -> Bool {
    guard let start = starts[course.text(.patient)], let day = CalendarDay(iso8601: course.text(.started))
    else { return false }
    return day < start
  }

  package func table(_ name: String, _ header: [String], _ rows: [[String]]) -> TextTable {
    TextTable(name: name, place: "registry, table \(name)", header: header, rows: rows)
  }

  private var courseTable: TextTable {
    let byCourse = Dictionary(grouping: administrations) { $0.text(.course) }
    // Earlier ones stand in the table of patients as earlier treatments.
    let rows = courses.filter { !isEarlier($0) && starts[$0.text(.patient)] != nil }.map { c -> [String] in
      let own = byCourse[c.id] ?? []
      let days = own.map { String($0.text(.started).prefix(10)) }.sorted()
      let activities = own.compactMap { $0[.activityGbq].number }
      return [
        c.text(.patient), c.id, c.text(.kind), days.first ?? c.text(.started),
        days.last ?? c.text(.ended), own.isEmpty ? "" : "\(own.count)",
        activities.count == own.count && !own.isEmpty ? "\(activities.reduce(0, +))" : "",
      ]
    }
    return table(
      "courses",
      [
        "patient", "course", "therapy", "first_administration", "last_administration", "cycles",
        "activity_gbq",
      ], rows)
  }

  private var responseTable: TextTable {
    let rows = responses.criteria.flatMap { criterion in
      patients.compactMap { p -> [String]? in
        let (best, change) = (responses.best(p.id, criterion), responses.bestChange(p.id, criterion))
        guard best != nil || change != nil else { return nil }
        let confirmed = responses.isConfirmed(p.id, criterion).map { $0 ? "yes" : "no" }
        let word = best == "NN" ? Cohort.BestResponse.nonCRnonPD.rawValue : best ?? ""
        return [p.id, criterion, word, change.map { "\($0)" } ?? "", confirmed ?? ""]
      }
    }
    return table(
      "responses", ["patient", "criterion", "best_response", "best_change_percent", "confirmed"], rows)
  }
}
