@testable import DoseEngines
import Foundation
@testable import Nuclides
import Quantities
import Stages
import Testing
import Volumes

/// Laws that any kernel dose obeys, whatever the numbers.
@Suite struct KernelLawTests {
  static let nuclides = ["Y-90", "Lu-177"]

  func dose(_ values: Volume<Float>, _ nuclide: String, density: Double = 1, threads: Int? = nil) throws
    -> Volume<Float>
  {
    var options = DoseOptions()
    options.uniformDensity = Quantity(density)
    options.threads = threads
    return try DoseEngine.kernel().dose(Cases.activity(values, nuclide), options: options).dose.map.values
  }

  func close(_ a: Volume<Float>, _ b: Volume<Float>, _ tolerance: Float) -> Bool {
    let top = a.voxels.max()!
    return zip(a.voxels, b.voxels).allSatisfy { abs($0 - $1) <= tolerance * top }
  }

  /// S_ρ(L) = ρ² S₁(ρL): voxels of L mm in ρ have the dose of voxels of ρL mm in water, times ρ².
  @Test(arguments: nuclides) func densityLaw(_ nuclide: String) throws {
    let rho = 1.3
    let small = Cases.grid(7, 6, 5, spacing: Vector3(3, 2.5, 4))
    let large = Cases.grid(7, 6, 5, spacing: Vector3(3, 2.5, 4) * rho)
    let a = try dose(Cases.point(small, at: 3, 2, 2), nuclide, density: rho)
    let b = try dose(Cases.point(large, at: 3, 2, 2), nuclide)
    for (x, y) in zip(a.voxels, b.voxels) {
      #expect(abs(Double(x) - rho * rho * Double(y)) <= 1e-5 * Double(x) + 1e-6 * Double(a.voxels.max()!))
    }
  }

  /// A uniform map of density is the same as the uniform density.
  @Test func uniformMap() throws {
    let grid = Cases.grid(8, 7, 6)
    let values = Cases.uneven(grid)
    let map = Cases.materials(Volume(grid: grid, repeating: 1.2))
    let a = try DoseEngine.kernel().dose(Cases.activity(values), materials: map).dose.map.values
    #expect(close(a, try dose(values, "Y-90", density: 1.2), 1e-6))
  }

  @Test(arguments: nuclides) func mirrorSymmetry(_ nuclide: String) throws {
    let grid = Cases.grid(9, 9, 9, spacing: Vector3(2, 3, 4))
    let d = try dose(Cases.point(grid, at: 4, 4, 4), nuclide)
    for k in 0..<9 {
      for j in 0..<9 {
        for i in 0..<9 {
          #expect(abs(d[i, j, k] - d[8 - i, 8 - j, 8 - k]) <= 1e-6 * d[4, 4, 4])
        }
      }
    }
  }

  /// Turning the activity by 90° about k turns the dose, spacing included.
  @Test(arguments: nuclides) func rotation(_ nuclide: String) throws {
    let grid = Cases.grid(10, 7, 5, spacing: Vector3(2, 3, 4))
    let turned = Cases.grid(7, 10, 5, spacing: Vector3(3, 2, 4))
    let values = Cases.uneven(grid)
    var other = Volume<Float>(grid: turned, repeating: 0)
    for k in 0..<5 { for j in 0..<7 { for i in 0..<10 { other[6 - j, i, k] = values[i, j, k] } } }
    let a = try dose(values, nuclide), b = try dose(other, nuclide)
    let top = a.voxels.max()!
    for k in 0..<5 {
      for j in 0..<7 {
        for i in 0..<10 {
          #expect(abs(a[i, j, k] - b[6 - j, i, k]) <= 2e-5 * top)
        }
      }
    }
  }

  @Test func linearity() throws {
    let grid = Cases.grid(8, 9, 7)
    let a = Cases.uneven(grid, seed: 3), b = Cases.uneven(grid, seed: 4)
    let sum = try Volume(grid: grid, voxels: zip(a.voxels, b.voxels).map { 2 * $0 + $1 })
    let (da, db, ds) = (try dose(a, "Lu-177"), try dose(b, "Lu-177"), try dose(sum, "Lu-177"))
    for n in ds.voxels.indices {
      #expect(abs(ds.voxels[n] - 2 * da.voxels[n] - db.voxels[n]) <= 3e-6 * ds.voxels[n])
    }
  }

  /// Dose at B from a source at A equals dose at A from a source at B.
  @Test(arguments: nuclides) func reciprocity(_ nuclide: String) throws {
    let grid = Cases.grid(9, 8, 7, spacing: Vector3(4, 3, 2))
    let ab = try dose(Cases.point(grid, at: 1, 2, 3), nuclide)[3, 3, 4]
    let ba = try dose(Cases.point(grid, at: 3, 3, 4), nuclide)[1, 2, 3]
    #expect(ab > 0 && abs(ab / ba - 1) < 1e-5)
  }

  /// Deep inside a uniform source the dose is the energy within the kernel's reach over the density. For Y-90 a cube
  /// of 75 mm keeps all electrons; the bremsstrahlung that leaves it is below 0.3 %.
  @Test func uniformMedium() throws {
    let grid = Cases.grid(25, 25, 25)
    let d = try dose(Volume(grid: grid, repeating: 1e9), "Y-90")
    let full = 1e9 * Quantity<MegaElectronVolt>(0.9345).inJoules.value / 1e-3
    #expect(abs(Double(d[12, 12, 12]) / full - 1) < 0.005)
  }

  @Test(arguments: nuclides) func sameBytesForAnyThreads(_ nuclide: String) throws {
    let values = Cases.uneven(Cases.grid(21, 18, 17, spacing: Vector3(3, 3, 5)))
    let one = try dose(values, nuclide, threads: 1)
    #expect(try dose(values, nuclide, threads: 2) == one)
    #expect(try dose(values, nuclide, threads: 5) == one)
  }

  /// Small voxels go through the Fourier transform altogether; both ways agree. The larger voxels' dose is the mean
  /// over the eight small ones that make them up.
  @Test(arguments: nuclides) func smallVoxelsAverageToLarge(_ nuclide: String) throws {
    let large = Cases.grid(12, 12, 12, spacing: Vector3(2, 2, 2))
    let small = Cases.grid(24, 24, 24, spacing: Vector3(1, 1, 1))
    let coarse = try dose(Cases.point(large, at: 5, 5, 5, decays: 8e6), nuclide)
    var source = Volume<Float>(grid: small, repeating: 0)
    for n in 0..<8 { source[10 + n % 2, 10 + n / 2 % 2, 10 + n / 4] = Float(1e6 / small.voxelVolume.value) }
    let fine = try dose(source, nuclide)
    for k in 0..<12 {
      for j in 0..<12 {
        for i in 0..<12 {
          let parts = (0..<8).map { fine[2 * i + $0 % 2, 2 * j + $0 / 2 % 2, 2 * k + $0 / 4] }
          let mean = parts.reduce(0, +) / 8
          #expect(abs(mean - coarse[i, j, k]) <= 0.003 * coarse[i, j, k] + 1e-6 * coarse[5, 5, 5])
        }
      }
    }
  }
}
