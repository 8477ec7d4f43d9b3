import Criteria
import Quantities

/// How endpoints are made of the dates that a registry keeps: event, criterion, censoring and origin.
public struct EndpointRules: Sendable, Equatable {
  /// Criterion whose progression ends survival without progression; `nil` takes RECIST 1.1, or the first of the criteria
  /// that the registry has where it has no RECIST 1.1.
  public var criterion: String?

  /// Where a patient without an event is censored, who has no progression. A telephone call says nothing about
  /// progression: none of the rules goes beyond the last adequate assessment.
  public enum Censoring: String, Sendable, CaseIterable {
    /// The last adequate assessment, whatever treatment came in between.
    case lastAssessment = "last-assessment"
    /// The last adequate assessment before another treatment of the tumour began; events after it do not count (FDA,
    /// Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics, 2018, appendix).
    case newTherapy = "new-therapy"
    /// The last adequate assessment before two or more were missed; an event after such a gap does not count (FDA 2018).
    case missedAssessments = "missed"
  }
  public var censoring = Censoring.lastAssessment
  /// Longest time between adequate assessments that is not a gap of two missed ones, days: twice twelve weeks and a window
  /// of a fortnight.
  var longestGap = 182

  /// From where time counts.
  public enum Origin: String, Sendable, CaseIterable {
    /// First day of the first TARE or PRRT course.
    case firstCourse = "first-course"
    /// First day of the last TARE or PRRT course.
    case lastCourse = "last-course"
    case consent, diagnosis
    /// Day of the allocation in a trial; patients without one are in no table of survival.
    case randomisation

    package var words: String {
      switch self {
      case .firstCourse: "the first day of the first TARE or PRRT course"
      case .lastCourse: "the first day of the last TARE or PRRT course"
      case .consent: "the day of consent"
      case .diagnosis: "the day of diagnosis"
      case .randomisation: "the day of the allocation in a trial"
      }
    }
  }
  public var origin = Origin.firstCourse
  /// How the best overall response is determined.
  public var response = RECIST11.BestOverallPolicy(
    confirmation: false, confirmationDays: 28, minimumStableDays: 42)

  public init() {}

  /// Criteria in the order in which one stands in for another.
  package static let order = ResponseCriterion.allCases.map(\.rawValue)

  /// - Parameter known: criteria of the registry.
  package func criterion(among known: [String]) -> String {
    criterion ?? Self.order.first(where: known.contains) ?? "RECIST 1.1"
  }

  /// The rules in words.
  package func words(criterion: String) -> String {
    let censored =
      switch censoring {
      case .lastAssessment: "the last adequate assessment"
      case .newTherapy:
        "the last adequate assessment before another treatment began, events after it not counted"
      case .missedAssessments:
        "the last adequate assessment before a gap of more than \(longestGap) days, events after it not counted"
      }
    return
      "Endpoints: time counts from \(origin.words), in months of 30.4375 days. OS ends with death, censored at the last day known to be alive. PFS ends with progression by \(criterion) or death, HPFS with progression of the liver or death, TTP with progression, DoR (from the first response, of responders) with progression or death; without an event they are censored at \(censored), without any assessment at the origin. Best response: \(response.words)."
  }
}
