internal import COpenSSL
import Diagnostics
import Foundation

/// 32 secret bytes for `seal` and `unseal`.
public struct SecretKey: Sendable, Equatable {
  let bytes: [UInt8]

  /// From the operating system's generator.
  public static func random() -> SecretKey { SecretKey(bytes: randomBytes(32)) }

  /// scrypt (RFC 7914) with N = 2¹⁵, r = 8, p = 1: about 0.1 s and 32 MiB for each guess of a pass phrase.
  public init(passphrase: String, salt: [UInt8]) {
    var key = [UInt8](repeating: 0, count: 32)
    let done = EVP_PBE_scrypt(
      passphrase, passphrase.utf8.count, salt, salt.count, 1 << 15, 8, 1, 64 << 20, &key, 32)
    precondition(done == 1, "scrypt with fixed parameters does not fail")
    bytes = key
  }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// HMAC-SHA-256 (RFC 2104) as 64 lowercase hexadecimal digits.
  public func authenticationCode(of message: [UInt8]) -> String {
    let padded = bytes + [UInt8](repeating: 0, count: 64 - bytes.count)
    let inner = hexBytes(sha256(padded.map { $0 ^ 0x36 } + message))!
    return sha256(padded.map { $0 ^ 0x5C } + inner)
  }

  /// An independent key for another purpose: SHA-256 of both.
  public func derived(for purpose: String) -> SecretKey {
    SecretKey(bytes: hexBytes(sha256(bytes + Array(purpose.utf8)))!)
  }
}

/// Encrypts and authenticates with AES-256-GCM (NIST SP 800-38D): 12 random bytes of nonce, 16 of tag, the text.
///
/// - Parameter context: what the text belongs to; it is not stored, and `unseal` fails with any other one.
public func seal(_ text: some Sequence<UInt8>, with key: SecretKey, context: String) -> Data {
  let plain = Array(text), nonce = randomBytes(12), about = Array(context.utf8)
  let cipher = EVP_CIPHER_CTX_new()!
  defer { EVP_CIPHER_CTX_free(cipher) }
  var out = [UInt8](repeating: 0, count: plain.count), tag = [UInt8](repeating: 0, count: 16)
  var length: Int32 = 0
  let done =
    EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key.bytes, nonce) == 1
    && EVP_EncryptUpdate(cipher, nil, &length, about, Int32(about.count)) == 1
    && EVP_EncryptUpdate(cipher, &out, &length, plain, Int32(plain.count)) == 1
    && EVP_EncryptFinal_ex(cipher, nil, &length) == 1 && EVP_GCM_get_tag(cipher, &tag) == 1
  precondition(done, "AES-256-GCM of a text in memory does not fail")
  return Data(nonce + tag + out)
}

/// The text that was sealed.
/// - Throws: `Problem` of kind `dataRejected` if key or context differ or a byte was changed.
public func unseal(_ sealed: Data, with key: SecretKey, context: String, at place: String) throws(Problem)
  -> [UInt8]
{
  let wrong = Problem(
    .dataRejected, what: "what is sealed here does not open with this key", at: place,
    why: "the key belongs to something else, or bytes were changed", remedy: "check the key file")
  guard sealed.count >= 28 else { throw wrong }
  let all = Array(sealed), about = Array(context.utf8)
  let nonce = Array(all[0..<12]), tag = Array(all[12..<28]), body = Array(all[28...])
  let cipher = EVP_CIPHER_CTX_new()!
  defer { EVP_CIPHER_CTX_free(cipher) }
  var out = [UInt8](repeating: 0, count: body.count)
  var length: Int32 = 0
  guard EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), nil, key.bytes, nonce) == 1,
    EVP_DecryptUpdate(cipher, nil, &length, about, Int32(about.count)) == 1,
    EVP_DecryptUpdate(cipher, &out, &length, body, Int32(body.count)) == 1,
    EVP_GCM_set_tag(cipher, tag) == 1, EVP_DecryptFinal_ex(cipher, nil, &length) == 1
  else { throw wrong }
  return out
}

/// Bytes from the operating system's generator.
public func randomBytes(_ count: Int) -> [UInt8] {
  var generator = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
}

public func hex(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// `nil` unless the text is an even number of hexadecimal digits.
public func hexBytes(_ text: some StringProtocol) -> [UInt8]? {
  let digits = text.compactMap(\.hexDigitValue)
  guard digits.count == text.count, digits.count % 2 == 0 else { return nil }
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
