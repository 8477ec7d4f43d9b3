import Arguments
import Diagnostics
import Files
import Foundation

/// Who stands for a report: account, time, meaning, and the digests of what was signed.
struct Signature: Codable, Sendable {
  enum Kind: String, Codable { case signature, amendment }
  var kind: Kind
  var account: String
  var time: String
  var meaning: String
  var comment: String
  /// SHA-256 of report.pdf and report.json as they were.
  var digest: String
  var reportDigest: String
  /// Head of the record of actions before it.
  var auditHead: String

  static func all(_ home: CaseFolder) -> [Signature] {
    FileManager.default.contents(atPath: home.signatures.path).flatMap {
      try? JSONDecoder().decode([Signature].self, from: $0)
    } ?? []
  }

  func add(to home: CaseFolder) throws {
    try writeAtomically(try prettyJSON(Signature.all(home) + [self]), to: home.signatures, over: .state)
  }

  var line: String { "\(meaning), \(account), \(time)" }

  var json: JSON {
    .object([
      ("kind", .text(kind.rawValue)), ("account", .text(account)), ("time", .text(time)),
      ("meaning", .text(meaning)), ("comment", .text(comment)), ("digest", .text(digest)),
      ("reportDigest", .text(reportDigest)), ("auditHead", .text(auditHead)),
    ])
  }
}
