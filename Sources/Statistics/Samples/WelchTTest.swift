/// Welch's t test of two independent samples whose variances may differ, with the interval of the difference of means.
///
/// Agrees with R `t.test(x, y)`; degrees of freedom after Welch (1947, doi:10.1093/biomet/34.1-2.28).
public struct WelchTTest: Sendable, Hashable {
  public let firstCount, secondCount: Int
  /// First minus second.
  public let meanDifference: Double
  /// Statistic t and its degrees of freedom.
  public let t, degreesOfFreedom: Double
  /// Two-sided.
  public let p: Double
  public let interval: ConfidenceInterval

  /// - Throws: for fewer than two values in a sample, and if neither varies.
  public init(_ first: [Double], _ second: [Double], level: Double = 0.95) throws(StatisticsError) {
    (firstCount, secondCount) = (first.count, second.count)
    guard min(first.count, second.count) > 1 else {
      throw .tooFew(needed: 2, got: min(first.count, second.count))
    }
    meanDifference = first.mean - second.mean
    let (a, b) = (first.variance / Double(first.count), second.variance / Double(second.count))
    guard a + b > 0 else { throw .noVariation("the sample") }
    t = meanDifference / (a + b).squareRoot()
    degreesOfFreedom =
      (a + b) * (a + b) / (a * a / Double(first.count - 1) + b * b / Double(second.count - 1))
    let student = StudentT(degreesOfFreedom: degreesOfFreedom)
    p = 2 * student.survival(abs(t))
    let reach = student.quantile(1 - (1 - level) / 2) * (a + b).squareRoot()
    interval = ConfidenceInterval(
      lower: meanDifference - reach, upper: meanDifference + reach, level: level)
  }
}
