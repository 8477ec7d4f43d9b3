internal import CDICOMNetwork
import Checks
import DICOM
import Diagnostics
import Foundation
import Synchronization

/// An archive's word on which objects it keeps for good (PS3.4 J): one reason for each that it does not.
package struct CommitmentReport: Sendable, Codable, Equatable {
  package var transaction: String
  package var committed: [String]
  /// Failure Reason (0008,1197) by SOP Instance UID.
  package var failed: [String: UInt16]

  init(
    _ transaction: UnsafePointer<CChar>, _ count: Int, _ instances: UnsafePointer<UnsafePointer<CChar>?>,
    _ reasons: UnsafePointer<UInt16>
  ) {
    self.transaction = swiftText(transaction)
    (committed, failed) = ([], [:])
    for n in 0..<count {
      if reasons[n] == 0 {
        committed.append(swiftText(instances[n]))
      } else {
        failed[swiftText(instances[n])] = reasons[n]
      }
    }
  }
}

/// Asks an archive to commit to objects that were sent, and waits for its report.
package enum Commitment {
  /// What came of it. Numbers are of objects.
  package struct Outcome: Sendable, Equatable {
    package var isConfirmed: Bool
    package var committed: Int
    package var asked: Int
    package var note: CommitmentNote
  }

  static let service = "1.2.840.10008.1.20.1"

  /// Never throws: the objects are sent, whatever comes of this.
  static func ask(
    _ objects: [(sopClass: String, sopInstance: String)], at peer: DICOMPeer, of archives: Archives
  ) -> Outcome {
    func without(_ note: CommitmentNote) -> Outcome {
      Outcome(isConfirmed: false, committed: 0, asked: objects.count, note: note)
    }
    do throws(Problem) {
      let mailbox = Mailbox()
      // Most archives report over an association of their own.
      let door = try? Listener(
        archives.listening, title: archives.title, into: mailbox.store(), report: { mailbox.put($0) })
      defer { door?.stop() }
      let transaction = UID.derived(from: UUID().uuidString)
      let link = try Link(
        peer, as: archives.title, for: [ProposedContext(abstractSyntax: service)])
      try ask(link, transaction, objects, archives)
      let report = mailbox.wait(for: transaction, over: link, seconds: peer.waiting.commitment)
      guard let report else {
        return without(
          .silent(
            seconds: peer.waiting.commitment,
            takenPort: door == nil ? Int(archives.listening.port) : nil))
      }
      return judge(report, objects.map(\.sopInstance))
    } catch {
      return without(.refused(error))
    }
  }

  private static func ask(
    _ link: Link, _ transaction: String, _ objects: [(sopClass: String, sopInstance: String)],
    _ archives: Archives
  ) throws(Problem) {
    let texts = CTexts()
    let classes = texts.list(objects.map(\.sopClass)), instances = texts.list(objects.map(\.sopInstance))
    do throws(Trouble) {
      try link.perform { hn_commit($0, transaction, objects.count, classes, instances, $1) }
    } catch {
      throw error.problem(link.peer, calling: archives.title, during: "the request for storage commitment")
    }
    withExtendedLifetime(texts) {}
  }

  private static func judge(_ report: CommitmentReport, _ asked: [String]) -> Outcome {
    let committed = Set(report.committed).intersection(asked).count
    let isWhole = committed == Set(asked).count
    let reasons = Set(report.failed.values).sorted().map(DIMSEStatus.meaning)
    return Outcome(
      isConfirmed: isWhole, committed: committed, asked: asked.count,
      note: isWhole ? .whole(asked.count) : .part(committed, of: asked.count, reasons: reasons))
  }
}

/// Where reports arrive, by either way.
private final class Mailbox: Sendable {
  private let reports = Mutex<[CommitmentReport]>([])
  private let folder = FileManager.default.temporaryDirectory.appending(path: "hepatica-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: folder) }

  func put(_ report: CommitmentReport) { reports.withLock { $0.append(report) } }

  /// Objects that somebody sends meanwhile are not wanted: the store's folder does not exist, so they are refused.
  func store() throws(Problem) -> ObjectStore {
    let store = try ObjectStore(folder)
    try? FileManager.default.removeItem(at: folder)
    return store
  }

  func wait(for transaction: String, over link: Link, seconds: Int) -> CommitmentReport? {
    let end = ContinuousClock.now + .seconds(seconds)
    var isOpen = true
    while ContinuousClock.now < end, !Surroundings.current.cancellation.isRequested {
      if let report = reports.withLock({ all in all.first { $0.transaction == transaction } }) {
        if isOpen { link.close() }
        return report
      }
      if isOpen { isOpen = listen(link) } else { usleep(100_000) }
    }
    return nil
  }

  /// - Returns: whether the association is still there.
  private func listen(_ link: Link) -> Bool {
    do throws(Trouble) {
      let context = Unmanaged.passUnretained(self).toOpaque()
      try link.perform { handle, failure in
        hn_await_report(
          handle, 1, context,
          { context, transaction, count, instances, reasons in
            Unmanaged<Mailbox>.fromOpaque(context!).takeUnretainedValue().put(
              CommitmentReport(transaction, count, instances, reasons))
          }, failure)
      }
    } catch {
      if error.kind == .timeout { return true }
      link.close(release: false)
      return false
    }
    return true
  }
}
