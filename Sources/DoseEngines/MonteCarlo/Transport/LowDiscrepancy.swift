/// Points that fill the unit cube evenly: multiples of powers of the generalised golden ratio (Roberts 2018), shifted by
/// random numbers of the batch, so that every point alone is uniform and every batch independent.
struct LowDiscrepancy {
  static let dimensions = 8
  private let shifts: [UInt64]
  private static let strides: [UInt64] = {
    // Root of x⁹ = x + 1.
    var g = 1.1
    for _ in 0..<64 { g = exp2root(1 + g) }
    var power = 1.0
    return (0..<dimensions).map { _ in
      power /= g
      return UInt64(power * 0x1p64)
    }
  }()

  private static func exp2root(_ x: Double) -> Double {
    // Ninth root by Newton's steps.
    var y = 1.1
    for _ in 0..<60 {
      var p = 1.0
      for _ in 0..<8 { p *= y }
      y -= (y * p - x) / (9 * p)
    }
    return y
  }

  init(_ random: inout RandomStream) { shifts = (0..<LowDiscrepancy.dimensions).map { _ in random.next() } }

  /// Coordinate 0 < u < 1 of point `n`.
  @inline(__always)
  func callAsFunction(_ dimension: Int, _ n: Int) -> Float {
    RandomStream.unit(
      (shifts[dimension] &+ UInt64(truncatingIfNeeded: n) &* LowDiscrepancy.strides[dimension]) >> 40)
  }
}
