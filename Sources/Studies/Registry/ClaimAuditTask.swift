import Checks
import Diagnostics
import Stages
import Trials
import Workflow

/// Recomputes what a manuscript's table states.
public enum ClaimAuditTask {
  package struct Record: Encodable {
    struct Fault: Encodable { var row: Int; var place, claim, kind, printed, recomputed: String }
    var hepatica = 1
    struct Unread: Encodable { var row: Int; var column, words: String }
    var statements, rowsWithoutStatement: Int
    var faults: [Fault]
    var unread: [Unread]
  }

  /// - Returns: every statement that does not hold, as something to review.
  /// - Throws: `Problem` for a file that cannot be read or holds nothing that could be recomputed.
  public static func run(_ path: String) throws -> Outcome {
    let reading = try ClaimReader.read(path)
    guard !reading.claims.isEmpty else {
      throw Problem(
        .dataRejected, what: "nothing in this table can be recomputed", at: path,
        remedy: "columns x, n, printed_percent, or cells such as 5/15 (33 %)")
    }
    let faults = ClaimAudit.faults(reading.claims)
    let record = Record(
      statements: reading.claims.count, rowsWithoutStatement: reading.rowsWithout,
      faults: faults.map {
        .init(
          row: $0.claim.row, place: $0.claim.place, claim: $0.claim.words, kind: $0.kind.rawValue,
          printed: $0.printed, recomputed: $0.recomputed)
      }, unread: reading.unread.map { .init(row: $0.row, column: $0.column, words: $0.words) })
    return try Outcome(
      text: text(reading, faults), content: record,
      findings: (faults.isEmpty ? [] : [Finding(ProgramNote.statementsFalse(faults.count))])
        + (reading.unread.isEmpty ? [] : [Finding(ProgramNote.statementsUnread(reading.unread.count))]))
  }

  private static func text(_ reading: ClaimReader.Reading, _ faults: [ClaimFault]) -> String {
    let head =
      "\(counted(reading.claims.count, "statement")) recomputed, \(faults.count) do not hold, \(reading.unread.count) not read"
    let lines = faults.map { f in
      let place = f.claim.place.isEmpty ? "" : f.claim.place + ": "
      return
        "row \(f.claim.row)  \(place)\(f.claim.words)\n        \(f.kind.rawValue) printed as \(f.printed), the numbers give \(f.recomputed)"
    }
    let unread = reading.unread.map { "row \($0.row)  column \($0.column): not read: \($0.words)" }
    return ([head] + lines + unread).joined(separator: "\n")
  }
}
