import Diagnostics
import Foundation
import Synchronization

/// SHA-256 of many large files, each read only once for as long as it stays the same file.
///
/// What was read is remembered with size, inode and the times of the last change of content and of status, to the
/// nanosecond, and read again as soon as one of them differs. A file that was touched or copied is therefore read
/// again and found equal; one that was changed under its old size and date has another time of status, which nobody can
/// set. A file that changed within two seconds before it was read is not remembered, since clocks of file systems are coarse.
///
/// The memory keeps digests of paths instead of paths, which may hold names.
public final class FileDigests: Sendable {
  private struct Entry: Codable, Hashable {
    var stamp: FileStamp
    var sha256: String
  }
  private let memory: URL?
  private let entries: Mutex<[String: Entry]>

  /// - Parameter memory: where digests are kept from one run to the next; a memory that cannot be read is begun anew.
  public init(memory: URL? = nil) {
    self.memory = memory
    let data = memory.flatMap { FileManager.default.contents(atPath: $0.path) }
    let known = data.flatMap { try? JSONDecoder().decode([String: Entry].self, from: $0) }
    entries = Mutex(known ?? [:])
  }

  /// - Throws: `Problem` of kind `inputMissing` or `inputOutput` for a file that cannot be read.
  public func digest(_ path: String) throws(Problem) -> String {
    let key = Self.key(path)
    let before = FileStamp(path)
    if let before, let known = entries.withLock({ $0[key] }), known.stamp == before { return known.sha256 }
    let digest = try sha256(file: path)
    if let before, before == FileStamp(path), before.isSettled {
      entries.withLock { $0[key] = Entry(stamp: before, sha256: digest) }
    } else {
      entries.withLock { $0[key] = nil }
    }
    return digest
  }

  /// One digest of several files, the same as `sha256(files:)`: of contents alone.
  /// - Throws: `Problem` of kind `inputMissing` or `inputOutput` for a file that cannot be read.
  public func digest(files paths: [String]) throws(Problem) -> String {
    var each: [String] = []
    for path in paths { each.append(try digest(path)) }
    return combined(each)
  }

  /// Keeps what is known for the next run; without effect where it cannot be written.
  public func save() {
    guard let memory else { return }
    let known = entries.withLock { $0 }
    guard let text = try? prettyJSON(known) else { return }
    try? writeAtomically(text, to: memory, over: .state)
  }

  private static func key(_ path: String) -> String {
    String(sha256(URL(filePath: path).standardizedFileURL.path.utf8).prefix(32))
  }
}

/// By this a file is known to be the one that was read.
package struct FileStamp: Codable, Hashable, Sendable {
  private var device, inode: UInt64
  private var size: Int64
  private var modified, changed: Int64

  /// `nil` if there is no such file.
  package init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, inode, size) = (UInt64(status.st_dev), UInt64(status.st_ino), Int64(status.st_size))
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
  }

  /// Whether a later change would certainly show.
  var isSettled: Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return max(modified, changed) < Self.nanoseconds(now) - 2_000_000_000
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
