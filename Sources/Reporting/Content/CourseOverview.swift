import Quantities
import Stages

/// The doses that a decision rests on: this cycle, so far, projected over the planned cycles, against limits.
public struct CourseOverview: Sendable {
  public struct Row: Sendable {
    public var region: Region
    /// `mean absorbed dose` or `BED`.
    public var quantity: String
    public var thisCycle: Uncertain<Gray>?
    /// Sum of all cycles given; `nil` where an earlier one has no such number.
    public var soFar: Uncertain<Gray>?
    /// So far, and the cycles to come like this one; `nil` where nothing is planned or nothing is known.
    public var projected: Uncertain<Gray>?
    /// Limit of the whole course.
    public var limit: DoseLimit?
    public var verdict: KeyResult.Verdict

    public init(
      region: Region, quantity: String, thisCycle: Uncertain<Gray>?, soFar: Uncertain<Gray>? = nil,
      projected: Uncertain<Gray>? = nil, limit: DoseLimit? = nil, verdict: KeyResult.Verdict = .notJudged
    ) {
      (self.region, self.quantity, self.thisCycle) = (region, quantity, thisCycle)
      (self.soFar, self.projected, self.limit, self.verdict) = (soFar, projected, limit, verdict)
    }
  }
  public var rows: [Row]
  /// Cycles whose doses are known, with this one.
  public var given: Int
  /// Cycles of the course as planned; `nil` where the case file does not state them.
  public var planned: Int?

  public init(rows: [Row], given: Int = 1, planned: Int? = nil) {
    (self.rows, self.given, self.planned) = (rows, given, planned)
  }
}
