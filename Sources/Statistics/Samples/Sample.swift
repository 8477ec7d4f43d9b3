/// Descriptive statistics of numbers.
extension Collection<Double> {
  /// Arithmetic mean, in the unit of the values; NaN if empty.
  public var mean: Double { isEmpty ? .nan : reduce(0, +) / Double(count) }

  /// Unbiased variance, in the squared unit of the values: sum of squared deviations over n − 1; NaN for fewer than two.
  public var variance: Double {
    guard count > 1 else { return .nan }
    let m = mean
    return reduce(0) { $0 + ($1 - m) * ($1 - m) } / Double(count - 1)
  }

  /// Square root of the variance, in the unit of the values.
  public var standardDeviation: Double { variance.squareRoot() }

  /// The quantile of type 7 (Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566): linear between order
  /// statistics, as R and NumPy do by default. NaN if empty.
  /// - Parameter p: 0…1.
  public func quantile(_ p: Double) -> Double { sorted().quantileOfSorted(p) }

  /// Median, in the unit of the values; NaN if empty.
  public var median: Double { quantile(0.5) }

  /// Exp of the mean logarithm; NaN unless all are positive.
  public var geometricMean: Double { allSatisfy { $0 > 0 } ? map(\.log).mean.exp : .nan }
}

extension Array<Double> {
  /// Type 7 quantile of values in ascending order.
  public func quantileOfSorted(_ p: Double) -> Double {
    guard !isEmpty else { return .nan }
    let h = Double(count - 1) * Swift.min(1, Swift.max(0, p))
    let k = Int(h.rounded(.down))
    let next = Swift.min(k + 1, count - 1)
    return self[k] + (h - Double(k)) * (self[next] - self[k])
  }
}
