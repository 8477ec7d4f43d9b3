import Fixtures
import Foundation
import Quantities
import Stages
import Testing

@testable import Summaries

/// Examples that an independent script worked out, with their numbers; 0.1 %.
@Suite("Worked examples of organ dosimetry: BED and uncertainty")
struct WorkedExamplesTests {
  private func tissue(_ alphaBeta: Double, _ hours: Double) -> Radiobiology {
    Radiobiology(
      name: "tissue", alphaBeta: AbsorbedDose(alphaBeta), repairHalfTime: .hours(hours), source: "test")
  }

  private func course(_ terms: [(Double, Double)]) throws -> DoseRateCourse {
    try DoseRateCourse(terms.map { .init(amplitude: $0.0, halfLife: .hours($0.1)) })
  }

  @Test func kidneyOverFourCycles() throws {
    let kidney = tissue(2.6, 2.8)
    let bed = kidney.bed(
      [5.2, 4.8, 4.6, 4.1].map { (dose: AbsorbedDose($0), effectiveHalfLife: TimeSpan.hours(50)) })
    #expect(agree(bed.value, 20.496, relative: 1e-3))
    #expect(agree(kidney.eqd2(ofBED: bed).value, 11.585, relative: 1e-3))
  }

  @Test func leaCatcheside() throws {
    let repair = TimeSpan.hours(2.8)
    for (terms, g) in [
      ([(1.0, 50.0)], 0.053_030), ([(120, 52), (-120, 1.1)], 0.050_796), ([(95, 48), (40, 6)], 0.058_553),
    ] {
      #expect(agree(try course(terms).leaCatchesideFactor(repairHalfTime: repair), g, relative: 1e-3))
    }
  }

  @Test func yttrium() {
    for (alphaBeta, repair, dose, bed) in [(2.5, 2.5, 40.0, 64.02), (10, 1.5, 120, 152.93)] {
      let found = tissue(alphaBeta, repair).bed([
        (dose: AbsorbedDose(dose), effectiveHalfLife: .hours(64.10))
      ])
      #expect(agree(found.value, bed, relative: 1e-3))
    }
  }

  /// Voxels of 4.8 mm, 11 mm, R = 1/(1 + (2 mL/V)^1.2) with covariance of its parameters, calibration 4 %, fit 6 %, S ∝ V^−0.985.
  @Test(arguments: [
    (volume: 20.0, uVolume: 0.6138, phi: 0.7787, uDose: 0.4009),
    (volume: 160, uVolume: 0.3069, phi: 0.8893, uDose: 0.1819),
  ])
  func chain(_ row: (volume: Double, uVolume: Double, phi: Double, uDose: Double)) {
    let (b1, b2) = (2.0, 1.2)
    let recovery = 1 - 1 / (1 + pow(row.volume / b1, b2))
    let diameter = Length(cbrt(6 / Double.pi * row.volume * 1000))
    let volume = UncertaintyChain.volumeUncertainty(
      diameter: diameter, voxel: Length(4.8), fwhm: Length(11))
    let slope = UncertaintyChain.countSlope(diameter: diameter, fwhm: Length(11), recovery: recovery)
    // Relative derivatives of R by its parameters.
    let g = (-(1 - recovery) * b2 / b1, (1 - recovery) * log(row.volume / b1))
    let curve = (g.0 * g.0 * 0.04 + 2 * g.0 * g.1 * 0.008 + g.1 * g.1 * 0.0064).squareRoot()
    let chain = UncertaintyChain(
      volume: volume, massExponent: 0.985, recoverySlope: b2 * (1 - recovery), countSlope: slope,
      calibration: 0.04, recoveryCurve: curve, fit: 0.06)
    #expect(agree(volume, row.uVolume, relative: 1e-3))
    #expect(agree(slope * 2 * recovery, row.phi, relative: 1e-3))
    #expect(agree(chain.budget.relative, row.uDose, relative: 1e-3))
  }
}
