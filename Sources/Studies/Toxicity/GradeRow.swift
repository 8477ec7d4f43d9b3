import Criteria
import Documents
import Quantities
import Workflow

/// A term of a patient: what it was at baseline and its worst in the window.
struct GradeRow {
  let patient: PatientToxicity
  let course: TermCourse
  let inputs: ToxicityInputs
  let worst: TermCourse.Graded?
  var grade: LaboratoryGrade? { worst?.grade }

  /// One row per term; *not gradable* where there are values and none has a grade, empty where there are no values.
  static func rows(_ patient: PatientToxicity, _ inputs: ToxicityInputs) -> [GradeRow] {
    patient.courses.map { course in
      GradeRow(
        patient: patient, course: course, inputs: inputs,
        worst: course.worst ?? course.timeline.first { $0.period == .window })
    }
  }

  var title: String { grade?.term.title ?? inputs.scale.terms[course.code]?.title ?? "" }
  var day: String? {
    worst.flatMap { w in patient.record.cycles.first.map { "\(w.value.day.days(since: $0))" } }
  }
  var attribution: String? { inputs.findings.attribution(patient.record.patient, course.code)?.rawValue }
}

/// A laboratory value with its grade.
struct ValueRow {
  let patient: PatientRecord
  let code: String
  let entry: TermCourse.Graded
  let first: CalendarDay
  let file: String
  var grade: LaboratoryGrade { entry.grade }

  static func rows(_ patient: PatientToxicity, _ inputs: ToxicityInputs) -> [ValueRow] {
    guard let first = patient.record.cycles.first else { return [] }
    return patient.courses.flatMap { course in
      course.timeline.map { entry in
        ValueRow(
          patient: patient.record, code: course.code, entry: entry, first: first,
          file: inputs.files[entry.value.file].name)
      }
    }
  }

  var baseline: String? {
    if case .measured(let amount) = grade.finding.baseline { amount.value.description } else { nil }
  }
}

/// Patients of an arm by worst grade of a term.
struct CohortRow {
  let arm, code, title, edition: String
  let patients: Int
  let term: CohortToxicity.Term
  /// For the lines of a file, one per grade.
  var level = 0

  static func rows(_ summary: ToxicitySummary) -> [CohortRow] {
    summary.columns.flatMap { arm, cohort in
      summary.codes.compactMap { code in
        cohort.terms[code].map {
          CohortRow(
            arm: arm, code: code, title: summary.title(code), edition: summary.scale.source.edition,
            patients: cohort.patients, term: $0)
        }
      }
    }
  }

  var byGrade: [CohortRow] {
    (0...4).map { grade in
      var row = self
      row.level = grade
      return row
    }
  }

  var worst: ExactShare { ExactShare(term.worst[level], of: term.graded) }
  /// `nil` for grade 0, which nobody reaches anew.
  var new: ExactShare? { level == 0 ? nil : new(atLeast: level) }
  func new(atLeast grade: Int) -> ExactShare {
    let new = term.new(atLeast: grade)
    return ExactShare(new.patients, of: new.atRisk)
  }
}

extension LaboratoryValue {
  /// With `<` or `>` where it is a bound.
  var printed: String {
    let sign = bound == .below ? "<" : bound == .above ? ">" : ""
    return sign + amount.value.description
  }
}

extension LaboratoryGrade {
  var printed: String { grade.map(String.init) ?? "not gradable" }
  var flagWords: String { flags.map(\.rawValue).joined(separator: "; ") }
}
