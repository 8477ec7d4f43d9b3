import Diagnostics
import Files
import Foundation
import Synchronization

/// A folder of received objects, `PATIENT/STUDY/INSTANCE.dcm`, in which nothing is lost and nothing is there twice.
///
/// An object is received as a hidden file, flushed to the disk, and linked to its name; only then does the sender learn that it
/// is stored. An object that is there already with the same bytes is not stored again. One with the same identity and other
/// bytes is kept in `_conflicts`, under its digest, where no case takes it up. Several processes may use one folder.
package final class ObjectStore: Sendable {
  enum Fate: Sendable, Equatable {
    case new, duplicate
    /// Path of the file in `_conflicts`.
    case conflict(String)
  }

  /// What came so far.
  package struct Tally: Sendable, Codable, Equatable {
    package var new = 0
    package var duplicates = 0
    package var refused = 0
    /// Files of objects that exist with other content, relative to the folder.
    package var conflicts: [String] = []
    /// Why objects were refused, with how often.
    package var reasons: [String: Int] = [:]
    /// Refused because the disk did not take them.
    package var unwritten = 0
    package init() {}
    package var stored: Int { new + duplicates + conflicts.count }
  }

  /// A study that objects came for: its folder relative to the store, and when the last one came.
  package struct Study: Sendable, Hashable {
    package var patient: String
    package var study: String
  }

  package let folder: URL
  private let incoming: URL
  private let number = Atomic<Int>(0)
  private let tallied = Mutex(Tally())
  private let lastArrivals = Mutex<[Study: ContinuousClock.Instant]>([:])

  /// Makes the folder, and removes what processes that are no more left half received.
  ///
  /// - Throws: `Problem` if it cannot be made or written to.
  package init(_ folder: URL) throws(Problem) {
    self.folder = folder
    incoming = folder.appending(path: ".incoming")
    try createFolder(incoming)
    removeAbandonedFiles(below: incoming)
    guard access(incoming.path, W_OK) == 0 else {
      throw Problem(
        .cannotCreate, what: "the folder cannot be written to", at: folder.path,
        remedy: "choose a folder in which you may write")
    }
  }

  package var tally: Tally { tallied.withLock { $0 } }
  package var arrivals: [Study: ContinuousClock.Instant] { lastArrivals.withLock { $0 } }
  func forget(_ study: Study) { lastArrivals.withLock { $0[study] = nil } }

  /// Path of a new file that is received into.
  func newPath() -> String {
    let n = number.wrappingAdd(1, ordering: .relaxed).newValue
    return incoming.appending(path: ".\(getpid())-\(n)-object.part").path
  }

  /// Gives a received file, which is on the disk, its place. The file is gone afterwards.
  ///
  /// - Parameter announced: SOP class and instance that the sender named.
  /// - Throws: `Problem` if it is not an object, not the one announced, or cannot be stored; it is counted as refused.
  @discardableResult
  func take(_ path: String, announced: (sopClass: String, sopInstance: String)? = nil) throws(Problem) -> Fate
  {
    defer { unlink(path) }
    do throws(Problem) {
      let head = try ObjectHead(path)
      if let announced { try head.check(announced) }
      let fate = try store(path, head)
      count(fate, head)
      return fate
    } catch {
      refuse(error)
      throw error
    }
  }

  /// Counts an object that could not be written.
  func refuse(_ fault: Problem) {
    tallied.withLock {
      $0.refused += 1
      $0.reasons[fault.what, default: 0] += 1
      if [.inputOutput, .cannotCreate].contains(fault.kind) { $0.unwritten += 1 }
    }
  }

  private func count(_ fate: Fate, _ head: ObjectHead) {
    tallied.withLock {
      switch fate {
      case .new: $0.new += 1
      case .duplicate: $0.duplicates += 1
      case .conflict(let path): if !$0.conflicts.contains(path) { $0.conflicts.append(path) }
      }
    }
    guard fate == .new else { return }
    let study = Study(patient: head.patientFolder, study: head.study)
    lastArrivals.withLock { $0[study] = .now }
  }

  private func store(_ path: String, _ head: ObjectHead) throws(Problem) -> Fate {
    let place = folder.appending(path: head.patientFolder).appending(path: head.study)
    try makeFolder(place)
    let target = place.appending(path: head.sopInstance + ".dcm")
    if try link(path, to: target) { return .new }
    let digest = try ObjectBytes.digest(path)
    if try digest == ObjectBytes.digest(target.path) { return .duplicate }
    return try keepApart(path, digest)
  }

  private func keepApart(_ path: String, _ digest: String) throws(Problem) -> Fate {
    let place = folder.appending(path: "_conflicts")
    try makeFolder(place)
    let name = String(digest.prefix(16)) + ".dcm"
    _ = try link(path, to: place.appending(path: name))
    return .conflict("_conflicts/\(name)")
  }
}

extension ObjectHead {
  /// - Throws: `Problem` if the object is not the one that the sender announced.
  fileprivate func check(_ announced: (sopClass: String, sopInstance: String)) throws(Problem) {
    guard announced.sopClass == sopClass, announced.sopInstance == sopInstance else {
      throw Problem(.dataRejected, what: ObjectStore.mismatch)
    }
  }
}

extension ObjectStore {
  static let mismatch = "the object is not the one that was announced"

  /// A name for the file that nobody else took in between.
  ///
  /// - Returns: false if there is a file of that name.
  private func link(_ path: String, to target: URL) throws(Problem) -> Bool {
    if Foundation.link(path, target.path) != 0 {
      switch errno {
      case EEXIST: return false
      // File systems without links, such as shares of Windows.
      case EPERM, EOPNOTSUPP, EMLINK, ENOSYS: guard try rename(path, to: target) else { return false }
      default: throw Self.failed(target)
      }
    }
    try Self.sync(target.deletingLastPathComponent())
    return true
  }

  private func rename(_ path: String, to target: URL) throws(Problem) -> Bool {
    try tallied.withLock { _ throws(Problem) in
      guard access(target.path, F_OK) != 0 else { return false }
      guard Foundation.rename(path, target.path) == 0 else { throw Self.failed(target) }
      return true
    }
  }

  /// Makes a folder whose own name survives a power cut.
  private func makeFolder(_ url: URL) throws(Problem) {
    guard access(url.path, F_OK) != 0 else { return }
    try createFolder(url)
    try Self.sync(url.deletingLastPathComponent())
    try Self.sync(folder)
  }

  private static func sync(_ folder: URL) throws(Problem) {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failed(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failed(folder) }
  }

  /// Names no file: the path holds the patient's ID.
  private static func failed(_: URL) -> Problem { unwritten(errno) }

  static func unwritten(_ code: Int32) -> Problem {
    Problem(
      .inputOutput, what: "an object cannot be written (\(String(cString: strerror(code))))",
      why: "the sender was answered that it is not stored", remedy: "free some disk space, then send it again"
    )
  }
}
