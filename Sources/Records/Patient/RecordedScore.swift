import Quantities
import Registry

/// A performance status, a symptom or a quality of life at one time, from the table of scores or, as older records have
/// it, from a measurement of the same name.
package struct RecordedScore: Sendable {
  package var patient: String
  package var day: CalendarDay
  /// As in the table of scores.
  package var scale: String
  package var value: Double

  /// Names under which measurements have what is a score.
  private static let measured = [
    "ecog": "ECOG", "karnofsky": "Karnofsky", "flushes": "flushes per day",
    "stools": "bowel movements per day",
  ]

  /// In order of time.
  /// - Throws: `Problem` if the database fails.
  package static func all(_ registry: Registry) throws -> [RecordedScore] {
    let measured = try registry.rows(of: MeasurementColumn.self).compactMap { row -> RecordedScore? in
      guard row[.lesion].isNull, row[.organ].isNull,
        let scale = Self.measured[row.text(.quantity).lowercased()]
      else { return nil }
      return RecordedScore(row.text(.patient), row.text(.measured), scale, row[.value].number)
    }
    guard registry.catalogue.version >= 4 else { return measured.sorted { $0.day < $1.day } }
    let scored = try registry.rows(of: ScoreColumn.self).compactMap {
      RecordedScore($0.text(.patient), $0.text(.scored), $0.text(.scale), $0[.value].number)
    }
    return (measured + scored).sorted { ($0.day, $0.value) < ($1.day, $1.value) }
  }

  private init?(_ patient: String, _ day: String, _ scale: String, _ value: Double?) {
    guard let day = CalendarDay(iso8601: day), let value else { return nil }
    (self.patient, self.day, self.scale, self.value) = (patient, day, scale, value)
  }
}
