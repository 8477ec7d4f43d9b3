import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

/// Checks of what is written: `audit claims FILE`, `audit verify REGISTRY`. The first word says what is checked.
extension Verb {
  static let audit = Verb(
    command: Command(
      "audit", "verify claims and the audit trail",
      discussion: """
        claims: recomputes the percentages, intervals and sums that a manuscript's table (CSV) states and lists those \
        that do not hold. Columns x, n, printed_percent, low, high, method, parts, total, claim, place; or cells such as \
        “5/15 (33 %)”, and “11 (73%)” under a heading with “N = 15”.
        verify: follows the audit record of a registry from its beginning, compares every row with it and the \
        end with the anchor; finds any edit, deletion, change of order and truncation.
        """,
      positionals: [
        .init("WHAT", "claims or verify", completes: .words(["claims", "verify"])),
        .init("FILE", "the table, or the registry", .atLeastOne),
      ],
      options: [
        .value(
          "head", nil, "HASH", "verify: a head that was written down earlier must still be in the record"),
        .flag("adopt", nil, "verify: accept the record as it is, where the anchor was lost"),
      ] + Console.options,
      examples: [
        .init("hepatica audit claims table2.csv", "status 3 if a claim does not hold"),
        .init(
          "hepatica audit verify department.sqlite", "status 3 if anything was changed outside of Hepatica"),
      ])
  ) { arguments, console in
    let files = arguments.positionals("FILE")
    switch arguments.positional("WHAT")! {
    case "claims":
      let outcomes = try files.map { console.finish(try ClaimAuditTask.run($0), json: arguments.has("json")) }
      return outcomes.contains(.needsReview) ? .needsReview : .done
    case "verify":
      let outcomes = try files.map { place in
        let found = try RegistryKeeping.verify(place, head: arguments["head"], adopt: arguments.has("adopt"))
        return console.finish(found, json: arguments.has("json"))
      }
      return outcomes.contains(.needsReview) ? .needsReview : .done
    case let other:
      throw Problem(
        .usage, what: "“\(other)” cannot be audited", at: "hepatica audit",
        remedy: "hepatica audit claims FILE, or hepatica audit verify REGISTRY")
    }
  }
}
