internal import COpenSSL
import Diagnostics
import Foundation

/// SHA-256 (FIPS 180-4) of bytes, files and sets of files, as 64 lowercase hexadecimal digits.
public struct Digest: ~Copyable {
  private let context: OpaquePointer

  public init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if let base = bytes.baseAddress { EVP_DigestUpdate(context, base, bytes.count) }
  }

  consuming func finishBytes() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &bytes, nil)
    return bytes
  }

  public consuming func finish() -> String {
    let bytes = finishBytes()
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

public func sha256(_ data: some Sequence<UInt8>) -> String {
  var digest = Digest()
  Array(data).withUnsafeBytes { digest.update($0) }
  return digest.finish()
}

/// The digest's 32 bytes.
package func sha256Bytes(_ data: some Sequence<UInt8>) -> Data {
  var digest = Digest()
  Array(data).withUnsafeBytes { digest.update($0) }
  return Data(digest.finishBytes())
}

/// - Throws: `Problem` of kind `inputMissing` if the file cannot be read.
public func sha256(file path: String) throws(Problem) -> String {
  try mustBeFile(path)
  guard let file = FileHandle(forReadingAtPath: path) else {
    throw Problem(.inputOutput, what: "the file cannot be opened", at: path)
  }
  defer { try? file.close() }
  var digest = Digest()
  do {
    while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty {
      chunk.withUnsafeBytes { digest.update($0) }
    }
  } catch {
    throw Problem(.inputOutput, what: "the file cannot be read to its end", at: path)
  }
  return digest.finish()
}

/// One digest of several files that depends on their contents alone, not on their names or order.
///
/// - Throws: `Problem` if a file cannot be read to its end.
public func sha256(files paths: [String]) throws(Problem) -> String {
  var each: [String] = []
  for path in paths { each.append(try sha256(file: path)) }
  return combined(each)
}

/// One digest of several: that of the only one, or of all in their order of rank.
func combined(_ digests: [String]) -> String {
  digests.count == 1 ? digests[0] : sha256(digests.sorted().joined(separator: "\n").utf8)
}
