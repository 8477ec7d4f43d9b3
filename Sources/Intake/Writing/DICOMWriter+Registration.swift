import DICOM
import Diagnostics
import Foundation
import Volumes

/// A frame of reference that a registration relates to that of the context.
public struct RegisteredFrame: Sendable {
  /// Its Frame of Reference UID.
  public var frameOfReference: String
  /// From points of the context's frame to points of this one, mm LPS.
  public var map: SpatialMap
  /// What was done, for a comment.
  public var method: String

  public init(frameOfReference: String, map: SpatialMap, method: String) {
    (self.frameOfReference, self.map, self.method) = (frameOfReference, map, method)
  }
}

extension DICOMWriter {
  /// Writes a registration: a Spatial Registration where it is rigid, else a Deformable Spatial Registration.
  ///
  /// The object belongs to the context's frame of reference. A rigid motion stands in it as the matrix that leads from the
  /// other frame to this one; a deformation as a field on a grid of a quarter of its control points' distance, in this frame,
  /// with the rigid motion as the matrix after it.
  /// - Throws: `dataRejected` if both frames of reference are the same.
  public static func writeRegistration(
    _ registered: RegisteredFrame, _ context: WriteContext, to folder: URL, name: String
  ) throws -> WrittenObject {
    try registrationObject(registered, context).written(name, to: folder)
  }

  static func registrationObject(_ registered: RegisteredFrame, _ context: WriteContext) throws
    -> ObjectBuilder
  {
    guard registered.frameOfReference != context.frameOfReference else {
      throw Problem(
        .dataRejected, what: "a registration relates a frame of reference to itself", at: "registration")
    }
    var hash = ContentHash()
    hash.add(registered.frameOfReference)
    hash.add("\(registered.map.rigid)")
    if let deformation = registered.map.deformation {
      hash.add(deformation.lattice)
      hash.add(deformation.coefficients)
    }
    let isRigid = registered.map.deformation == nil
    let object = try ObjectBuilder(
      sopClass: isRigid ? SOPClass.spatialRegistration : SOPClass.deformableRegistration, modality: "REG",
      context: context, content: hash.text)
    try object.frameOfReference()
    try object.content()
    try object.dataSet.set(.contentLabel, isRigid ? "RIGID" : "DEFORMABLE")
    try object.dataSet.set(.contentDescription, String(context.label.prefix(64)))
    try object.dataSet.setEmpty(.contentCreatorName)
    if isRigid { try addRigid(registered, object) } else { try addDeformable(registered, object) }
    return object
  }

  private static func addRigid(_ registered: RegisteredFrame, _ object: ObjectBuilder) throws {
    for (frame, motion) in [
      (object.context.frameOfReference, RigidTransform.identity),
      (registered.frameOfReference, registered.map.rigid.inverse),
    ] {
      let item = try object.dataSet.addItem(.registrationSequence)
      try item.set(.frameOfReferenceUID, frame)
      try addMatrix(motion, try item.addItem(.matrixRegistrationSequence), comment: registered.method)
    }
  }

  private static func addDeformable(_ registered: RegisteredFrame, _ object: ObjectBuilder) throws {
    let item = try object.dataSet.addItem(.deformableRegistrationSequence)
    try item.set(.sourceFrameOfReferenceUID, registered.frameOfReference)
    try item.set(.frameOfReferenceTransformationComment, String(registered.method.prefix(1024)))
    try item.addSequence(.registrationTypeCodeSequence)
    try addMatrices(.identity, item, .preDeformationMatrixRegistrationSequence)
    try addMatrices(registered.map.rigid, item, .postDeformationMatrixRegistrationSequence)
    guard let deformation = registered.map.deformation else { return }
    let field = DisplacementField(deformation)
    let grid = try item.addItem(.deformableRegistrationGridSequence)
    try ObjectBuilder.position(field.grid, slice: 0, into: grid)
    try ObjectBuilder.orientation(field.grid, into: grid)
    let size = field.grid.size, spacing = field.grid.spacing
    try grid.set(.gridDimensions, [size.i, size.j, size.k])
    try grid.set(.gridResolution, [spacing.x, spacing.y, spacing.z])
    try grid.set(.vectorGridData, bytes: field.vectors.flatMap { littleEndian($0) }, vr: "OF")
  }

  private static func littleEndian(_ value: Float) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
  }

  private static func addMatrices(_ motion: RigidTransform, _ item: DataSet, _ sequence: Tag) throws {
    try addMatrix(motion, item: try item.addItem(sequence))
  }

  private static func addMatrix(_ motion: RigidTransform, _ item: DataSet, comment: String) throws {
    try item.set(.frameOfReferenceTransformationComment, String(comment.prefix(1024)))
    try item.addSequence(.registrationTypeCodeSequence)
    try addMatrix(motion, item: item)
  }

  private static func addMatrix(_ motion: RigidTransform, item: DataSet) throws {
    let matrix = try item.addItem(.matrixSequence)
    let (x, y, z) = motion.rotation.columns, t = motion.translation
    let rows = [x.x, y.x, z.x, t.x, x.y, y.y, z.y, t.y, x.z, y.z, z.z, t.z, 0, 0, 0, 1]
    try matrix.set(.frameOfReferenceTransformationMatrix, rows)
    try matrix.set(.transformationMatrixType, "RIGID")
  }
}

extension Tag {
  static let frameOfReferenceTransformationComment = Tag(0x3006, 0x00C8)
}
