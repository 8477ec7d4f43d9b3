import Arguments
import Diagnostics
import Foundation
import Synchronization

/// One file of an upload on its way to the disk. What has come stays when the client goes, so that it can go on there.
final class UploadSink: BodySink {
  private struct State {
    var descriptor: Int32
    var written: UInt64
    var fault: Refusal?
  }
  private let part: URL
  private let whole: URL
  private let path: String
  /// Of the whole file; `nil`: this request brings its end.
  private let total: UInt64?
  private let state: Mutex<State>

  /// - Throws: `Refusal` 409 if the file does not go on at the offset, with the bytes that are there.
  init(_ whole: URL, path: String, offset: UInt64, total: UInt64?) throws {
    let part = whole.deletingLastPathComponent().appending(path: whole.lastPathComponent + ".part")
    (self.whole, self.part, self.path, self.total) = (whole, part, path, total)
    try FileManager.default.createDirectory(
      at: whole.deletingLastPathComponent(), withIntermediateDirectories: true)
    let descriptor = open(part.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Refusal(409, "this file is being sent by somebody else", at: path)
    }
    let there = UInt64(max(0, lseek(descriptor, 0, SEEK_END)))
    guard offset <= there, ftruncate(descriptor, off_t(offset)) == 0, lseek(descriptor, 0, SEEK_END) >= 0
    else {
      close(descriptor)
      throw Refusal(409, "the file goes on at byte \(there)", at: path, remedy: "send it from there")
    }
    state = Mutex(State(descriptor: descriptor, written: offset))
  }

  func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    state.withLock { state in
      var done = 0
      while done < bytes.count, state.fault == nil {
        let count = write(state.descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { state.fault = Self.failure(path) }
        done += max(0, count)
        state.written += UInt64(max(0, count))
      }
      return state.fault == nil
    }
  }

  func finish() -> Response {
    let (fault, written) = state.withLock { state in
      let isOnDisk = fsync(state.descriptor) == 0
      let lost = isOnDisk ? nil : Self.failure(path)
      close(state.descriptor)
      return (state.fault ?? lost, state.written)
    }
    if let fault { return fault.response }
    let isWhole = total.map { $0 == written } ?? true
    if isWhole, rename(part.path, whole.path) != 0 || !Self.keep(whole.deletingLastPathComponent()) {
      return Self.failure(path).response
    }
    return .json(
      .object([("path", .text(path)), ("bytes", .number(Double(written))), ("complete", .flag(isWhole))]))
  }

  func cancel() { state.withLock { _ = close($0.descriptor) } }

  /// A name is on the disk with its folder.
  private static func keep(_ folder: URL) -> Bool {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  private static func failure(_ path: String) -> Refusal {
    Refusal(507, "the file cannot be written: \(String(cString: strerror(errno)))", at: path)
  }
}

/// Takes a file that nobody needs, such as the notes that a desktop leaves in each folder.
struct IgnoredSink: BodySink {
  let path: String
  func take(_ bytes: UnsafeRawBufferPointer) -> Bool { true }
  func finish() -> Response {
    .json(
      .object([
        ("path", .text(path)), ("bytes", .number(0)), ("complete", .flag(true)), ("ignored", .flag(true)),
      ]))
  }
  func cancel() {}
}
