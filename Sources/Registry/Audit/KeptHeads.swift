import Diagnostics
import Files
import Foundation

/// Ends of the audit record, kept in a second place: who puts a registry back to an earlier state together with its
/// anchor is found by them.
///
/// A text file per registry in the folder that `HEPATICA_HEADS` names, best on another disk or server; a line for each
/// change with the number of records, the hash of the last one, and the time. `accepted` begins anew, after somebody
/// accepted a registry that lacks records.
struct KeptHeads: Sendable {
  let url: URL

  /// `nil` if no folder is configured.
  init?(registry: String) {
    guard let folder = Surroundings.current.environment("HEPATICA_HEADS"), !folder.isEmpty else { return nil }
    url = URL(filePath: folder).appending(path: registry + ".heads")
  }

  /// In the order in which they were kept.
  func all() throws(Problem) -> [Anchor.Head] {
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    let text = String(decoding: try readFile(url.path, called: "kept heads"), as: UTF8.self)
    var heads: [Anchor.Head] = []
    for (n, line) in text.split(separator: "\n").enumerated() {
      if line.hasPrefix("accepted ") {
        heads = []
        continue
      }
      let words = line.split(separator: " ")
      guard words.count == 3, let count = Int(words[0]) else {
        throw Problem(
          .dataRejected, what: "line \(n + 1) is not the head of an audit record", at: url.path,
          why: "a registry that was put back to an earlier state could not be found",
          remedy: "fetch the file from a backup")
      }
      heads.append(Anchor.Head(count: count, hash: String(words[1])))
    }
    return heads
  }

  /// Opens the file before a change, so that a change whose head cannot be kept is not made.
  func opened() throws(Problem) -> Appending {
    try createFolder(url.deletingLastPathComponent())
    let descriptor = open(url.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Problem(
        .cannotCreate, what: "the head of the audit record cannot be kept", at: url.path,
        why: "the registry could be put back to an earlier state unseen; nothing was changed",
        remedy: "check the folder that HEPATICA_HEADS names, and who may write there")
    }
    return Appending(descriptor)
  }

  final class Appending {
    private let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }

    func begin(with head: Anchor.Head, time: String) {
      append("accepted \(time)\n")
      keep(head, time: time)
    }

    /// A line that a full disk refuses is replaced by that of the next change.
    func keep(_ head: Anchor.Head, time: String) {
      append("\(head.count) \(head.hash) \(time)\n")
    }

    private func append(_ text: String) {
      let line = Array(text.utf8)
      guard write(descriptor, line, line.count) == line.count else { return }
      fsync(descriptor)
    }
  }
}

extension Registry {
  /// The first kept head that the record does not contain.
  func lostHead(_ heads: [Anchor.Head]) throws(Problem) -> Anchor.Head? {
    for head in heads.reversed() where try !contains(head) { return head }
    return nil
  }

  func contains(_ head: Anchor.Head) throws(Problem) -> Bool {
    if head.count == 0 { return head.hash == AuditRecord.genesis(identifier) }
    let there = try store.run("SELECT \"hash\" FROM \"audit\" WHERE \"sequence\" = $1", [Value(head.count)])
    return there.first?[0].text == head.hash
  }
}
