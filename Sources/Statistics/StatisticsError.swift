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
  /// The likelihood has no maximum: a covariate separates the outcomes but for cases on the border, or one of its levels
  /// has a single outcome.
  case quasiSeparated(column: Int)
  case notConverged
}

extension StatisticsError: CustomStringConvertible {
  public var description: String {
    described { "covariate \($0 + 1)" }
  }

  /// The description with the names of the covariates instead of their numbers.
  public func described(with names: [String]) -> String {
    described { names.indices.contains($0) ? names[$0] : "covariate \($0 + 1)" }
  }

  /// Whether the estimate is infinite, so that Firth's correction would give a finite one.
  public var isSeparation: Bool {
    switch self {
    case .infiniteEstimate, .quasiSeparated: true
    default: false
    }
  }

  private func described(_ name: (Int) -> String) -> String {
    switch self {
    case .tooFew(let needed, let got): "\(needed) observations are needed, \(got) are there"
    case .noVariation(let what): "\(what) does not vary"
    case .outOfRange(let what): what
    case .collinear(let n): "\(name(n)) follows from the others"
    case .infiniteEstimate(let n): "\(name(n)) separates the outcomes completely: no finite estimate"
    case .quasiSeparated(let n):
      "\(name(n)) separates the outcomes all but completely (quasi-complete separation): no finite estimate"
    case .notConverged: "the likelihood has not converged"
    }
  }
}
