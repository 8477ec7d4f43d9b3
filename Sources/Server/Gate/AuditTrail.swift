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
    /// Bytes of whole lines.
    var size: Int
    /// After a line that could not be written.
    var isBroken = false
  }
  private let state: Mutex<State>
  private let end: TrailEnd?

  /// Goes on with a trail that is there.
  /// - Throws: `Problem` if it cannot be opened, or if its chain is broken.
  package convenience init(_ url: URL) throws(Problem) {
    let end = TrailEnd(of: url)
    let (count, head, size) = try Self.check(url)
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    // A line that was cut off by a power failure was never acknowledged.
    guard descriptor >= 0, ftruncate(descriptor, off_t(size)) == 0 else {
      throw Problem(.cannotCreate, what: "the record of actions cannot be written", at: url.path)
    }
    self.init(descriptor: descriptor, count: count, head: head, size: size, end: end)
  }

  init(descriptor: Int32, count: Int = 0, head: String = "", size: Int = 0, end: TrailEnd? = nil) {
    self.end = end
    state = Mutex(State(descriptor: descriptor, count: count, head: head, size: size))
  }

  deinit { state.withLock { _ = close($0.descriptor) } }

  /// Digest of the last line.
  package var head: String { state.withLock { $0.head } }

  /// - Returns: the digest of the new line.
  /// - Throws: `Refusal` 507 if it did not reach the disk; the chain then ends where it ended.
  @discardableResult
  package func record(
    _ account: String, _ remote: String, _ action: String, _ status: Int, _ note: String = ""
  ) throws(Refusal) -> String {
    let head = state.withLock { state -> String? in
      guard Self.add(account, remote, action, status, note, to: &state) else { return nil }
      end?.write(state.count, state.head)
      return state.head
    }
    guard let head else { throw Self.unwritten }
    return head
  }

  /// Asked before a change: none is made while its line could not be written.
  /// - Throws: `Refusal` 507 while the disk takes no more lines.
  func checkReady() throws(Refusal) {
    let isReady = state.withLock { state in
      !state.isBroken
        || Self.add(
          "server", "", "the record goes on after a line that could not be written", 200, "", to: &state)
    }
    guard isReady else { throw Self.unwritten }
  }

  private static var unwritten: Refusal {
    Refusal(
      507, "the record of actions cannot be written", at: ".server/audit.jsonl",
      why: "a change that is not in the record is not acknowledged",
      remedy: "make room on the disk of the workspace, and look whether the change was made")
  }

  private static func add(
    _ account: String, _ remote: String, _ action: String, _ status: Int, _ note: String,
    to state: inout State
  ) -> Bool {
    let line = Self.line(
      [
        ("n", .number(Double(state.count + 1))),
        ("time", .text(Surroundings.current.now().formatted(.iso8601))), ("account", .text(account)),
        ("from", .text(remote)), ("action", .text(action)), ("status", .number(Double(status))),
        ("note", .text(note)), ("previous", .text(state.head)),
      ])
    guard append(line + "\n", state.descriptor) else {
      // Part of a line would break the chain for whoever reads it.
      ftruncate(state.descriptor, off_t(state.size))
      state.isBroken = true
      return false
    }
    state.count += 1
    state.size += line.utf8.count + 1
    (state.head, state.isBroken) = (sha256(line.utf8), false)
    return true
  }

  /// On one line: texts hold no line breaks, because JSON escapes them.
  private static func line(_ members: [(String, JSON)]) -> String {
    JSON.object(members).printed.replacing("\n", with: "")
  }

  /// - Returns: whether it is on the disk.
  private static func append(_ text: String, _ descriptor: Int32) -> Bool {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, bytes.count - done) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return false }
      done += written
    }
    return fdatasync(descriptor) == 0
  }

  /// - Returns: how many whole lines there are, the digest of the last and their bytes.
  /// - Throws: `Problem` for a line that is not the one that followed, or for lines that are missing at the end.
  package static func check(_ url: URL) throws(Problem) -> (count: Int, head: String, size: Int) {
    let data = FileManager.default.contents(atPath: url.path) ?? Data()
    let known = TrailEnd(of: url).read()
    var (count, head, size) = (0, "", 0)
    var isWhole = known == nil
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
      if let known, known.count == count { isWhole = known.head == head }
    }
    guard isWhole else {
      throw Problem(
        .dataRejected, what: "the record of actions lacks its last lines, or holds others", at: url.path,
        why: "line \(known?.count ?? 0) was written, and is not there", remedy: "compare it with a backup")
    }
    return (count, head, size)
  }

  private struct Link: Decodable { var previous: String }
}
