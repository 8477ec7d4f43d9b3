import Criteria
import Documents
import Foundation
import Quantities
import Statistics

/// How far readers agree on the best responses, and what is decided where they do not.
package struct ReaderConsensus: Sendable {
  package struct Pair: Encodable, Sendable {
    package var first, second: String
    /// Cohen's, with its 95 % limits; `nil` where all answers are one category.
    package var kappa, lower, upper: Double?
  }
  /// Of one criterion, over the patients whom every reader judged.
  package struct Agreement: Encodable, Sendable {
    package var criterion: String
    /// Patients in whom all readers find the same.
    package var same: ExactShare
    /// Fleiss'; `nil` where all answers are one category.
    var fleissKappa: Double?
    package var pairs: [Pair]
  }
  /// Best response that stands for a patient.
  package struct Decision: Encodable, Sendable {
    package var patient, criterion: String
    package var readings: [String: String]
    /// `nil`: neither a majority nor an adjudicator decides.
    var decided: String?
    /// `unanimous`, `majority`, `adjudicator` or `open`.
    package var by: String
  }
  package let agreement: [Agreement]
  package let decisions: [Decision]

  /// - Parameters:
  ///   - courses: of all patients and readers.
  ///   - adjudicator: who is asked where the other readers have no majority; no vote otherwise.
  package init(_ courses: [ResponseCourse], adjudicator: String?) {
    let readers = Set(courses.map(\.reader)).subtracting(adjudicator.map { [$0] } ?? []).sorted()
    let byPatient = Dictionary(grouping: courses, by: \.patient)
    guard readers.count > 1 else {
      (agreement, decisions) = ([], [])
      return
    }
    decisions = ResponseCriterion.allCases.flatMap { criterion in
      byPatient.keys.sorted().compactMap { patient in
        Self.decision(patient, criterion, byPatient[patient]!, adjudicator)
      }
    }
    agreement = ResponseCriterion.allCases.compactMap { criterion in
      let rows = byPatient.keys.sorted().compactMap { patient -> [String]? in
        let own = byPatient[patient]!
        let words = readers.map { reader in
          own.first { $0.reader == reader }?.best[criterion]?.outcome
        }
        return words.contains(nil) ? nil : words.compactMap(\.self)
      }
      return rows.isEmpty ? nil : Self.agreement(criterion, readers, rows)
    }
  }

  private static func decision(
    _ patient: String, _ criterion: ResponseCriterion, _ courses: [ResponseCourse], _ adjudicator: String?
  ) -> Decision? {
    let readings = Dictionary(
      courses.compactMap { course in course.best[criterion]?.outcome.map { (course.reader, $0) } },
      uniquingKeysWith: { first, _ in first })
    let votes = readings.filter { $0.key != adjudicator }.map(\.value)
    guard votes.count > 1 else { return nil }
    let counts = Dictionary(grouping: votes) { $0 }.mapValues(\.count)
    var decision = Decision(
      patient: patient, criterion: criterion.rawValue, readings: readings,
      decided: counts.first { 2 * $0.value > votes.count }?.key,
      by: counts.count == 1 ? "unanimous" : "majority")
    if decision.decided == nil {
      decision.decided = adjudicator.flatMap { readings[$0] }
      decision.by = decision.decided == nil ? "open" : "adjudicator"
    }
    return decision
  }

  private static func agreement(_ criterion: ResponseCriterion, _ readers: [String], _ rows: [[String]])
    -> Agreement
  {
    let words = Set(rows.joined()).sorted()
    let ratings = rows.map { $0.map { words.firstIndex(of: $0)! } }
    let same = ratings.count { Set($0).count == 1 }
    let pairs = readers.indices.flatMap { a in
      (a + 1..<readers.count).map { b in
        pair(readers[a], readers[b], ratings.map { $0[a] }, ratings.map { $0[b] }, words.count)
      }
    }
    return Agreement(
      criterion: criterion.rawValue, same: ExactShare(same, of: rows.count),
      fleissKappa: words.count < 2 ? nil : (try? FleissKappa(ratings, categories: words.count))?.kappa,
      pairs: pairs)
  }

  private static func pair(_ a: String, _ b: String, _ x: [Int], _ y: [Int], _ categories: Int) -> Pair {
    guard categories > 1, let kappa = try? CohenKappa(x, y, categories: categories) else {
      return Pair(first: a, second: b)
    }
    let limits = kappa.estimate.interval(0.95)
    return Pair(
      first: a, second: b, kappa: kappa.kappa, lower: max(-1, limits.lower), upper: min(1, limits.upper))
  }

  /// Rate of decided responses; a patient whose response is open is in the denominator, as one who did not respond.
  package func rate(_ criterion: ResponseCriterion, of classes: Set<ResponseClass>) -> ExactShare? {
    let own = decisions.filter { $0.criterion == criterion.rawValue }
    guard !own.isEmpty else { return nil }
    return ExactShare(own.count { ResponseClass($0.decided).map(classes.contains) ?? false }, of: own.count)
  }

  /// Patients of whom nobody decides the best response by RECIST 1.1.
  package var open: [String] {
    decisions.filter { $0.criterion == ResponseCriterion.recist.rawValue && $0.decided == nil }.map(\.patient)
  }
}
