import Quantities
import Stages
import Volumes

import func Foundation.cbrt

extension TimeIntegratedActivityVolume {
  /// True over imaged decays of a region, with the true ones from its curve: what blurring moved out of it. `nil` where the
  /// image shows none in the region.
  public func recovery(of fit: TimeActivityFit, in region: Occupancy) -> Double? {
    var seen = 0.0
    region.forEach { offset, part in seen += Double(part) * Double(map.values.voxels[offset]) }
    return seen > 0 ? fit.timeIntegratedActivity.value.value / (seen * map.grid.voxelVolume.value) : nil
  }

  /// The part of the decays, 0…1, that lies outside all of these regions; negative voxels count as none.
  public func shareOutside(_ regions: [Occupancy]) -> Double {
    var covered = Volume<Float>(grid: map.grid, repeating: 0)
    for region in regions { region.forEach { covered.voxels[$0] = max(covered.voxels[$0], $1) } }
    var (all, inside) = (0.0, 0.0)
    for (value, part) in zip(map.values.voxels, covered.voxels) where value > 0 {
      all += Double(value)
      inside += Double(part) * Double(value)
    }
    return all > 0 ? 1 - inside / all : 0
  }
}

/// How finely the image shows on which contours were drawn: it makes the uncertainty of volumes.
public struct ContourImage: Sendable {
  /// Edge of the cube of the same volume as a voxel.
  public let voxel: Length
  /// Full width at half maximum.
  public let resolution: Length

  public init(_ grid: Grid, resolution: Length) {
    voxel = Length(cbrt(grid.voxelVolume.value * 1000))
    self.resolution = resolution
  }
}

extension DefinedRegion {
  /// Diameter of the sphere of the same volume.
  public var equivalentDiameter: Length { Length(cbrt(6 / Double.pi * region.millilitres * 1000)) }
}
