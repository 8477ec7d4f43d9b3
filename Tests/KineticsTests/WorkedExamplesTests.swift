import Fixtures
import Foundation
@testable import Kinetics
import Quantities
import Stages
import Testing

/// Examples that an independent script worked out, with their numbers; 0.1 % unless said otherwise.
@Suite("Worked examples of organ dosimetry: time–activity curves")
struct WorkedExamplesTests {
  private func fit(
    _ model: CurveModel, _ data: [TimeActivityPoint], halfLife: Quantity<Second> = lutetium
  ) throws -> TimeActivityFit {
    try RegionKinetics(physicalHalfLife: halfLife, model: model).fit(region: "organ", points: data)
  }

  private func decays(_ fit: TimeActivityFit) -> Double {
    fit.timeIntegratedActivity.value.inMegabecquerelHours
  }

  @Test("Uptake and washout, and two phases of washout, from exact points")
  func shapes() throws {
    let times = [0.5, 2, 6, 24, 96, 168]
    func points(_ curve: (Double) -> Double) -> [TimeActivityPoint] {
      KineticsTests.points(times, times.map(curve), relative: 0.02)
    }
    let uptake = try fit(.uptakeWashout, points { 120 * (exp2(-$0 / 52) - exp2(-$0 / 1.1)) })
    #expect(agree(decays(uptake), 8811.98, relative: 1e-3))
    let two = try fit(.biExponential, points { 95 * exp2(-$0 / 48) + 40 * exp2(-$0 / 6) })
    #expect(agree(decays(two), 6924.94, relative: 1e-3))
  }

  @Test("One point without a population against one with the half-life that it has in the mean")
  func onePoint() throws {
    for (hours, ratio) in [(24.0, 0.679), (72, 1.061), (96, 1.021), (168, 0.672)] {
      let data = points([hours], [1], relative: 0.01)
      let half = Uncertain(Quantity<Second>.hours(51))
      let known = try fit(.singleTimePoint(.madsen(effectiveHalfLife: half)), data)
      let free = try fit(.singleTimePoint(.hanscheid2018(population: nil)), data)
      #expect(agree(decays(free) / decays(known), ratio, relative: 1e-3), "\(hours) h")
    }
    let data = points([48], [520], relative: 0.01)
    let half = Uncertain(Quantity<Second>.hours(67))
    #expect(
      agree(
        decays(try fit(.singleTimePoint(.madsen(effectiveHalfLife: half)), data)), 82_587.8, relative: 1e-3))
    #expect(
      agree(
        decays(try fit(.singleTimePoint(.hanscheid2018(population: nil)), data)), 72_019.3, relative: 1e-3))
  }

  /// A patient after a Lu-177 ligand, 4.5, 24.7 and 117.8 h (rpt_dosi, patient p12): the last two points and what follows.
  @Test(
    "A patient’s last half-life and what follows the second point",
    arguments: [
      ("liver", 76.870831, 8.713142, 29.63, 3286.2), ("spleen", 6.748947, 1.159180, 36.62, 356.58),
      ("left kidney", 75.617625, 8.511525, 29.54, 3222.3),
    ])
  func patient(organ: String, second: Double, third: Double, half: Double, tail: Double) throws {
    let times = [24.737222, 117.814722]
    let fit = try fit(.monoExponential, points(times, [second, third], relative: 0.05))
    let term = try #require(fit.terms?.first)
    #expect(agree(term.halfLife.inHours, half, relative: 1e-3))
    #expect(agree(decays(fit) * exp2(-times[0] / term.halfLife.inHours), tail, relative: 1e-3), "\(organ)")
  }
}
