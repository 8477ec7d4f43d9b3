import Foundation
import Quantities
import Volumes

/// What voxel size and resolution leave open of volumes and of their ratio: u(V) of each region (Gear et al. 2018,
/// doi:10.1007/s00259-018-4136-7, section on volumes), edges of different regions as independent.
package struct BurdenUncertainty: Sendable {
  private let voxel: Length
  /// Full width at half maximum of the image that regions were drawn on, mm.
  private let resolution: Length

  package init(grid: Grid, resolution: Length) {
    (voxel, self.resolution) = (Length(cbrt(grid.voxelVolume.value * 1000)), resolution)
  }

  /// u(V)/V of a region with a volume.
  package func relative(_ region: Occupancy) -> Double {
    let diameter = Length(cbrt(6 / Double.pi * region.millilitres * 1000))
    return UncertaintyChain.volumeUncertainty(diameter: diameter, voxel: voxel, fwhm: resolution)
  }

  /// u of tumour over liver, in the unit of `percent`; 0 without tumour in the liver.
  package func ofBurden(_ percent: Double, liver: Occupancy, tumours: [Occupancy]) -> Double {
    let parts = tumours.compactMap { try? $0.intersection(liver) }.filter { $0.millilitres > 0 }
    let sum = parts.reduce(0) { $0 + $1.millilitres }
    guard sum > 0 else { return 0 }
    let variance = parts.reduce(0) { $0 + pow(relative($1) * $1.millilitres, 2) }
    return percent * (variance / (sum * sum) + pow(relative(liver), 2)).squareRoot()
  }
}
