import Arguments
import Files
import Foundation
import Registry

/// What happened to a patient, day by day.
struct Timeline {
  private struct Event {
    var day, table, id, text: String
  }
  private let events: [Event]
  let tables: [(String, [Row])]

  init(_ registry: Registry, patient: String) throws {
    let own = registry.catalogue.tables.filter { $0.column("patient") != nil }
    tables = try own.map { ($0.name, try registry.rows($0.name, where: ["patient": .text(patient)])) }
      .filter { !$0.1.isEmpty }
    events = tables.flatMap { name, rows in rows.compactMap { Self.event($0, name) } }.sorted {
      $0.day < $1.day
    }
  }

  /// Columns of the day on which something happened, in the order in which they are taken.
  private static let days = [
    CourseColumn.started.rawValue, LaboratoryColumn.sampled.rawValue, MeasurementColumn.measured.rawValue,
    ResponseColumn.assessed.rawValue, DoseSummaryColumn.delivered.rawValue, DeathColumn.died.rawValue,
    VisitColumn.done.rawValue, VisitColumn.due.rawValue, AllocationColumn.reserved.rawValue,
  ]
  /// Columns that name what it was.
  private static let words = [
    VisitColumn.name.rawValue, CourseColumn.kind.rawValue, CourseColumn.product.rawValue,
    LaboratoryColumn.test.rawValue, AdverseEventColumn.term.rawValue, MeasurementColumn.quantity.rawValue,
    AdverseEventColumn.grade.rawValue, ResponseColumn.result.rawValue,
  ]

  /// The first day that a row states.
  private static func event(_ row: Row, _ table: String) -> Event? {
    guard let day = days.lazy.map({ row[named: $0].printed }).first(where: { !$0.isEmpty }) else {
      return nil
    }
    let words = words.compactMap { row[named: $0].isNull ? nil : row[named: $0].printed }
    return Event(day: String(day.prefix(10)), table: table, id: row.id, text: words.joined(separator: " "))
  }

  var json: JSON {
    .array(
      events.map {
        .object([
          ("date", .text($0.day)), ("table", .text($0.table)), ("id", .text($0.id)), ("text", .text($0.text)),
        ])
      })
  }
}
