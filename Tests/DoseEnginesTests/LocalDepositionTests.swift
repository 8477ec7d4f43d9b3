import Diagnostics
@testable import DoseEngines
@testable import Nuclides
import Quantities
import Stages
import Testing
import Volumes

@Suite struct LocalDepositionTests {
  let grid = Cases.grid(6, 5, 4, spacing: Vector3(4, 3, 5))

  /// D = Ã E / ρ: 1e9 decays/mL of 934.5 keV in 1 g/mL are 1e9 × 934.5e3 eV × 1.602e-19 J/eV / 1e-3 kg = 0.14972 Gy.
  @Test func uniformWater() throws {
    let values = Volume<Float>(grid: grid, repeating: 1e9)
    let result = try DoseEngine.local().dose(Cases.activity(values), options: Cases.water())
    for d in result.dose.map.values.voxels { #expect(abs(Double(d) / 0.149723 - 1) < 1e-5) }
    #expect(result.dose.engine == "local deposition")
    #expect(abs(result.balance.closure) < 1e-6)
  }

  /// Mean energy of Lu-177 electrons 148.42 keV: Δ = 0.0856 Gy·g/(MBq·h), near the 0.0853 of ICRP 107 (147.9 keV).
  @Test func lutetiumConstant() throws {
    let values = Volume<Float>(grid: grid, repeating: 3.6e9)
    let result = try DoseEngine.local().dose(Cases.activity(values, "Lu-177"), options: Cases.water())
    #expect(abs(Double(result.dose.map.values[0, 0, 0]) / 0.0853 - 1) < 0.005)
    let photons = result.balance.notFollowed / result.balance.emitted
    #expect(abs(photons - 33.45 / (33.45 + 148.42)) < 1e-3)
  }

  @Test func densityDividesDoseAndEnergyIsExact() throws {
    let values = Cases.uneven(grid)
    var density = Volume<Float>(grid: grid, repeating: 1)
    density[1, 1, 1] = 0.26
    density[2, 2, 2] = 1.92
    let result = try DoseEngine.local().dose(Cases.activity(values), materials: Cases.materials(density))
    let water = try DoseEngine.local().dose(Cases.activity(values), options: Cases.water())
    for n in density.voxels.indices {
      let (d, w) = (result.dose.map.values.voxels[n], water.dose.map.values.voxels[n])
      #expect(abs(d * density.voxels[n] / w - 1) < 1e-6)
    }
    let deposited = zip(result.dose.map.values.voxels, density.voxels).reduce(0.0) {
      $0 + Double($1.0) * Double($1.1) * grid.voxelVolume.value * 1e-3
    }
    #expect(abs(deposited / result.balance.emitted.value - 1) < 1e-6)
  }

  @Test func airGetsNoDoseAndIsReported() throws {
    let values = Volume<Float>(grid: grid, repeating: 1e6)
    var density = Volume<Float>(grid: grid, repeating: 1.05)
    density[0, 0, 0] = 0.00121
    density[3, 3, 3] = 0
    let result = try DoseEngine.local().dose(Cases.activity(values), materials: Cases.materials(density))
    #expect(result.dose.map.values[0, 0, 0] == 0 && result.dose.map.values[3, 3, 3] == 0)
    #expect(abs(result.balance.inAir / result.balance.emitted - 2.0 / 120) < 1e-6)
    #expect(result.dose.assumptions.contains { $0.contains("deposited in air") })
  }

  @Test func photonShareIsStated() throws {
    let values = Volume<Float>(grid: grid, repeating: 1e6)
    let engine = DoseEngine.local(LocalDeposition(photonShare: 1))
    let result = try engine.dose(Cases.activity(values, "Lu-177"))
    #expect(abs(result.balance.inTissue / result.balance.emitted - 1) < 1e-6)
    #expect(result.dose.assumptions.contains { $0.contains("100 % of the photon energy") })
    #expect(throws: Problem.self) {
      try DoseEngine.local(LocalDeposition(photonShare: 1.1)).dose(Cases.activity(values))
    }
  }

  @Test func uncertaintyScalesWithDose() throws {
    let values = Cases.uneven(grid)
    let sigma = values.map { $0 * 0.1 }
    let activity = try Cases.activity(values, statistical: sigma, common: 0.05)
    let dose = try DoseEngine.local().dose(activity).dose.map
    for (d, u) in zip(dose.values.voxels, dose.statistical!.voxels) { #expect(abs(u - 0.1 * d) <= 1e-6 * d) }
    #expect(dose.common! > 0.05 && dose.common! < 0.0502)
    #expect(try DoseEngine.local().dose(Cases.activity(values)).dose.map.common == nil)
  }
}
