import Fixtures
import Foundation
@testable import Kinetics
@testable import Quantities
import Stages
import Testing

/// Whether intervals of ± 1 standard uncertainty hold the truth as often as they say.
///
/// Seeds are fixed, so each test either always passes or always fails; had the seeds been drawn, a true coverage of
/// 68.3 % would leave the allowed band of ± 4 binomial standard errors once in 16 000 draws. The bands are widened by
/// the bias of first-order propagation, which is stated where it is allowed for.
@Suite("Coverage of the uncertainty of integrals")
struct CoverageTests {
  static func coverage(
    _ model: CurveModel, times: [Double], relative: Double, seed: UInt64, replicates: Int = 2000,
    weighting: Weighting = .stated, truth: (Double) -> Double, integral: Double
  ) throws -> Double {
    var noise = Noise(seed: seed)
    var kinetics = try RegionKinetics(physicalHalfLife: lutetium, model: model, weighting: weighting)
    kinetics.comparesModels = false
    var held = 0
    for _ in 0..<replicates {
      let data = times.map { t in
        let sigma = relative * truth(t)
        let y = truth(t) + sigma * noise.normal()
        return TimeActivityPoint(
          time: .hours(t),
          activity: Uncertain(.megabecquerels(y), standardUncertainty: .megabecquerels(sigma)))
      }
      let result = try kinetics.fit(region: "r", points: data).timeIntegratedActivity
      let u = result.standardUncertainty!.inMegabecquerelHours
      if abs(result.value.inMegabecquerelHours - integral) <= u { held += 1 }
    }
    return Double(held) / Double(replicates)
  }

  /// ± 4 standard errors of 2000 draws are ± 4.2 %.
  static let band = 0.641...0.725

  @Test("Mono-exponential, four points with 5 %", arguments: [11, 12])
  func mono(seed: UInt64) throws {
    let c = try Self.coverage(
      .monoExponential, times: [4, 24, 72, 168], relative: 0.05, seed: seed, truth: { 100 * exp2(-$0 / 60) },
      integral: 100 * 60 / ln2)
    #expect(Self.band.contains(c), "\(c)")
  }

  @Test("Bi-exponential, seven points with 3 %")
  func bi() throws {
    let c = try Self.coverage(
      .biExponential, times: [1, 3, 8, 24, 72, 120, 168], relative: 0.03, seed: 21,
      truth: { 200 * exp2(-$0 / 80) + 150 * exp2(-$0 / 6) }, integral: (200 * 80 + 150 * 6) / ln2)
    #expect(Self.band.contains(c), "\(c)")
  }

  @Test("Uptake–washout, five points with 5 %")
  func uptake() throws {
    let c = try Self.coverage(
      .uptakeWashout, times: [1, 4, 24, 96, 168], relative: 0.05, seed: 31,
      truth: { 100 * (exp2(-$0 / 70) - exp2(-$0 / 3)) }, integral: 100 * (70 - 3) / ln2)
    #expect(Self.band.contains(c), "\(c)")
  }

  @Test("Trapezoid with a fitted tail, five points with 5 %, about its own expectation")
  func trapezoid() throws {
    let rule = CurveModel.trapezoid(Trapezoid(head: .constant, tail: .lastPoints(3)))
    let times = [4.0, 24, 72, 120, 168]
    let truth = { (t: Double) in 100 * exp2(-t / 60) }
    let exact = try RegionKinetics(physicalHalfLife: lutetium, model: rule)
      .fit(region: "r", points: points(times, times.map(truth))).timeIntegratedActivity.value
      .inMegabecquerelHours
    let c = try Self.coverage(rule, times: times, relative: 0.05, seed: 41, truth: truth, integral: exact)
    #expect(Self.band.contains(c), "\(c)")
  }

  /// The scatter of six points has four degrees of freedom: t with 4 replaces the normal, and 62.6 % lie within 1.
  @Test("Relative weights, six points: the coverage of Student's t with four degrees of freedom")
  func relative() throws {
    let c = try Self.coverage(
      .monoExponential, times: [4, 24, 48, 72, 120, 168], relative: 0.05, seed: 51, weighting: .relative,
      truth: { 100 * exp2(-$0 / 60) }, integral: 100 * 60 / ln2)
    #expect((0.583...0.669).contains(c), "\(c)")
  }

  /// The truth stands at the bound: the half of the replicates that ask for a slower clearance is held there. They
  /// are less far off than their uncertainty says, so that more than 68 % hold the truth, never fewer.
  @Test("At the bound the uncertainty is not too small")
  func bound() throws {
    let c = try Self.coverage(
      .monoExponential, times: [24, 72, 120, 168], relative: 0.05, seed: 61,
      truth: { 100 * exp2(-$0 / 159.528) },
      integral: 100 * 159.528 / ln2)
    #expect((0.641...0.9).contains(c), "\(c)")
  }

  /// Patients with half-lives around the population's, one measurement each.
  @Test("Single time point: the spread of the population covers its patients")
  func population() throws {
    var noise = Noise(seed: 71)
    let population = Uncertain(Quantity<Second>.hours(50), standardUncertainty: .hours(7))
    let k = try RegionKinetics(
      physicalHalfLife: lutetium, model: .singleTimePoint(.madsen(effectiveHalfLife: population)))
    var held = 0
    for _ in 0..<2000 {
      let half = 50 + 7 * noise.normal()
      let a = exp2(-96 / half) * (1 + 0.05 * noise.normal())
      let fit = try k.fit(
        region: "r",
        points: [
          TimeActivityPoint(
            time: .hours(96),
            activity: Uncertain(.megabecquerels(a), standardUncertainty: .megabecquerels(0.05 * a)))
        ])
      let tia = fit.timeIntegratedActivity
      if abs(tia.value.inMegabecquerelHours - half / ln2) <= tia.standardUncertainty!.inMegabecquerelHours {
        held += 1
      }
    }
    // The error is not symmetric in the half-life: first order in it, but a band three times as wide.
    #expect((0.58...0.80).contains(Double(held) / 2000), "\(held)")
  }

  /// Kidneys as a camera with 3 % per image may show them: of the models that are averaged, a second phase has little weight or none,
  /// and its amplitude is open. Only for a curve that the points leave open would u be beyond a third of the 95 % interval.
  @Test(
    "A second phase of little weight that the points leave open does not make the integral uncertain",
    arguments: [
      [101.435, 81.228, 27.476, 11.581], [101.476, 79.558, 28.182, 11.45], [98.793, 78.773, 28.183, 11.19],
      [102.353, 77.467, 29.074, 11.489], [100.065, 81.269, 28.953, 11.761],
    ])
  func openPhase(values: [Double]) throws {
    let points = zip([4.25, 24.25, 96.25, 168.25], values).map { t, y in
      TimeActivityPoint(
        time: .hours(t),
        activity: Uncertain(.megabecquerels(y), standardUncertainty: .megabecquerels(0.03 * y)))
    }
    let fit = try RegionKinetics(physicalHalfLife: lutetium, model: .automatic).fit(
      region: "kidney", points: points)
    let u = fit.timeIntegratedActivity.standardUncertainty!.value
    let interval = try #require(fit.interval)
    #expect(u < (interval.upper.value - interval.lower.value) / 3)
    #expect(
      u < 0.045 * fit.timeIntegratedActivity.value.value && u > 0.012 * fit.timeIntegratedActivity.value.value
    )
  }
}
