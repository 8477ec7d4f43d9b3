import Quantities
import Stages

/// Where a piece of a study is shown.
public struct Media: OptionSet, Sendable, Hashable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// HTML and PDF.
  public static let page = Media(rawValue: 1)
  public static let terminal = Media(rawValue: 2)
  /// CSV.
  public static let file = Media(rawValue: 4)
  public static let shown: Media = [.page, .terminal]
  public static let all: Media = [.page, .terminal, .file]
}

/// A piece of a study's section.
public struct ContentBlock: Sendable {
  enum Content: Sendable {
    case block(Block)
    case table(StudyTable)
  }
  let content: Content
  var media = Media.shown

  private init(_ content: Content) { self.content = content }
  init(_ block: Block) { content = .block(block) }

  /// This piece, shown in these places alone.
  public func only(_ media: Media) -> ContentBlock {
    var block = self
    block.media = media
    return block
  }

  func blocks(_ medium: Media) -> [Block] {
    guard media.contains(medium) else { return [] }
    switch content {
    case .block(.figures) where medium == .terminal: return []
    case .block(let block): return [block]
    case .table(let table): return [.table(table.printed(medium))]
    }
  }

  public static func heading(_ text: String) -> ContentBlock { ContentBlock(.heading(text)) }
  public static func paragraph(_ text: String) -> ContentBlock { ContentBlock(.paragraph(text)) }
  public static func list(_ items: [String]) -> ContentBlock { ContentBlock(.list(items)) }
  /// The section has no content, and why.
  public static func empty(_ reason: String) -> ContentBlock { ContentBlock(.empty(reason)) }

  public static func note(_ severity: Severity, _ text: String, subject: String = "") -> ContentBlock {
    ContentBlock(.note(severity, text, subject: subject))
  }

  /// A finding with the mark of its rank.
  public static func note(_ finding: Finding) -> ContentBlock {
    note(finding.severity, finding.text, subject: finding.place)
  }

  /// Names and values; those without value are left out.
  public static func facts(_ facts: [(name: String, value: String?)]) -> ContentBlock {
    ContentBlock(.facts(facts.compactMap { f in f.value.flatMap { $0.isEmpty ? nil : Fact(f.name, $0) } }))
  }

  /// A table; one with a file is written as CSV wherever it is shown.
  public static func table(_ table: StudyTable) -> ContentBlock { ContentBlock(.table(table)) }

  /// Drawings side by side, `perRow` on paper, under one caption.
  public static func figures(_ drawings: [Drawing], perRow: Int = 1, caption: String = "") -> ContentBlock {
    ContentBlock(.figures(drawings, perRow: perRow, caption: caption))
  }

  /// Three cuts through the focus with outlines, dose wash where there is a dose, orientation letters, scale, and key.
  public static func slices(_ material: ImageMaterial, title: String) -> [ContentBlock] {
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
  public static func histogram(_ summary: DoseSummary, caption: String) -> ContentBlock {
    .figures([HistogramFigure(summary: summary).drawing], caption: caption)
  }

  /// Blank lines for names, times and signatures.
  public static func signatures(_ signatures: [Signature] = Signature.standard) -> ContentBlock {
    ContentBlock(.signatures(signatures)).only(.page)
  }
}
