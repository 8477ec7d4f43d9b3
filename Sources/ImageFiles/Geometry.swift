import Diagnostics
import Volumes

/// Makes a grid from the columns of an affine in LPS, mm.
///
/// Files keep direction cosines in single precision or in a few decimals. Axes that are perpendicular within
/// 1e-3 are replaced by the nearest orthonormal axes; others are a sheared stack.
/// - Throws: `Problem` for a sheared, singular or not finite affine.
func grid(size: GridSize, columns: Matrix3, origin: Vector3, at path: String) throws(Problem) -> Grid {
  let (x, y, z) = columns.columns
  let spacing = Vector3(x.norm, y.norm, z.norm)
  guard (spacing.sum() + origin.sum()).isFinite, spacing.x > 0, spacing.y > 0, spacing.z > 0 else {
    throw Problem(
      .dataRejected, what: "the transform from voxels to millimetres is singular or not finite", at: path,
      why: "voxels have no size or place", remedy: "export the image again from its source")
  }
  let axes = Matrix3(x / spacing.x, y / spacing.y, z / spacing.z)
  let shear = axes.largestCosine
  guard shear < 1e-3 else {
    throw Problem(
      .dataRejected, what: "the image axes are not perpendicular (largest cosine \(Float(shear)))", at: path,
      why:
        "a sheared grid, as from a tilted gantry or an affine to a template, has no voxel size along its axes",
      remedy: "resample the image to perpendicular axes first")
  }
  do throws(GridError) {
    return try Grid(
      size: size, spacing: spacing, direction: axes.nearestOrthonormal, origin: origin.withoutNegativeZero)
  } catch { throw Problem(.dataRejected, what: error.description, at: path) }
}

extension Matrix3 {
  /// Largest absolute cosine between two columns of unit length.
  var largestCosine: Double { max(abs(c(0).dot(c(1))), abs(c(1).dot(c(2))), abs(c(2).dot(c(0)))) }

  /// Orthogonal factor of the polar decomposition, by Newton's iteration (Higham 1986, doi:10.1137/0907079).
  var nearestOrthonormal: Matrix3 {
    var m = self
    for _ in 0..<6 {
      let n = m.inverse.transpose
      m = Matrix3((m.c(0) + n.c(0)) / 2, (m.c(1) + n.c(1)) / 2, (m.c(2) + n.c(2)) / 2)
    }
    return Matrix3(m.c(0).withoutNegativeZero, m.c(1).withoutNegativeZero, m.c(2).withoutNegativeZero)
  }

  func c(_ column: Int) -> Vector3 { [columns.x, columns.y, columns.z][column] }

  /// Between NIfTI's RAS and DICOM's LPS: x and y change sign. Its own inverse.
  var reflectedXY: Matrix3 { Matrix3(c(0).reflectedXY, c(1).reflectedXY, c(2).reflectedXY) }
}

extension SIMD3 where Scalar == Double {
  var reflectedXY: Self { Self(-x, -y, z) }
  /// A negative zero would be printed with its sign.
  var withoutNegativeZero: Self { self + Self(repeating: 0) }
}
