import Diagnostics
import Foundation

/// Where and how the voxels of one volume are stored.
struct VoxelLayout {
  enum Container { case gzip, plain, deflate }

  /// The file that holds the voxels, and the file that the user named, for messages.
  var path: String
  var shownPath: String
  var container: Container
  /// First byte of the first volume: in the unpacked stream for gzip, in the file for the others.
  var offset: Int
  /// Bytes of the volumes before the one that is wanted.
  var skipped = 0
  var component: ComponentType
  var bigEndian: Bool
  var count: Int
  var slope = 1.0
  var intercept = 0.0

  var isScaled: Bool { slope != 1 || intercept != 0 }

  /// - Throws: `Problem` if the file is too short for what its header promises. Deflate shrinks at most 1032
  ///   times (zlib's technical notes), so that no header can ask for absurd memory.
  func checkSize() throws(Problem) {
    let available = try fileSize(path, shownAs: shownPath)
    let most = container == .plain ? available : 1032 * min(available, Int.max >> 12)
    guard offset + skipped + count * component.bytes <= most else {
      throw StreamFault.truncated.problem(at: shownPath)
    }
  }

  /// Bytes from the first wanted voxel on.
  func open() throws(StreamFault) -> ByteStream {
    switch container {
    case .gzip:
      let stream = try GzipStream(path: path)
      try stream.skip(offset + skipped)
      return stream
    case .plain: return try PlainStream(path: path, offset: offset + skipped)
    case .deflate:
      let stream = try InflateStream(path: path, offset: offset)
      try stream.skip(skipped)
      return stream
    }
  }
}

/// Size in bytes of an ordinary file.
func fileSize(_ path: String, shownAs shown: String) throws(Problem) -> Int {
  var status = stat()
  guard stat(path, &status) == 0 else {
    throw Problem(.inputMissing, what: "there is no such file", at: shown, remedy: "check the path")
  }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw Problem(
      .inputMissing, what: "this is not an ordinary file", at: shown, remedy: "name an image file")
  }
  return Int(status.st_size)
}
