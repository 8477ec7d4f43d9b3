internal import CITK
import Diagnostics
import Foundation
import Volumes

/// Calls a function of the shim and turns its status into a problem.
func itk(_ task: String, _ call: (UnsafeMutablePointer<citk_error>) -> Int32) throws(Problem) {
  var error = citk_error()
  guard call(&error) != 0 else { return }
  let text = withUnsafeBytes(of: error.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  throw Problem(
    .internalError, what: "\(task) failed in ITK: \(text)",
    remedy:
      "check that the images belong together and are not empty; if they do, report it as an internal error"
  )
}

/// Work per voxel is divided among this many threads; the result does not depend on the number.
var threads: Int32 { Int32(clamping: ProcessInfo.processInfo.activeProcessorCount) }

extension citk_grid {
  init(_ grid: Grid) {
    let (x, y, z) = grid.direction.columns
    self.init(
      size: (Int64(grid.size.i), Int64(grid.size.j), Int64(grid.size.k)),
      spacing: (grid.spacing.x, grid.spacing.y, grid.spacing.z),
      direction: (x.x, x.y, x.z, y.x, y.y, y.z, z.x, z.y, z.z),
      origin: (grid.origin.x, grid.origin.y, grid.origin.z))
  }
}

extension citk_rigid {
  init(_ transform: RigidTransform) {
    let (x, y, z) = transform.rotation.columns
    let t = transform.translation
    self.init(rotation: (x.x, y.x, z.x, x.y, y.y, z.y, x.z, y.z, z.z), translation: (t.x, t.y, t.z))
  }

  var transform: RigidTransform {
    let (r, t) = (rotation, translation)
    return RigidTransform(
      rotation: Matrix3(Vector3(r.0, r.3, r.6), Vector3(r.1, r.4, r.7), Vector3(r.2, r.5, r.8)),
      translation: Vector3(t.0, t.1, t.2))
  }
}

extension Volume where Element == Bool {
  /// The mask as bytes 0 and 1, which is how Swift stores `Bool`.
  func withMaskBytes<T>(_ body: (UnsafePointer<UInt8>) -> T) -> T {
    voxels.withUnsafeBytes { body($0.baseAddress!.assumingMemoryBound(to: UInt8.self)) }
  }
}
