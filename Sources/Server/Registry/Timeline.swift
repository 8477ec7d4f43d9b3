import Arguments
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

  /// The first day that a row states.
  private static func event(_ row: Row, _ table: String) -> Event? {
    let days = [
      "started", "drawn", "measured", "assessed", "onset", "done", "due", "day", "date", "given", "reported",
    ]
    guard let day = days.lazy.map({ row.text($0) }).first(where: { !$0.isEmpty }) else { return nil }
    let words = ["name", "kind", "product", "analyte", "term", "quantity", "grade", "response"].compactMap {
      key in
      row[key].isNull ? nil : row[key].printed
    }
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
