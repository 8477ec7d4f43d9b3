import Quantities
import Stages

/// How much a sentence matters.
public enum Severity: Int, Sendable, Hashable, Comparable, CaseIterable {
  case information, attention, critical
  public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
}

/// One card of the verdict strip.
public struct KeyResult: Sendable {
  /// Judged by the caller, never by the report.
  public enum Verdict: String, Sendable {
    case met = "within limit", attention = "needs attention", crossed = "limit crossed"
    case notJudged = "no limit set"
  }
  /// For example `Kidneys`.
  public var label: String
  /// The region that the number is of; `nil` for a number of something else.
  public var region: Region?
  /// What the number is, for example `mean absorbed dose, 2 cycles`.
  public var quantity: String
  public var value: Uncertain<Gray>
  public var limit: DoseLimit?
  public var verdict: Verdict

  public init(
    label: String, quantity: String = "mean absorbed dose", value: Uncertain<Gray>, limit: DoseLimit? = nil,
    verdict: Verdict = .notJudged
  ) {
    (self.label, self.quantity, self.value, self.limit, self.verdict) = (
      label, quantity, value, limit, verdict
    )
  }

  /// A number of one region, under the region's name.
  public init(
    region: Region, quantity: String = "mean absorbed dose", value: Uncertain<Gray>, limit: DoseLimit? = nil,
    verdict: Verdict = .notJudged
  ) {
    self.init(label: region.label, quantity: quantity, value: value, limit: limit, verdict: verdict)
    self.region = region
  }
}
