import Quantities
import Stages

/// The report between content and medium: the same sections, tables and figures go to HTML, PDF and text.
struct Document: Sendable {
  static let researchUse = "Research use only — not a medical device"
  static let coverage = "Uncertainties are standard uncertainties (k = 1)."

  /// What kind of report this is, for example `Absorbed-dose report`.
  var kind = "Absorbed-dose report"
  var header: ReportHeader
  var cards: [KeyResult]
  /// What the printed uncertainties or intervals are.
  var meaningOfSpread = Document.coverage
  var sections: [Section]

  struct Section: Sendable {
    /// Name of the section in links.
    var id: String
    var title: String
    var blocks: [Block]
  }
}

extension Document {
  /// Paper leaves out what is empty, and says so once.
  var withoutEmptySections: Document {
    var copy = self
    let empty = sections.filter(\.isEmpty)
    copy.sections = sections.filter { !$0.isEmpty }
    guard !empty.isEmpty, let last = copy.sections.indices.last else { return copy }
    let reasons = empty.map { section -> String in
      guard case .empty(let reason)? = section.blocks.first else { return section.title }
      return "\(section.title): \(reason)"
    }
    copy.sections[last].blocks += [.heading("Without content"), .list(reasons)]
    return copy
  }
}

/// A piece of a section.
indirect enum Block: Sendable {
  case heading(String)
  case paragraph(String)
  case note(Severity, String, subject: String)
  /// The section has no content, and why.
  case empty(String)
  case facts([Fact])
  case list([String])
  case table(Table)
  /// Drawings side by side, `perRow` on paper, under one caption.
  case figures([Drawing], perRow: Int, caption: String)
  /// Blocks side by side with their shares of the width.
  case columns([(share: Double, blocks: [Block])])
  case origins([Origin])
  /// Slices to page through; only where a script can run.
  case viewer(SliceViewer)
  case signatures([Signature])
}

struct Fact: Sendable, Equatable {
  var name: String
  var value: String
  var severity: Severity?
  init(_ name: String, _ value: String, _ severity: Severity? = nil) {
    (self.name, self.value, self.severity) = (name, value, severity)
  }
}

struct Table: Sendable {
  enum Kind: Sendable { case text, number }
  struct Column: Sendable {
    var title: String
    var unit: String
    var kind: Kind
    /// Share of the width on paper.
    var share: Double
    init(_ title: String, unit: String = "", _ kind: Kind = .text, share: Double = 1) {
      (self.title, self.unit, self.kind, self.share) = (title, unit, kind, share)
    }
  }
  enum Cell: Sendable, Equatable {
    case text(String)
    case number(NumberText, sort: Double)
    /// A value whose uncertainty was not evaluated.
    case bare(NumberText, sort: Double)
    case flag(Severity, String)
    case absent
  }
  struct Row: Sendable {
    var cells: [Cell]
    /// Identifier of the origin that explains the row.
    var origin: String?
    init(_ cells: [Cell], origin: String? = nil) { (self.cells, self.origin) = (cells, origin) }
  }
  var caption: String
  var columns: [Column]
  var rows: [Row]
  var notes: [String] = []
}

extension Table.Cell {
  static func quantity<U>(_ v: Uncertain<U>?, _ unit: DisplayUnit<U>) -> Table.Cell {
    guard let v else { return .absent }
    let text = unit.text(v)
    return v.standardUncertainty == nil
      ? .bare(text, sort: v.value.value) : .number(text, sort: v.value.value)
  }
  /// A number that carries no uncertainty by its nature, such as D98.
  static func plain<U>(_ v: Quantity<U>?, _ unit: DisplayUnit<U>) -> Table.Cell {
    v.map { .number(unit.text($0), sort: $0.value) } ?? .absent
  }
  static func plain(_ v: Double?, significant: Int = 3) -> Table.Cell {
    v.map { .number(Format.number($0, significant: significant), sort: $0) } ?? .absent
  }
  static func percent(_ v: Double?) -> Table.Cell {
    guard let v else { return .absent }
    return .number(NumberText(percentOf: v), sort: v)
  }

  /// The cell in one line of text.
  var text: String {
    switch self {
    case .text(let text): text
    case .number(let number, _): number.text
    case .bare(let number, _): number.text
    case .flag(_, let text): text
    case .absent: "–"
    }
  }
}

/// "Where does this number come from?": inputs, formula, uncertainty of one result.
struct Origin: Sendable {
  var id: String
  var title: String
  var facts: [Fact]
}
