import Stages

extension UncertaintyBudget {
  /// Sources whose error is the same in every administration of one patient: one calibration, one recovery curve,
  /// one contour, one set of decay data, one voxel size, one resolution. Everything else (counts, curve fit, …) is drawn anew each time.
  public static let sharedSources: Set<UncertaintySource> = [
    .calibration, .recoveryCurve, .volume, .decayData, .density, .voxelSize, .resolution,
  ]

  /// The budget of a sum of doses. Shared sources add linearly, weighted with the doses; independent ones in
  /// quadrature. It is never larger than the fully correlated and never smaller than the independent sum.
  /// - Parameters:
  ///   - parts: mean dose, Gy, and budget of each administration; terms are matched by name.
  ///   - shared: sources common to all administrations.
  public static func accumulated(
    _ parts: [(dose: Double, budget: UncertaintyBudget)], shared: Set<UncertaintySource> = sharedSources
  ) -> UncertaintyBudget {
    let total = parts.reduce(0) { $0 + $1.dose }
    guard parts.count > 1, total > 0 else { return parts.first?.budget ?? UncertaintyBudget([]) }
    let weights = parts.map { $0.dose / total }
    var names: [Term] = []
    for term in parts.flatMap(\.budget.terms) where !names.contains(where: { $0.isSame(as: term) }) {
      names.append(term)
    }
    let terms = names.map { term -> Term in
      let values = zip(weights, parts).map { w, part in
        w * (part.budget.terms.first { $0.isSame(as: term) }?.relative ?? 0)
      }
      var sum = term
      sum.relative =
        shared.contains(term.source)
        ? values.reduce(0, +) : values.reduce(0) { $0 + square($1) }.squareRoot()
      return sum
    }
    let volumes = parts.compactMap(\.budget.volume)
    var result = UncertaintyBudget(terms, volume: volumes.count == parts.count ? volumes.max() : nil)
    result.restCovariance = independentCovariance(parts.map(\.budget), weights, shared)
    return result
  }

  private static func independentCovariance(
    _ budgets: [UncertaintyBudget], _ weights: [Double], _ shared: Set<UncertaintySource>
  ) -> [UncertaintySource: Double] {
    var rest: [UncertaintySource: Double] = [:]
    for (w, budget) in zip(weights, budgets) {
      for (source, squared) in budget.covariances where !shared.contains(source) {
        rest[source, default: 0] += w * w * squared
      }
    }
    return rest
  }
}

extension UncertaintyBudget.Term {
  func isSame(as other: Self) -> Bool { name == other.name && source == other.source && sign == other.sign }
}
