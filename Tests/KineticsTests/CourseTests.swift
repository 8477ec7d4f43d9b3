import Diagnostics
import Fixtures
import Foundation
@testable import Kinetics
import Quantities
import Stages
import Testing

@Suite("Several cycles together")
struct CourseTests {
  static let times = [4.0, 24, 96, 168]
  static func curve(_ size: Double, _ half: Double) -> (Double) -> Double { { size * exp2(-$0 / half) } }

  static func course(_ shape: ExponentialShape = .mono) throws -> CourseKinetics {
    try CourseKinetics(physicalHalfLife: lutetium, shape: shape)
  }

  @Test("One full cycle and single points: each integral by its own amplitude and the common half-life")
  func exact() throws {
    let fit = try Self.course().fit(
      region: "kidney",
      cycles: [
        points([24], [Self.curve(80, 52)(24)], relative: 0.05),
        points(Self.times, Self.times.map(Self.curve(100, 52)), relative: 0.05),
        points([72], [Self.curve(120, 52)(72)], relative: 0.05),
      ])
    for (cycle, size) in zip(fit.cycles, [80.0, 100, 120]) {
      #expect(agree(cycle.timeIntegratedActivity.value.inMegabecquerelHours, size * 52 / ln2, relative: 1e-6))
      #expect(agree(cycle.parameters[0].value, 52, relative: 1e-6))
    }
    #expect(agree(fit.total.value.inMegabecquerelHours, 300 * 52 / ln2, relative: 1e-6))
  }

  @Test("Uptake is shared too")
  func uptake() throws {
    let truth = { (size: Double, t: Double) in size * (exp2(-t / 60) - exp2(-t / 3)) }
    let t = [1.0, 4, 24, 96, 168]
    let fit = try Self.course(.uptakeWashout).fit(
      region: "spleen", cycles: [points(t, t.map { truth(100, $0) }), points([24], [truth(70, 24)])])
    #expect(
      agree(fit.cycles[1].timeIntegratedActivity.value.inMegabecquerelHours, 70 * 57 / ln2, relative: 1e-5))
  }

  /// ln Ã of a single-time-point cycle: noise of its point, and the common half-life, by hand.
  @Test("Cycles err together through the half-life: covariance by first order")
  func covariance() throws {
    let r = 0.05
    let fit = try Self.course().fit(
      region: "kidney",
      cycles: [
        points(Self.times, Self.times.map(Self.curve(100, 52)), relative: r),
        points([24], [Self.curve(80, 52)(24)], relative: r),
      ])
    let c = fit.covariance
    #expect(c.count == 4 && agree(c[1], c[2], relative: 1e-12))
    // The logarithms of a mono-exponential with proportional noise lie on a straight line.
    let mean = Self.times.reduce(0, +) / 4
    let sxx = Self.times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let rate = ln2 / 52
    let varRate = r * r / sxx
    // ln Ã₂ = ln y + λ t − ln λ.
    let slope = 24 - 1 / rate
    let own = (r * r + slope * slope * varRate).squareRoot()
    #expect(agree(fit.cycles[1].timeIntegratedActivity.relativeUncertainty!, own, relative: 0.01))
    let a = fit.cycles.map(\.timeIntegratedActivity.value.value)
    // ln Ã₁ = mean ln y + λ t̄ − ln λ.
    let shared = (mean - 1 / rate) * slope * varRate
    #expect(agree(c[1] / (a[0] * a[1]), shared, relative: 0.01))
    #expect(agree(pow(fit.total.standardUncertainty!.value, 2), c.reduce(0, +), relative: 1e-9))
  }

  @Test("A half-life that changed is reported")
  func changed() throws {
    let fit = try Self.course().fit(
      region: "kidney",
      cycles: [
        points(Self.times, Self.times.map(Self.curve(100, 52)), relative: 0.02),
        points([24, 96], [24, 96].map(Self.curve(80, 80)), relative: 0.02),
      ])
    #expect(fit.cycles[0].warnings.contains { if case .curve(.cyclesScatter) = $0 { true } else { false } })
  }

  @Test("Courses that cannot be fitted are refused")
  func refused() throws {
    let one = points([24], [10], relative: 0.05)
    #expect(throws: Problem.self) { try Self.course().fit(region: "r", cycles: [one, one]) }
    #expect(throws: Problem.self) { try Self.course().fit(region: "r", cycles: []) }
    #expect(throws: Problem.self) {
      try Self.course().fit(
        region: "r", cycles: [points([24, 96], [10, 5], relative: 0.05), points([24], [7])])
    }
  }
}
