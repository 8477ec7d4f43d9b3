import Criteria
import Diagnostics
import Foundation
import Quantities

/// Clinical findings under treatment, and to what toxicities were attributed.
package struct FindingsTable: Sendable {
  package enum Attribution: String, Sendable, CaseIterable { case therapy, progression, other, unknown }

  package struct Finding: Sendable, Hashable {
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
  /// Findings that are recorded and that no rule here grades, by term.
  package private(set) var ungraded: [String: Int] = [:]

  private static let columns: [String: [String]] = [
    "patient": ColumnWords.patient, "date": ["day"], "term": ["finding"],
    "present": [], "symptomatic": [], "medical": ["medical_intervention"],
    "invasive": ["invasive_intervention"], "life_threatening": [], "death": [], "grade": [],
    "attribution": [], "note": ["comment"],
  ]

  package init() {}

  /// Findings that another source keeps.
  package init(_ findings: [String: [Finding]]) {
    self.findings = findings.mapValues { $0.sorted { $0.day < $1.day } }
  }

  package init(_ path: String, patients: PatientTable, vocabulary: FindingVocabulary) throws {
    var table = try TableReader(path, known: Self.columns, needed: ["patient", "date", "term"])
    var findings: [String: [Finding]] = [:]
    var ungraded: [String: Int] = [:]
    table.eachRow { row in
      guard let patient = row.required("patient"), let term = row.required("term"),
        row.required("date") != nil, let day = row.day("date")
      else { return }
      guard let record = patients[patient] else {
        return row.reject("patient", "this patient is not in the table of patients")
      }
      guard let meaning = vocabulary[term] else { return Self.unknown(term, vocabulary, &row) }
      if let birth = record.birth, day < birth { row.reject("date", "the finding is older than the patient") }
      if let death = record.death, day > death {
        row.reject("date", "the finding is later than the day of death")
      }
      let finding = Self.finding(meaning, day, &row)
      if case .recorded(let title) = meaning { ungraded[title, default: 0] += 1 }
      if Self.repeats(finding, findings[patient, default: []], &row) { return }
      findings[patient, default: []].append(finding)
    }
    self.findings = findings.mapValues { $0.sorted { $0.day < $1.day } }
    self.ungraded = ungraded
    problems = table.problems
  }

  private static func unknown(_ term: String, _ vocabulary: FindingVocabulary, _ row: inout TableReader) {
    row.reject(
      "term", "this is not a term that is known", why: "a misspelt finding would be left out silently",
      remedy: vocabulary.likely(term).map { "did you mean “\($0)”?" }
        ?? "write the title of the term in CTCAE, such as “ascites”, or the code of a laboratory test")
  }

  /// The same finding twice is one finding; two of one day that differ contradict each other.
  private static func repeats(_ finding: Finding, _ others: [Finding], _ row: inout TableReader) -> Bool {
    guard let other = others.first(where: { $0.term == finding.term && $0.day == finding.day }) else {
      return false
    }
    if other != finding {
      row.reject(
        "term", "this day has another row of the term with a different statement",
        why: "the results conflict", remedy: "keep one")
    }
    return true
  }

  private static func finding(
    _ meaning: FindingVocabulary.Meaning, _ day: CalendarDay, _ row: inout TableReader
  ) -> Finding {
    let term =
      switch meaning {
      case .finding(let name), .laboratory(let name), .recorded(let name): name
      }
    var finding = Finding(day: day, term: term)
    finding.present = row.flag("present")
    finding.symptomatic = row.flag("symptomatic")
    finding.medical = row.flag("medical")
    finding.invasive = row.flag("invasive")
    finding.lifeThreatening = row.flag("life_threatening")
    finding.death = row.flag("death")
    finding.grade = row.number("grade", in: 0...5).flatMap { Int($0.description) }
    finding.attribution = row.choice("attribution")
    if case .finding(let name) = meaning, name != "encephalopathy", finding.present == nil {
      row.reject("present", "whether there was \(name) must be stated: yes or no")
    }
    return finding
  }

  package func of(_ patient: String, _ term: String) -> [Finding] {
    findings[patient, default: []].filter { $0.term == term }
  }

  /// What was attributed to a term; `nil` if it was not stated.
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
