internal import CZlib
import Diagnostics
import Foundation

/// A file being written, plain or through gzip. It is closed by `finish`, or without care when it goes.
final class ByteSink {
  private enum Target {
    case plain(Int32)
    case gzip(gzFile)
    case closed
  }
  private var target: Target
  private let path: String

  /// - Throws: `Problem` of kind `cannotCreate`.
  init(path: String, compressed: Bool) throws(Problem) {
    self.path = path
    target = .closed
    if compressed {
      guard let file = gzopen(path, "wb") else { throw cannotCreate }
      gzbuffer(file, 1 << 18)
      target = .gzip(file)
    } else {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw cannotCreate }
      target = .plain(descriptor)
    }
  }

  deinit {
    switch target {
    case .plain(let descriptor): close(descriptor)
    case .gzip(let file): gzclose(file)
    case .closed: break
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    var done = 0
    while done < bytes.count {
      let part = min(bytes.count - done, 1 << 30)
      let written =
        switch target {
        case .plain(let descriptor): Foundation.write(descriptor, bytes.baseAddress! + done, part)
        case .gzip(let file): Int(gzwrite(file, bytes.baseAddress! + done, UInt32(part)))
        case .closed: 0
        }
      if written < 0, case .plain = target, errno == EINTR { continue }
      guard written > 0 else { throw cannotWrite }
      done += written
    }
  }

  func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Flushes and closes.
  func finish() throws(Problem) {
    defer { target = .closed }
    switch target {
    case .plain(let descriptor): if close(descriptor) != 0 { throw cannotWrite }
    case .gzip(let file): if gzclose(file) != Z_OK { throw cannotWrite }
    case .closed: break
    }
  }

  private var cannotCreate: Problem {
    Problem(
      .cannotCreate, what: "the file cannot be created (\(String(cString: strerror(errno))))", at: path,
      remedy: "choose a folder that exists and in which you may write")
  }
  private var cannotWrite: Problem {
    Problem(
      .inputOutput, what: "the file cannot be written (\(String(cString: strerror(errno))))", at: path,
      why: "no incomplete file was left", remedy: "free some disk space or choose another folder")
  }
}
