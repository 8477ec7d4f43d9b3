import Stages

/// A piece of a study for a page that lays itself out: the words and rounded numbers that page and paper print.
package enum StudyPiece: Sendable {
  package struct Column: Sendable {
    package var title: String
    package var isNumber: Bool
  }
  package struct Cell: Sendable {
    package var text: String
    /// How grave a flagged cell is; `nil` for an ordinary one.
    package var severity: Severity?
  }
  case heading(String)
  case paragraph(String)
  /// The section has no content, and why.
  case empty(String)
  case list([String])
  case note(Severity, String, subject: String)
  case facts([(name: String, value: String)])
  case table(caption: String, columns: [Column], rows: [[Cell]], notes: [String])
  case figures([Drawing], caption: String)
}

extension StudyContent.Section {
  /// What the page shows of this section, in its order. Slices to page through and lines to sign on are for other media.
  package var pieces: [StudyPiece] { blocks.flatMap { $0.blocks(.screen) }.flatMap(\.pieces) }
}

extension Block {
  fileprivate var pieces: [StudyPiece] {
    switch self {
    case .heading(let text): [.heading(text)]
    case .paragraph(let text): [.paragraph(text)]
    case .note(let severity, let text, let subject): [.note(severity, text, subject: subject)]
    case .empty(let reason): [.empty(reason)]
    case .facts(let facts): [.facts(facts.map { ($0.name, $0.value) })]
    case .list(let items): [.list(items)]
    case .table(let table): [table.piece]
    case .figures(let drawings, _, let caption): [.figures(drawings, caption: caption)]
    case .columns(let columns): columns.flatMap(\.blocks).flatMap(\.pieces)
    case .origins, .viewer, .signatures: []
    }
  }
}

extension Table {
  fileprivate var piece: StudyPiece {
    .table(
      caption: caption,
      columns: columns.map {
        .init(title: $0.unit.isEmpty ? $0.title : "\($0.title), \($0.unit)", isNumber: $0.kind == .number)
      }, rows: rows.map { $0.cells.map(\.piece) }, notes: notes)
  }
}

extension Table.Cell {
  fileprivate var piece: StudyPiece.Cell {
    if case .flag(let severity, _) = self { return .init(text: text, severity: severity) }
    return .init(text: text, severity: nil)
  }
}
