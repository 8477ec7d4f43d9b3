import Criteria
import Quantities
import Registry
import Trials

/// Toxicity of a registry: the worse of what laboratory values and adverse events say.
///
/// Laboratory values count from the first administration to the end of the window, adverse events at any time after the
/// first administration, as the Mayo series counts enzymes and ascites (Gococo-Benore 2023). A patient without an
/// adverse event has grade 0 of a clinical term, and of a laboratory term that was measured in nobody: it was looked for
/// by events alone. Of a laboratory term that others were measured for, the grade of a patient without values is unknown
/// and the patient not evaluable.
extension RegistryCohort {
  var toxicityTable: TextTable {
    let named = Dictionary(uniqueKeysWithValues: Set(events.map { $0.text(.term) }).map { ($0, term($0)) })
    let own = Dictionary(grouping: events) { $0.text(.patient) }
    let terms = Set(named.values).union(measured).sorted()
    let rows = patients.flatMap { p -> [[String]] in
      guard let start = starts[p.id] else { return [] }
      let byTerm = Dictionary(grouping: own[p.id] ?? []) { named[$0.text(.term)]! }
      return terms.map { term in [p.id, term.name] + grades(p.id, term, byTerm[term] ?? [], start).fields }
    }
    return table(
      "toxicity",
      ["patient", "term", "baseline_grade", "worst_grade", "attribution", "source", "samples"], rows)
  }

  /// A term, and its code where values of the laboratory are graded for it.
  private struct Term: Hashable, Comparable {
    var name: String
    var code: String?
    static func < (a: Term, b: Term) -> Bool { a.name < b.name }
  }

  private func term(_ name: String) -> Term {
    let title = laboratory.vocabulary.title(of: name) ?? name
    guard case .laboratory(let code) = laboratory.vocabulary[name], laboratory.isMeasured(code) else {
      return Term(name: title)
    }
    return Term(name: title, code: code)
  }

  private var measured: [Term] {
    Set(laboratory.courses.values.joined().map(\.code)).compactMap { code in
      laboratory.grader.scale.terms[code].map { Term(name: $0.title, code: code) }
    }
  }

  private func grades(_ patient: String, _ term: Term, _ events: [AdverseEventRow], _ start: CalendarDay)
    -> Grades
  {
    let course = term.code.flatMap { code in laboratory.courses[patient]?.first { $0.code == code } }
    let before = events.filter { isBefore($0, start) }
    // What began before and goes on is there in the window as well.
    let after = events.filter { !isBefore($0, start) || isOngoing($0, start) }
    let worst = after.max { ($0[.grade].integer ?? 0) < ($1[.grade].integer ?? 0) }
    let clinical = term.code == nil ? 0 : nil
    var grades = Grades(
      baseline: max(course?.baseline?.grade.grade, before.compactMap { $0[.grade].integer }.max())
        ?? clinical,
      laboratory: course?.worst?.grade.grade, event: worst?[.grade].integer, none: clinical,
      samples: course?.samples)
    if let worst, grades.source != .laboratory {
      grades.attribution =
        ["PRRT": "therapy", "TARE": "therapy", "progression": "progression", "other": "other"][
          worst.text(.attribution)] ?? ""
      // What is recorded as an event after the start was not there before it.
      if grades.baseline == nil, !isBefore(worst, start) { grades.baseline = 0 }
    }
    return grades
  }

  private func isOngoing(_ event: AdverseEventRow, _ start: CalendarDay) -> Bool {
    CalendarDay(iso8601: event.text(.ended)).map { $0 >= start } ?? true
  }

  private func isBefore(_ event: AdverseEventRow, _ start: CalendarDay) -> Bool {
    CalendarDay(iso8601: event.text(.started)).map { $0 < start } ?? false
  }
}

/// Grades of one term in one patient.
private struct Grades {
  var baseline: Int?
  var laboratory, event: Int?
  /// Grade of a patient of whom nothing is recorded.
  var none: Int?
  var samples: Int?
  var attribution = ""

  var source: Cohort.Toxicity.Source? {
    switch (laboratory, event) {
    case (nil, nil): nil
    case (let laboratory?, let event?):
      laboratory == event ? .both : laboratory > event ? .laboratory : .event
    case (_?, nil): .laboratory
    case (nil, _?): .event
    }
  }

  var fields: [String] {
    let text = { (n: Int?) in n.map { "\($0)" } ?? "" }
    return [
      text(baseline), text(max(laboratory, event) ?? none), attribution, source?.rawValue ?? "",
      text(samples),
    ]
  }
}

/// The larger of two numbers, either of which may be unknown.
private func max(_ a: Int?, _ b: Int?) -> Int? { [a, b].compactMap(\.self).max() }
