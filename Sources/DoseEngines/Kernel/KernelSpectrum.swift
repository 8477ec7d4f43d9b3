import Parallel
import Volumes

/// The Fourier transform of a voxel kernel on a periodic grid, scaled by 1/N.
///
/// The kernel is real and even along every axis, so its transform is too: one octant of frequencies holds it all, and
/// two real even lines travel through one complex transform as its real and imaginary part without mixing.
struct KernelSpectrum {
  /// Rows of frequencies along i are padded to this multiple of eight.
  let width: Int
  private let rows: GridSize
  let values: [Float]

  init(_ kernel: VoxelKernel, period: GridSize, workers: Int) {
    var lines = EvenLines(values: kernel.values.map { Float($0) }, extent: kernel.extent)
    for length in [period.i, period.j, period.k] { lines = lines.transformed(length, workers: workers) }
    (width, rows) = ((lines.extent.i + 7) / 8 * 8, lines.extent)
    let scale = 1 / Float(period.count)
    var padded = [Float](repeating: 0, count: width * rows.j * rows.k)
    for row in 0..<rows.j * rows.k {
      for i in 0..<rows.i { padded[row * width + i] = lines.values[row * rows.i + i] * scale }
    }
    values = padded
  }

  /// Where the row of frequencies (·, j, k) starts.
  func offset(_ j: Int, _ k: Int) -> Int { width * (j + rows.j * k) }
}

/// An octant of a function that is even along every axis, first axis fastest.
private struct EvenLines {
  var values: [Float]
  var extent: GridSize

  /// Transforms along the first axis, which becomes the last: three calls transform all axes and restore their order.
  func transformed(_ length: Int, workers: Int) -> EvenLines {
    let lines = extent.j * extent.k, kept = length / 2 + 1
    var result = [Float](repeating: 0, count: lines * kept)
    let transform = FourierTransform(length)
    result.withUnsafeMutableBufferPointer { buffer in
      let out = DisjointBuffer(buffer)
      parallelForEach(lines, block: 16, threads: workers, scratch: { _ in LineBuffer(length) }) {
        group, scratch in
        let (first, count) = (group.lowerBound, group.count)
        load(first, count, length, into: scratch)
        transform.forward(scratch)
        for f in 0..<kept {
          for l in 0..<count {
            out[first + l + lines * f] = l < 8 ? scratch.re[f][l] : scratch.im[f][l - 8]
          }
        }
      }
    }
    return EvenLines(values: result, extent: GridSize(extent.j, extent.k, kept))
  }

  private func load(_ first: Int, _ count: Int, _ length: Int, into buffer: LineBuffer) {
    buffer.clear()
    for l in 0..<count {
      for n in 0..<extent.i {
        let value = values[(first + l) * extent.i + n]
        for place in n == 0 ? [0] : [n, length - n] {
          if l < 8 { buffer.re[place][l] = value } else { buffer.im[place][l - 8] = value }
        }
      }
    }
  }
}
