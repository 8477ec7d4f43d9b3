/// Why data have no answer to a statistical question.
///
/// Thrown where the *data* cannot answer; asking with arrays of different length is a fault of the program and
/// stops it.
public enum StatisticsError: Error, Sendable, Hashable {
  /// Fewer observations than the method needs.
  case tooFew(needed: Int, got: Int)
  /// All values are equal, or a group is empty.
  case noVariation(String)
  /// A value lies outside what the method allows, e.g. the logarithm of a ratio of zero.
  case outOfRange(String)
  /// A column of the design is a combination of the others; counted from zero.
  case collinear(column: Int)
  /// The likelihood has no maximum: a covariate (or class) separates the outcomes completely.
  case infiniteEstimate(column: Int)
  case notConverged
}

extension StatisticsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFew(let needed, let got): "\(needed) observations are needed, \(got) are there"
    case .noVariation(let what): "\(what) does not vary"
    case .outOfRange(let what): what
    case .collinear(let n): "covariate \(n + 1) follows from the others"
    case .infiniteEstimate(let n): "covariate \(n + 1) separates the outcomes completely: no finite estimate"
    case .notConverged: "the likelihood has not converged"
    }
  }
}
