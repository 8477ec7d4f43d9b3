import Volumes

extension Volume<Float> {
  /// Shifted by half a voxel there and back along each axis: weights ¼, ½, ¼ of the voxels that have a dose. Air and what lies
  /// beyond the grid have none and count for nothing.
  func smoothedByHalfVoxels() -> Volume<Float> {
    var values = voxels
    var weights = voxels.map { $0 == 0 ? Float(0) : 1 }
    let size = grid.size
    for (stride, count) in [(1, size.i), (size.i, size.j), (size.i * size.j, size.k)] where count > 1 {
      values = Self.smoothed(values, stride, count)
      weights = Self.smoothed(weights, stride, count)
    }
    var copy = self
    for n in values.indices { copy.voxels[n] = voxels[n] == 0 ? 0 : values[n] / weights[n] }
    return copy
  }

  private static func smoothed(_ values: [Float], _ stride: Int, _ count: Int) -> [Float] {
    var result = values
    for n in values.indices {
      let place = n / stride % count
      let low = place > 0 ? values[n - stride] : 0
      let high = place < count - 1 ? values[n + stride] : 0
      result[n] = 0.5 * values[n] + 0.25 * (low + high)
    }
    return result
  }
}

/// Averaging over half-voxel shifts has six times the second moment of a voxel's own mean along each axis, h²/2 against h²/12.
let momentOfHalfVoxelShifts = 6.0
