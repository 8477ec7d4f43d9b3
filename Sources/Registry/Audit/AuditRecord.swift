import Diagnostics
import Files

/// One change of one row: who, when, why, before, after, and the hash that chains it to the one before.
public struct AuditRecord: Sendable, Hashable {
  enum Action: String, Sendable { case insert, update, delete }
  /// From 1, without gaps.
  public var sequence: Int
  /// ISO 8601, UTC.
  public var time: String
  public var who: String
  public var why: String
  public var action: String
  /// Table and id of the row.
  public var subject: String
  public var key: String
  /// The row as JSON; `nil` before it was inserted and after it was deleted.
  public var before: String?
  public var after: String?
  /// Hash of the record before.
  public var previous: String
  public var hash: String

  /// The seal of all fields, each with its length before it, so that no two records have the same bytes.
  static func hash(_ fields: [String?], _ seal: AuditSeal) throws(Problem) -> String {
    var bytes: [UInt8] = Array("hepatica-audit-1;".utf8)
    for field in fields {
      guard let field else {
        bytes += Array("-;".utf8)
        continue
      }
      bytes += Array("\(field.utf8.count):".utf8) + Array(field.utf8) + [0x3B]
    }
    return try seal.hash(bytes)
  }

  /// What the hash must be.
  func sealed(by seal: AuditSeal) throws(Problem) -> String {
    try Self.hash(["\(sequence)", time, who, why, action, subject, key, before, after, previous], seal)
  }

  /// The hash before the first record: it binds the chain to this registry. No secret, and therefore without a key.
  static func genesis(_ identifier: String) -> String {
    sha256(Array("hepatica-audit-1;7:genesis;\(identifier.utf8.count):\(identifier);".utf8))
  }
}

extension AuditRecord {
  static let columns = [
    "sequence", "time", "who", "why", "action", "subject", "key", "before", "after", "previous", "hash",
  ]
  static let insertion =
    "INSERT INTO \"audit\" (\(columns.map(quoted).joined(separator: ", "))) VALUES "
    + "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
  static let selection = "SELECT \(columns.map(quoted).joined(separator: ", ")) FROM \"audit\""

  var values: [Value] {
    [
      Value(sequence), .text(time), .text(who), .text(why), .text(action), .text(subject), .text(key),
      Value(before),
      Value(after), .text(previous), .text(hash),
    ]
  }

  init(_ row: [Value]) {
    sequence = row[0].integer ?? -1
    (time, who, why) = (row[1].printed, row[2].printed, row[3].printed)
    (action, subject, key) = (row[4].printed, row[5].printed, row[6].printed)
    (before, after) = (row[7].text, row[8].text)
    (previous, hash) = (row[9].printed, row[10].printed)
  }
}
