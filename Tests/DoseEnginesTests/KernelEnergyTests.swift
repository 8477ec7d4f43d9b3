@testable import DoseEngines
@testable import Nuclides
@testable import Quantities
import Stages
import Testing
import Volumes

@Suite struct KernelEnergyTests {
  /// Deposited energy from dose and mass, without the engine's own account.
  func deposited(_ dose: Volume<Float>, _ density: Volume<Float>) -> Double {
    zip(dose.voxels, density.voxels).reduce(0.0) {
      $0 + Double($1.0) * Double($1.1) * dose.grid.voxelVolume.value * 1e-3
    }
  }

  /// A point source amid 420 mm of water, all of the kernel's 200 mm inside: what is deposited is the sum of the shells,
  /// to 0.3 %, and nothing leaves the grid.
  @Test(arguments: ["Y-90", "Lu-177"], [Vector3(6, 6, 6), Vector3(5, 6, 9)])
  func everythingInside(_ nuclide: String, _ spacing: Vector3) throws {
    func count(_ step: Double) -> Int { Int(420 / step) }
    let grid = Cases.grid(count(spacing.x), count(spacing.y), count(spacing.z), spacing: spacing)
    let source = Cases.point(grid, at: grid.size.i / 2, grid.size.j / 2, grid.size.k / 2)
    let result = try DoseEngine.kernel().dose(Cases.activity(source, nuclide), options: Cases.water())
    let kernel = try Nuclide.named(nuclide).requireKernel().total
    let expected = Quantity<MegaElectronVolt>(kernel / 1000 * 1e6).inJoules.value
    let found = deposited(result.dose.map.values, Volume(grid: grid, repeating: 1))
    #expect(abs(found / expected - 1) < 0.003)
    #expect(abs(result.balance.outsideGrid / result.balance.emitted) < 0.003)
    #expect(abs(result.balance.closure) < 1e-6)
  }

  /// Energy per voxel does not depend on the density of the target, so any map keeps the total.
  @Test func anyMapKeepsTheEnergy() throws {
    let grid = Cases.grid(13, 12, 11)
    let values = Cases.uneven(grid)
    var density = Volume<Float>(grid: grid, repeating: 1.05)
    for k in 0..<11 { for j in 0..<12 { density[0, j, k] = 0.26; density[12, j, k] = 1.6 } }
    let engine = DoseEngine.kernel(KernelConvolution(mediumDensity: Quantity(1.05)))
    let mixed = try engine.dose(Cases.activity(values), materials: Cases.materials(density))
    let plain = try engine.dose(Cases.activity(values))
    let uniform = Volume<Float>(grid: grid, repeating: 1.05)
    let a = deposited(mixed.dose.map.values, density), b = deposited(plain.dose.map.values, uniform)
    #expect(abs(a / b - 1) < 1e-5)
    #expect(abs(a / mixed.balance.inTissue.value - 1) < 1e-5)
    #expect(mixed.balance.nearLungOrAir > 0.2 && mixed.balance.nearLungOrAir < 0.5)
    #expect(mixed.dose.assumptions.contains { $0.contains("unreliable") })
    #expect(plain.balance.nearLungOrAir == 0)
  }

  @Test func airGetsNoDose() throws {
    let grid = Cases.grid(9, 9, 9)
    var density = Volume<Float>(grid: grid, repeating: 1)
    for k in 0..<9 { for j in 0..<9 { density[8, j, k] = 0.0012 } }
    let source = Cases.point(grid, at: 7, 4, 4)
    let result = try DoseEngine.kernel().dose(Cases.activity(source), materials: Cases.materials(density))
    #expect(result.dose.map.values[8, 4, 4] == 0)
    #expect(result.balance.inAir / result.balance.emitted > 0.1)
    #expect(abs(result.balance.closure) < 1e-6)
  }

  /// Variance through squared weights: one noisy voxel gives every voxel the same relative uncertainty.
  @Test func uncertaintyOfOneVoxel() throws {
    let grid = Cases.grid(7, 7, 7)
    let source = Cases.point(grid, at: 3, 3, 3)
    let activity = try Cases.activity(source, statistical: source.map { $0 * 0.2 }, common: 0.03)
    let map = try DoseEngine.kernel().dose(activity, options: Cases.water()).dose.map
    for (d, u) in zip(map.values.voxels, map.statistical!.voxels) where d > 1e-4 * map.values[3, 3, 3] {
      #expect(abs(u / d - 0.2) < 1e-3)
    }
    #expect(map.common! > 0.03)
  }

  /// Independent voxels average: in a uniform field the relative uncertainty falls below that of one voxel.
  @Test func uncertaintyOfMany() throws {
    let grid = Cases.grid(11, 11, 11)
    let values = Volume<Float>(grid: grid, repeating: 1e6)
    let map = try DoseEngine.kernel().dose(Cases.activity(values, statistical: values.map { $0 * 0.1 })).dose
      .map
    let relative = map.statistical![5, 5, 5] / map.values[5, 5, 5]
    #expect(relative > 0.02 && relative < 0.05)
  }
}
