internal import CDICOMNetwork
import Diagnostics

/// Why a call over the network did not do its work.
struct Trouble: Error {
  enum Kind: Int32 {
    case unreachable = 1
    case unknownHost, timeout, calledRejected, callingRejected, rejected, noContext, dropped, security,
      stopped
    case portTaken, status, file, other
  }
  var kind: Kind
  /// DIMSE status, for `status`.
  var status: UInt16 = 0
  var text: String

  init(_ kind: Kind, _ text: String) { (self.kind, self.text) = (kind, text) }

  init(_ failure: HNFailure) {
    kind = Kind(rawValue: failure.kind) ?? .other
    status = failure.status
    var bytes = failure.text
    text = withUnsafeBytes(of: &bytes) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// One clear fault with this peer.
  /// - Parameter action: what was under way, as a noun.
  func problem(_ peer: DICOMPeer, calling title: String = "", during action: String = "the association")
    -> Problem
  {
    let place = "\(peer.name) (\(peer.title) at \(peer.host):\(peer.port))"
    func unavailable(_ what: String, _ remedy: String) -> Problem {
      Problem(.serviceUnavailable, what: what, at: place, remedy: remedy)
    }
    switch kind {
    case .unreachable:
      return unavailable(
        "nothing answers at this address and port",
        "check host, port and firewall, and whether the archive runs")
    case .unknownHost:
      return unavailable("the name of the host is unknown", "check its spelling, or give its address")
    case .timeout:
      return unavailable(
        "no answer within \(peer.waiting.answer) s during \(action)",
        "try again; if the archive is slow, raise timeouts.answer for it")
    case .calledRejected:
      return unavailable("the archive is not called \(peer.title)", "ask its administrator for its AE title")
    case .callingRejected:
      return unavailable(
        "the archive does not know \(title.isEmpty ? "our AE title" : title)",
        "ask its administrator to enter our AE title with this machine's address and port")
    case .rejected: return unavailable("the archive rejected the association (\(text))", "try again later")
    case .noContext:
      return unavailable(
        "the archive does not offer what \(action) needs (\(text))", "ask its administrator for it")
    case .dropped:
      return unavailable(
        "the connection ended during \(action)",
        "try again: what arrived stays, and nothing is stored twice; if it needs TLS, set “tls” for it")
    case .security:
      return unavailable(
        "no secure connection (\(text))",
        "check certificate, key and trust of both sides, and that both use TLS (BCP 195)")
    case .stopped: return Problem(.interrupted, what: "cancelled during \(action)", at: place)
    case .status: return refusal(place, action)
    case .portTaken, .file, .other:
      return unavailable("\(action) failed (\(text))", "see the archive's own log")
    }
  }

  private func refusal(_ place: String, _ action: String) -> Problem {
    let meaning = DIMSEStatus.meaning(status)
    return Problem(
      .serviceUnavailable, what: "the archive refused \(action): \(meaning)", at: place,
      remedy: DIMSEStatus.remedy(status))
  }
}

/// Statuses of PS3.4 B.2.3, C.4 and PS3.7 C in words.
enum DIMSEStatus {
  static func meaning(_ status: UInt16) -> String {
    let code = String(status, radix: 16, uppercase: true)
    let words =
      switch status {
      case 0xA700...0xA7FF: "out of resources"
      case 0xA801: "unknown move destination"
      case 0xA900...0xA9FF: "the object does not match its kind"
      case 0xB000...0xBFFF: "warning"
      case 0x0110: "processing failure"
      case 0x0112: "no such object"
      case 0x0119: "class and instance conflict"
      case 0x0122: "kind of object not supported"
      case 0x0124: "not authorised"
      case 0x0131: "duplicate transaction"
      case 0x0213: "resource limitation"
      case 0xFE00: "cancelled"
      case 0xC000...0xCFFF: "cannot understand or process it"
      default: "failure"
      }
    return "\(words) (status \(String(repeating: "0", count: 4 - code.count))\(code))"
  }

  static func remedy(_ status: UInt16) -> String {
    switch status {
    case 0xA700...0xA7FF: "free some space at the archive, then send again"
    case 0xA801: "ask its administrator to enter our AE title with this machine's address and port"
    case 0x0124: "ask its administrator for permission"
    default: "see the archive's own log"
    }
  }
}
