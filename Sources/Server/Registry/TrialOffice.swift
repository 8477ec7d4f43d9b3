import Diagnostics
import Files
import Foundation
import Registry
import Studies
import Synchronization
import Trials

/// Holds the keys of the sealed lists. Whoever enrols asks for one arm; nobody else ever reads a key.
final class TrialOffice: Sendable {
  private struct Wish {
    var account: String
    var until: ContinuousClock.Instant
  }
  private let folder: URL
  /// Who asked first for a list to be opened.
  private let wishes = Mutex<[String: Wish]>([:])
  /// How long the second has to agree.
  private static let patience = Duration.seconds(15 * 60)

  /// - Throws: `Problem` if others than the owner may look into the folder.
  init(_ folder: URL) throws(Problem) {
    self.folder = folder
    try createFolder(folder)
    chmod(folder.path, 0o700)
    removeAbandonedFiles(below: folder)
  }

  /// - Throws: `Refusal` 404 for a name that has no list here.
  func key(_ trial: String) throws(Refusal) -> URL {
    let file = folder.appending(path: safeFileName(trial) + ".key")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw Refusal(
        404, "this server does not hold the list of that trial", at: trial,
        remedy: "the trial office locks it here")
    }
    return file
  }

  /// Locks a protocol and keeps the key of its lists.
  func lock(_ text: String, place: String, by author: ChangeAuthor) throws -> String {
    let file = folder.appending(path: ".protocol-\(hex(randomBytes(6))).json5")
    defer { unlink(file.path) }
    try writePrivately(Data(text.utf8), to: file, over: .state)
    let name = try ProtocolFile.read(file).plan.name
    let key = folder.appending(path: safeFileName(name) + ".key")
    return try TrialDesk.lock(file, in: place, keyFile: key, by: author).json
  }

  /// - Returns: true when a second account agrees to what a first one asked for.
  func agree(_ trial: String, _ account: String) -> Bool {
    wishes.withLock { wishes in
      if let wish = wishes[trial], wish.until > .now, wish.account != account {
        wishes[trial] = nil
        return true
      }
      if wishes[trial]?.until ?? .now <= .now { wishes[trial] = nil }
      if wishes[trial] == nil { wishes[trial] = Wish(account: account, until: .now + Self.patience) }
      return false
    }
  }

  /// Trials whose lists somebody else than this account asked to open, and that wait for a second.
  func pending(besides account: String) -> [String] {
    wishes.withLock { wishes in
      wishes.filter { $0.value.until > .now && $0.value.account != account }.keys.sorted()
    }
  }
}
