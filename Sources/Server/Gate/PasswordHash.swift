internal import CArgon2
import Diagnostics
import Files

/// argon2id (RFC 9106) with 64 MiB, three passes, one lane: about 0.2 s for each guess. The text holds its parameters.
package enum PasswordHash {
  package static func make(_ password: String) -> String {
    let salt = randomBytes(16)
    var text = [CChar](repeating: 0, count: 128)
    let result = argon2id_hash_encoded(
      3, 65536, 1, password, password.utf8.count, salt, salt.count, 32, &text, text.count)
    precondition(result == ARGON2_OK.rawValue, "argon2id with fixed parameters does not fail")
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  package static func holds(_ password: String, _ hash: String) -> Bool {
    argon2id_verify(hash, password, password.utf8.count) == ARGON2_OK.rawValue
  }

  /// Of a pass phrase that nobody has: verified for names without account, so that both take the same time.
  static let nobody = make(hex(randomBytes(16)))
}
