import Foundation
import Volumes

extension Solid {
  /// The outline in a horizontal plane: a closed polygon without repeated end point; empty if there is none.
  ///
  /// The polygon has the area of the true ellipse (before cutting), so that area × spacing has no inscription error.
  public func contour(z: Double, vertices n: Int = 180) -> [Vector3] {
    guard let ellipse = ellipse(z: z) else { return [] }
    let step = 2 * Double.pi / Double(n)
    let scale = (step / sin(step)).squareRoot()
    let polygon = (0..<n).map { m -> Vector3 in
      let (u, v) = (cos(step * Double(m)) * scale, sin(step * Double(m)) * scale)
      let (x, y) = (ellipse.x.0 * u + ellipse.x.1 * v, ellipse.y.0 * u + ellipse.y.1 * v)
      return Vector3(ellipse.centre.0 + x, ellipse.centre.1 + y, z)
    }
    return cuts.reduce(polygon) { Solid.clip($0, by: $1) }
  }

  /// Centre and the images of the two unit vectors of the circle that becomes the section's ellipse.
  private func ellipse(z: Double) -> (centre: (Double, Double), x: (Double, Double), y: (Double, Double))? {
    let (mx, my, mz) = (form(Vector3(1, 0, 0)), form(Vector3(0, 1, 0)), form(Vector3(0, 0, 1)))
    let (a, b, d) = (mx.x, mx.y, my.y)
    let height = z - centre.z
    let (e, f) = (mx.z * height, my.z * height)
    let determinant = a * d - b * b
    let (u, v) = ((-d * e + b * f) / determinant, (b * e - a * f) / determinant)
    let rest = 1 - mz.z * height * height - (e * u + f * v)
    guard rest > 0 else { return nil }
    // Cholesky of the section's form: [a b; b d] = L·Lᵀ, points L⁻ᵀ·(cos, sin)·√rest.
    let root = rest.squareRoot()
    let l = (d - b * b / a).squareRoot()
    return (
      (centre.x + u, centre.y + v), (root / a.squareRoot(), -root * b / (a * l)), (0, root / l)
    )
  }

  /// A column of the quadratic form Σ (axis·p)²/r².
  private func form(_ v: Vector3) -> Vector3 {
    let (a, b, c) = axes.columns
    let w = inverseRadii * inverseRadii
    return a * (a.dot(v) * w.x) + b * (b.dot(v) * w.y) + c * (c.dot(v) * w.z)
  }

  /// Sutherland–Hodgman against one half-space.
  static func clip(_ polygon: [Vector3], by cut: HalfSpace) -> [Vector3] {
    var kept: [Vector3] = []
    for (n, p) in polygon.enumerated() {
      let q = polygon[(n + 1) % polygon.count]
      let (here, there) = (cut.limit - cut.normal.dot(p), cut.limit - cut.normal.dot(q))
      if here >= 0 { kept.append(p) }
      if (here >= 0) != (there >= 0) { kept.append(p + (q - p) * (here / (here - there))) }
    }
    return kept.count >= 3 ? kept : []
  }
}
