import Arguments
import Files
import Reporting
import Stages

/// The sections of a study for a page of the workstation: the words of page and paper, figures as pictures of their own.
struct StudyJSON {
  let sections: [StudyContent.Section]

  var json: JSON {
    .array(
      sections.map { section in
        .object([
          ("id", .text(section.id)), ("title", .text(section.title)),
          ("pieces", .array(section.pieces.map(Self.json))),
        ])
      })
  }

  private static func json(_ piece: StudyPiece) -> JSON {
    switch piece {
    case .heading(let text): object("heading", [("text", .text(text))])
    case .paragraph(let text): object("paragraph", [("text", .text(text))])
    case .empty(let reason): object("empty", [("text", .text(reason))])
    case .list(let items): object("list", [("items", .array(items.map { .text($0) }))])
    case .note(let severity, let text, let subject):
      object(
        "note", [("severity", .text("\(severity)")), ("text", .text(text)), ("subject", .text(subject))])
    case .facts(let facts):
      object("facts", [("facts", .array(facts.map { .array([.text($0.name), .text($0.value)]) }))])
    case .table(let caption, let columns, let rows, let notes): table(caption, columns, rows, notes)
    case .figures(let drawings, let caption):
      object(
        "figures",
        [
          ("caption", .text(caption)),
          (
            "figures",
            .array(
              drawings.map {
                .object([
                  ("title", .text($0.title)), ("text", .text($0.alternative)), ("svg", .text($0.svg())),
                  ("width", .number($0.width)), ("height", .number($0.height)),
                ])
              })
          ),
        ])
    }
  }

  private static func object(_ kind: String, _ members: [(String, JSON)]) -> JSON {
    .object([("kind", .text(kind))] + members)
  }

  private static func table(
    _ caption: String, _ columns: [StudyPiece.Column], _ rows: [[StudyPiece.Cell]], _ notes: [String]
  ) -> JSON {
    object(
      "table",
      [
        ("caption", .text(caption)),
        (
          "columns",
          .array(columns.map { .object([("title", .text($0.title)), ("number", .flag($0.isNumber))]) })
        ),
        (
          "rows",
          .array(
            rows.map { row in
              .array(
                row.map {
                  .object([("text", .text($0.text)), ("severity", text($0.severity.map { "\($0)" }))])
                })
            })
        ),
        ("notes", .array(notes.map { .text($0) })),
      ])
  }
}
