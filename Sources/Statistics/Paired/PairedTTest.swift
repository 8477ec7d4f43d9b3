/// Student's paired t test with the confidence interval of the mean difference.
///
/// Agrees with R `t.test(x, y, paired = TRUE)`; on logarithms the mean difference is the log of a ratio of
/// geometric means.
public struct PairedTTest: Sendable, Hashable {
  public let count: Int
  /// Mean of the differences, in the unit of the values.
  public let meanDifference: Double
  /// Standard deviation of the differences, not of their mean, in the unit of the values.
  public let standardDeviation: Double
  /// Student's t statistic.
  public let t: Double
  public let degreesOfFreedom: Int
  /// Two-sided.
  public let p: Double
  public let interval: ConfidenceInterval

  /// - Parameter differences: one per patient, first minus second condition.
  /// - Throws: for fewer than two differences and for differences that are all equal.
  public init(differences: [Double], level: Double = 0.95) throws(StatisticsError) {
    count = differences.count
    guard count > 1 else { throw .tooFew(needed: 2, got: count) }
    (meanDifference, standardDeviation) = (differences.mean, differences.standardDeviation)
    guard standardDeviation > 0 else { throw .noVariation("the difference") }
    degreesOfFreedom = count - 1
    let error = standardDeviation / Double(count).squareRoot()
    let student = StudentT(degreesOfFreedom: Double(count - 1))
    t = meanDifference / error
    p = 2 * student.survival(abs(t))
    let reach = student.quantile(1 - (1 - level) / 2) * error
    interval = ConfidenceInterval(
      lower: meanDifference - reach, upper: meanDifference + reach, level: level)
  }
}

/// A paired comparison on the scale of ratios: the paired t test on logarithms, answered as a ratio.
///
/// The estimate is the ratio of geometric means, first to second condition.
public struct PairedRatio: Sendable, Hashable {
  /// The test of log(first / second).
  public let test: PairedTTest
  public var ratio: Double { test.meanDifference.exp }
  public var interval: ConfidenceInterval { test.interval.mapped { $0.exp } }
  /// Standard deviation of log(first / second), dimensionless: the spread that a sample size is planned with.
  public var standardDeviationOfLog: Double { test.standardDeviation }

  /// - Precondition: as many first as second values.
  /// - Throws: for fewer than two pairs, equal ratios, and values that are not positive.
  public init(_ first: [Double], _ second: [Double], level: Double = 0.95) throws(StatisticsError) {
    precondition(first.count == second.count, "pairs")
    guard (first + second).allSatisfy({ $0 > 0 }) else {
      throw .outOfRange("a ratio needs values above zero")
    }
    test = try PairedTTest(differences: zip(first, second).map { ($0 / $1).log }, level: level)
  }
}
