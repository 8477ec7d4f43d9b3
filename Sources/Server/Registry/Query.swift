import Arguments
import Files
import Foundation

/// A question about a row of the registry, with all that was said of it.
struct Query: Codable, Sendable {
  enum State: String, Codable, Sendable { case open, answered, closed }
  enum Act: String, Codable, Sendable { case asked, answered, closed, reopened }
  /// Something that somebody said; nothing is ever taken back.
  struct Turn: Codable, Sendable {
    var act: Act
    var account: String
    var time: String
    var text: String
    /// Head of the record of actions before it.
    var auditHead: String

    var json: JSON {
      .object([
        ("act", .text(act.rawValue)), ("account", .text(account)), ("time", .text(time)),
        ("text", .text(text)), ("auditHead", .text(auditHead)),
      ])
    }
  }

  var id: String
  /// Pseudonym of the patient that it is about.
  var patient: String
  var table: String
  /// Row and column; empty for what is not there and should be.
  var row: String
  var column: String
  var turns: [Turn]

  var state: State {
    switch turns.last?.act {
    case .answered: .answered
    case .closed: .closed
    default: .open
    }
  }

  var json: JSON {
    .object([
      ("id", .text(id)), ("patient", .text(patient)), ("table", .text(table)), ("row", .text(row)),
      ("column", .text(column)), ("state", .text(state.rawValue)), ("turns", .array(turns.map(\.json))),
    ])
  }
}
