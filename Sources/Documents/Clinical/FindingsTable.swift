import Criteria
import Diagnostics
import Foundation
import Quantities

/// Clinical findings under treatment, and to what toxicities were attributed.
package struct FindingsTable: Sendable {
  package enum Attribution: String, Sendable, CaseIterable { case therapy, progression, other, unknown }

  package struct Finding: Sendable {
    package var day: CalendarDay
    /// `ascites`, `encephalopathy`, or the code of a laboratory term whose attribution the row gives.
    package var term: String
    package var present: Bool?
    package var symptomatic, medical, invasive, lifeThreatening, death: Bool?
    /// West Haven grade of an encephalopathy.
    package var grade: Int?
    package var attribution: Attribution?

    package init(
      day: CalendarDay, term: String, present: Bool? = nil, symptomatic: Bool? = nil, medical: Bool? = nil,
      invasive: Bool? = nil, lifeThreatening: Bool? = nil, death: Bool? = nil, grade: Int? = nil,
      attribution: Attribution? = nil
    ) {
      self.day = day
      self.term = term
      self.present = present
      self.symptomatic = symptomatic
      self.medical = medical
      self.invasive = invasive
      self.lifeThreatening = lifeThreatening
      self.death = death
      self.grade = grade
      self.attribution = attribution
    }

  }

  package private(set) var findings: [String: [Finding]] = [:]
  package private(set) var problems: [Problem] = []
  package var isEmpty: Bool { findings.isEmpty }

  private static let columns: [String: [String]] = [
    "patient": ["pseudonym", "subject", "usubjid", "record_id"], "date": ["day"], "term": ["finding"],
    "present": [], "symptomatic": [], "medical": ["medical_intervention"],
    "invasive": ["invasive_intervention"], "life_threatening": [], "death": [], "grade": [],
    "attribution": [], "note": ["comment"],
  ]

  package init() {}

  package init(_ path: String, patients: PatientTable) throws {
    var table = try TableReader(path, known: Self.columns, needed: ["patient", "date", "term"])
    var findings: [String: [Finding]] = [:]
    table.eachRow { row in
      guard let patient = row.required("patient"), let term = row.required("term"),
        row.required("date") != nil, let day = row.day("date")
      else { return }
      guard let record = patients[patient] else {
        return row.reject("patient", "this patient is not in the table of patients")
      }
      if let birth = record.birth, day < birth { row.reject("date", "the finding is older than the patient") }
      findings[patient, default: []].append(Self.finding(term, day, &row))
    }
    self.findings = findings.mapValues { $0.sorted { $0.day < $1.day } }
    problems = table.problems
  }

  private static func finding(_ term: String, _ day: CalendarDay, _ row: inout TableReader) -> Finding {
    var finding = Finding(day: day, term: term.lowercased())
    if !["ascites", "encephalopathy"].contains(finding.term) { finding.term = term.uppercased() }
    finding.present = row.flag("present")
    finding.symptomatic = row.flag("symptomatic")
    finding.medical = row.flag("medical")
    finding.invasive = row.flag("invasive")
    finding.lifeThreatening = row.flag("life_threatening")
    finding.death = row.flag("death")
    finding.grade = row.number("grade", in: 0...5).flatMap { Int($0.description) }
    finding.attribution = row.choice("attribution")
    if finding.term == "ascites", finding.present == nil {
      row.reject("present", "whether there was ascites must be said: yes or no")
    }
    return finding
  }

  package func of(_ patient: String, _ term: String) -> [Finding] {
    findings[patient, default: []].filter { $0.term == term }
  }

  /// What was attributed to a term; `nil` if nobody said.
  package func attribution(_ patient: String, _ term: String) -> Attribution? {
    of(patient, term).compactMap(\.attribution).last
  }

  /// The last known state on or before a day.
  package func latest(_ patient: String, _ term: String, by day: CalendarDay) -> Finding? {
    of(patient, term).last { $0.day <= day }
  }
}

extension FindingsTable.Finding {
  package var ascites: ClinicalToxicity.Ascites {
    let absent = present == false ? false : nil
    return .init(
      present: present, symptomatic: symptomatic ?? absent, medicalIntervention: medical ?? absent,
      invasiveIntervention: invasive ?? absent, lifeThreatening: lifeThreatening ?? absent,
      death: death ?? absent)
  }

  /// Child-Pugh's words: ascites that needs no treatment is slight.
  package var childPughAscites: LiverFunction.Ascites? {
    guard let present else { return nil }
    return !present ? LiverFunction.Ascites.none : medical == true || invasive == true ? .moderate : .slight
  }
}
