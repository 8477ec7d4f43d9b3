import Arguments
import Diagnostics
import Files
import Foundation
import Synchronization

/// What was done, by whom, from where: one line of JSON each, chained by SHA-256, on the disk before the answer goes out.
package final class AuditTrail: Sendable {
  private struct State {
    var descriptor: Int32
    var count: Int
    var head: String
  }
  private let state: Mutex<State>

  /// Goes on with a trail that is there.
  /// - Throws: `Problem` if it cannot be opened, or if its chain is broken.
  package init(_ url: URL) throws(Problem) {
    let (count, head, size) = try Self.check(url)
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Problem(.cannotCreate, what: "the record of actions cannot be written", at: url.path)
    }
    // A line that was cut off by a power failure was never acknowledged.
    ftruncate(descriptor, off_t(size))
    state = Mutex(State(descriptor: descriptor, count: count, head: head))
  }

  deinit { state.withLock { _ = close($0.descriptor) } }

  /// Digest of the last line.
  package var head: String { state.withLock { $0.head } }

  /// - Returns: the digest of the new line.
  @discardableResult
  package func record(
    _ account: String, _ remote: String, _ action: String, _ status: Int, _ note: String = ""
  )
    -> String
  {
    let time = Surroundings.current.now().formatted(.iso8601)
    return state.withLock { state in
      let line = Self.line(
        [
          ("n", .number(Double(state.count + 1))), ("time", .text(time)), ("account", .text(account)),
          ("from", .text(remote)), ("action", .text(action)), ("status", .number(Double(status))),
          ("note", .text(note)), ("previous", .text(state.head)),
        ])
      Self.append(line + "\n", state.descriptor)
      state.count += 1
      state.head = sha256(line.utf8)
      return state.head
    }
  }

  /// On one line: texts hold no line breaks, because JSON escapes them.
  private static func line(_ members: [(String, JSON)]) -> String {
    JSON.object(members).printed.replacing("\n", with: "")
  }

  private static func append(_ text: String, _ descriptor: Int32) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, bytes.count - done) }
      if written <= 0 && errno != EINTR { return }
      done += max(0, written)
    }
    fdatasync(descriptor)
  }

  /// - Returns: how many whole lines there are, the digest of the last and their bytes.
  package static func check(_ url: URL) throws(Problem) -> (count: Int, head: String, size: Int) {
    guard let data = FileManager.default.contents(atPath: url.path) else { return (0, "", 0) }
    var (count, head, size) = (0, "", 0)
    let whole = data.lastIndex(of: 10).map { data[...$0] } ?? Data()
    for line in whole.split(separator: 10) {
      guard let entry = try? JSONDecoder().decode(Link.self, from: line), entry.previous == head else {
        throw Problem(
          .dataRejected, what: "the record of actions was changed", at: "\(url.path), line \(count + 1)",
          why: "each line holds the digest of the one before", remedy: "compare it with a backup")
      }
      head = sha256(line)
      count += 1
      size += line.count + 1
    }
    return (count, head, size)
  }

  private struct Link: Decodable { var previous: String }
}
