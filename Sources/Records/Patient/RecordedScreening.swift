import Criteria
import Quantities
import Registry

/// Verdicts of a protocol that go back into the record.
package enum RecordedScreening {
  package struct Verdict: Sendable {
    package var patient: String
    /// `nil`: cannot be assessed.
    package var outcome: String?
    package var reasons: [String]

    package init(patient: String, outcome: String?, reasons: [String]) {
      (self.patient, self.outcome, self.reasons) = (patient, outcome, reasons)
    }
  }

  /// - Returns: how many are new.
  /// - Throws: `Problem` if the registry has another verdict of the same protocol and day; nothing is written.
  package static func write(
    _ verdicts: [Verdict], _ source: RuleSource, on day: CalendarDay, to registry: Registry, by author: Author
  ) throws -> Int {
    try registry.change(by: author) { change in
      try verdicts.reduce(0) { count, verdict in
        let protocolName = "\(source.name) \(source.edition)"
        let row: ScreeningRow = [
          .id: .text("\(verdict.patient)/\(protocolName)/\(day)"), .patient: .text(verdict.patient),
          .protocol: .text(protocolName), .screened: .text("\(day)"),
          .verdict: .text(verdict.outcome ?? "cannot be assessed"),
          .reasons: Value(verdict.reasons.isEmpty ? nil : verdict.reasons.joined(separator: "; ")),
        ]
        return count + (try change.record(row.row, into: ScreeningColumn.table).isNew ? 1 : 0)
      }
    }
  }
}
