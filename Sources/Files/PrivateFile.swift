import Diagnostics
import Foundation

/// Writes a file that its owner alone may read (mode 0600), whole or not at all.
///
/// - Throws: `Problem` if the file cannot be created or written.
public func writePrivately(_ data: Data, to url: URL, over existing: Existing = .own) throws(Problem) {
  try writeAtomically(to: url, permissions: 0o600, over: existing) { descriptor throws(Problem) in
    try writeAll(data, to: descriptor, of: url)
  }
}

/// Reads a file of secrets.
/// - Throws: `Problem` if it is missing, or if others than its owner may read or write it.
public func readPrivately(_ url: URL) throws(Problem) -> Data {
  let data = try readFile(url.path, called: "file of secrets")
  var status = stat()
  stat(url.path, &status)
  guard status.st_mode & 0o077 == 0 else {
    throw Problem(
      .dataRejected, what: "others than the owner may read this file of secrets", at: url.path,
      why: "a secret that others can read is none", remedy: "chmod 600, and think about who may have read it")
  }
  return data
}

/// A file with one `SecretKey` in hexadecimal digits.
public enum KeyFile {
  /// - Throws: `Problem` of kind `cannotCreate` if the file exists: a key that is replaced opens nothing any more.
  public static func create(_ url: URL) throws(Problem) -> SecretKey {
    guard !FileManager.default.fileExists(atPath: url.path) else {
      throw Problem(
        .cannotCreate, what: "the key file exists already", at: url.path,
        why: "what it sealed could never be opened again", remedy: "name another file")
    }
    let key = SecretKey.random()
    try writePrivately(Data((hex(key.bytes) + "\n").utf8), to: url)
    return key
  }

  /// Reads the key.
  ///
  /// - Throws: `Problem` if the file is missing, others than its owner may read it, or it is not a key.
  public static func read(_ url: URL) throws(Problem) -> SecretKey {
    let text = String(decoding: try readPrivately(url), as: UTF8.self)
    guard let bytes = hexBytes(text.trimmingCharacters(in: .whitespacesAndNewlines)), bytes.count == 32 else {
      throw Problem(
        .dataRejected, what: "this is not a key file: 64 hexadecimal digits are expected", at: url.path)
    }
    return SecretKey(bytes: bytes)
  }
}
