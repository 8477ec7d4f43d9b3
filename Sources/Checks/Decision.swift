import Stages

/// What a person decided of a finding, as the case file states it.
///
/// It is of what was seen: it names the finding and its mark, which follows the sentence with its place and its numbers. Where
/// these are others, the decision fits no longer and the finding is asked about again.
public struct Decision: Sendable, Hashable {
  public var finding: Finding.Code
  /// Six hexadecimal digits; see `Finding.mark`.
  public var mark: String
  public var by, why: String

  public init(_ finding: Finding.Code, mark: String, by: String, why: String) {
    (self.finding, self.mark, self.by, self.why) = (finding, mark, by, why)
  }
}
