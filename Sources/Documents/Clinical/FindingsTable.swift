import Criteria
import Diagnostics
import Files
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

  /// Names of the columns as the file has them.
  package private(set) var header: Set<String> = []
  /// What two rows contradict each other in.
  mutating func remove(_ finding: Finding, of patient: String) {
    findings[patient]?.removeAll { $0.term == finding.term && $0.day == finding.day }
  }

  mutating func leave(_ reason: String, _ count: Int = 1) { account.add([reason: count]) }

  /// What became of the rows.
  package internal(set) var account = InputAccount()

  private static let columns = ColumnWords.known(
    [
      "patient", "date", "term", "present", "symptomatic", "medical", "invasive", "life_threatening", "death",
      "grade", "attribution", "note",
    ], more: ["date": ["onset", "start_date", "started", "aestdtc", "examined"]])

  package init() {}

  /// A finding that another source keeps, in order of time.
  package mutating func take(_ finding: Finding, _ meaning: FindingVocabulary.Meaning, of patient: String) {
    if case .recorded(let title) = meaning { ungraded[title, default: 0] += 1 }
    let place = findings[patient]?.firstIndex { $0.day > finding.day } ?? findings[patient]?.count ?? 0
    findings[patient, default: []].insert(finding, at: place)
  }

  /// What another source keeps and nobody can use.
  package mutating func reject(_ problem: Problem) { problems.append(problem) }

  /// - Parameters:
  ///   - path: CSV with a row for each finding, or with a column for each.
  ///   - options: names of columns, codes of missing data and a data dictionary, for the second form.
  /// - Throws: `Problem` for a table that cannot be read at all.
  package init(
    _ path: String, patients: PatientTable, vocabulary: FindingVocabulary,
    options: LaboratoryFile.Options = .init()
  ) throws {
    let file = try TableFile(path)
    let options = options.dated { $0.isFinding(vocabulary) }
    if let columns = FindingColumns(
      file.header, named: file.header.map(options.name), vocabulary, ignoring: options.ignored)
    {
      self.init(file, columns, options, patients: patients, vocabulary: vocabulary)
    } else {
      try self.init(rows: path, patients: patients, vocabulary: vocabulary, options: options)
    }
    header = Set(file.header)
  }

  private init(
    rows path: String, patients: PatientTable, vocabulary: FindingVocabulary, options: LaboratoryFile.Options
  ) throws {
    var table = try TableReader(
      path, known: Self.columns, needed: ["patient", "date", "term"], options: options)
    var findings: [String: [Finding]] = [:]
    var ungraded: [String: Int] = [:]
    // Neither the first nor the last of two statements counts.
    var contradicted: [(patient: String, finding: Finding)] = []
    table.eachRow { row in
      guard let named = row.required("patient"), let term = row.required("term"),
        row.required("date") != nil, let day = row.day("date")
      else { return }
      guard let record = patients[named] else {
        return row.reject("patient", "this patient is not in the table of patients")
      }
      let patient = record.patient
      guard let meaning = vocabulary[term] else { return Self.unknown(term, vocabulary, &row) }
      if let birth = record.birth, day < birth { row.reject("date", "the finding is older than the patient") }
      if let death = record.death, day > death {
        row.reject("date", "the finding is later than the day of death")
      }
      let finding = Self.finding(meaning, day, vocabulary, &row)
      switch Self.repeats(finding, findings[patient, default: []], &row) {
      case true?: return row.leave("the same finding once more")
      case false?: return contradicted.append((patient, finding))
      case nil: break
      }
      if case .recorded(let title) = meaning { ungraded[title, default: 0] += 1 }
      findings[patient, default: []].append(finding)
    }
    for (patient, finding) in contradicted {
      findings[patient]?.removeAll { $0.term == finding.term && $0.day == finding.day }
    }
    self.findings = findings.filter { !$0.value.isEmpty }.mapValues { $0.sorted { $0.day < $1.day } }
    self.ungraded = ungraded
    (problems, account) = (table.problems, table.account)
  }

  private static func unknown(_ term: String, _ vocabulary: FindingVocabulary, _ row: inout TableReader) {
    let problem = Problem.unknown(term: term, vocabulary, at: "")
    row.reject("term", problem.what, why: problem.why, remedy: problem.remedy)
  }

  /// The same finding twice is one finding; two of one day that differ contradict each other.
  /// - Returns: `nil` for a finding that is new, false for one that contradicts another.
  private static func repeats(_ finding: Finding, _ others: [Finding], _ row: inout TableReader) -> Bool? {
    guard let other = others.first(where: { $0.term == finding.term && $0.day == finding.day }) else {
      return nil
    }
    if other != finding {
      row.reject(
        "term", "this day has another row of the term with a different statement",
        why: "the results conflict", remedy: "keep one")
    }
    return other == finding
  }

  private static func finding(
    _ meaning: FindingVocabulary.Meaning, _ day: CalendarDay, _ vocabulary: FindingVocabulary,
    _ row: inout TableReader
  ) -> Finding {
    var finding = Finding(day: day, term: meaning.name)
    finding.present = row.flag("present")
    finding.symptomatic = row.flag("symptomatic")
    finding.medical = row.flag("medical")
    finding.invasive = row.flag("invasive")
    finding.lifeThreatening = row.flag("life_threatening")
    finding.death = row.flag("death")
    finding.grade = grade(meaning, vocabulary, &row)
    finding.attribution = row.choice("attribution")
    if case .finding(let name) = meaning, name != "encephalopathy", finding.present == nil {
      row.reject("present", "whether there was \(name) must be stated: yes or no")
    }
    return finding
  }

  private static func grade(
    _ meaning: FindingVocabulary.Meaning, _ vocabulary: FindingVocabulary, _ row: inout TableReader
  ) -> Int? {
    guard let number = row.number("grade", in: 0...5) else { return nil }
    guard let grade = Int(number.description) else {
      row.reject("grade", "a grade is a whole number")
      return nil
    }
    if let fault = vocabulary.fault(ofStatedGrade: grade, meaning, term: row.text("term")) {
      row.reject(
        "grade", fault.what, why: "the grade belongs to another term, or is wrong", remedy: fault.remedy)
    }
    return grade
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

extension Problem {
  /// A finding whose term is none of the edition.
  package static func unknown(term: String, _ vocabulary: FindingVocabulary, at place: String) -> Problem {
    Problem(
      .dataRejected,
      what: "this is not a term of CTCAE \(vocabulary.events.edition) or of the liver that is known",
      at: place, why: "a misspelt finding would be left out silently",
      remedy: vocabulary.likely(term).map { "did you mean “\($0)”?" }
        ?? "write the title of the term in CTCAE, such as “ascites”, or the code of a laboratory test")
  }
}
