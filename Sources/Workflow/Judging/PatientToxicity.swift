import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities

/// One patient, graded, with what was left out.
package struct PatientToxicity: Sendable {
  package var record: PatientRecord
  package var courses: [TermCourse] = []
  /// Clearances that no term grades.
  package var clearances: [FollowedClearance] = []
  package var safety: LiverSafety.Point?
  package var newAscites: NewAscites?
  /// Last day before treatment on which somebody looked for ascites and saw none; `nil` where nobody wrote that down.
  package var clearImaging: CalendarDay?
  var ascitesAttribution: FindingsTable.Attribution?
  /// Grades of ascites in order of time.
  package var ascites: [(day: CalendarDay, verdict: Verdict<Int>)] = []
  /// Liver disease after radioembolisation and late damage of the liver.
  package var injury = LiverInjury()
  package var problems: [Problem] = []
  /// Tests that no rule uses, with how often and where first.
  package var unknown: [String: (count: Int, place: String)] = [:]
  /// Values by test and unit.
  package var units: [String: [String: Int]] = [:]
  package var values = 0
  /// Results that are left out for a reason that the files give.
  package var leftOut: [String: Int] = [:]
  package var results = InputAccount.Results()
}

extension ToxicityInputs {
  /// Reads, checks and grades one patient.
  package func patient(_ rows: PatientRows.Patient, latest: CalendarDay?) -> PatientToxicity {
    guard let record = patients[rows.name] else {
      var result = PatientToxicity(record: PatientRecord(patient: rows.name))
      result.problems = [stranger(rows)]
      (result.results.found, result.results.faulty) = (rows.count, rows.count)
      return result
    }
    var result = PatientToxicity(record: record)
    var laboratory = record.laboratory
    for reference in rows.rows { read(reference, &laboratory, &result) }
    var leftOut: PatientLaboratory.LeftOut = [:]
    result.problems += laboratory.removeConflicts(latest: latest, leftOut: &leftOut, place: place)
    for (reason, count) in leftOut {
      result.leftOut[reason.rawValue, default: 0] += count
      result.results.explained += count
    }
    result.values = laboratory.values.count
    result.results.read = result.values
    result.results.settle(hasFaults: !result.problems.isEmpty)
    if record.cycles.isEmpty, result.values > 0 {
      result.leftOut["results of patients without a day of treatment", default: 0] += result.values
    }
    for value in laboratory.values {
      result.units[value.code, default: [:]][value.amount.unit.symbol, default: 0] += 1
    }
    result.courses = grader.grade(laboratory)
    result.clearances = FollowedClearance.all(
      record.patient, laboratory.values, cycles: record.cycles, grader)
    judge(&result)
    return result
  }

  /// A patient without laboratory values: what the findings alone state.
  func silent(_ record: PatientRecord) -> PatientToxicity {
    var result = PatientToxicity(record: record)
    judge(&result)
    return result
  }

  /// The values of one patient that would be graded; `nil` for one who is not in the table of patients.
  package func laboratory(_ rows: PatientRows.Patient, latest: CalendarDay?) -> PatientLaboratory? {
    guard let record = patients[rows.name] else { return nil }
    var laboratory = record.laboratory
    for reference in rows.rows {
      laboratory.values += files[reference.file].read(reference.row, file: reference.file).values
    }
    var leftOut: PatientLaboratory.LeftOut = [:]
    _ = laboratory.removeConflicts(latest: latest, leftOut: &leftOut, place: place)
    return laboratory
  }

  private func stranger(_ rows: PatientRows.Patient) -> Problem {
    let first = rows.rows[0]
    return Problem(
      .dataRejected,
      what: rows.name.isEmpty
        ? "\(counted(rows.count, "row", "has", "have")) no patient"
        : "this patient is not in the table of patients (\(counted(rows.count, "row")))",
      at: files[first.file].place(first.row),
      why: "without the days of treatment nothing can be graded", remedy: "add the patient with the cycles")
  }

  private func read(
    _ reference: PatientRows.Reference, _ laboratory: inout PatientLaboratory, _ result: inout PatientToxicity
  ) {
    let (f, row) = (reference.file, reference.row)
    let reading = files[f].read(row, file: f)
    laboratory.values += reading.values
    result.problems += reading.problems
    for reason in reading.leftOut { result.leftOut[reason.rawValue, default: 0] += 1 }
    result.results.found += reading.results
    result.results.explained += reading.explained
    for value in reading.values
    where scale.terms[value.code] == nil && scale.terms(of: value.code).isEmpty
      && !LaboratoryValue.followed.contains(value.code)
    {
      result.leftOut[Self.ungraded(value.code, scale), default: 0] += 1
    }
    for name in reading.unknownTests {
      let known = result.unknown[name] ?? (0, files[f].place(row))
      result.unknown[name] = (known.count + 1, known.place)
    }
  }

  private func place(_ value: LaboratoryValue) -> String { files[value.file].place(of: value) }

  private func judge(_ result: inout PatientToxicity) {
    let name = result.record.patient
    result.safety = (try? safety.point(result.courses)).flatMap(\.self)
    var facts = LiverFacts(result.record, result.courses, findings, scale, spleen: spleen[name] ?? [])
    facts.absenceIsKnown = absenceIsKnown
    result.injury = LiverInjury(facts, by: clinical)
    let imaging = findings.of(name, "ascites")
    let cycles = result.record.cycles
    let seen = imaging.compactMap { one in one.present.map { Dated(one.day, $0) } }
    result.ascitesAttribution = findings.attribution(name, "ascites")
    let before = cycles.min().map { first in imaging.filter { $0.day < first } } ?? []
    result.clearImaging = before.filter { $0.present == false }.map(\.day).max()
    if absenceIsKnown { result.newAscites = NewAscites(cycles: cycles, recorded: seen) }
    guard !imaging.isEmpty else { return }
    if !absenceIsKnown { result.newAscites = NewAscites(cycles: cycles, imaging: seen) }
    result.ascites = imaging.compactMap { finding in
      (try? clinical.ascites(finding.ascites)).map { (finding.day, $0) }
    }
  }
}

extension InputFaults {
  package mutating func add(_ patient: PatientToxicity, ignoring: Set<String>) {
    for problem in patient.problems { add(problem) }
    add(unknown: patient.unknown.filter { !ignoring.contains($0.key.lowercased()) })
  }
}

extension PatientRecord {
  /// The patient without values.
  package var laboratory: PatientLaboratory {
    PatientLaboratory(
      patient: patient, sex: sex, birth: birth, death: death, cycles: cycles,
      onAnticoagulation: onAnticoagulation, values: [])
  }
}

extension ToxicityInputs {
  /// What of the results no term of the scale grades.
  static func ungraded(_ code: String, _ scale: ToxicityScale) -> String {
    "results of \(code), which no term of \(scale.source.name) grades"
  }
}
