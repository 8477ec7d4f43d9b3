import Fixtures
@testable import Nuclides
import Testing

/// A row of `estar_water.csv`; keV, keV cm²/g, g/cm².
struct StoppingRow: Sendable, CustomTestStringConvertible {
  let energy, collision, radiation, range: Double
  var testDescription: String { "\(energy) keV" }

  static func all() throws -> [StoppingRow] {
    try Fixtures.table(Fixtures.physics.appending(path: "estar_water.csv")).map { row in
      guard let energy = row.number("energy_MeV"),
        let collision = row.number("collision_stopping_MeV_cm2_per_g"),
        let radiation = row.number("radiative_stopping_MeV_cm2_per_g"),
        let range = row.number("csda_range_g_per_cm2")
      else { preconditionFailure("a row of estar_water.csv cannot be read") }
      return StoppingRow(
        energy: energy * 1000, collision: collision * 1000, radiation: radiation * 1000, range: range)
    }
  }
}

@Suite struct StoppingPowerTests {
  static let water = ElectronStopping(.water)

  /// NIST ESTAR, liquid water, 10 keV to 3 MeV: stopping powers and ranges within 1 %.
  @Test(arguments: try StoppingRow.all()) func estar(_ row: StoppingRow) {
    let stopping = Self.water
    let deviations = [
      ("collision", stopping.collision.total(row.energy) / row.collision - 1),
      ("radiative", stopping.radiation.stopping(row.energy) / row.radiation - 1),
      ("range", stopping.range(row.energy) / row.range - 1),
    ]
    for (name, deviation) in deviations {
      print("ESTAR \(row.energy) keV \(name): \(deviation * 100) %")
      #expect(abs(deviation) < 0.01, "\(name) at \(row.energy) keV")
    }
  }

  /// What is lost in collisions above and below a cut adds up, and the hard part vanishes at the largest transfer.
  @Test(arguments: ChargedParticle.allCases) func hardPart(_ particle: ChargedParticle) {
    let stopping = CollisionStopping(.water)
    let all = stopping.total(1000, particle), hard = stopping.hard(1000, above: 10, particle, moment: 1)
    #expect(hard > 0.15 * all && hard < 0.4 * all)
    #expect(stopping.hard(1000, above: 1000, particle, moment: 1) == 0)
    let twoParts =
      stopping.hard(1000, above: 10, particle, moment: 1)
      - stopping.hard(1000, above: 100, particle, moment: 1)
    #expect(twoParts > 0 && twoParts < hard)
  }

  /// ESTAR's density effect in water at 1 MeV: 0.2428.
  @Test func densityEffect() { #expect(abs(CollisionStopping(.water).densityEffect(1000) - 0.2428) < 0.005) }

  /// ESTAR, compact bone and other tables agree that dense bone stops less per mass, adipose more.
  @Test func order() {
    let per = [Medium.corticalBone, .softTissue, .water, .adipose].map { CollisionStopping($0).total(1000) }
    #expect(per == per.sorted())
  }

  /// NIST XCOM, water, cm²/g.
  @Test(arguments: [
    (112.95, 0.164391), (140.5, 0.153655), (208.37, 0.135127), (511, 0.095988), (1000, 0.07072),
    (1500, 0.05754),
  ]) func xcom(_ energy: Double, _ reference: Double) {
    let deviation = PhotonInteraction(.water).attenuation(energy) / reference - 1
    print("XCOM \(energy) keV: \(deviation * 100) %")
    #expect(abs(deviation) < 0.01)
  }

  /// NIST mass energy absorption of water, cm²/g: 0.029869 at 208.37 keV; 0.03299 at 500 keV (Hubbell and Seltzer).
  @Test(arguments: [(208.37, 0.029869), (500, 0.03299)]) func absorption(
    _ energy: Double, _ reference: Double
  ) {
    #expect(abs(PhotonInteraction(.water).energyTransfer(energy) / reference - 1) < 0.01)
  }

  /// Mean excitation energy of ICRU 44 cortical bone by Bragg's rule: 112 eV in NIST's table.
  @Test func boneGrades() {
    #expect(Medium.of(.bone, density: 1.92) == .corticalBone)
    let grades = [1.1, 1.3, 1.4, 1.6, 1.9].map { Medium.of(.bone, density: $0).meanExcitation }
    #expect(grades == grades.sorted() && grades[0] > 70 && grades[3] < 112)
  }
}
