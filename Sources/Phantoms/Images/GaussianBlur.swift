import Foundation
import Parallel
import Quantities
import Volumes

extension Volume<Float> {
  /// Convolved with a three-dimensional Gaussian of the given full width at half maximum; nothing comes in from
  /// outside the grid. Separable, cut off at 4 σ and normalised, so that counts are kept up to what leaves the grid.
  func blurred(fwhm: Length) -> Volume<Float> {
    let sigma = fwhm.sigmaOfWidth
    guard sigma > 0 else { return self }
    let (n, s) = (grid.size, grid.spacing)
    var result = self
    result.voxels = alongRows(result.voxels, SampledGaussian(sigma: sigma / s.x).weights)
    result.voxels = alongStride(
      result.voxels, SampledGaussian(sigma: sigma / s.y).weights, length: n.j, stride: n.i, blocks: n.k)
    result.voxels = alongStride(
      result.voxels, SampledGaussian(sigma: sigma / s.z).weights, length: n.k, stride: n.i * n.j, blocks: 1)
    return result
  }

  private func alongRows(_ input: [Float], _ kernel: [Float]) -> [Float] {
    let (n, reach) = (grid.size.i, kernel.count / 2)
    return parallel(rows: input.count / n, length: n) { row, out in
      let base = row * n
      for i in 0..<n {
        var sum: Float = 0
        for m in max(0, i - reach)...min(n - 1, i + reach) { sum += input[base + m] * kernel[m - i + reach] }
        out[i] = sum
      }
    }
  }

  /// Whole runs of `stride` neighbouring voxels at a time.
  private func alongStride(_ input: [Float], _ kernel: [Float], length: Int, stride: Int, blocks: Int)
    -> [Float]
  {
    let reach = kernel.count / 2
    return parallel(rows: blocks * length, length: stride) { row, out in
      let (block, line) = (row / length * length, row % length)
      for x in 0..<stride { out[x] = 0 }
      for m in max(0, line - reach)...min(length - 1, line + reach) {
        let (weight, from) = (kernel[m - line + reach], (block + m) * stride)
        for x in 0..<stride { out[x] += weight * input[from + x] }
      }
    }
  }
}

/// An array made row by row on all cores; each row is written by one thread.
func parallel(
  rows: Int, length: Int, _ fill: @Sendable (_ row: Int, _ out: UnsafeMutablePointer<Float>) -> Void
) -> [Float] {
  [Float](unsafeUninitializedCapacity: rows * length) { buffer, count in
    let target = DisjointBuffer(buffer)
    parallelForEach(rows) { range in for row in range { fill(row, target.pointer + row * length) } }
    count = rows * length
  }
}
