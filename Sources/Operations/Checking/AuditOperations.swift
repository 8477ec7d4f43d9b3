import Arguments
import Foundation
import Studies
import Workflow

public struct AuditClaimsOperation: Operation {
  var files: [FilePath] = []
  public init() {}

  public static let about = About(
    "audit claims", .papers, "verify the numbers of a manuscript's tables",
    takes: "tables of a manuscript (CSV)",
    gives: "percentages, intervals and sums that do not hold",
    """
    Recomputes the percentages, intervals and sums that a manuscript's table (CSV) states and lists those that do not \
    hold. Columns x, n, printed_percent, low, high, method, parts, total, claim, place; or cells such as \
    “5/15 (33 %)”, and “11 (73%)” under a heading with “N = 15”.
    """,
    examples: [.init("hepatica audit claims table2.csv", "status 3 if a claim does not hold")])

  public static var fields: [Field<Self>] {
    Field.words(\.files, "FILE", "the tables", .input, key: "files")
  }

  public func run(_ context: Context) throws -> Outcome {
    .together(try files.map { try ClaimAuditTask.run(context.path($0)) })
  }
}

public struct AuditVerifyOperation: Operation {
  var registries: [FilePath] = []
  var head: String?
  var adopt = false
  public init() {}

  public static let about = About(
    "audit verify", .papers, "verify the audit trail of a registry", takes: "a registry",
    gives: "whether anything was changed outside of Hepatica",
    """
    Follows the audit record of a registry from its beginning, compares every row with it, the end with the \
    anchor and with heads that were kept elsewhere, and the database's schema with the one that Hepatica makes; finds \
    any edit, deletion, change of order, truncation and roll-back, values of another storage class, triggers and views.
    """,
    examples: [
      .init(
        "hepatica audit verify department.sqlite", "status 3 if anything was changed outside of Hepatica")
    ])

  public static var fields: [Field<Self>] {
    Field.words(
      \.registries, "REGISTRY", "files of SQLite, or postgresql://USER@HOST/DATABASE", key: "registries")
    Field.option(
      \.head, "head", nil, "HASH", "a head that was written down earlier and must still be in the record")
    Field.flag(
      \.adopt, "adopt", nil, "accept the record as it is, where the anchor was lost or a backup was restored")
  }

  public func run(_ context: Context) throws -> Outcome {
    .together(
      try registries.map {
        try RegistryKeeping.verify(
          RegistryFields(registry: $0.path).place(in: context), head: head, adopt: adopt)
      })
  }
}

extension Outcome {
  /// One outcome of several; a single one stays what it is.
  static func together(_ all: [Outcome]) -> Outcome {
    if all.count == 1 { return all[0] }
    return Outcome(
      text: all.map(\.text).joined(separator: "\n\n"),
      json: "{\n  \"hepatica\": 1,\n  \"results\": [\n\(all.map(\.json).joined(separator: ",\n"))\n  ]\n}",
      findings: all.flatMap(\.findings))
  }
}
