import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Quantities
import Stages
import Workflow

/// The structures of a case as a DICOM object, in study and frame of reference of its reference image, and of its patient.
struct StructureObject {
  enum Form: String { case structureSet = "rtstruct", segmentation = "seg" }
  let scene: Scene
  let form: Form

  /// - Throws: `Problem` for a case without structures, or one of which nothing would be written.
  func bytes(in workspace: Workspace) throws -> Data {
    let folder = workspace.uploads.appending(path: ".object-\(hex(randomBytes(8)))")
    try createFolder(folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try Data(contentsOf: write(to: folder))
  }

  private func write(to folder: URL) throws -> URL {
    var context = context
    context.identity = try ResultForm().objectIdentity(
      of: scene.study.study.flatMap(scene.journey.library.file(ofStudy:)))
    switch form {
    case .segmentation:
      return try DICOMWriter.writeSegmentation(
        StructureSet(scene.structures), coding: .fractional, context, to: folder)
    case .structureSet:
      let regions = scene.structures.enumerated().map { n, structure in
        RegionOfInterest(
          tracing: structure, number: n + 1, kind: structure.role == .tumour ? "GTV" : "ORGAN",
          frameOfReference: context.frameOfReference)
      }
      return try DICOMWriter.writeStructureSet(regions, context, to: folder)
    }
  }

  private var context: WriteContext {
    let therapy = scene.therapy
    return WriteContext(
      study: scene.study.study ?? ObjectUID.derived(from: "study " + therapy.sha256),
      frameOfReference: scene.study.grid.frameOfReference
        ?? ObjectUID.derived(from: "frame " + therapy.sha256),
      patient: therapy.patient.pseudonym,
      studyTime: therapy.administrations.first?.start ?? DateTime(localSeconds: 0),
      seriesDescription: "Regions of dosimetry", seriesNumber: 2, softwareVersion: Version.current)
  }
}
