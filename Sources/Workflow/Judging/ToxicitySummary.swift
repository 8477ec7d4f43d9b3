import Checks
import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities

/// What a cohort came to: tables by arm, counted as patients pass by.
package struct ToxicitySummary: Sendable {
  package let scale: ToxicityScale
  package private(set) var arms: [String: CohortToxicity] = [:]
  package private(set) var total: CohortToxicity
  package private(set) var values = 0
  package private(set) var units: [String: [String: Int]] = [:]
  /// Patients with new ascites, patients in whom that can be determined.
  package private(set) var newAscites: [String: (new: Int, atRisk: Int, undeterminable: Int)] = [:]
  /// New toxicities of the headline grade or more, by term and attribution.
  package private(set) var attributions: [String: [FindingsTable.Attribution: Int]] = [:]
  package private(set) var quadrants: [String: Int] = [:]
  /// Patients by endpoint of liver injury: with it, assessable, and those in whom it cannot be assessed.
  package private(set) var injuries: [String: [LiverInjury.Endpoint: InjuryCount]] = [:]
  private let headline: Int
  /// What new ascites is called among the attributions.
  private static let ascites = "new ascites"

  package init(_ scale: ToxicityScale, headline: Int) {
    (self.scale, self.headline) = (scale, headline)
    total = Self.empty(scale)
  }

  private static func empty(_ scale: ToxicityScale) -> CohortToxicity {
    CohortToxicity(composites: scale.composites)
  }

  package mutating func add(_ patient: PatientToxicity, _ findings: FindingsTable) {
    let arm = patient.record.arm
    total.add(patient.courses)
    arms[arm, default: Self.empty(scale)].add(patient.courses)
    values += patient.values
    units.merge(patient.units) { $0.merging($1, uniquingKeysWith: +) }
    add(quadrant: patient.safety?.quadrant.outcome)
    if let ascites = patient.newAscites { count(ascites, arm) }
    if case .yes = patient.newAscites {
      attributions[Self.ascites, default: [:]][patient.ascitesAttribution ?? .unknown, default: 0] += 1
    }
    for judged in patient.injury.judged {
      injuries[arm, default: [:]][judged.endpoint, default: .init()].add(judged)
    }
    for course in patient.courses where isNew(course) {
      let cause = findings.attribution(patient.record.patient, course.code) ?? .unknown
      attributions[course.code, default: [:]][cause, default: 0] += 1
    }
  }

  /// Patients who were only counted. None of them has a finding.
  mutating func add(_ counted: PlainGrader) {
    for (arm, tally) in counted.arms {
      total.add(tally)
      arms[arm, default: Self.empty(scale)].add(tally)
      for (code, patients) in tally.new { attributions[code, default: [:]][.unknown, default: 0] += patients }
    }
    values += counted.valueCount
    units.merge(counted.units) { $0.merging($1, uniquingKeysWith: +) }
  }

  mutating func add(quadrant: String?) {
    if let quadrant { quadrants[quadrant, default: 0] += 1 }
  }

  /// All arms together.
  package var allInjuries: [LiverInjury.Endpoint: InjuryCount] {
    injuries.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
  }

  private mutating func count(_ ascites: NewAscites, _ arm: String) {
    var counts = newAscites[arm] ?? (0, 0, 0)
    switch ascites {
    case .yes: counts = (counts.new + 1, counts.atRisk + 1, counts.undeterminable)
    case .no: counts.atRisk += 1
    case .presentBefore: break
    case .undeterminable: counts.undeterminable += 1
    }
    newAscites[arm] = counts
  }

  private func isNew(_ course: TermCourse) -> Bool {
    guard let worst = course.worst?.grade.grade, let baseline = course.baseline?.grade.grade else {
      return false
    }
    // The same patients as in the rate: known before and after, and below the grade before.
    return worst >= headline && baseline < headline
  }

  package var armNames: [String] { arms.keys.sorted() }

  /// Codes of the terms in the order of the page: liver, kidney, blood; composites first.
  package var codes: [String] {
    let order = [
      "ALT", "AST", "ALP", "GGT", "TBIL", "ALB", "INR", "CREA", "EGFR", "HGB", "PLT", "WBC", "ANC", "LYM",
    ]
    let known = total.terms.keys.filter { total.composites[$0] == nil }
    return total.composites.keys.sorted()
      + known.sorted { (order.firstIndex(of: $0) ?? 99, $0) < (order.firstIndex(of: $1) ?? 99, $1) }
  }

  package func title(_ code: String) -> String {
    total.composites[code].map { "\(code) (any of \($0.joined(separator: ", ")))" } ?? scale.terms[code]?
      .title ?? code
  }
}
