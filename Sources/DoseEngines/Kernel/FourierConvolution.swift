import Parallel
import Volumes

/// Convolution with a long, even kernel by fast Fourier transform, zero-padded so that nothing wraps around.
///
/// Rows of i travel in pairs as one complex line. Zero padding is never stored along j's data or k: planes of zeros
/// are skipped, and the passes forward along k, product and back along k are one. Real values in single precision:
/// errors are below 1e-6 of the largest result.
struct FourierConvolution {
  private let size: GridSize
  private let period: GridSize
  private let spectrum: KernelSpectrum
  private let workers: Int

  init(_ kernel: VoxelKernel, size: GridSize, workers: Int) {
    (self.size, self.workers) = (size, workers)
    period = FourierConvolution.period(size, kernel.extent)
    spectrum = KernelSpectrum(kernel, period: period, workers: workers)
  }

  static func period(_ size: GridSize, _ extent: GridSize) -> GridSize {
    GridSize(
      FourierTransform.length(atLeast: size.i + extent.i - 1),
      FourierTransform.length(atLeast: size.j + extent.j - 1),
      FourierTransform.length(atLeast: size.k + extent.k - 1))
  }

  func callAsFunction(_ source: [Float]) -> [Float] {
    let planes = FrequencyPlanes(width: spectrum.width, size: size, period: period)
    defer { planes.deallocate() }
    var result = [Float](repeating: 0, count: size.count)
    forward(source, planes)
    multiply(planes)
    inverse(planes, &result)
    return result
  }

  /// Runs `body` for every plane k, with lines along i and j.
  private func eachPlane(_ body: @Sendable (_ k: Int, (LineBuffer, LineBuffer)) -> Void) {
    parallelForEach(
      size.k, threads: workers, scratch: { _ in (LineBuffer(period.i), LineBuffer(period.j)) }
    ) { planes, lines in for k in planes { body(k, lines) } }
  }

  /// Along i, then j, plane by plane.
  private func forward(_ source: [Float], _ planes: FrequencyPlanes) {
    let along = (i: FourierTransform(period.i), j: FourierTransform(period.j))
    source.withUnsafeBufferPointer { values in
      let input = ReadOnlyPointer(values)
      eachPlane { k, scratch in
        let plane = input + size.i * size.j * k
        for j in stride(from: 0, to: size.j, by: 16) {
          planes.loadRows(plane, j, into: scratch.0)
          along.i.forward(scratch.0)
          planes.storeSplit(scratch.0, j, k)
        }
        for block in stride(from: 0, to: spectrum.width, by: 8) {
          planes.loadColumn(block, k, rows: size.j, into: scratch.1)
          along.j.forward(scratch.1)
          planes.storeColumn(scratch.1, block, k, rows: period.j)
        }
      }
    }
  }

  /// Along k, product with the kernel, and back.
  private func multiply(_ planes: FrequencyPlanes) {
    let along = FourierTransform(period.k)
    spectrum.values.withUnsafeBufferPointer { values in
      let kernel = ReadOnlyPointer(values)
      parallelForEach(period.j, threads: workers, scratch: { _ in LineBuffer(period.k) }) { rows, scratch in
        for j in rows { multiply(planes, j, along, kernel, scratch) }
      }
    }
  }

  private func multiply(
    _ planes: FrequencyPlanes, _ j: Int, _ along: FourierTransform, _ kernel: ReadOnlyPointer<Float>,
    _ scratch: LineBuffer
  ) {
    for block in stride(from: 0, to: spectrum.width, by: 8) {
      planes.loadDepth(block, j, into: scratch)
      along.forward(scratch)
      for k in 0..<period.k {
        let row = spectrum.offset(min(j, period.j - j), min(k, period.k - k))
        let factor = FrequencyPlanes.load(kernel + (row + block))
        scratch.re[k] *= factor
        scratch.im[k] *= factor
      }
      along.inverse(scratch)
      planes.storeDepth(scratch, block, j)
    }
  }

  /// Back along j, then i.
  private func inverse(_ planes: FrequencyPlanes, _ result: inout [Float]) {
    let along = (i: FourierTransform(period.i), j: FourierTransform(period.j))
    result.withUnsafeMutableBufferPointer { buffer in
      let out = DisjointBuffer(buffer)
      eachPlane { k, scratch in
        for block in stride(from: 0, to: spectrum.width, by: 8) {
          planes.loadColumn(block, k, rows: period.j, into: scratch.1)
          along.j.inverse(scratch.1)
          planes.storeColumn(scratch.1, block, k, rows: size.j)
        }
        for j in stride(from: 0, to: size.j, by: 16) {
          planes.loadJoined(j, k, into: scratch.0)
          along.i.inverse(scratch.0)
          planes.storeRows(scratch.0, j, to: out.pointer + size.i * size.j * k)
        }
      }
    }
  }
}
