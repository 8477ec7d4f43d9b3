import Diagnostics
import Files
import Foundation

/// How the hashes of an audit record are made: SHA-256, or HMAC-SHA-256 under a key that only the clients of a
/// department hold.
///
/// Without a key, whoever may write to the database can append a record whose hash is right, and only an anchor that all
/// clients share detects it. With a key, such a record is found by anybody who holds the key; no one else can make one.
struct AuditSeal: Sendable {
  private enum Way: Sendable {
    case plain
    case keyed(SecretKey)
    /// The registry has a key, and this computer has not.
    case missing(place: String)
  }
  private let way: Way

  static let plain = AuditSeal(way: .plain)
  private static let prefix = "keyed-"

  /// A name for a new registry that says whether a key is needed.
  static func identifier(keyed: Bool) -> String { (keyed ? prefix : "") + hex(randomBytes(16)) }

  /// - Throws: `Problem` if a key is configured and the registry is made without one: it may have been put in the place
  ///   of another, or be another whose hashes were computed anew.
  init(_ identifier: String, key: SecretKey?, _ location: Location) throws(Problem) {
    switch (identifier.hasPrefix(Self.prefix), key) {
    case (true, let key?): way = .keyed(key.derived(for: "audit record of " + identifier))
    case (true, nil): way = .missing(place: "\(location)")
    case (false, nil): way = .plain
    case (false, _?):
      throw Problem(
        .dataRejected, what: "a key for the audit record is configured, but this registry has none",
        at: "\(location)", why: "it may have been substituted for the one that has",
        remedy: "unset HEPATICA_AUDIT_KEY if it was always without")
    }
  }

  private init(way: Way) { self.way = way }

  var isKeyed: Bool { if case .plain = way { false } else { true } }

  func hash(_ bytes: [UInt8]) throws(Problem) -> String {
    switch way {
    case .plain: return sha256(bytes)
    case .keyed(let key): return key.authenticationCode(of: bytes)
    case .missing(let place):
      throw Problem(
        .inputMissing, what: "this computer has not the key of the audit record", at: place,
        why: "without it no change can be recorded, and none can be checked",
        remedy: "let HEPATICA_AUDIT_KEY name the department's key file")
    }
  }

  /// The key in the file that `HEPATICA_AUDIT_KEY` names; `nil` if it is not set.
  static var configured: SecretKey? {
    get throws(Problem) {
      guard let path = Surroundings.current.environment("HEPATICA_AUDIT_KEY"), !path.isEmpty else {
        return nil
      }
      return try KeyFile.read(URL(filePath: path))
    }
  }
}
