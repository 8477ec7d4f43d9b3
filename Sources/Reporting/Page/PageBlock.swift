import Quantities
import Stages

/// A piece of a page's section.
public struct PageBlock: Sendable {
  let block: Block

  public static func heading(_ text: String) -> PageBlock { PageBlock(block: .heading(text)) }
  public static func paragraph(_ text: String) -> PageBlock { PageBlock(block: .paragraph(text)) }
  public static func list(_ items: [String]) -> PageBlock { PageBlock(block: .list(items)) }
  /// The section has no content, and why.
  public static func empty(_ reason: String) -> PageBlock { PageBlock(block: .empty(reason)) }

  public static func note(_ severity: Severity, _ text: String, subject: String = "") -> PageBlock {
    PageBlock(block: .note(severity, text, subject: subject))
  }

  /// A finding with the mark of its rank.
  public static func note(_ finding: Finding) -> PageBlock {
    note(finding.severity, finding.text, subject: finding.place)
  }

  /// Names and values; those without value are left out.
  public static func facts(_ facts: [(name: String, value: String?)]) -> PageBlock {
    PageBlock(
      block: .facts(facts.compactMap { f in f.value.flatMap { $0.isEmpty ? nil : Fact(f.name, $0) } }))
  }

  public static func table(_ table: PageTable) -> PageBlock { PageBlock(block: .table(table.table)) }

  /// Drawings side by side, `perRow` on paper, under one caption.
  public static func figures(_ drawings: [Drawing], perRow: Int = 1, caption: String = "") -> PageBlock {
    PageBlock(block: .figures(drawings, perRow: perRow, caption: caption))
  }

  /// Three cuts through the focus with outlines, dose wash where there is a dose, orientation letters, scale, and key.
  public static func slices(_ material: ImageMaterial, title: String) -> [PageBlock] {
    guard let scene = ImageScene(material) else { return [] }
    let hasDose = material.dose != nil
    let overlay: Overlay = hasDose ? .dose : .none
    let cuts = SliceOrientation.allCases.map {
      SliceFigure(scene: scene, orientation: $0, overlay: overlay, isodoses: hasDose).drawing
    }
    let key = SliceKey(scene: scene, overlay: overlay, isodoses: hasDose).drawing
    let caption =
      "\(title). Radiological convention: the patient's right is on the left. Window: \(material.window.source)."
    return [.figures(cuts, perRow: 3), .figures([key], caption: caption)]
  }

  /// Cumulative dose–volume histograms of a summary.
  public static func histogram(_ summary: DoseSummary, caption: String) -> PageBlock {
    .figures([HistogramFigure(summary: summary).drawing], caption: caption)
  }

  /// Blank lines for names, times and signatures.
  public static func signatures(_ signatures: [Signature] = Signature.standard) -> PageBlock {
    PageBlock(block: .signatures(signatures))
  }
}

/// A table of a page.
public struct PageTable: Sendable {
  /// One cell.
  public struct Cell: Sendable {
    let cell: Table.Cell

    public static func text(_ text: String) -> Cell { Cell(cell: .text(text)) }
    public static func flag(_ severity: Severity, _ text: String) -> Cell {
      Cell(cell: .flag(severity, text))
    }
    public static let absent = Cell(cell: .absent)

    /// A number with its standard uncertainty; `nil` prints a dash. Without uncertainty `significant` digits.
    public static func number(_ value: Double?, u: Double? = nil, significant: Int = 3) -> Cell {
      guard let value else { return absent }
      return Cell(
        cell: .number(Format.number(value, uncertainty: u, significant: significant), sort: value))
    }

    /// A number with fixed decimals.
    public static func fixed(_ value: Double?, _ decimals: Int) -> Cell {
      guard let value else { return absent }
      return Cell(cell: .number(Format.split(Format.fixed(value, decimals)), sort: value))
    }
  }

  var table: Table

  /// - Parameter share: of the width on paper, relative to the other columns.
  public struct Column: Sendable {
    public var title: String
    public var unit: String
    public var isNumber: Bool
    public var share: Double
    public init(_ title: String, unit: String = "", number: Bool = false, share: Double = 1) {
      (self.title, self.unit, isNumber, self.share) = (title, unit, number, share)
    }
  }

  /// - Precondition: each row has a cell for each column.
  public init(_ caption: String, _ columns: [Column], _ rows: [[Cell]], notes: [String] = []) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "a cell for each column")
    table = Table(
      caption: caption,
      columns: columns.map { .init($0.title, unit: $0.unit, $0.isNumber ? .number : .text, share: $0.share) },
      rows: rows.map { Table.Row($0.map(\.cell)) }, notes: notes)
  }
}
