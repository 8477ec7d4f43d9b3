import Diagnostics
import Files
import Foundation

/// A report of any kind: sections of general blocks under the common head, cards and foot.
///
/// The dosimetry report has its own fixed order of sections (`ReportContent`); plans, burden reports and others are
/// put together of these blocks. Nothing is computed here.
public struct Page: Sendable {
  public struct Section: Sendable {
    /// Letters, digits and hyphens; unique on the page.
    public var id: String
    public var title: String
    public var blocks: [PageBlock]
    public init(_ id: String, _ title: String, _ blocks: [PageBlock]) {
      (self.id, self.title, self.blocks) = (id, title, blocks)
    }
  }

  /// For example `Treatment plan`.
  public var kind: String
  public var header: ReportHeader
  public var cards: [KeyResult]
  /// What the printed uncertainties or intervals are, in a sentence; standard uncertainties if not said otherwise.
  public var meaningOfSpread: String?
  public var sections: [Section]

  public init(
    kind: String, header: ReportHeader, cards: [KeyResult] = [], meaningOfSpread: String? = nil,
    sections: [Section]
  ) {
    (self.kind, self.header, self.cards, self.sections) = (kind, header, cards, sections)
    self.meaningOfSpread = meaningOfSpread
  }

  private var document: Document {
    Document(
      kind: kind, header: header, cards: cards, meaningOfSpread: meaningOfSpread ?? Document.coverage,
      sections: sections.filter { !$0.blocks.isEmpty }.map {
        Document.Section(id: $0.id, title: $0.title, blocks: $0.blocks.map(\.block))
      })
  }

  /// One self-contained page: no network, no external font, readable without script.
  public var html: String { HTMLWriter.html(document) }

  /// A4 pages with embedded fonts and text that can be extracted.
  /// - Throws: `Problem` with cairo's own words if it fails.
  public func pdf() throws -> Data { try PDFWriter(document: document).data() }

  /// Writes `NAME.html` and `NAME.pdf`, both or none; the folder is created if needed.
  /// - Returns: the files written.
  /// - Throws: `Problem` if a file cannot be written or cairo fails.
  public func write(to folder: URL, name: String) throws -> [URL] {
    try writeTogether { try add(to: &$0, folder, name: name) }
  }

  /// Adds `NAME.html` and `NAME.pdf` to a group of files that are written together.
  /// - Returns: the files of the page.
  /// - Throws: `Problem` if a file cannot be written or cairo fails.
  public func add(to group: inout FileGroup, _ folder: URL, name: String) throws -> [URL] {
    try group.folder(folder)
    let (page, paper) = (folder.appending(path: name + ".html"), folder.appending(path: name + ".pdf"))
    try group.add(html, to: page)
    try group.add(pdf(), to: paper)
    return [page, paper]
  }
}
