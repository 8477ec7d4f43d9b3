internal import CDICOMNetwork
import DICOM
import Diagnostics
import Foundation
import Synchronization

/// Accepts associations and stores what comes, until it is stopped. Several at a time.
package final class Listener: Sendable {
  /// How one association went. Names nothing of a patient.
  package struct Visit: Sendable, Equatable {
    package enum End: Sendable, Equatable {
      case released, dropped, timeout, stopped, unknownCaller, wrongName, full
    }
    /// AE title of the sender.
    package var sender: String
    package var objects, refused: Int
    package var end: End
  }

  private struct Handlers: Sendable {
    var visited: @Sendable (Visit) -> Void
    var report: @Sendable (CommitmentReport) -> Void
  }

  private let sink: ObjectSink
  private let handlers: Handlers
  private let handle = Mutex<UInt>(0)

  /// Has the port when it returns.
  ///
  /// - Throws: `Problem` of kind `serviceUnavailable` if the port is taken, or the certificates cannot be used.
  package init(
    _ settings: Archives.Listening, title: String, into store: ObjectStore,
    visited: @escaping @Sendable (Visit) -> Void = { _ in },
    report: @escaping @Sendable (CommitmentReport) -> Void = { _ in }
  ) throws(Problem) {
    sink = ObjectSink(store)
    handlers = Handlers(visited: visited, report: report)
    var failure = HNFailure()
    guard let opened = open(settings, title, &failure) else {
      throw Self.problem(Trouble(failure), settings.port)
    }
    handle.withLock { $0 = UInt(bitPattern: opened) }
  }

  deinit { stop() }

  /// Ends after the objects that are being received; no call of a handler comes afterwards.
  package func stop() {
    let opened = handle.withLock { value in
      defer { value = 0 }
      return OpaquePointer(bitPattern: value)
    }
    if let opened { hn_stop(opened) }
  }

  private func open(
    _ settings: Archives.Listening, _ title: String, _ failure: inout HNFailure
  ) -> OpaquePointer? {
    let texts = CTexts()
    let context = Unmanaged.passUnretained(self).toOpaque()
    return withExtendedLifetime(texts) {
      withSecurity(settings.security, texts) { security in
        var listening = HNListening(
          port: settings.port, title: texts.text(title), senders: settings.senders.map { texts.list($0) },
          senderCount: settings.senders?.count ?? 0, maxPDU: 131_072,
          idleSeconds: Int32(settings.idleSeconds),
          associations: Int32(settings.associations), security: security,
          sink: sink.passed(implementation: UID.implementationClass), context: context,
          report: { context, transaction, count, instances, reasons in
            Unmanaged<Listener>.fromOpaque(context!).takeUnretainedValue().handlers.report(
              CommitmentReport(transaction, count, instances, reasons))
          },
          visited: { context, visit in
            Unmanaged<Listener>.fromOpaque(context!).takeUnretainedValue().handlers.visited(
              Visit(visit.pointee))
          })
        return hn_listen(&listening, &failure)
      }
    }
  }

  private static func problem(_ trouble: Trouble, _ port: UInt16) -> Problem {
    switch trouble.kind {
    case .portTaken:
      Problem(
        .serviceUnavailable, what: "another program listens on port \(port)", at: "receive.port",
        remedy: "end it (another hepatica receive?), or choose another port and enter it at the archives")
    case .security:
      Problem(
        .serviceUnavailable, what: trouble.text, at: "receive.tls",
        remedy: "check the files that the configuration names")
    default:
      Problem(
        .serviceUnavailable, what: "port \(port) cannot be had (\(trouble.text))", at: "receive.port",
        remedy: "ports below 1024 need permission; choose a higher one")
    }
  }
}

extension Listener.Visit {
  init(_ visit: HNVisit) {
    // What a stranger calls itself is printed: letters, digits and blanks only.
    let title = swiftText(visit.sender).unicodeScalars.map {
      (0x20..<0x7f).contains($0.value) ? Character($0) : "?"
    }
    let ends: [UInt32: End] = [
      HNOkay.rawValue: .released, HNTimeout.rawValue: .timeout, HNStopped.rawValue: .stopped,
      HNCallingRejected.rawValue: .unknownCaller, HNCalledRejected.rawValue: .wrongName,
      HNRejected.rawValue: .full,
    ]
    self.init(
      sender: String(title), objects: Int(visit.objects), refused: Int(visit.refused),
      end: ends[UInt32(visit.kind)] ?? .dropped)
  }
}
