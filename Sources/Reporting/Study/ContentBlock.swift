import Quantities
import Stages

/// Where a piece of a study is shown.
public struct Media: OptionSet, Sendable, Hashable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// HTML, where one can follow links and page through slices.
  public static let screen = Media(rawValue: 1)
  public static let terminal = Media(rawValue: 2)
  /// CSV.
  public static let file = Media(rawValue: 4)
  /// PDF: to read and to sign. What is looked up is attached to it.
  public static let paper = Media(rawValue: 8)
  /// The text that goes with the paper: where its numbers come from.
  public static let annex = Media(rawValue: 16)
  public static let page: Media = [.screen, .paper]
  public static let shown: Media = [.page, .terminal]
  public static let all: Media = [.shown, .file, .annex]
}

/// A piece of a study's section.
public struct ContentBlock: Sendable {
  indirect enum Content: Sendable {
    case block(Block)
    case table(StudyTable)
    /// Side by side, with their shares of the width.
    case columns([(share: Double, blocks: [ContentBlock])])
    /// Drawn where it is shown: pictures cost time.
    case drawn(@Sendable () -> [Block])
  }
  let content: Content
  var media = Media.shown

  init(_ content: Content) { self.content = content }
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
    case .block(.figures) where medium == .terminal, .drawn where medium == .terminal: return []
    case .block(let block): return [block]
    case .drawn(let draw): return draw()
    case .table(let table): return [.table(table.printed(medium))]
    case .columns(let columns):
      return [.columns(columns.map { ($0.share, $0.blocks.flatMap { $0.blocks(medium) }) })]
    }
  }

  /// The tables in it that are files.
  var files: [StudyTable] {
    switch content {
    case .table(let table): table.file == nil ? [] : [table]
    case .columns(let columns): columns.flatMap(\.blocks).flatMap(\.files)
    case .block, .drawn: []
    }
  }

  static func columns(_ columns: [(share: Double, blocks: [ContentBlock])]) -> ContentBlock {
    ContentBlock(.columns(columns))
  }

  /// Pictures that are made for each place that shows them.
  static func drawn(_ draw: @escaping @Sendable () -> [Block]) -> ContentBlock {
    ContentBlock(.drawn(draw)).only(.page)
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
