import Criteria
import Documents
import Files
import Quantities
import Registry
import Workflow

/// Laboratory toxicities that came up, on their way into the table of adverse events.
package enum RecordedToxicity {
  /// Each with the day of its worst grade and that of its recovery; whose fault it was is unknown until a reader says so.
  /// - Returns: how many are new.
  /// - Throws: `Problem` if the registry has another event of the same patient, term and day; nothing is written.
  package static func write(
    _ toxicities: [ToxicityRecovery], _ scale: ToxicityScale, to registry: Registry, by author: Author
  ) throws -> Int {
    try registry.change(by: author) { change in
      try toxicities.reduce(0) { count, toxicity in
        var row: AdverseEventRow = [
          .patient: .text(toxicity.patient), .started: .text("\(toxicity.worst)"),
          .term: .text(scale.terms[toxicity.code]?.title ?? toxicity.code), .grade: Value(toxicity.grade),
          .edition: .text(String(scale.source.edition.prefix { $0 != " " })), .attribution: "unknown",
        ]
        if let ended = toxicity.recovered { row[.ended] = .text("\(ended)") }
        return count + (try change.record(row.row, into: AdverseEventColumn.table).isNew ? 1 : 0)
      }
    }
  }
}
