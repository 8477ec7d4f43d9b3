import Diagnostics
import Fixtures
import Foundation
@testable import Kinetics
@testable import Quantities
import Stages
import Testing

/// Deterministic draws for curves of any kind.
private func between(_ a: Double, _ b: Double, _ noise: inout Noise) -> Double {
  a + (b - a) * noise.uniform()
}

@Suite("What was administered bounds every curve")
struct ConservationTests {
  static let models: [CurveModel] = [
    .automatic, .biExponential, .triExponential, .uptakeWashout, .exponential(.uptakeBiWashout),
    .monoExponential,
  ]

  static func kinetics(_ model: CurveModel, megabecquerels: Double?) throws -> RegionKinetics {
    var kinetics = try RegionKinetics(physicalHalfLife: lutetium, model: model)
    kinetics.administered = megabecquerels.map {
      AdministeredActivity(Uncertain(.megabecquerels($0)), halfLife: kinetics.physicalHalfLife)
    }
    return kinetics
  }

  /// The body of a patient of whom three quarters are excreted within the first hours.
  static let body = points(
    [4, 5, 24, 48, 96, 168], [5800, 2600, 1900, 1300, 700, 330], relative: 0.03)

  @Test("No curve holds more than the administered activity, decayed, at any time", arguments: models)
  func steep(model: CurveModel) throws {
    let fit = try Self.kinetics(model, megabecquerels: 7400).fit(region: "body", points: Self.body)
    for sample in fit.curve {
      let decayed = 7400 * exp2(-sample.time.inHours / 159.528)
      #expect(sample.activity.inMegabecquerels <= decayed * 1.002, "\(sample.time.inHours) h")
    }
    let limit = 7400 * 159.528 / ln2
    #expect(fit.timeIntegratedActivity.value.inMegabecquerelHours <= limit)
    if let interval = fit.interval { #expect(interval.upper.inMegabecquerelHours <= limit * 1.002) }
    // The integral of the points themselves is 2.1·10⁵ MBq·h.
    #expect((1.6e5...2.8e5).contains(fit.timeIntegratedActivity.value.inMegabecquerelHours))
  }

  @Test(
    "Without an administered activity too, a phase over before the first point does not make the integral")
  func unseen() throws {
    let fit = try Self.kinetics(.automatic, megabecquerels: nil).fit(region: "body", points: Self.body)
    #expect((1.6e5...2.8e5).contains(fit.timeIntegratedActivity.value.inMegabecquerelHours))
  }

  @Test(
    "Random curves of any kind keep the law; nothing is ever a NaN, and every result can be written as JSON")
  func random() throws {
    var noise = Noise(seed: 404)
    let schedules: [[Double]] = [
      [4, 24, 48, 96, 168], [1, 4, 24, 96], [0, 2, 20, 70, 120, 200], [24, 96, 168], [3, 72],
    ]
    for n in 0..<150 {
      let times = schedules[n % schedules.count]
      let (half, fast) = (between(10, 159, &noise), between(0.3, 20, &noise))
      let share = between(-1, 3, &noise)
      let y = times.map { t in
        100 * (exp2(-t / half) + share * exp2(-t / fast)) * (1 + 0.2 * noise.normal())
      }
      guard y.contains(where: { $0 > 0 }) else { continue }
      for model in [CurveModel.automatic, .biExponential] where times.count > 3 || model == .automatic {
        let kinetics = try Self.kinetics(model, megabecquerels: 800)
        guard let fit = try? kinetics.fit(region: "r", points: points(times, y, relative: 0.05)) else {
          continue
        }
        _ = try JSONEncoder().encode(fit)
        let tia = fit.timeIntegratedActivity
        #expect(tia.value.value.isFinite && tia.value.value > 0)
        if let u = tia.standardUncertainty { #expect(u.value.isFinite && u.value < tia.value.value) }
        if let i = fit.interval { #expect(i.lower <= tia.value && tia.value <= i.upper && i.upper.isFinite) }
        #expect(fit.alternatives.allSatisfy { $0.timeIntegratedActivity.isFinite })
        let held = fit.curve.map { $0.activity.inMegabecquerels * exp2($0.time.inHours / 159.528) }.max() ?? 0
        let measured = zip(times, y).map { $1 * exp2($0 / 159.528) }.max() ?? 0
        #expect(held <= max(800, measured) * 1.003)
      }
    }
  }

  /// A rejected bi-exponential whose integral is not a number once ended the whole case.
  @Test("A model that fails costs nothing but itself")
  func rejected() throws {
    let data = points([4, 24, 48, 96, 168], [93.755, 67.918, 51.052, 28.863, 10.225], relative: 0.05)
    let fit = try RegionKinetics(physicalHalfLife: lutetium).fit(region: "r", points: data)
    _ = try JSONEncoder().encode(fit)
    // Trapezoids between the points, and the last one's tail.
    #expect(agree(fit.timeIntegratedActivity.value.inMegabecquerelHours, 7370, relative: 0.03))
  }

  @Test("Measured above what was administered: passed to 1.1, reported to 1.5, refused beyond")
  func shares() throws {
    func fit(_ share: Double) throws -> TimeActivityFit {
      let t = [4.0, 24, 96]
      let data = points(t, t.map { 1000 * share * exp2(-$0 / 159.528) }, relative: 0.02)
      return try Self.kinetics(.automatic, megabecquerels: 1000).fit(region: "body", points: data)
    }
    func reports(_ fit: TimeActivityFit) -> Bool {
      fit.warnings.contains { if case .administered(.curve) = $0 { true } else { false } }
    }
    for share in [0.98, 1.08] { #expect(try !reports(fit(share))) }
    #expect(try reports(fit(1.2)))
    let refusal = #expect(throws: Problem.self) { try fit(1.6) }
    #expect(refusal?.remedy.contains("calibration") == true)
  }

  @Test("Nothing at administration costs nothing", arguments: [0.05, nil])
  func zero(relative: Double?) throws {
    let t = [1.0, 4, 24, 96, 168]
    let y = t.map { 100 * (exp2(-$0 / 60) - exp2(-$0 / 2)) }
    let kinetics = try RegionKinetics(physicalHalfLife: lutetium, model: .uptakeWashout)
    let without = try kinetics.fit(region: "r", points: points(t, y, relative: relative))
    let with = try kinetics.fit(region: "r", points: points([0] + t, [0] + y, relative: relative))
    #expect(with.timeIntegratedActivity == without.timeIntegratedActivity)
    #expect(with.points.count == 6 && with.fitted.count == 6)
    #expect(agree(without.timeIntegratedActivity.value.inMegabecquerelHours, 5800 / ln2, relative: 1e-6))
  }

  @Test("Few points and no stated uncertainties: the interval is Student's, not the normal one")
  func student() throws {
    let data = points([4, 24, 96, 168], [96, 74, 34, 14.5])
    let fit = try RegionKinetics(physicalHalfLife: lutetium, model: .monoExponential).fit(
      region: "r", points: data)
    let (u, i) = (
      fit.timeIntegratedActivity.standardUncertainty!.value, try #require(fit.interval)
    )
    // t of two degrees of freedom at 97.5 % is 4.30.
    #expect((3.9...4.9).contains((i.upper.value - i.lower.value) / 2 / u))
  }
}
