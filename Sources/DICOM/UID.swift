internal import COpenSSL

/// Unique identifiers of objects that Hepatica writes: `2.25.` and a UUID as a decimal number (PS3.5 B.2).
public enum UID {
  /// A UID that depends on `seed` alone, so that the same inputs, parameters and version give the same object:
  /// a name-based UUID (RFC 9562 section 5.5, SHA-1) in Hepatica's own namespace.
  public static func derived(from seed: String) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    let message = namespace + Array(seed.utf8)
    var length: UInt32 = 0
    let done = EVP_Digest(message, message.count, &digest, &length, EVP_sha1(), nil)
    precondition(done == 1 && length >= 16, "SHA-1 is part of OpenSSL")
    digest[6] = digest[6] & 0x0f | 0x50
    digest[8] = digest[8] & 0x3f | 0x80
    return "2.25.\(digest.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) })"
  }

  /// Name space for `derived`: a UUID drawn once for this program, 8d3a5c1e-6f0b-4e62-9a57-2b1c0d4e7f93.
  private static let namespace: [UInt8] = [
    0x8d, 0x3a, 0x5c, 0x1e, 0x6f, 0x0b, 0x4e, 0x62, 0x9a, 0x57, 0x2b, 0x1c, 0x0d, 0x4e, 0x7f, 0x93,
  ]

  /// Implementation Class UID (0002,0012) of all files that Hepatica writes.
  static let implementationClass = derived(from: "implementation class")

  /// True if the text is a UID by PS3.5 9.1: digits and dots, components without leading zero, at most 64 characters.
  static func isValid(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return (1...64).contains(text.utf8.count) && parts.count > 1
      && parts.allSatisfy { part in
        !part.isEmpty && part.allSatisfy { (48...57).contains($0) } && (part.count == 1 || part.first != 48)
      }
  }
}
