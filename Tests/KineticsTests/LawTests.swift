import Diagnostics
import Fixtures
import Foundation
@testable import Kinetics
@testable import Quantities
import Stages
import Testing

@Suite("Laws of regional curves")
struct LawTests {
  static let times = [1.0, 4, 24, 48, 96, 168, 240]

  /// Noise-free curves of every shape: amplitudes in MBq, half-lives in h from slow to fast.
  struct Truth: CustomTestStringConvertible, Sendable {
    var shape: ExponentialShape
    var amplitudes: [Double]
    var halfLives: [Double]
    var testDescription: String { shape.rawValue }

    /// Signed terms of the sum.
    var terms: [(Double, Double)] {
      switch shape {
      case .mono, .bi, .tri: Array(zip(amplitudes, halfLives))
      case .uptakeWashout: [(amplitudes[0], halfLives[0]), (-amplitudes[0], halfLives[1])]
      case .uptakeBiWashout:
        Array(zip(amplitudes, halfLives)) + [(-amplitudes.reduce(0, +), halfLives[2])]
      }
    }
    func callAsFunction(_ t: Double) -> Double { terms.reduce(0) { $0 + $1.0 * exp2(-t / $1.1) } }
    var integral: Double { terms.reduce(0) { $0 + $1.0 * $1.1 / ln2 } }
  }

  static let truths = [
    Truth(shape: .mono, amplitudes: [120], halfLives: [60]),
    Truth(shape: .bi, amplitudes: [90, 200], halfLives: [90, 9]),
    Truth(shape: .uptakeWashout, amplitudes: [150], halfLives: [70, 4]),
    Truth(shape: .uptakeBiWashout, amplitudes: [80, 160], halfLives: [110, 30, 2]),
    Truth(shape: .tri, amplitudes: [60, 150, 400], halfLives: [120, 25, 2]),
  ]

  static func fit(_ truth: Truth, _ times: [Double] = times, scale: Double = 1, stretch: Double = 1) throws
    -> TimeActivityFit
  {
    let half = Quantity<Second>.hours(159.528 * stretch)
    let data = points(times.map { $0 * stretch }, times.map { scale * truth($0) })
    return try RegionKinetics(physicalHalfLife: half, model: .exponential(truth.shape)).fit(
      region: "r", points: data)
  }

  /// Nearly collinear exponentials magnify the rounding of the activities; the integral is far better determined.
  @Test("Noise-free curves are recovered, and the integral is the analytic one", arguments: truths)
  func recovery(truth: Truth) throws {
    let fit = try Self.fit(truth)
    #expect(agree(fit.timeIntegratedActivity.value.inMegabecquerelHours, truth.integral, relative: 1e-6))
    let halves = fit.parameters.filter { $0.unit == "h" }.map(\.value)
    for (found, expected) in zip(halves, truth.halfLives) { #expect(agree(found, expected, relative: 1e-4)) }
    let amplitudes = fit.parameters.filter { $0.unit == "MBq" }.map(\.value)
    for (found, expected) in zip(amplitudes, truth.amplitudes) {
      #expect(agree(found, expected, relative: 1e-4))
    }
    let left = truth.terms.reduce(0) { $0 + $1.0 * exp2(-240 / $1.1) * $1.1 / ln2 }
    #expect(agree(fit.extrapolatedFraction, left / truth.integral, relative: 1e-5))
  }

  @Test("The integral scales with activity", arguments: truths)
  func scaling(truth: Truth) throws {
    let (a, b) = (try Self.fit(truth), try Self.fit(truth, scale: 1e-4))
    #expect(
      agree(b.timeIntegratedActivity.value.value, 1e-4 * a.timeIntegratedActivity.value.value, relative: 1e-7)
    )
    #expect(agree(a.extrapolatedFraction, b.extrapolatedFraction, relative: 1e-6))
  }

  @Test("A clock that runs ten times slower makes ten times the integral", arguments: truths)
  func timeUnit(truth: Truth) throws {
    let (a, b) = (try Self.fit(truth), try Self.fit(truth, stretch: 10))
    #expect(
      agree(b.timeIntegratedActivity.value.value, 10 * a.timeIntegratedActivity.value.value, relative: 1e-7))
  }

  @Test("The drawn curve integrates to the integral without its tail", arguments: truths)
  func curve(truth: Truth) throws {
    let dense = stride(from: 0.25, through: 240, by: 6).map { $0 }
    let fit = try Self.fit(truth, dense)
    let inside = fit.curve.filter { $0.time.inHours <= fit.points.last!.time.inHours }
    let end = inside.last!.time.inHours
    let left = truth.terms.reduce(0) { $0 + $1.0 * exp2(-end / $1.1) * $1.1 / ln2 }
    let sum = zip(inside, inside.dropFirst()).reduce(0.0) {
      $0 + ($1.1.time.inHours - $1.0.time.inHours) * ($1.0.activity.value + $1.1.activity.value) / 2e6
    }
    // Trapezoids of 2.4 h on a 2 h half-life: a few per cent.
    #expect(agree(sum + left, truth.integral, relative: 0.04))
  }

  @Test(
    "AICc finds the shape behind noise-free points, and lists what else was tried",
    arguments: truths.dropLast())
  func choice(truth: Truth) throws {
    let times = [0.5, 1, 2, 4, 8, 24, 48, 72, 96, 168, 240]
    let data = points(times, times.map { truth($0) })
    let fit = try RegionKinetics(physicalHalfLife: lutetium).fit(region: "r", points: data)
    #expect(fit.model == truth.shape.rawValue)
    let best = try #require(fit.alternatives.compactMap(\.aicc).min())
    #expect(fit.alternatives.first { $0.model == fit.model }?.aicc == best)
    #expect(fit.alternatives.count > 2)
  }

  @Test(
    "No curve falls more slowly than the nuclide decays",
    arguments: [ExponentialShape.mono, .bi, .uptakeWashout])
  func bound(shape: ExponentialShape) throws {
    let slow = [2.0, 8, 24, 48, 96, 168]
    let fast = [ExponentialShape.mono: 0.0, .bi: 0.8, .uptakeWashout: -1][shape]!
    let y = slow.map { 100 * exp2(-$0 / 300) + 100 * fast * exp2(-$0 / 8) }
    let fit = try RegionKinetics(physicalHalfLife: lutetium, model: .exponential(shape))
      .fit(region: "r", points: points(slow, y, relative: 0.05))
    let half = fit.parameters.filter { $0.unit == "h" }.map(\.value).max()!
    #expect(agree(half, 159.528, relative: 1e-9))
    #expect(fit.warnings.contains(.curve(.heldAtPhysicalDecay)))
    #expect(fit.timeIntegratedActivity.standardUncertainty != nil)
  }

  /// α = 0 leaves the rate its full spread; far from the bound it leaves next to none.
  @Test("At the bound the half-life keeps the spread that the data leave it above it")
  func boundUncertainty() throws {
    func spread(_ half: Double) throws -> Double {
      let t = [24.0, 72, 120, 168]
      let fit = try RegionKinetics(physicalHalfLife: lutetium, model: .monoExponential)
        .fit(region: "r", points: points(t, t.map { 100 * exp2(-$0 / half) }, relative: 0.05))
      return fit.parameters[1].standardUncertainty!
    }
    let (inside, at, beyond, far) = (try spread(159), try spread(160), try spread(175), try spread(200))
    #expect(agree(at, inside, relative: 0.05))
    #expect(beyond < at && far < beyond && far > 0)
  }

  @Test("As many points as parameters: the stated uncertainties alone, or none")
  func exactlyDetermined() throws {
    let k = try RegionKinetics(physicalHalfLife: lutetium, model: .monoExponential)
    let stated = try k.fit(region: "r", points: points([24, 96], [80, 40], relative: 0.05))
    // Ã = A/λ through two points: propagated by hand.
    func tia(_ a: Double, _ b: Double) -> Double {
      let rate = log(a / b) / 72
      return a * exp(rate * 24) / rate
    }
    let (da, db) = ((tia(80.004, 40) - tia(79.996, 40)) / 0.008, (tia(80, 40.002) - tia(80, 39.998)) / 0.004)
    let u = (da * 4 * da * 4 + db * 2 * db * 2).squareRoot()
    #expect(agree(stated.timeIntegratedActivity.standardUncertainty!.inMegabecquerelHours, u, relative: 1e-5))
    let unstated = try k.fit(region: "r", points: points([24, 96], [80, 40]))
    #expect(unstated.timeIntegratedActivity.standardUncertainty == nil)
    #expect(unstated.warnings.contains(.curve(.noFreedom)))
  }

  @Test(
    "Relative weights: doubling every uncertainty changes nothing; stated weights: it doubles the result's")
  func weights() throws {
    let (t, y) = ([4.0, 24, 72, 120, 168], [95.0, 80, 43, 26, 14])
    func u(_ weighting: Weighting, _ relative: Double) throws -> Double {
      try RegionKinetics(physicalHalfLife: lutetium, model: .monoExponential, weighting: weighting)
        .fit(region: "r", points: points(t, y, relative: relative)).timeIntegratedActivity
        .relativeUncertainty!
    }
    #expect(agree(try u(.relative, 0.1), try u(.relative, 0.05), relative: 1e-6))
    #expect(agree(try u(.stated, 0.2), 2 * (try u(.stated, 0.1)), relative: 1e-6))
  }

  @Test("Scatter beyond the stated uncertainties is reported and enlarges the result's")
  func scatter() throws {
    let data = points([4, 24, 72, 120, 168], [95, 60, 55, 20, 16], relative: 0.01)
    let fit = try RegionKinetics(physicalHalfLife: lutetium, model: .monoExponential).fit(
      region: "r", points: data)
    #expect(fit.warnings.contains { if case .curve(.scatter) = $0 { true } else { false } })
    #expect(fit.timeIntegratedActivity.relativeUncertainty! > 0.02)
  }

  @Test("The common uncertainty of all points adds in quadrature")
  func common() throws {
    let data = points([4, 24, 72, 168], [95, 80, 43, 14], relative: 0.05)
    let own = try RegionKinetics(physicalHalfLife: lutetium, model: .monoExponential).fit(
      region: "r", points: data)
    let both = try RegionKinetics(physicalHalfLife: lutetium, model: .monoExponential, common: 0.05)
      .fit(region: "r", points: data)
    let (a, b) = (
      own.timeIntegratedActivity.relativeUncertainty!, both.timeIntegratedActivity.relativeUncertainty!
    )
    #expect(agree(b * b, a * a + 0.0025, relative: 1e-9))
  }
}

@Suite("Trouble in regional data")
struct TroubleTests {
  static func kinetics(_ model: CurveModel = .monoExponential) throws -> RegionKinetics {
    try RegionKinetics(physicalHalfLife: lutetium, model: model)
  }

  static let trapezoid = CurveModel.trapezoid(Trapezoid(head: .constant, tail: .physical))

  @Test(
    "What cannot be integrated is refused",
    arguments: [
      points([], []), points([24, 96], [0, 0]), points([24, 96], [-1, 0]), points([-1, 24], [10, 5]),
      points([24, 96], [.nan, 5]), points([24], [10]),
    ])
  func refused(data: [TimeActivityPoint]) throws {
    let mono = try Self.kinetics()
    #expect(throws: Problem.self) { try mono.fit(region: "r", points: data) }
    let automatic = try Self.kinetics(.automatic)
    #expect(throws: Problem.self) { try automatic.fit(region: "r", points: data) }
  }

  @Test("Assumptions against physics or logic are refused")
  func assumptions() throws {
    let two = points([24, 96], [10, 5])
    let one = points([96], [5])
    let slow = Uncertain(Quantity<Second>.hours(200))
    let cases: [(CurveModel, [TimeActivityPoint])] = [
      (.biExponential, two), (.uptakeWashout, two), (.monoExponential, points([24, 24], [10, 9])),
      (.singleTimePoint(.hanscheid2018(population: nil)), two),
      (.singleTimePoint(.madsen(effectiveHalfLife: slow)), one),
      (.singleTimePoint(.hanscheid2018(population: nil)), points([0], [5])),
      (.trapezoid(Trapezoid(head: .constant, tail: .effectiveHalfLife(slow))), two),
      (.trapezoid(Trapezoid(head: .constant, tail: .lastPoints(3))), two),
      (Self.trapezoid, points([24, 24], [10, 9])),
    ]
    for (model, data) in cases {
      let kinetics = try Self.kinetics(model)
      #expect(throws: Problem.self) { try kinetics.fit(region: "r", points: data) }
    }
    #expect(throws: Problem.self) { try RegionKinetics(physicalHalfLife: .hours(0)) }
    #expect(throws: Problem.self) { try RegionKinetics(physicalHalfLife: lutetium, common: -1) }
    let weighted = try RegionKinetics(physicalHalfLife: lutetium, weighting: .stated)
    #expect(throws: Problem.self) { try weighted.fit(region: "r", points: two) }
  }

  @Test("Order of points does not matter, replicates are used, zeros are kept and named")
  func tolerated() throws {
    let k = try Self.kinetics()
    let a = try k.fit(region: "r", points: points([24, 96, 168], [80, 35, 14]))
    let b = try k.fit(region: "r", points: points([168, 24, 96], [14, 80, 35]))
    #expect(a.timeIntegratedActivity == b.timeIntegratedActivity)
    _ = try k.fit(region: "r", points: points([24, 24, 96], [80, 82, 35]))
    let zero = try k.fit(region: "r", points: points([24, 96, 168], [80, 30, 0]))
    #expect(zero.warnings.contains { if case .curve(.notPositive) = $0 { true } else { false } })
    #expect(zero.timeIntegratedActivity.value.value > 0)
  }

  @Test("Data that only fall, a long tail and too few points to choose are flagged")
  func flags() throws {
    let fit = try Self.kinetics(.automatic).fit(region: "r", points: points([24, 48, 72], [80, 70, 60]))
    #expect(fit.warnings.contains(.curve(.noUptakePhase)))
    #expect(
      fit.warnings.contains { if case .curve(.extrapolated(let part)) = $0 { part > 0.5 } else { false } })
    #expect(fit.warnings.contains { if case .curve(.tooFewPoints) = $0 { true } else { false } })
    let rise = try Self.kinetics(.uptakeWashout)
      .fit(region: "r", points: points([1, 4, 24, 96, 240, 400], [32, 71, 65, 25, 3.7, 0.44]))
    #expect(!rise.warnings.contains(.curve(.noUptakePhase)))
    #expect(!rise.warnings.contains { if case .curve(.extrapolated) = $0 { true } else { false } })
  }

  @Test("The tail through the last points: exact on an exponential, held at physical decay")
  func tail() throws {
    let rule = CurveModel.trapezoid(Trapezoid(head: .constant, tail: .lastPoints(3)))
    let t = [4.0, 24, 72, 120, 168]
    let fit = try Self.kinetics(rule).fit(region: "r", points: points(t, t.map { 100 * exp2(-$0 / 55) }))
    #expect(agree(fit.parameters[0].value, 55, relative: 1e-9))
    let held = try Self.kinetics(rule).fit(region: "r", points: points(t, [1, 2, 3, 3, 3]))
    #expect(agree(held.parameters[0].value, 159.528))
    #expect(held.warnings.contains(.curve(.tailHeldAtPhysicalDecay)))
  }

  @Test("Permanent trapping: A₀/λ from one point at any time, and the weighted mean of several")
  func trapping() throws {
    let rate = ln2 / 159.528
    let k = try Self.kinetics(.permanentTrapping)
    for t in [0.0, 20, 90] {
      let fit = try k.fit(region: "r", points: points([t], [100 * exp2(-t / 159.528)], relative: 0.04))
      #expect(agree(fit.timeIntegratedActivity.value.inMegabecquerelHours, 100 / rate))
      #expect(agree(fit.timeIntegratedActivity.relativeUncertainty!, 0.04))
      #expect(agree(fit.extrapolatedFraction, exp2(-t / 159.528)))
      #expect(!fit.warnings.contains { if case .curve(.extrapolated) = $0 { true } else { false } })
    }
    let y = [100.0, 104 * exp2(-50 / 159.528)]
    let two = try k.fit(region: "r", points: points([0, 50], y, relative: 0.04))
    let w = [1 / (100.0 * 100), 1 / (104.0 * 104)]
    let mean = (w[0] * 100 + w[1] * 104) / (w[0] + w[1])
    #expect(agree(two.timeIntegratedActivity.value.inMegabecquerelHours, mean / rate))
    let relative = 0.04 / (w[0] + w[1]).squareRoot() / mean
    #expect(agree(two.timeIntegratedActivity.relativeUncertainty!, relative))
    let bare = try k.fit(region: "r", points: points([0], [100]))
    #expect(bare.timeIntegratedActivity.standardUncertainty == nil)
  }

  @Test("Trapezoid uncertainty: independent points and the given half-life, by hand")
  func trapezoidUncertainty() throws {
    let half = Uncertain(Quantity<Second>.hours(60), standardUncertainty: .hours(6))
    let rule = CurveModel.trapezoid(Trapezoid(head: .constant, tail: .effectiveHalfLife(half)))
    let fit = try Self.kinetics(rule).fit(region: "r", points: points([24, 96], [80, 35], relative: 0.1))
    let w = [24 + 36.0, 36 + 60 / ln2]
    let parts = [w[0] * 8, w[1] * 3.5, 35 * 6 / ln2]
    let u = parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(agree(fit.timeIntegratedActivity.standardUncertainty!.inMegabecquerelHours, u, relative: 1e-6))
  }
}
