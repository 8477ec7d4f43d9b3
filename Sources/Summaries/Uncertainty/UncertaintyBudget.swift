import Stages

/// The uncertainty of a region's mean dose, term by term, with the covariance of terms that share a source.
///
/// Terms of the same source are one error seen several times: they add linearly with their signs. Terms of
/// different sources are independent (JCGM 100:2008, 5.2). The budget prints the covariance of each source as a
/// signed line, so that Σ sign(r)·r² over all lines is the square of the combined uncertainty.
public struct UncertaintyBudget: Sendable, Hashable {
  public struct Term: Sendable, Hashable {
    public var name: String
    /// Relative standard uncertainty of the dose by this term, k = 1, not negative.
    public var relative: Double
    /// +1 if the dose rises when the source's value rises, −1 if it falls; counts only within a source.
    public var sign: Double
    /// The quantity whose error this is.
    public var source: UncertaintySource
    /// What the error acts on.
    public var effect: UncertaintyEffect
    public var basis: String

    /// - Precondition: `relative` is finite and not negative.
    public init(
      _ name: String, relative: Double, sign: Double = 1, source: UncertaintySource? = nil,
      effect: UncertaintyEffect = .activity, basis: String
    ) {
      precondition(relative.isFinite && relative >= 0, "a relative uncertainty is not negative")
      (self.name, self.relative, self.sign) = (name, relative, sign < 0 ? -1 : 1)
      (self.source, self.effect) = (source ?? UncertaintySource(rawValue: name), effect)
      self.basis = basis
    }
  }

  public var terms: [Term]
  /// Relative standard uncertainty of the region's volume (and mass); `nil` if not evaluated.
  public var volume: Double?
  /// Squares (signed) of covariances that remain from independent errors of several administrations, by source.
  var restCovariance: [UncertaintySource: Double] = [:]

  public init(_ terms: [Term], volume: Double? = nil) { (self.terms, self.volume) = (terms, volume) }

  /// Combined relative standard uncertainty of the mean dose, k = 1.
  public var relative: Double {
    let squares = terms.reduce(0) { $0 + square($1.relative) }
    return max(0, squares + covariances.reduce(0) { $0 + $1.squared }).squareRoot()
  }

  /// The least relative change of the mean by the size of the voxels that is a term of the budget.
  private static let matters = 0.005

  /// With what the size of the voxels does to the mean, where it matters.
  func adding(_ effect: GridEffect?) -> UncertaintyBudget {
    guard let effect, abs(effect.mean) >= Self.matters else { return self }
    var copy = self
    copy.terms.append(
      Term(
        "voxel size", relative: abs(effect.mean), sign: effect.mean, source: .voxelSize,
        effect: .dosePerDecay, basis: "change of the mean by averaging over a voxel once more"))
    return copy
  }

  /// The part that concerns the region's decays, without its mass and the energy per decay.
  var ofActivity: UncertaintyBudget {
    var part = self
    part.terms.removeAll { $0.effect == .dosePerDecay }
    return part
  }

  /// Signed 2ΣΣ of each source that is seen by more than one term.
  var covariances: [(source: UncertaintySource, squared: Double)] {
    var sources: [UncertaintySource] = []
    for term in terms where !sources.contains(term.source) { sources.append(term.source) }
    return sources.compactMap { source in
      if let rest = restCovariance[source] { return (source, rest) }
      let same = terms.filter { $0.source == source }
      guard same.count > 1 else { return nil }
      let sum = same.reduce(0) { $0 + $1.sign * $1.relative }
      return (source, square(sum) - same.reduce(0) { $0 + square($1.relative) })
    }
  }

  /// The lines of the report; a negative covariance is a negative number.
  public var contributions: [UncertaintyContribution] {
    let variance = square(relative)
    return lines.map { line in
      var line = line
      line.share = variance > 0 ? line.relative * abs(line.relative) / variance : nil
      return line
    }
  }

  private var lines: [UncertaintyContribution] {
    terms.map {
      UncertaintyContribution(
        name: $0.name, relative: $0.relative, basis: $0.basis, source: $0.source, sign: Int($0.sign),
        effect: $0.effect, isCovariance: false)
    }
      + covariances.map { source, squared in
        UncertaintyContribution(
          name: "covariance of the \(source.rawValue) terms",
          relative: (squared < 0 ? -1 : 1) * abs(squared).squareRoot(),
          basis:
            "the terms share the error of the \(source.rawValue): 2ΣΣ of their signed values, as a signed root",
          source: source, isCovariance: true)
      }
  }
}

extension [UncertaintyContribution] {
  /// √(Σ sign(r)·r²): the combined relative uncertainty of printed lines.
  public var combined: Double {
    Swift.max(0, reduce(0) { $0 + ($1.relative < 0 ? -1 : 1) * square($1.relative) }).squareRoot()
  }
}
