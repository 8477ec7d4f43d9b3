import Criteria
import Diagnostics
import Documents
import Files
import Foundation
import Parallel
import Quantities
import Registry

/// How the laboratory values of a registry become grades.
public struct LaboratoryGrading: Sendable {
  public var edition = ToxicityJob.Edition.five
  /// JSON5 of limits of normal for values that were kept without; `nil` without.
  public var limits: String?
  /// Months before the first administration in which a baseline may lie, and after the last that still count.
  public var baselineMonths = 1
  public var monthsAfterLast = 3
  /// Whether blood of the first treatment day was drawn before administration.
  public var treatmentDayIsBaseline = true

  public init() {}

  package func grader(_ library: RuleLibrary) throws -> CourseGrader {
    let measurands = try library.rules("measurands")
    let table = try limits.map { path in
      try LimitTable(
        parsing: ToxicityInputs.text(path), document: URL(filePath: path).lastPathComponent,
        measurands: measurands)
    }
    return CourseGrader(
      scale: try ToxicityScale(library.rules(edition.rules), measurands: measurands),
      limits: table ?? LimitTable(), baselineMonths: baselineMonths,
      treatmentDayIsBaseline: treatmentDayIsBaseline, monthsAfterLast: monthsAfterLast)
  }
}

/// The laboratory values of a registry, graded patient by patient from baseline to the end of the window.
package struct RegistryLaboratory {
  /// By patient.
  package private(set) var courses: [String: [TermCourse]] = [:]
  /// Values that could not be taken, with the id of their row.
  package private(set) var problems: [Problem] = []
  /// Tests that no term of the scale is about.
  package private(set) var unknown: [String: Int] = [:]
  package let grader: CourseGrader
  /// What the terms of adverse events mean in the edition that grades.
  package let vocabulary: FindingVocabulary
  private let reader: LaboratoryReader
  private let drugs: RecordedDrugs

  /// - Parameter cycles: days of the administrations by patient; others have no window and no grades.
  package init(
    _ registry: Registry, patients: [PatientRow], cycles: [String: [CalendarDay]],
    deaths: [String: CalendarDay] = [:], _ grading: LaboratoryGrading
  ) throws {
    let library = try RuleLibrary()
    grader = try grading.grader(library)
    vocabulary = FindingVocabulary(grader.scale)
    drugs = try RecordedDrugs(registry)
    reader = try LaboratoryReader(
      header: LaboratoryRow.readingHeader, measurands: try library.rules("measurands"))
    let sex = Dictionary(patients.map { ($0.id, $0.text(.sex)) }, uniquingKeysWith: { first, _ in first })
    let rows = try registry.rows(of: LaboratoryColumn.self, order: [.patient, .sampled])
    let own = Dictionary(grouping: rows.filter { cycles[$0.text(.patient)] != nil }) { $0.text(.patient) }
    let sources = own.keys.sorted().map {
      Source($0, sex[$0] ?? "", cycles[$0] ?? [], own[$0] ?? [], death: deaths[$0])
    }
    let grade = self.grade
    inOrder(sources) {
      grade($0)
    } emit: {
      take($0)
    }
  }

  private struct Source: Sendable {
    var patient: String
    var sex: Sex?
    var cycles: [CalendarDay]
    var rows: [LaboratoryRow]
    var death: CalendarDay?

    init(
      _ patient: String, _ sex: String, _ cycles: [CalendarDay], _ rows: [LaboratoryRow], death: CalendarDay?
    ) {
      (self.patient, self.cycles, self.rows, self.death) = (patient, cycles, rows, death)
      self.sex = ["female": .female, "male": .male][sex]
    }
  }

  private struct Graded: Sendable {
    var patient: String
    var courses: [TermCourse] = []
    var problems: [Problem] = []
    var unknown: [String] = []
  }

  private mutating func take(_ graded: Graded) {
    courses[graded.patient] = graded.courses
    problems += graded.problems
    for name in graded.unknown { unknown[name, default: 0] += 1 }
  }

  private var grade: @Sendable (Source) -> Graded {
    let (reader, grader, drugs) = (reader, grader, drugs)
    let today = CalendarDay(iso8601: DateTime.now.description.prefix(10))
    return { source in
      var graded = Graded(patient: source.patient)
      var laboratory = PatientLaboratory(
        patient: source.patient, sex: source.sex, death: source.death, cycles: source.cycles,
        onAnticoagulation: drugs.onAnticoagulation(byDefault: source.patient), values: [])
      for (n, row) in source.rows.enumerated() {
        var reading = reader.read(row.readingFields, row: n)
        for k in reading.values.indices {
          reading.values[k].onAnticoagulation = drugs.onAnticoagulation(row)
        }
        laboratory.values += reading.values
        graded.unknown += reading.unknownTests
        graded.problems += reading.problems.map { Self.located($0, row) }
      }
      graded.problems += laboratory.removeConflicts(latest: today) { Self.place(source.rows[$0.row]) }
      graded.courses = grader.grade(laboratory)
      return graded
    }
  }

  private static func place(_ row: LaboratoryRow) -> String { "registry, table laboratory, row “\(row.id)”" }

  private static func located(_ problem: Problem, _ row: LaboratoryRow) -> Problem {
    var problem = problem
    let column = problem.location.split(separator: ",").dropFirst().joined(separator: ",")
    problem.location = place(row) + (column.isEmpty ? "" : "," + column)
    return problem
  }
}

extension RegistryLaboratory {
  /// Whether any patient has a value that a term grades.
  func isMeasured(_ code: String) -> Bool {
    courses.values.contains { $0.contains { $0.code == code } }
  }
}
