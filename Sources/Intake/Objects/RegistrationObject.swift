import DICOM
import Diagnostics
import Volumes

/// A DICOM Spatial Registration (PS3.3 C.20.2) or Deformable Spatial Registration (C.20.3): how points of one frame of
/// reference lie in others.
public struct RegistrationObject: Sendable {
  /// The frame of reference that the object itself belongs to.
  public var registered: String
  /// From points of that frame to points of the others, mm LPS.
  public var maps: [String: SpatialMap]

  /// From the reference to a time point.
  ///
  /// - Throws: `dataRejected` where a frame of reference is unknown, or the object relates other ones.
  public func map(from fixed: String?, to moving: String?, at location: String) throws(Problem) -> SpatialMap {
    guard let fixed, let moving else {
      throw Self.rejected(
        "the frame of reference of the reference or of the time point is not known", location,
        "a given registration relates named frames of reference")
    }
    if registered == fixed, let map = maps[moving] { return map }
    if registered == moving, let map = maps[fixed], map.deformation == nil {
      return SpatialMap(map.rigid.inverse)
    }
    let known = ([registered] + maps.keys.sorted()).joined(separator: ", ")
    throw Self.rejected(
      "the registration object does not lead from the reference to this time point", location,
      "it relates \(known); the reference is \(fixed), the time point \(moving)")
  }

  static func rejected(_ what: String, _ place: String, _ why: String) -> Problem {
    Problem(
      .dataRejected, what: what, at: place, why: why,
      remedy: "name the object that was made for these images, or let the registration be computed")
  }
}

extension RegistrationObject {
  /// - Throws: `Problem` if the file is no registration, or a motion is not rigid, or the deformation is incomplete.
  public static func read(_ path: String) throws -> RegistrationObject { try RegistrationObject(DataSet.read(path)) }

  init(_ data: DataSet) throws {
    registered = try data.required(
      .frameOfReferenceUID, "Frame of Reference UID", why: "it is not known what the object is about")
    switch data.string(.sopClassUID) {
    case SOPClass.spatialRegistration: maps = try Self.rigid(data, registered)
    case SOPClass.deformableRegistration: maps = try Self.deformable(data)
    default:
      throw Self.rejected("this is not a DICOM registration object", data.location, "its SOP class is another")
    }
    guard !maps.isEmpty else {
      throw Self.rejected("the object relates no frames of reference", data.location, "it has no item for one")
    }
  }

  /// Each matrix leads from its own frame to the registered one; what is wanted leads the other way.
  private static func rigid(_ data: DataSet, _ registered: String) throws -> [String: SpatialMap] {
    var maps: [String: SpatialMap] = [:]
    for item in data.items(.registrationSequence) {
      guard let frame = item.string(.frameOfReferenceUID), frame != registered else { continue }
      var motion = RigidTransform.identity
      for registration in item.items(.matrixRegistrationSequence) {
        motion = try self.motion(registration).then(motion)
      }
      guard maps.updateValue(SpatialMap(motion.inverse), forKey: frame) == nil else {
        throw rejected("two items relate the same frame of reference", data.location, "which holds is not known")
      }
    }
    return maps
  }

  private static func deformable(_ data: DataSet) throws -> [String: SpatialMap] {
    var maps: [String: SpatialMap] = [:]
    for item in data.items(.deformableRegistrationSequence) {
      guard let frame = item.string(.sourceFrameOfReferenceUID) else { continue }
      let before = try item.items(.preDeformationMatrixRegistrationSequence).map(motion)
      let after = try item.items(.postDeformationMatrixRegistrationSequence).map(motion)
      // post(pre(x) + Δ(x)) with a pre-deformation of its own could not be told apart from the deformation by anyone who reads.
      guard before.allSatisfy({ $0.isNear(.identity) }) else {
        throw rejected(
          "a matrix before the deformation is not the identity", item.location, "such objects are not read")
      }
      let field = try item.items(.deformableRegistrationGridSequence).first.map(DisplacementField.init)
      let rigid = after.reduce(RigidTransform.identity) { $0.then($1) }
      maps[frame] = SpatialMap(rigid, try field?.deformation)
    }
    return maps
  }

  /// Matrices are applied in the order of their items.
  private static func motion(_ item: DataSet) throws -> RigidTransform {
    try item.items(.matrixSequence).reduce(.identity) { motion, matrix in
      guard let m = matrix.doubles(.frameOfReferenceTransformationMatrix), m.count == 16,
        m.allSatisfy(\.isFinite), m[12] == 0, m[13] == 0, m[14] == 0, m[15] == 1
      else { throw rejected("a matrix has not 4 × 4 numbers of a motion", matrix.location, "it maps no points") }
      let rotation = Matrix3(
        Vector3(m[0], m[4], m[8]), Vector3(m[1], m[5], m[9]), Vector3(m[2], m[6], m[10]))
      guard rotation.isRotation else {
        throw rejected("a matrix scales, shears or mirrors", matrix.location, "only rigid motions are taken")
      }
      return motion.then(RigidTransform(rotation: rotation, translation: Vector3(m[3], m[7], m[11])))
    }
  }
}

extension Matrix3 {
  /// Orthonormal to 10⁻⁴, and no mirror.
  fileprivate var isRotation: Bool {
    let (x, y, z) = columns
    let worst = [x.norm - 1, y.norm - 1, z.norm - 1, x.dot(y), y.dot(z), z.dot(x)].map(abs).max()!
    return worst < 1e-4 && determinant > 0
  }
}

extension RigidTransform {
  fileprivate func isNear(_ other: RigidTransform) -> Bool {
    let (a, b) = (rotation.columns, other.rotation.columns)
    return [a.x - b.x, a.y - b.y, a.z - b.z].allSatisfy { $0.norm < 1e-9 }
      && (translation - other.translation).norm < 1e-6
  }
}

extension Tag {
  static let registrationSequence = Tag(0x0070, 0x0308)
  static let matrixRegistrationSequence = Tag(0x0070, 0x0309)
  static let matrixSequence = Tag(0x0070, 0x030A)
  static let transformationMatrixType = Tag(0x0070, 0x030C)
  static let registrationTypeCodeSequence = Tag(0x0070, 0x030D)
  static let frameOfReferenceTransformationMatrix = Tag(0x3006, 0x00C6)
  static let deformableRegistrationSequence = Tag(0x0064, 0x0002)
  static let sourceFrameOfReferenceUID = Tag(0x0064, 0x0003)
  static let deformableRegistrationGridSequence = Tag(0x0064, 0x0005)
  static let gridDimensions = Tag(0x0064, 0x0007)
  static let gridResolution = Tag(0x0064, 0x0008)
  static let vectorGridData = Tag(0x0064, 0x0009)
  static let preDeformationMatrixRegistrationSequence = Tag(0x0064, 0x000F)
  static let postDeformationMatrixRegistrationSequence = Tag(0x0064, 0x0010)
}
