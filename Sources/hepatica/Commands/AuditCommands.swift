import Arguments
import Diagnostics
import Foundation
import Workflow

/// Checks of what is written: `audit claims FILE`. The first word says what is checked.
extension Verb {
  static let audit = Verb(
    command: Command(
      "audit", "does what is written hold?",
      discussion: """
        claims: recomputes the percentages, intervals and sums that a manuscript's table (CSV) states and lists those \
        that do not hold. Columns x, n, printed_percent, low, high, method, parts, total, claim, place; or cells such as \
        “5/15 (33 %)”, and “11 (73%)” under a heading with “N = 15”.
        """,
      positionals: [
        .init("WHAT", "claims", completes: .words(["claims"])), .init("FILE", "the table", .atLeastOne),
      ],
      options: Console.options,
      examples: [.init("hepatica audit claims table2.csv", "status 3 if anything does not hold")])
  ) { arguments, console in
    let files = arguments.positionals("FILE")
    switch arguments.positional("WHAT")! {
    case "claims":
      let outcomes = try files.map { console.finish(try ClaimAuditTask.run($0), json: arguments.has("json")) }
      return outcomes.contains(.needsReview) ? .needsReview : .done
    case let other:
      throw Problem(
        .usage, what: "“\(other)” cannot be audited", at: "hepatica audit",
        remedy: "hepatica audit claims FILE")
    }
  }
}
