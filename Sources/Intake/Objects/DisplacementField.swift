import DICOM
import Diagnostics
import Volumes

/// Displacements on a regular grid, as a DICOM object holds them: mm, LPS, x y z of one voxel after the other, i fastest.
struct DisplacementField {
  var grid: Grid
  var vectors: [Float]

  init(grid: Grid, vectors: [Float]) { (self.grid, self.vectors) = (grid, vectors) }

  /// A deformation on a grid of a quarter of its control points' distance, over the box that it describes.
  init(_ deformation: Deformation) {
    let lattice = deformation.lattice, parts = 4
    func count(_ n: Int) -> Int { (n - 3) * parts + 1 }
    let grid = try! Grid(
      size: GridSize(count(lattice.size.i), count(lattice.size.j), count(lattice.size.k)),
      spacing: lattice.spacing / Double(parts), direction: lattice.direction,
      origin: lattice.position(Vector3(repeating: 1)))
    var vectors: [Float] = []
    vectors.reserveCapacity(3 * grid.size.count)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          let u = deformation.displacement(
            at: grid.position(Vector3(Double(i), Double(j), Double(k))))
          vectors += [Float(u.x), Float(u.y), Float(u.z)]
        }
      }
    }
    self.init(grid: grid, vectors: vectors)
  }

  /// - Throws: `Problem` if geometry or vectors are absent or contradict each other.
  init(_ item: DataSet) throws {
    func numbers(_ tag: Tag, _ count: Int) throws -> [Double] {
      guard let values = item.doubles(tag), values.count == count, values.allSatisfy(\.isFinite) else {
        throw RegistrationObject.rejected(
          "\(count) numbers are needed", item.place(tag), "the deformation cannot be placed in the patient")
      }
      return values
    }
    let position = try numbers(.imagePositionPatient, 3), axes = try numbers(.imageOrientationPatient, 6)
    let size = try numbers(.gridDimensions, 3), step = try numbers(.gridResolution, 3)
    let (i, j) = (Vector3(axes[0], axes[1], axes[2]), Vector3(axes[3], axes[4], axes[5]))
    guard size.allSatisfy({ (2...4096).contains($0) && $0 == $0.rounded() }) else {
      throw RegistrationObject.rejected(
        "the grid of the deformation has no ordinary size", item.place(.gridDimensions), "2 to 4096 along each axis")
    }
    grid = try FrameStack.rejecting(item) {
      try Grid(
        size: GridSize(Int(size[0]), Int(size[1]), Int(size[2])),
        spacing: Vector3(step[0], step[1], step[2]), direction: Matrix3(i, j, i.cross(j)),
        origin: Vector3(position[0], position[1], position[2]))
    }
    vectors = item.floats(.vectorGridData) ?? []
    guard vectors.count == 3 * grid.size.count, vectors.allSatisfy({ abs($0) <= 1000 }) else {
      throw RegistrationObject.rejected(
        "the vectors of the deformation do not fill its grid, or are no displacements",
        item.place(.vectorGridData), "\(3 * grid.size.count) finite numbers within a metre are needed")
    }
  }

  /// The cubic B-spline that takes the field's values at its points (Unser 1999, doi:10.1109/79.799930), with straight ends.
  var deformation: Deformation {
    get throws {
      var sizes = [grid.size.i, grid.size.j, grid.size.k]
      var values = vectors.map(Double.init)
      for axis in 0..<3 {
        values = Self.coefficients(values, sizes, along: axis)
        sizes[axis] += 2
      }
      return try Deformation(
        lattice: Grid(
          size: GridSize(sizes[0], sizes[1], sizes[2]), spacing: grid.spacing, direction: grid.direction,
          origin: grid.position(Vector3(repeating: -1))), coefficients: values.map { Float($0) })
    }
  }

  /// Solves (c₋ + 4c + c₊)/6 = f along one axis; at the ends c = f, and one point is added beyond each.
  private static func coefficients(_ f: [Double], _ sizes: [Int], along axis: Int) -> [Double] {
    let inner = 3 * sizes[..<axis].reduce(1, *), outer = sizes[(axis + 1)...].reduce(1, *)
    let n = sizes[axis]
    var result = [Double](repeating: 0, count: inner * (n + 2) * outer)
    // Thomas' elimination; its factors are the same for all lines.
    var factor = [Double](repeating: 0, count: n)
    if n > 2 { for m in 1..<n - 1 { factor[m] = 1 / (4 - (m > 1 ? factor[m - 1] : 0)) } }
    var c = [Double](repeating: 0, count: n)
    for o in 0..<outer {
      for x in 0..<inner {
        func value(_ m: Int) -> Double { f[(o * n + m) * inner + x] }
        (c[0], c[n - 1]) = (value(0), value(n - 1))
        if n > 2 {
          for m in 1..<n - 1 {
            let right = 6 * value(m) - (m == n - 2 ? c[n - 1] : 0)
            c[m] = (right - c[m - 1] * 1) * factor[m]
          }
          for m in (1..<n - 2).reversed() { c[m] -= factor[m] * c[m + 1] }
        }
        for m in 0..<n { result[(o * (n + 2) + m + 1) * inner + x] = c[m] }
        result[o * (n + 2) * inner + x] = 2 * c[0] - c[1]
        result[(o * (n + 2) + n + 1) * inner + x] = 2 * c[n - 1] - c[n - 2]
      }
    }
    return result
  }
}
