import Arguments
import Diagnostics
import Files
import Foundation
import Reporting

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

  /// - Throws: `Problem` for a file that cannot be read: nobody's signature vanishes unsaid.
  static func all(_ home: CaseFolder) throws(Problem) -> [Signature] {
    guard let data = FileManager.default.contents(atPath: home.signatures.path) else { return [] }
    do { return try JSONDecoder().decode([Signature].self, from: data) } catch {
      throw Problem(
        .dataRejected, what: "the signatures of this case cannot be read", at: "signatures.json",
        remedy: "bring the file back from a backup")
    }
  }

  /// Whether report.pdf and report.json are those that were signed.
  func holds(_ home: CaseFolder, _ digests: FileDigests) -> Bool {
    let now = ["report.pdf", "report.json"].map {
      try? digests.digest(home.results.appending(path: $0).path)
    }
    return now == [digest, reportDigest]
  }

  func add(to home: CaseFolder) throws {
    try writeAtomically(try prettyJSON(Signature.all(home) + [self]), to: home.signatures, over: .state)
  }

  /// As it stands in the report.
  var printed: SignedPDF.Signature {
    .init(meaning: meaning, account: account, time: time, comment: comment)
  }

  var line: String { "\(meaning), \(account), \(time)" }

  func json(holds: Bool) -> JSON {
    .object([
      ("holds", .flag(holds)),
      ("kind", .text(kind.rawValue)), ("account", .text(account)), ("time", .text(time)),
      ("meaning", .text(meaning)), ("comment", .text(comment)), ("digest", .text(digest)),
      ("reportDigest", .text(reportDigest)), ("auditHead", .text(auditHead)),
    ])
  }
}
