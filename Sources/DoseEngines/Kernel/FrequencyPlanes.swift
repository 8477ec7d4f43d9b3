import Parallel
import Volumes

/// The half spectrum along i of every plane k: `size.k` planes of `period.j` rows of `width` frequencies.
///
/// Workers touch disjoint planes (along i and j) or disjoint rows j (along k).
struct FrequencyPlanes: Sendable {
  typealias Lanes = SIMD8<Float>
  private let real, imaginary: DisjointBuffer<Float>
  let width: Int
  let size: GridSize
  let period: GridSize

  /// Memory of its own, which the caller must `deallocate`.
  init(width: Int, size: GridSize, period: GridSize) {
    (self.width, self.size, self.period) = (width, size, period)
    let count = width * period.j * size.k
    (real, imaginary) = (.uninitialised(count), .uninitialised(count))
  }

  func deallocate() {
    real.deallocate()
    imaginary.deallocate()
  }

  @inline(__always) private var re: UnsafeMutablePointer<Float> { real.pointer }
  @inline(__always) private var im: UnsafeMutablePointer<Float> { imaginary.pointer }
  private var half: Int { period.i / 2 }
  private func offset(_ j: Int, _ k: Int) -> Int { width * (j + period.j * k) }

  @inline(__always)
  static func load(_ p: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: value, as: Lanes.self)
  }

  // MARK: along i

  /// Sixteen real rows from j on: eight as real parts, eight as imaginary parts.
  func loadRows(_ plane: UnsafePointer<Float>, _ j: Int, into lines: LineBuffer) {
    lines.clear()
    for l in 0..<min(16, size.j - j) {
      let row = plane + size.i * (j + l)
      let target = (l < 8 ? lines.reals : lines.imaginaries) + l % 8
      for i in 0..<size.i { target[8 &* i] = row[i] }
    }
  }

  func storeRows(_ lines: LineBuffer, _ j: Int, to plane: UnsafeMutablePointer<Float>) {
    for l in 0..<min(16, size.j - j) {
      let row = plane + size.i * (j + l)
      let source = (l < 8 ? lines.reals : lines.imaginaries) + l % 8
      for i in 0..<size.i { row[i] = source[8 &* i] }
    }
  }

  /// Splits the transform of a + ib into those of the real rows a and b.
  func storeSplit(_ lines: LineBuffer, _ j: Int, _ k: Int) {
    let count = min(16, size.j - j)
    for f in 0...half {
      let mirror = f == 0 ? 0 : period.i - f
      let (zr, zi, mr, mi) = (lines.re[f], lines.im[f], lines.re[mirror], lines.im[mirror])
      scatter((zr + mr) * 0.5, (zi - mi) * 0.5, f, j, k, min(8, count))
      if count > 8 { scatter((zi + mi) * 0.5, (mr - zr) * 0.5, f, j + 8, k, count - 8) }
    }
  }

  /// Joins the half spectra of rows a and b to the full one of a + ib.
  func loadJoined(_ j: Int, _ k: Int, into lines: LineBuffer) {
    let count = min(16, size.j - j)
    for f in 0...half {
      let a = gather(f, j, k, min(8, count))
      let b = count > 8 ? gather(f, j + 8, k, count - 8) : (.zero, .zero)
      let mirror = f == 0 ? 0 : period.i - f
      lines.re[mirror] = a.0 + b.1
      lines.im[mirror] = b.0 - a.1
      lines.re[f] = a.0 - b.1
      lines.im[f] = a.1 + b.0
    }
  }

  @inline(__always)
  private func scatter(_ r: Lanes, _ i: Lanes, _ f: Int, _ j: Int, _ k: Int, _ count: Int) {
    var at = offset(j, k) + f
    for l in 0..<count {
      re[at] = r[l]
      im[at] = i[l]
      at += width
    }
  }

  @inline(__always)
  private func gather(_ f: Int, _ j: Int, _ k: Int, _ count: Int) -> (Lanes, Lanes) {
    var r = Lanes.zero, i = Lanes.zero
    var at = offset(j, k) + f
    for l in 0..<count {
      r[l] = re[at]
      i[l] = im[at]
      at += width
    }
    return (r, i)
  }

  // MARK: along j

  /// Eight frequencies of plane k along j; rows beyond `rows` are zero.
  func loadColumn(_ block: Int, _ k: Int, rows: Int, into lines: LineBuffer) {
    var at = offset(0, k) + block
    for j in 0..<rows {
      lines.re[j] = FrequencyPlanes.load(re + at)
      lines.im[j] = FrequencyPlanes.load(im + at)
      at += width
    }
    for j in rows..<max(rows, period.j) {
      lines.re[j] = .zero
      lines.im[j] = .zero
    }
  }

  func storeColumn(_ lines: LineBuffer, _ block: Int, _ k: Int, rows: Int) {
    var at = offset(0, k) + block
    for j in 0..<rows {
      FrequencyPlanes.store(lines.re[j], re + at)
      FrequencyPlanes.store(lines.im[j], im + at)
      at += width
    }
  }

  // MARK: along k

  func loadDepth(_ block: Int, _ j: Int, into lines: LineBuffer) {
    var at = offset(j, 0) + block
    for k in 0..<size.k {
      lines.re[k] = FrequencyPlanes.load(re + at)
      lines.im[k] = FrequencyPlanes.load(im + at)
      at += width * period.j
    }
    for k in size.k..<period.k {
      lines.re[k] = .zero
      lines.im[k] = .zero
    }
  }

  func storeDepth(_ lines: LineBuffer, _ block: Int, _ j: Int) {
    var at = offset(j, 0) + block
    for k in 0..<size.k {
      FrequencyPlanes.store(lines.re[k], re + at)
      FrequencyPlanes.store(lines.im[k], im + at)
      at += width * period.j
    }
  }
}
