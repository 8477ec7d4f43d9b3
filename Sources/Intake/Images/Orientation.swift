import Volumes

extension Grid {
  /// The orientation in words, such as `axial, i R→L, j A→P, k I→S`; `oblique` where no axis is within 8° of the
  /// patient's.
  var orientationWords: String {
    let (i, j, k) = direction.columns
    let plane = Grid.planes[Grid.dominant(k)]
    let slanted = [i, j, k].contains { abs($0[Grid.dominant($0)]) < 0.99 }
    return "\(slanted ? "oblique " : "")\(plane), i \(Grid.arrow(i)), j \(Grid.arrow(j)), k \(Grid.arrow(k))"
  }

  private static let planes = ["sagittal", "coronal", "axial"]

  private static func dominant(_ v: Vector3) -> Int {
    let size = Vector3(abs(v.x), abs(v.y), abs(v.z))
    return size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2
  }

  /// LPS: +x left, +y posterior, +z superior.
  private static func arrow(_ v: Vector3) -> String {
    let axis = dominant(v), ends = [("R", "L"), ("A", "P"), ("I", "S")][axis]
    return v[axis] > 0 ? "\(ends.0)→\(ends.1)" : "\(ends.1)→\(ends.0)"
  }
}
