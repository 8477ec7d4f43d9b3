import Diagnostics
import Foundation
import Synchronization

/// What a file that is about to be written is to the operation, if it is there already.
public enum Existing: Sendable {
  /// A result: replaces nothing but an earlier result.
  case own
  /// The user's own table that rows are added to.
  case extended
  /// The program's own memory, such as a checkpoint or the anchor of an audit record; written on cancellation too.
  case state
}

/// The one rule on existing files: an operation replaces a file that Hepatica wrote and nobody changed since, and no other;
/// least of all one of its own inputs.
///
/// What was written is known from the hidden file `.hepatica` in the same folder, one line for each file: its SHA-256 and
/// its name. A copy of the folder keeps it; a file that was edited has another digest and is the user's from then on.
///
/// Bound by whoever runs an operation; without it, as in tests of one room, files are simply replaced.
public final class Ownership: Sendable {
  @TaskLocal public static var current: Ownership?

  /// Replaces files of others too, except inputs.
  public let isForced: Bool
  private let inputs: Set<FileIdentity>
  private let foreign = Mutex<[String]>([])

  /// - Parameter inputs: files of the operation that nothing may replace; those that do not exist are passed over.
  public init(force: Bool = false, inputs: [URL] = []) {
    isForced = force
    self.inputs = Set(inputs.compactMap { FileIdentity($0.path) })
  }

  /// Files of others that were replaced because of `force`, by path.
  public var replaced: [String] { foreign.withLock { $0 } }

  /// Whether the file may be written. Worth asking before long work for each file that it will write.
  /// - Throws: `Problem` of kind `cannotCreate`.
  public func admit(_ url: URL) throws(Problem) {
    guard let identity = FileIdentity(url.path) else { return }
    if inputs.contains(identity) {
      throw Problem(
        .cannotCreate, what: "this file is an input of the same operation", at: url.path,
        why: "an input is never replaced by a result", remedy: "name another file or folder for the result")
    }
    if identity.isFolder {
      throw Problem(
        .cannotCreate, what: "there is a folder of this name", at: url.path, remedy: "name another file")
    }
    if Manifest(of: url).holds(url) { return }
    guard isForced else { throw Self.refusal(url) }
    foreign.withLock { if !$0.contains(url.path) { $0.append(url.path) } }
  }

  private static func refusal(_ url: URL) -> Problem {
    let isKnown = Manifest(of: url).names.contains(url.lastPathComponent)
    return Problem(
      .cannotCreate,
      what: isKnown
        ? "this file was changed after Hepatica wrote it"
        : "there is a file of this name already, which Hepatica did not write",
      at: url.path, why: "it would be lost",
      remedy: "move it away, choose another name or folder, or replace it with --force")
  }

  func record(_ temporary: String, as url: URL) throws(Problem) {
    try Manifest(of: url).add(try sha256(file: temporary), name: url.lastPathComponent)
  }
}

/// Removes a result of an earlier run that would mislead now; a file of the user's stays.
public func removeResult(_ url: URL) {
  guard Ownership.current.map({ $0.isForced || Manifest(of: url).holds(url) }) ?? true else { return }
  unlink(url.path)
}

/// Writes by a library that renames the file into place itself.
/// - Throws: `Problem` if a file is there that may not be replaced; what `body` throws.
public func writeResult(_ url: URL, _ body: () throws -> Void) throws {
  try mayWrite(url, over: .own)
  try body()
  try Ownership.current?.record(url.path, as: url)
}

/// Asked before the first byte of a file: may it be written, and is it still wanted?
func mayWrite(_ url: URL, over existing: Existing) throws(Problem) {
  guard existing != .state else { return }
  try Surroundings.current.cancellation.check()
  guard existing == .own else { return }
  try Ownership.current?.admit(url)
}

/// The list of what Hepatica wrote into one folder. Lines are appended in one write each, so that several processes can
/// work in a folder; of several lines of one name each stands for a version.
struct Manifest {
  static let name = ".hepatica"
  let url: URL

  init(of file: URL) { url = file.deletingLastPathComponent().appending(path: Self.name) }

  private var lines: [(digest: Substring, name: Substring)] {
    let text =
      FileManager.default.contents(atPath: url.path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
  }

  var names: Set<String> { Set(lines.map { String($0.name) }) }

  /// Whether the file as it is now was written by Hepatica.
  func holds(_ file: URL) -> Bool {
    let known = lines.filter { $0.name == file.lastPathComponent }.map { String($0.digest) }
    guard !known.isEmpty, let digest = try? sha256(file: file.path) else { return false }
    return known.contains(digest)
  }

  func add(_ digest: String, name: String) throws(Problem) {
    guard !lines.contains(where: { $0.digest == digest && $0.name == name }) else { return }
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Problem(
        .cannotCreate, what: "the list of results cannot be written", at: url.path,
        remedy: "choose a folder in which you may write")
    }
    defer { close(descriptor) }
    try writeAll(Data("\(digest) \(name)\n".utf8), to: descriptor, of: url)
  }
}

/// One file of the disk, by whatever name or link.
struct FileIdentity: Hashable {
  private let device: UInt64
  private let number: UInt64
  let isFolder: Bool

  /// `nil` if there is nothing of this name.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    isFolder = status.st_mode & S_IFMT == S_IFDIR
  }
}
