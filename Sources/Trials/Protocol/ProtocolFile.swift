import Diagnostics
import Files
import Foundation
import Quantities

/// A protocol file: its text as locked, its hash, and what it says.
public struct ProtocolFile: Sendable, Hashable {
  public let text: String
  public let sha256: String
  public let plan: TrialProtocol

  /// - Throws: `Problems` with every mistake of the file and its line.
  public init(text: String, document: String) throws {
    self.text = text
    sha256 = Files.sha256(text.utf8)
    let reader = ProtocolReader(try JSON5.parse(text, document: document).object())
    plan = try reader.read()
  }

  /// Reads a protocol file.
  ///
  /// - Throws: `Problem` if it cannot be read, `Problems` with all faults and their lines.
  public static func read(_ url: URL) throws -> ProtocolFile {
    let text = try readText(
      url.path, called: "protocol file", likely: ["protocol.json5"], remedy: "hepatica trial init writes one")
    return try ProtocolFile(text: text, document: url.lastPathComponent)
  }

  /// - Throws: `Problem` if this is not the file that was locked.
  public func mustBe(locked sha256: String, at place: String) throws(Problem) {
    guard self.sha256 == sha256 else {
      throw Problem(
        .dataRejected, what: "the protocol was edited after it was locked", at: place,
        why: "an endpoint or a scale that is chosen after the data are seen proves nothing",
        remedy:
          "use the locked file (SHA-256 \(sha256.prefix(16))…), which hepatica trial init --locked writes again"
      )
    }
  }
}
