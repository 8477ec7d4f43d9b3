import Foundation
import Quantities

/// Number of voxels along i (fastest), j and k.
@frozen
public struct GridSize: Hashable, Sendable, Codable {
  public var i, j, k: Int
  @inlinable public init(_ i: Int, _ j: Int, _ k: Int) { (self.i, self.j, self.k) = (i, j, k) }
  @inlinable public var count: Int { i * j * k }
}

/// Where the voxels of a volume lie in the patient.
///
/// The affine maps the index (i, j, k) of a voxel to the position of its *centre*, in millimetres of the
/// DICOM patient system (LPS), i fastest. Spacings are positive; orientation, flips included, is in the
/// direction columns only. Handedness may be negative. Sheared grids (gantry tilt) do not exist here:
/// they are resampled or refused at the door.
public struct Grid: Hashable, Sendable, Codable {
  public let size: GridSize
  /// Distance between centres along i, j, k, mm; positive.
  public let spacing: Vector3
  /// Unit vectors of the i, j and k axes, orthogonal within 1e-3.
  public let direction: Matrix3
  /// Centre of voxel (0, 0, 0), mm, LPS.
  public let origin: Vector3
  /// DICOM Frame of Reference UID (0020,0052); `nil` where the source has none.
  public let frameOfReference: String?

  /// - Throws: `GridError` if a size or spacing is not positive and finite, or the axes are not orthonormal.
  public init(
    size: GridSize, spacing: Vector3, direction: Matrix3 = .identity, origin: Vector3 = .zero,
    frameOfReference: String? = nil
  ) throws(GridError) {
    guard size.i > 0, size.j > 0, size.k > 0 else { throw .emptySize(size) }
    for s in [spacing.x, spacing.y, spacing.z] where !(s.isFinite && s > 0) { throw .badSpacing(spacing) }
    for o in [origin.x, origin.y, origin.z] where !o.isFinite { throw .badOrigin }
    let (x, y, z) = direction.columns
    let lengthError = max(abs(x.norm - 1), abs(y.norm - 1), abs(z.norm - 1))
    let angleError = max(abs(x.dot(y)), abs(y.dot(z)), abs(z.dot(x)))
    guard lengthError < 1e-3, angleError < 1e-3 else {
      throw .notOrthonormal(worst: max(lengthError, angleError))
    }
    (self.size, self.spacing, self.direction) = (size, spacing, direction)
    (self.origin, self.frameOfReference) = (origin, frameOfReference)
  }

  /// Volume of one voxel, mL.
  public var voxelVolume: Quantity<Millilitre> { Quantity(spacing.x * spacing.y * spacing.z / 1000) }

  /// Columns of the affine's linear part: direction × spacing.
  public var axes: Matrix3 {
    let (x, y, z) = direction.columns
    return Matrix3(x * spacing.x, y * spacing.y, z * spacing.z)
  }

  /// Centre of a voxel, or any point given by a fractional index, mm.
  public func position(_ index: Vector3) -> Vector3 { axes * index + origin }

  /// Fractional index of a point in the patient; the inverse of `position`.
  public func index(of position: Vector3) -> Vector3 { axes.inverse * (position - origin) }

  @inlinable public func offset(_ i: Int, _ j: Int, _ k: Int) -> Int { i + size.i * (j + size.j * k) }

  /// True if both grids have the same size, position, orientation (centres of all eight corners within
  /// `tolerance`, mm) and no *different* frame of reference. Two known, different UIDs never match.
  public func matches(_ other: Grid, tolerance: Double = 1e-3) -> Bool {
    guard size == other.size, !hasOtherFrame(than: other) else { return false }
    return corners.allSatisfy { (position($0) - other.position($0)).norm <= tolerance }
  }

  /// True if both name a frame of reference and the names differ.
  public func hasOtherFrame(than other: Grid) -> Bool {
    guard let a = frameOfReference, let b = other.frameOfReference else { return false }
    return a != b
  }

  /// Indices of the eight corner voxels.
  public var corners: [Vector3] {
    let last = Vector3(Double(size.i - 1), Double(size.j - 1), Double(size.k - 1))
    return (0..<8).map { bits in
      Vector3(bits & 1 == 0 ? 0 : last.x, bits & 2 == 0 ? 0 : last.y, bits & 4 == 0 ? 0 : last.z)
    }
  }

  /// This grid after a rigid motion of space, for example into the space of another image: a region
  /// drawn there and laid onto the moved grid is the region as it lies on this one.
  public func moved(by motion: RigidTransform, frameOfReference uid: String? = nil) -> Grid {
    try! Grid(
      size: size, spacing: spacing, direction: motion.rotation * direction, origin: motion(origin),
      frameOfReference: uid)
  }

  public func with(frameOfReference uid: String?) -> Grid {
    try! Grid(size: size, spacing: spacing, direction: direction, origin: origin, frameOfReference: uid)
  }
}

public enum GridError: Error, Equatable, Sendable, CustomStringConvertible {
  case emptySize(GridSize)
  case badSpacing(Vector3)
  case badOrigin
  case notOrthonormal(worst: Double)
  /// Two volumes were combined that do not lie on the same grid.
  case foreignGrid(String)
  case voxelCount(expected: Int, found: Int)

  public var description: String {
    switch self {
    case .emptySize(let s): "a grid of \(s.i) × \(s.j) × \(s.k) voxels is empty"
    case .badSpacing(let s): "voxel spacing \(s.x) × \(s.y) × \(s.z) mm is not positive and finite"
    case .badOrigin: "the position of the first voxel is not finite"
    case .notOrthonormal(let worst):
      "image axes are not orthonormal (worst deviation \(worst)): a tilted or sheared stack"
    case .foreignGrid(let what):
      "\(what) lies on another grid: align and resample it to the reference grid first"
    case .voxelCount(let expected, let found): "\(found) voxel values for a grid of \(expected)"
    }
  }
}
