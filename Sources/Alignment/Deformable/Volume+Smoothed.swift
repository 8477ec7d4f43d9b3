import Volumes

extension Volume<Float> {
  /// Convolved with (1, 2, 1)/4 along each axis; border voxels repeat. Noise falls to a quarter, edges move nowhere, and the
  /// interpolation of noise no longer favours half-voxel displacements (Pluim et al. 2000, doi:10.1006/cviu.1999.0816).
  var smoothed: Volume<Float> {
    var values = voxels
    let sizes = [grid.size.i, grid.size.j, grid.size.k]
    for axis in 0..<3 { values = Self.smoothed(values, sizes, along: axis) }
    return try! Volume(grid: grid, voxels: values)
  }

  private static func smoothed(_ values: [Float], _ sizes: [Int], along axis: Int) -> [Float] {
    let inner = sizes[..<axis].reduce(1, *), length = sizes[axis]
    var result = values
    for start in stride(from: 0, to: values.count, by: inner * length) {
      for n in 0..<length {
        let (here, before, after) = (
          start + n * inner, start + max(0, n - 1) * inner, start + min(length - 1, n + 1) * inner
        )
        for x in 0..<inner {
          result[here + x] = (values[before + x] + 2 * values[here + x] + values[after + x]) / 4
        }
      }
    }
    return result
  }
}
