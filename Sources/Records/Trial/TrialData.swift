import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities
import Registry
import Trials

/// What a trial's analyses need of a registry: rows become numbers here, and nothing is computed but the ratios that the
/// protocol defines.
///
/// Measurements of the trial, as `hepatica trial measure` writes them: quantity `activity concentration` of a lesion
/// (with its lobe and, in the table of lesions, its diameter) or of organ `normal liver` of a lobe; quantity `uptake` or
/// `uptake concentration` of an organ; `SUV` with arm `IA` or `IV`; `time-integrated activity coefficient` in h;
/// `longest diameter` of a lesion after a cycle. Responses of the trial: those with a lobe as their scope.
package struct TrialData {
  package let plan: TrialProtocol
  package let row: TrialRow
  package let allocations: [AllocationRow]
  package let measurements: [MeasurementRow]
  package let lesions: [String: LesionRow]
  package let events: [AdverseEventRow]
  package let responses: [ResponseRow]
  /// Route of each administration, by its id.
  let routes: [String: String]
  package let patients: [String: PatientRow]
  package let administrations: [AdministrationRow]
  package let deaths: [DeathRow]
  package let doses: [DoseSummaryRow]
  /// Everybody who was screened by the rules that the protocol names, subjects or not.
  let allScreenings: [ScreeningRow]
  let starts: [String: CalendarDay]
  let kinds: [String: String]
  /// Measurements of these subjects that were made for another protocol, and are left out.
  package let foreign: Int

  package init(_ registry: Registry, trial name: String) throws {
    row = try registry.trial(name)
    plan = try TrialProtocol(locked: row)
    allocations = try registry.rows(
      of: AllocationColumn.self, where: [.trial: .text(name), .purpose: "production"],
      order: [.list, .place])
    let subjects = Set(allocations.map { $0.text(.subject) })
    func mine<Column: TableColumn>(_ patient: Column) throws -> [TableRow<Column>] {
      try registry.rows(of: Column.self).filter { subjects.contains($0.text(patient)) }
    }
    let all = try mine(MeasurementColumn.patient), hash = row.text(.sha256)
    measurements = all.filter { Self.protocolHash($0).map { $0 == hash } ?? true }
    foreign = all.count - measurements.count
    lesions = Dictionary(uniqueKeysWithValues: try mine(LesionColumn.patient).map { ($0.id, $0) })
    administrations = try mine(AdministrationColumn.patient)
    routes = Dictionary(uniqueKeysWithValues: administrations.map { ($0.id, $0.text(.route)) })
    patients = Dictionary(uniqueKeysWithValues: try mine(PatientColumn.id).map { ($0.id, $0) })
    (deaths, doses) = (try mine(DeathColumn.patient), try mine(DoseSummaryColumn.patient))
    allScreenings = try plan.enrolment.eligibility.map { try EnrolmentCheck.screenings(registry, $0) } ?? []
    let courses = try mine(CourseColumn.patient)
    kinds = Dictionary(uniqueKeysWithValues: courses.map { ($0.id, $0.text(.kind)) })
    starts = IndexTherapies(courses, administrations).starts
    (events, responses) = (try mine(AdverseEventColumn.patient), try mine(ResponseColumn.patient))
  }

  /// The locked protocol that a measurement names as its own.
  private static func protocolHash(_ row: MeasurementRow) -> String? {
    row.text(.source).firstMatch(of: /; protocol .* ([0-9a-f]{64}),/).map { String($0.1) }
  }

  /// Letter of each subject's arm.
  var letters: [String: Character] {
    Dictionary(
      allocations.compactMap { row in row.text(.arm).first.map { (row.text(.subject), $0) } },
      uniquingKeysWith: { a, _ in a })
  }

  /// Lobe that is treated, by subject.
  package var treated: [String: String] { letters.compactMapValues { plan.lobe(of: $0)?.rawValue } }

  /// Worst grade by subject and term.
  var worstGrades: [String: [String: Int]] {
    events.reduce(into: [:]) { worst, row in
      let (patient, term, grade) = (row.text(.patient), row.text(.term), row[.grade].integer ?? 0)
      worst[patient, default: [:]][term] = max(worst[patient]?[term] ?? 0, grade)
    }
  }

  /// Time-integrated activity coefficients of the last cycle of the protocol, by region.
  package func residence() -> [ResidenceSummary] {
    let rows = measurements.filter {
      $0[.quantity] == "time-integrated activity coefficient" && $0[.cycle].integer == plan.cycles
        && $0[.unit] == "h"
    }
    let regions = Dictionary(grouping: rows) { $0[.lesion].isNull ? $0.text(.organ) : "lesions" }
    return regions.sorted { $0.key < $1.key }.map {
      ResidenceSummary(region: $0, hours: $1.compactMap { $0[.value].number })
    }
  }
}

extension RatioAggregation {
  /// The same words in the room of criteria.
  package var criteria: Aggregation { Aggregation(rawValue: rawValue)! }
}
