import Volumes

/// How a voxel enters a dose–volume histogram: as one dose, or as the doses found inside it.
///
/// `reconstructed` cuts each voxel into n³ parts. The dose varies linearly inside a voxel, with slopes from
/// those neighbours that belong to the region (monotonised central differences, van Leer, J Comput Phys
/// 1977;23:276, doi:10.1016/0021-9991(77)90095-X; one-sided at the border), so that each voxel keeps its mean
/// dose and nothing from outside the region leaks in. A partly filled voxel is filled from the side on which
/// the region lies, found from the gradient of the fractions (piecewise-linear interface reconstruction,
/// Youngs 1982), up to exactly its fraction. It is not a resolution recovery: a blurred map stays blurred.
public enum SubVoxelSampling: Sendable, Hashable {
  /// One dose per voxel, weighted by the filled fraction.
  case voxelCentres
  /// n × n × n parts per voxel, 1 ≤ n ≤ 16.
  case reconstructed(partsPerAxis: Int)
  /// `reconstructed` for regions with fractional borders of fewer than 512 filled voxels, with as many parts as
  /// make about 20 000 samples; `voxelCentres` for binary masks, whose voxels are taken as atoms, and larger regions.
  case automatic

  /// The number of parts per axis that is used for `region`.
  func partsPerAxis(for region: Occupancy) -> Int {
    switch self {
    case .voxelCentres: return 1
    case .reconstructed(let n): return min(16, max(1, n))
    case .automatic:
      let filled = region.millilitres / region.grid.voxelVolume.value
      guard filled < 512, !region.isBinary else { return 1 }
      var n = 2
      while n < 12, filled * Double(n * n * n) < 20_000 { n += 1 }
      return n
    }
  }

  /// Doses and weights (in voxels) in no particular order.
  func samples(dose: Volume<Float>, region: Occupancy) -> (doses: [Float], weights: [Float]) {
    let n = partsPerAxis(for: region)
    return n == 1
      ? voxelDoses(dose, region) : VoxelReconstruction(dose: dose, region: region, parts: n).samples()
  }
}

/// Dose and fraction of each filled voxel, in storage order.
func voxelDoses(_ dose: Volume<Float>, _ region: Occupancy) -> (doses: [Float], weights: [Float]) {
  var doses: [Float] = []
  var weights: [Float] = []
  doses.reserveCapacity(region.fractions.count)
  weights.reserveCapacity(region.fractions.count)
  let (box, grid) = (region.box, region.grid)
  region.fractions.withUnsafeBufferPointer { fractions in
    dose.voxels.withUnsafeBufferPointer { voxels in
      var n = 0
      for k in box.lower.k..<box.upper.k {
        for j in box.lower.j..<box.upper.j {
          let row = grid.size.i * (j + grid.size.j * k)
          for i in box.lower.i..<box.upper.i {
            if fractions[n] > 0 {
              doses.append(voxels[row + i])
              weights.append(fractions[n])
            }
            n += 1
          }
        }
      }
    }
  }
  return (doses, weights)
}
