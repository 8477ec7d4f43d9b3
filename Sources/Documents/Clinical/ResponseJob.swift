import Criteria
import Foundation

/// What `hepatica response` is asked to do.
public struct ResponseJob: Sendable {
  /// CSV: one row per lesion, visit and reader.
  public var lesions: String
  /// CSV of patients with cycles, arm, end, death; `nil` without.
  public var patients: String?
  /// A registry whose lesions are judged in place of a table; `nil` for a table.
  public var registry: String?
  /// The patient of the registry alone; `nil` for all.
  public var patient: String?
  /// Who writes the judgements back into the registry, and why; `nil` writes none.
  public var recording: (who: String, why: String)?
  /// Reader who decides where the others have no majority; `nil` without.
  public var adjudicator: String?
  /// Whether CR and PR must be confirmed, and after how many days.
  public var confirmation = false
  public var confirmationDays = 28
  /// Days after baseline from which disease that does not grow is stable.
  public var minimumStableDays = 42
  /// Visits that cannot be evaluated, and visits with stable disease, that may lie between a response and its
  /// confirmation; `nil` for any number.
  public var notEvaluableBetween: Int? = 1
  public var stableBetween: Int? = 0
  /// Reader whose assessments the figures show; `nil` takes the first by name.
  public var reader: String?
  /// Numbers are printed as `12,5`.
  public var decimalComma = false
  /// JSON5 that renames columns, or a REDCap data dictionary (CSV).
  public var columns: String?
  public var keepGoing = false
  public var explain = false
  public var output: URL?

  /// Whether uptake is judged by EORTC although the tracer is another than at baseline.
  public var acrossTracers = false

  public init(lesions: String) { self.lesions = lesions }

  package var policy: RECIST11.BestOverallPolicy {
    .init(
      confirmation: confirmation, confirmationDays: confirmationDays, minimumStableDays: minimumStableDays,
      notEvaluableBetween: notEvaluableBetween, stableBetween: stableBetween)
  }
}
