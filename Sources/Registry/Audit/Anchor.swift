import Diagnostics
import Files
import Foundation

/// How long the audit record was and what its last hash was, kept outside the database: without it no one could
/// see that records were cut off at the end.
///
/// Before a change is committed it says `pending`, afterwards `settled`; a crash between the two leaves both, and the
/// database then agrees with one of them.
public struct Anchor: Sendable, Equatable, Codable {
  public struct Head: Sendable, Equatable, Codable {
    /// Number of records.
    public var count: Int
    /// Hash of the last one.
    public var hash: String
  }
  var hepatica = 1
  /// The registry that it belongs to, and when that was made.
  public var registry: String
  var created: String?
  public var settled: Head
  public var pending: Head?
  /// The authentication code of all that, where the audit record has a key.
  private var seal: String?

  init(registry: String, created: String?, settled: Head, pending: Head? = nil) {
    (self.registry, self.created, self.settled, self.pending) = (registry, created, settled, pending)
  }

  func sealed(by seal: AuditSeal) throws(Problem) -> Anchor {
    var anchor = self
    anchor.seal = seal.isKeyed ? try code(seal) : nil
    return anchor
  }

  /// True of a registry without a key, whose anchor anybody can write.
  func isSealed(by seal: AuditSeal) throws(Problem) -> Bool {
    if !seal.isKeyed { return true }
    return try self.seal == code(seal)
  }

  private func code(_ seal: AuditSeal) throws(Problem) -> String {
    try AuditRecord.hash(
      [
        "anchor", registry, created, "\(settled.count)", settled.hash, pending.map { "\($0.count)" },
        pending?.hash,
      ], seal)
  }
}

/// The file that holds an anchor.
struct AnchorFile: Sendable {
  let url: URL

  /// True if everybody who writes keeps this same file, so that it must agree exactly. Where each computer of a
  /// department has its own, it may lag behind what the others wrote.
  let isShared: Bool

  /// Next to a file. For a server in the folder `anchors` that all computers share, else in the user's own state folder
  /// (`XDG_STATE_HOME`).
  static func standard(_ location: Location, registry: String, shared anchors: URL?) -> AnchorFile {
    switch location {
    case .file(let file): return AnchorFile(url: file.appendingPathExtension("anchor"), isShared: true)
    case .server:
      if let anchors { return AnchorFile(url: anchors.appending(path: registry + ".anchor"), isShared: true) }
      let environment = Surroundings.current.environment
      let state = environment("XDG_STATE_HOME") ?? (environment("HOME") ?? ".") + "/.local/state"
      return AnchorFile(
        url: URL(filePath: state).appending(path: "hepatica/\(registry).anchor"), isShared: false)
    }
  }

  /// The folder of `HEPATICA_ANCHORS`.
  static var sharedFolder: URL? {
    Surroundings.current.environment("HEPATICA_ANCHORS").map { URL(filePath: $0) }
  }

  /// `nil` if there is none.
  func read() throws(Problem) -> Anchor? {
    guard let data = FileManager.default.contents(atPath: url.path) else { return nil }
    guard let anchor = try? JSONDecoder().decode(Anchor.self, from: data) else {
      throw Problem(
        .dataRejected, what: "the anchor of the audit record is damaged", at: url.path,
        why: "without it removed records cannot be detected",
        remedy: "fetch the file from a backup")
    }
    return anchor
  }

  func write(_ anchor: Anchor) throws(Problem) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try createFolder(url.deletingLastPathComponent())
    try writeAtomically(try! encoder.encode(anchor), to: url, over: .state)
  }
}
