@testable import DoseEngines
import Fixtures
@testable import Nuclides
import Quantities
import Stages
import Testing
import Volumes

/// A reference voxel S value, from `voxel_s_values.csv` of the physics folder.
struct VoxelSValue: Sendable, CustomTestStringConvertible {
  let nuclide: String
  let spacing: Vector3
  let index: (i: Int, j: Int, k: Int)
  /// mGy/(MBq·s) and its relative statistical uncertainty.
  let value, uncertainty: Double
  /// The same as energy in the voxel per decay, where the file has it.
  let energy: Double?
  /// Value divided by that of the source voxel in the same file; 1 where the file lacks the source voxel.
  var relativeToSelf = 1.0

  var testDescription: String { "\(nuclide) \(spacing.x) mm (\(index.i), \(index.j), \(index.k))" }

  init?(_ row: [String: String]) {
    let edges = (row["voxel_mm"] ?? "").split(whereSeparator: { "x×, ".contains($0) }).compactMap {
      Double($0)
    }
    guard let nuclide = row["nuclide"], edges.count == 1 || edges.count == 3, let i = row.number("i"),
      let j = row.number("j"), let k = row.number("k"), let value = row.number("S_mGy_per_MBq_s")
    else { return nil }
    self.nuclide = nuclide
    spacing = edges.count == 3 ? Vector3(edges[0], edges[1], edges[2]) : Vector3(repeating: edges[0])
    index = (abs(Int(i)), abs(Int(j)), abs(Int(k)))
    self.value = value
    energy = row.number("keV_per_decay")
    uncertainty = (row.number("stat_unc_percent") ?? 0) / 100
  }

  var isSelf: Bool { index == (0, 0, 0) }

  /// Self 1 %; neighbours above 1 % of self 2 %: half of the difference between PENELOPE and EGSnrc kernels, plus
  /// integration. Below that, photons and the last electrons, 5 %: the shells' own statistics (0.5 % at 15 mm, 4 % for
  /// Y-90 bremsstrahlung) and those of the reference, three standard deviations.
  var tolerance: Double { isSelf ? 0.01 : (relativeToSelf > 0.01 ? 0.02 : 0.05 + 3 * uncertainty) }

  static func all() throws -> [VoxelSValue] {
    let rows = try Fixtures.table(Fixtures.physics.appending(path: "voxel_s_values.csv"))
    let values = rows.compactMap(VoxelSValue.init)
    precondition(values.count == rows.count, "a row of voxel_s_values.csv cannot be read")
    return values.map { value in
      var copy = value
      let own = values.first { $0.isSelf && $0.nuclide == value.nuclide && $0.spacing == value.spacing }
      copy.relativeToSelf = own.map { value.value / $0.value } ?? 1
      return copy
    }
  }
}

@Suite struct VoxelSValueTests {
  /// 1 MBq·s in one voxel; the source sits in a corner of the grid, which holds the target in the other.
  @Test(arguments: try VoxelSValue.all()) func reference(_ row: VoxelSValue) throws {
    let size = GridSize(row.index.i + 1, row.index.j + 1, row.index.k + 1)
    let grid = try Grid(size: size, spacing: row.spacing)
    let source = Cases.point(grid, at: 0, 0, 0, decays: 1e6)
    let result = try DoseEngine.kernel().dose(Cases.activity(source, row.nuclide), options: Cases.water())
    let milligray = Double(result.dose.map.values[row.index.i, row.index.j, row.index.k]) * 1000
    let deviation = milligray / row.value - 1
    print("S \(row.testDescription): \(milligray) against \(row.value) mGy/(MBq·s), \(deviation * 100) %")
    #expect(abs(deviation) <= row.tolerance, "\(row.testDescription)")
    // The file's two columns are tied by 0.9982 g of water per millilitre where 1.0 is stated, so both are compared.
    guard let reference = row.energy else { return }
    let kiloelectronvolt = milligray * 1e-9 * grid.voxelVolume.value * 1e-3 / 1.602176634e-16
    print("  \(kiloelectronvolt) against \(reference) keV, \((kiloelectronvolt / reference - 1) * 100) %")
    #expect(abs(kiloelectronvolt / reference - 1) <= row.tolerance, "\(row.testDescription), keV")
  }
}
