@testable import DoseEngines
@testable import Nuclides
import Quantities
import Stages
import Volumes

/// Small builders that the tests of this room share.
enum Cases {
  static func grid(_ i: Int, _ j: Int, _ k: Int, spacing: Vector3 = Vector3(3, 3, 3)) -> Grid {
    try! Grid(size: GridSize(i, j, k), spacing: spacing)
  }

  static func activity(
    _ values: Volume<Float>, _ nuclide: String = "Y-90", statistical: Volume<Float>? = nil,
    common: Double? = nil
  ) throws -> TimeIntegratedActivityVolume {
    TimeIntegratedActivityVolume(
      map: try QuantityMap(values: values, statistical: statistical, common: common), nuclide: nuclide)
  }

  /// One voxel of a volume with `decays` decays.
  static func point(_ grid: Grid, at i: Int, _ j: Int, _ k: Int, decays: Double = 1e6) -> Volume<Float> {
    var volume = Volume<Float>(grid: grid, repeating: 0)
    volume[i, j, k] = Float(decays / grid.voxelVolume.value)
    return volume
  }

  /// A fixed, uneven pattern of positive values.
  static func uneven(_ grid: Grid, seed: UInt64 = 1) -> Volume<Float> {
    var state = seed
    return Volume<Float>(grid: grid, repeating: 0).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24) * 1e6
    }
  }

  static func materials(_ density: Volume<Float>) -> MaterialMap {
    try! MaterialMap(
      density: density, tissue: density.map { _ in UInt8(3) }, tissues: Tissue.allCases.map(\.rawValue),
      conversion: "test")
  }

  static func water() -> DoseOptions {
    var options = DoseOptions()
    options.uniformDensity = Quantity(1)
    return options
  }
}
