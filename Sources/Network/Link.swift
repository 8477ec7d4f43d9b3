internal import CDICOMNetwork
import Diagnostics
import Foundation

/// What is proposed for an association: a kind of object or service, and the transfer syntaxes for it.
struct ProposedContext: Hashable {
  var abstractSyntax: String
  var transferSyntaxes = [TransferSyntaxes.explicitLittleEndian, TransferSyntaxes.implicitLittleEndian]
  /// The peer sends objects over it.
  var isProvider = false

  static let most = 128
}

enum TransferSyntaxes {
  static let implicitLittleEndian = "1.2.840.10008.1.2"
  static let explicitLittleEndian = "1.2.840.10008.1.2.1"
  static let explicitBigEndian = "1.2.840.10008.1.2.2"
  /// Those whose pixels need no codec: a sender may turn one into another.
  static let plain: Set = [implicitLittleEndian, explicitLittleEndian, explicitBigEndian]
}

/// An association with a peer; released when it is closed, aborted when it is dropped.
final class Link {
  let peer: DICOMPeer
  private(set) var handle: OpaquePointer?

  /// - Throws: `Problem` of kind `serviceUnavailable` that states why there is no association.
  init(_ peer: DICOMPeer, as title: String, for contexts: [ProposedContext]) throws(Problem) {
    self.peer = peer
    let texts = CTexts()
    let proposed = contexts.map { context in
      HNContext(
        abstractSyntax: texts.text(context.abstractSyntax),
        transferSyntaxes: texts.list(context.transferSyntaxes),
        count: Int32(context.transferSyntaxes.count), isProvider: context.isProvider ? 1 : 0)
    }
    var failure = HNFailure()
    handle = withSecurity(peer.security, texts) { security in
      var place = HNPeer(
        host: texts.text(peer.host), port: peer.port, called: texts.text(peer.title),
        calling: texts.text(title), maxPDU: UInt32(peer.maximumPDU),
        connectSeconds: Int32(peer.waiting.connect),
        answerSeconds: Int32(peer.waiting.answer), security: security)
      return hn_open(&place, proposed, proposed.count, &failure)
    }
    withExtendedLifetime(texts) {}
    if handle == nil { throw Trouble(failure).problem(peer, calling: title) }
  }

  deinit { close(release: false) }

  func close(release: Bool = true) {
    if let handle { hn_close(handle, release ? 1 : 0) }
    handle = nil
  }

  func accepts(_ abstractSyntax: String, _ transferSyntax: String = "") -> Bool {
    handle.map { hn_accepts($0, abstractSyntax, transferSyntax) != 0 } ?? false
  }

  /// Runs a call of the shim.
  func perform(
    _ call: (OpaquePointer, UnsafeMutablePointer<HNFailure>) -> Int32
  ) throws(Trouble) {
    guard let handle else { throw Trouble(.dropped, "the association is closed") }
    var failure = HNFailure()
    guard call(handle, &failure) != 0 else { return }
    throw Trouble(failure)
  }
}

/// Hands the files of TLS to C, if there are any.
func withSecurity<R>(
  _ files: SecurityFiles?, _ texts: CTexts, _ body: (UnsafePointer<HNSecurityFiles>?) -> R
) -> R {
  guard let files else { return body(nil) }
  var security = HNSecurityFiles(
    key: texts.optional(files.key), certificate: texts.optional(files.certificate),
    trust: texts.text(files.trust))
  return withUnsafePointer(to: &security) { body($0) }
}
