import Diagnostics
import Files
import Foundation
import ImageFiles
import Volumes

/// A label image that came as the body of a request.
enum LabelBody {
  /// Twice a CT of 512 × 512 × 500 voxels of one byte.
  static let limit = 256 << 20

  /// - Throws: `Refusal` 422 for what is not a label image.
  static func read(_ data: Data, _ workspace: Workspace) throws -> Volume<Int32> {
    let file = try store(data, workspace)
    defer { unlink(file.path) }
    do { return try ImageFiles.readLabels(file.path) } catch {
      throw Refusal(
        422, "this is not a label image: \(error.what)", at: "body", remedy: "send NIfTI of whole numbers")
    }
  }

  private static func store(_ data: Data, _ workspace: Workspace) throws -> URL {
    let file = workspace.uploads.appending(path: ".labels-\(hex(randomBytes(8))).nii")
    try data.write(to: file)
    return file
  }

  /// The volume as the bytes of a NIfTI file.
  static func bytes(_ volume: Volume<UInt8>, _ workspace: Workspace) throws -> Data {
    let file = workspace.uploads.appending(path: ".labels-\(hex(randomBytes(8))).nii")
    defer { unlink(file.path) }
    try ImageFiles.write(volume, file.path, description: "labels")
    return try Data(contentsOf: file)
  }
}
