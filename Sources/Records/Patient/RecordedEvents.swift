import Documents
import Registry

/// Findings with a grade of CTCAE, as events of the day on which they were found.
enum RecordedEvents {
  /// - Throws: `Problem` if the database fails.
  static func graded(_ registry: Registry, _ vocabulary: FindingVocabulary) throws -> [AdverseEventRow] {
    guard registry.catalogue.version >= 4 else { return [] }
    return try registry.rows(of: FindingColumn.self, order: [.patient, .found]).compactMap { row in
      guard row[.present].integer == 1, let grade = row[.grade].integer, grade > 0,
        vocabulary.event(row.text(.term)) != nil
      else { return nil }
      return [
        .id: .text("finding " + row.id), .patient: row[.patient], .term: row[.term], .grade: row[.grade],
        .started: row[.found], .ended: row[.found], .attribution: row[.attribution],
      ]
    }
  }
}
