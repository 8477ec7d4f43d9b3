import Fixtures
import Foundation
@testable import Nuclides
import Quantities
import Testing

@Suite struct EmissionsTests {
  static let y90 = try! Nuclide.named("Y-90").requireEmissions()
  static let lu177 = try! Nuclide.named("Lu-177").requireEmissions()

  @Test(arguments: [y90, lu177]) func oneBetaPerDecay(_ emissions: Emissions) {
    #expect(abs(emissions.beta.bins.reduce(0) { $0 + $1.probability } - 1) < 1e-6)
  }

  /// ICRP Publication 107: Y-90 933.1 keV; Lu-177 electrons 147.9 keV, photons 35.1 keV. The tolerance covers
  /// the spread between evaluations: 0.5 % for electrons; 5 % for photons (208 keV line 10.38 % against 11.0 %).
  @Test func meanEnergiesNearICRP107() {
    #expect(abs(Self.y90.electronEnergy.value.value / 0.9331 - 1) < 0.005)
    #expect(abs(Self.lu177.electronEnergy.value.value / 0.1479 - 1) < 0.005)
    #expect(abs(Self.lu177.betaEnergy.value / 0.1333 - 1) < 0.01)
    #expect(abs(Self.lu177.photonEnergy.value.value / 0.0351 - 1) < 0.05)
    #expect(Self.y90.photonEnergy.value == .zero)
  }

  @Test func printedLines() {
    #expect(Self.lu177.photons.contains { $0.energy == 208.3662 && $0.intensity == 0.1038 })
    #expect(Self.lu177.conversionElectrons.contains { $0.energy == 102.4262 && $0.intensity == 0.0684 })
    #expect(Self.y90.beta.endpoint == 2278.7)
  }

  /// Energy per activity, 49.4 to 50.0 J/GBq over the usual half-lives and mean energies.
  @Test func joulesPerGigabecquerel() throws {
    let halfLife = try Nuclide.named("Y-90").halfLife
    let constant = 1e9 * halfLife.meanLife.value * Self.y90.electronEnergy.value.inJoules.value
    #expect((49.3...50.1).contains(constant))
  }

  /// What the kernel lacks of the mean energy leaves the sphere of 200 mm: bremsstrahlung for Y-90 (0.15 %),
  /// a third of the photons and 0.1 % of the electron energy for Lu-177.
  @Test func kernelEnergyAgainstMeanEnergy() {
    let y = Self.y90.kernel!
    #expect((0.998...0.9995).contains(y.total / (Self.y90.electronEnergy.value.value * 1000)))
    let lu = Self.lu177.kernel!
    #expect((0.998...1.0).contains(lu.shortRange.total / (Self.lu177.electronEnergy.value.value * 1000)))
    let photons = lu.longRange[0].total / (Self.lu177.photonEnergy.value.value * 1000)
    #expect((0.65...0.70).contains(photons))
  }

  @Test(arguments: [y90, lu177]) func shellsAdjoinAndReach(_ emissions: Emissions) throws {
    let whole = try #require(emissions.kernel)
    for kernel in [whole.shortRange] + whole.longRange {
      #expect(zip(kernel.shells, kernel.shells.dropFirst()).allSatisfy { $0.outer == $1.inner })
      #expect(kernel.shells.allSatisfy { $0.energy > 0 && $0.outer > $0.inner })
    }
    #expect(whole.longRange[0].reach == 200)
  }

  /// The embedded tables are those of the reference run, row by row.
  @Test(arguments: [
    ("dpk_Y90_near", "keV_per_decay_PENELOPE", y90.kernel!.shortRange),
    ("dpk_Lu177_electrons_near", "total_e_keV_per_decay_incl_local", lu177.kernel!.shortRange),
  ]) func printedShells(_ file: String, _ column: String, _ kernel: RadialKernel) throws {
    let rows = try Fixtures.table(Fixtures.here.appending(path: "physics/\(file).csv"))
    #expect(rows.count == kernel.shells.count)
    for (row, shell) in zip(rows, kernel.shells) {
      #expect(shell.outer == row.number("r_high_mm") && shell.energy == row.number(column))
    }
  }
}
