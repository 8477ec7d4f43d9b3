import Parallel
import Quantities
import Stages
import Statistics

/// How well the curves of one scenario's random regions come out.
public struct KineticsVerdict: Sendable, Codable {
  public var scenario: String
  public var regions: Int
  /// Mean relative deviation (integral − truth)/truth.
  public var bias: Double
  /// Standard deviation of the same.
  public var spread: Double
  /// Fraction of the regions whose truth lies within one standard uncertainty.
  public var coverage68: Double
  /// Fraction of the regions whose 95 % interval holds the truth.
  public var coverage95: Double
  /// Regions without a result, or with a number that is none or an uncertainty above the value.
  public var failures: Int
  /// How often each model decided.
  public var models: [String: Int]
  public var isJudged: Bool
  /// The goals are met, but for two standard errors of the draw.
  public var isWithin: Bool
}

/// Fits random regions of every scenario and holds them against their truth.
public struct KineticsGate: Sendable {
  public let seed: UInt64

  public init(seed: UInt64) { self.seed = seed }

  /// Fits random regions of one scenario; each has its own seed, so that the numbers do not depend on threads.
  /// - Throws: `Problem` if the scenario has a half-life that is not positive.
  public func judge(_ scenario: KineticsScenario, regions: Int) throws -> KineticsVerdict {
    let kinetics = try RegionKinetics(physicalHalfLife: scenario.physicalHalfLife)
    let key = SplitMix64.mix(seed &+ scenario.name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
    let trials = parallelMap(regions) { n in
      var random = SplitMix64(seed: SplitMix64.mix(key &+ UInt64(n)))
      return Trial(scenario.region(&random), kinetics, scenario.prior)
    }
    return verdict(scenario, trials)
  }

  private func verdict(_ scenario: KineticsScenario, _ trials: [Trial]) -> KineticsVerdict {
    let good = trials.filter { !$0.failed }
    let n = Double(max(1, good.count))
    let bias = good.reduce(0) { $0 + $1.error } / n
    let variance = good.reduce(0) { $0 + ($1.error - bias) * ($1.error - bias) } / n
    let coverage = Double(good.filter(\.in95).count) / n
    let failures = trials.count - good.count
    // Two standard errors of the draw are allowed for; they vanish with many regions.
    let draw = (bias: 2 * (variance / n).squareRoot(), coverage: 2 * (0.05 * 0.95 / n).squareRoot())
    let accepted = KineticsScenario.acceptedCoverage
    let covers =
      coverage >= accepted.lowerBound - draw.coverage && coverage <= accepted.upperBound + draw.coverage
    return KineticsVerdict(
      scenario: scenario.name, regions: trials.count, bias: bias, spread: variance.squareRoot(),
      coverage68: Double(good.filter(\.in68).count) / n, coverage95: coverage, failures: failures,
      models: Dictionary(good.map { ($0.model, 1) }, uniquingKeysWith: +), isJudged: scenario.isJudged,
      isWithin: abs(bias) < scenario.acceptedBias + draw.bias && covers && failures == 0)
  }
}

private struct Trial {
  var error = Double.nan
  var in68 = false
  var in95 = false
  var failed = true
  var model = ""

  init(_ region: KineticsScenario.Region, _ kinetics: RegionKinetics, _ prior: PopulationPrior?) {
    var kinetics = kinetics
    kinetics.prior = prior
    kinetics.administered = AdministeredActivity(
      Uncertain(.megabecquerels(region.administered)), halfLife: kinetics.physicalHalfLife)
    guard let fit = try? kinetics.fit(region: Region(program: "region"), points: region.points),
      let u = fit.timeIntegratedActivity.standardUncertainty?.value, let interval = fit.interval
    else { return }
    let (value, truth) = (fit.timeIntegratedActivity.value.value, region.integral * 3.6e9)
    error = value / truth - 1
    in68 = abs(value - truth) <= u
    in95 = interval.lower.value <= truth && truth <= interval.upper.value
    failed = !(error.isFinite && u.isFinite && u < value && interval.upper.value.isFinite)
    model = fit.model.hasPrefix("average") ? "average" : fit.model
  }
}
