/// A unit vector in the axes of the grid.
struct Direction {
  var u, v, w: Float

  /// Turns by the angle with `cosine` and the azimuth `turn` (in turns, −½…½) about this direction.
  ///
  /// Frame of Duff et al. 2017 (J. Comput. Graph. Tech. 6:1), which has no singular axis; the length is kept at one.
  @inline(__always)
  func turned(cosine: Float, sine: Float, turn: Float) -> Direction {
    let (c, s) = Direction.circle(turn)
    let sign: Float = w < 0 ? -1 : 1
    let a = -1 / (sign + w)
    let b = u * v * a
    let (x, y) = (sine * c, sine * s)
    let nu = x * (1 + sign * u * u * a) + y * b + cosine * u
    let nv = x * sign * b + y * (sign + v * v * a) + cosine * v
    let nw = -x * sign * u - y * v + cosine * w
    let scale = 1.5 - 0.5 * (nu * nu + nv * nv + nw * nw)
    return Direction(u: nu * scale, v: nv * scale, w: nw * scale)
  }

  /// Isotropic from two numbers: `height` 0…1 and `turn` −½…½.
  @inline(__always)
  static func isotropic(height: Float, turn: Float) -> Direction {
    let w = 2 * height - 1
    let ring = max(0, 1 - w * w).squareRoot()
    let (c, s) = circle(turn)
    return Direction(u: ring * c, v: ring * s, w: w)
  }

  /// Cosine and sine of `turn` turns, −½…½: polynomials of half the angle (within 1e-6), doubled.
  @inline(__always)
  static func circle(_ turn: Float) -> (Float, Float) {
    let h = turn * .pi
    let q = h * h
    let s =
      h * (1 + q * (-0.166666667 + q * (0.00833333 + q * (-0.000198409 + q * 2.7526e-6 - q * q * 2.39e-8))))
    let c =
      1 + q
      * (-0.5 + q * (0.0416666667 + q * (-0.00138888889 + q * (2.48016e-5 + q * (-2.7557e-7 + q * 2.08e-9)))))
    return (c * c - s * s, 2 * s * c)
  }

  static prefix func - (d: Direction) -> Direction { Direction(u: -d.u, v: -d.v, w: -d.w) }
}
