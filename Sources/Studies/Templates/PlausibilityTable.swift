import Checks
import Stages

/// The table of plausible and usual values, for the manual.
public enum PlausibilityTable {
  /// The rows of one part as Markdown: `headers`, `values`, `law`, `files`, `structures`, `plans`, `alone` or `records`;
  /// `nil` for another word.
  public static func markdown(_ part: String) -> String? {
    switch part {
    case "headers": possible(Plausibility.headerRows)
    case "values": usual(Plausibility.valueRows)
    case "law": usual(Plausibility.lawRows)
    case "files": possible(Plausibility.fileRows)
    case "structures": usual(Plausibility.structureRows)
    case "plans": usual(Plausibility.planRows)
    case "alone": alone
    case "records": possible(Plausibility.recordRows + Plausibility.measuredRows)
    default: nil
    }
  }

  private static func possible(_ rows: [Plausibility]) -> String {
    table(["quantity", "attribute", "possible", "held against", "source"], rows) {
      [$0.quantity, $0.attribute, $0.span, $0.crossCheck, $0.source]
    }
  }

  private static func usual(_ rows: [Plausibility]) -> String {
    table(["code", "quantity", "usual", "what to think of", "source"], rows) {
      ["`\($0.code)`", $0.quantity, $0.span, $0.advice, $0.source]
    }
  }

  /// What a header states alone.
  private static var alone: String {
    table(["value", "attribute", "held against, in its object", "beyond it"], SoleStatement.allCases) {
      [$0.rawValue, $0.attribute, $0.within, $0.beyond]
    }
  }

  private static func table<Row>(_ heads: [String], _ rows: [Row], _ cells: (Row) -> [String]) -> String {
    let head = ["| " + heads.joined(separator: " | ") + " |", "|" + heads.map { _ in "---|" }.joined()]
    let body = rows.map { "| " + cells($0).map { $0.isEmpty ? "–" : $0 }.joined(separator: " | ") + " |" }
    return (head + body).joined(separator: "\n")
  }
}
