import Parallel
import Volumes

/// Direct convolution with a short kernel that is even or odd along each axis.
///
/// Rows at mirrored offsets are added first, then one symmetric row of the kernel is applied: a quarter of the rows
/// and half of the products of a plain sum. Every output voxel is summed in one fixed order.
struct NearConvolution {
  private let kernel: [Float]
  private let extent: GridSize
  /// Per (j, k) of the kernel the number of entries of its row that are not zero.
  private let rowLength: [Int]
  /// Axes along which the kernel changes sign.
  private let odd: (i: Bool, j: Bool, k: Bool)

  init(_ kernel: VoxelKernel) {
    self.init(values: kernel.values.map { Float($0) }, extent: kernel.extent, moment: kernel.moment)
  }

  init(values: [Float], extent: GridSize, moment: VoxelMoment = .mean) {
    (kernel, self.extent) = (values, extent)
    odd = (!moment.i.isMultiple(of: 2), !moment.j.isMultiple(of: 2), !moment.k.isMultiple(of: 2))
    rowLength = (0..<extent.j * extent.k).map { row in
      let cells = values[row * extent.i..<(row + 1) * extent.i]
      return (cells.lastIndex { $0 != 0 } ?? cells.startIndex - 1) + 1 - cells.startIndex
    }
  }

  /// Products per voxel, to compare with a Fourier transform.
  var cost: Int { rowLength.reduce(0) { $0 + $1 + ($1 > 0 ? 2 : 0) } }

  func callAsFunction(_ source: [Float], size: GridSize, workers: Int) -> [Float] {
    let padded = PaddedRows(source, size: size, margin: extent.i)
    var result = [Float](repeating: 0, count: size.count)
    result.withUnsafeMutableBufferPointer { buffer in
      let out = DisjointBuffer(buffer)
      parallelForEach(
        size.j * size.k, block: size.j, threads: workers, scratch: { _ in RowScratch(padded.width, size.i) }
      ) { rows, scratch in
        for n in rows {
          row(n % size.j, n / size.j, of: padded, scratch)
          (out.pointer + size.i * n).update(from: scratch.sum, count: size.i)
        }
      }
    }
    return result
  }

  /// One row of the result, into `scratch.sum`.
  private func row(_ j: Int, _ k: Int, of source: PaddedRows, _ scratch: RowScratch) {
    scratch.clear()
    for dk in 0..<extent.k {
      for dj in 0..<extent.j where rowLength[dj + extent.j * dk] > 0 {
        guard scratch.gather(source, j, k, dj, dk, odd: (odd.j, odd.k)) else { continue }
        let offset = extent.i * (dj + extent.j * dk)
        kernel.withUnsafeBufferPointer {
          let (row, count) = ($0.baseAddress! + offset, rowLength[dj + extent.j * dk])
          if odd.i {
            scratch.applyOdd(row, count: count, margin: source.margin)
          } else {
            scratch.apply(row, count: count, margin: source.margin)
          }
        }
      }
    }
  }
}

/// A volume whose rows have zeros on both sides, as many as the kernel is long and up to a multiple of eight.
struct PaddedRows {
  let margin: Int
  let width: Int
  let size: GridSize
  private(set) var values: [Float]
  /// Rows that hold anything but zeros.
  private(set) var occupied: [Bool]

  init(_ source: [Float], size: GridSize, margin: Int) {
    (self.size, self.margin) = (size, margin)
    width = margin + (size.i + 7) / 8 * 8 + margin
    values = Array(repeating: 0, count: width * size.j * size.k)
    occupied = Array(repeating: false, count: size.j * size.k)
    for row in 0..<size.j * size.k {
      for i in 0..<size.i where source[row * size.i + i] != 0 {
        values[row * width + margin + i] = source[row * size.i + i]
        occupied[row] = true
      }
    }
  }
}

/// One worker's rows: the sum of mirrored source rows, and the result. Freed with the worker.
final class RowScratch {
  private let width: Int
  private let blocks: Int
  private let folded: UnsafeMutablePointer<Float>
  let sum: UnsafeMutablePointer<Float>

  init(_ width: Int, _ count: Int) {
    self.width = width
    blocks = (count + 7) / 8
    folded = .allocate(capacity: width)
    sum = .allocate(capacity: blocks * 8)
  }

  deinit {
    folded.deallocate()
    sum.deallocate()
  }

  func clear() { sum.update(repeating: 0, count: blocks * 8) }

  /// Adds the up to four source rows at (j ± dj, k ± dk), those ahead with the other sign where the kernel is odd; false if
  /// all are outside or empty.
  func gather(
    _ source: PaddedRows, _ j: Int, _ k: Int, _ dj: Int, _ dk: Int, odd: (j: Bool, k: Bool)
  ) -> Bool {
    var any = false
    for kk in dk == 0 ? k...k : k - dk...k + dk where kk == k - dk || kk == k + dk {
      for jj in dj == 0 ? j...j : j - dj...j + dj where jj == j - dj || jj == j + dj {
        guard kk >= 0, kk < source.size.k, jj >= 0, jj < source.size.j else { continue }
        let row = jj + source.size.j * kk
        guard source.occupied[row] else { continue }
        let negative = (odd.j && jj > j) != (odd.k && kk > k)
        source.values.withUnsafeBufferPointer {
          add($0.baseAddress! + row * width, first: !any, negative: negative)
        }
        any = true
      }
    }
    return any
  }

  private func add(_ row: UnsafePointer<Float>, first: Bool, negative: Bool) {
    switch (first, negative) {
    case (true, false): folded.update(from: row, count: width)
    case (false, false): for n in 0..<width { folded[n] += row[n] }
    case (true, true): for n in 0..<width { folded[n] = -row[n] }
    case (false, true): for n in 0..<width { folded[n] -= row[n] }
    }
  }

  /// sum(i) += K₀ f(i) + Σ K_d (f(i − d) + f(i + d)).
  func apply(_ kernel: UnsafePointer<Float>, count: Int, margin: Int) {
    for block in 0..<blocks {
      let centre = folded + margin + block * 8
      var total = load(sum + block * 8)
      total += load(centre) * kernel[0]
      for d in 1..<max(1, count) { total += (load(centre - d) + load(centre + d)) * kernel[d] }
      UnsafeMutableRawPointer(sum + block * 8).storeBytes(of: total, as: SIMD8<Float>.self)
    }
  }

  /// sum(i) += Σ K_d (f(i − d) − f(i + d)).
  func applyOdd(_ kernel: UnsafePointer<Float>, count: Int, margin: Int) {
    for block in 0..<blocks {
      let centre = folded + margin + block * 8
      var total = load(sum + block * 8)
      for d in 1..<max(1, count) { total += (load(centre - d) - load(centre + d)) * kernel[d] }
      UnsafeMutableRawPointer(sum + block * 8).storeBytes(of: total, as: SIMD8<Float>.self)
    }
  }

  @inline(__always)
  private func load(_ p: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Float>.self)
  }
}
