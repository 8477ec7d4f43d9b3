import Diagnostics
import Files
import Foundation

/// What a study says, written once: page, paper, terminal, tables and record are made of it by the same writers.
///
/// Its numbers are rounded by one rule (`NumberText`, JCGM 100:2008, 7.2.6); files that are read again keep every
/// digit. Nothing is computed here.
public struct StudyContent: Sendable {
  public struct Section: Sendable {
    /// Letters, digits and hyphens; unique on the page.
    public var id: String
    public var title: String
    public var blocks: [ContentBlock]
    var media: Media = [.shown, .annex]
    public init(_ id: String, _ title: String, _ blocks: [ContentBlock]) {
      (self.id, self.title, self.blocks) = (id, title, blocks)
    }
  }

  /// Name of the study's files without ending, for example `plan`.
  public var name: String
  /// For example `Treatment plan`.
  public var kind: String
  public var header: ReportHeader
  public var cards: [KeyResult]
  /// What the printed uncertainties or intervals are, in a sentence; standard uncertainties if not said otherwise.
  public var meaningOfSpread: String?
  public var sections: [Section]
  /// Becomes `NAME.json`, keys sorted.
  public var record: (any Encodable & Sendable)?
  /// Drawings that are files of their own too, by name without ending.
  public var drawings: [(name: String, drawing: Drawing)]
  /// Where the cards stand.
  var cardMedia = Media.shown
  /// Paper says once, at its end, which sections are empty and why.
  var gathersEmptySections = false
  /// The text that goes with the paper; `nil` where nothing is attached to it.
  var annex: Annex?

  /// A text with the parts that are for `Media.annex`.
  struct Annex: Sendable {
    /// Its file and what it is called.
    var file, title: String
  }

  public init(
    _ name: String, kind: String, header: ReportHeader, cards: [KeyResult] = [],
    meaningOfSpread: String? = nil, sections: [Section], record: (any Encodable & Sendable)? = nil,
    drawings: [(name: String, drawing: Drawing)] = []
  ) {
    (self.name, self.kind, self.header, self.cards) = (name, kind, header, cards)
    (self.meaningOfSpread, self.sections) = (meaningOfSpread, sections)
    (self.record, self.drawings) = (record, drawings)
  }

  /// The tables that are files, in the order of the page.
  public var tables: [StudyTable] { sections.flatMap(\.blocks).flatMap(\.files) }

  func document(_ medium: Media) -> Document {
    let document = Document(
      kind: kind, header: header, cards: cardMedia.contains(medium) ? cards : [],
      meaningOfSpread: meaningOfSpread ?? Document.coverage,
      sections: sections.filter { $0.media.contains(medium) }.compactMap { section in
        let blocks = section.blocks.flatMap { $0.blocks(medium) }
        return blocks.isEmpty ? nil : Document.Section(id: section.id, title: section.title, blocks: blocks)
      })
    return gathersEmptySections && medium == .paper ? document.withoutEmptySections : document
  }

  /// One self-contained page: no network, no external font, readable without script.
  public var html: String { HTMLWriter.html(document(.screen)) }

  /// A4 pages with embedded fonts, outline, links and text that can be extracted; tagged, with what is attached.
  /// - Throws: `Problem` with cairo's own words if it fails.
  public func pdf() throws -> Data {
    try PDFAttachments(PDFWriter(document: document(.paper)).data()).adding(attachments)
  }

  private var attachments: [PDFAttachments.File] {
    guard let annex, let text = annexText else { return [] }
    let note = PDFAttachments.File(annex.file, annex.title, "text/plain", Data(text.utf8))
    return [note] + tables.filter { !$0.rows.isEmpty }.map(Self.attachment)
  }

  private static func attachment(_ table: StudyTable) -> PDFAttachments.File {
    let name = table.file?.split(separator: "/").last.map(String.init) ?? table.id
    return PDFAttachments.File(name, "Table of \(table.id)", "text/csv", Data(table.csv.utf8))
  }

  /// For the terminal: what is worth a quick look.
  public var text: String { TextWriter(document: document(.terminal)).text }

  /// The same as a file that stands for itself: whose report it is, in which state, and when it was made.
  var textFile: String { TextWriter(document: document(.terminal)).file }

  /// What is attached to the paper as text.
  var annexText: String? {
    annex.map { TextWriter(document: document(.annex)).annex($0.title) }
  }
}

extension StudyContent {
  /// Writes `NAME.html`, `NAME.pdf`, `NAME.json`, each table as CSV and each drawing as SVG, all or none; the folder is
  /// created if needed.
  /// - Returns: the files written, the page first.
  /// - Throws: `Problem` if a file cannot be written or cairo fails.
  public func write(to folder: URL) throws -> [URL] {
    try writeTogether { try add(to: &$0, folder) }
  }

  /// Adds the files to a group that is written together.
  /// - Returns: the files.
  /// - Throws: `Problem` if a file cannot be written or cairo fails.
  public func add(to group: inout FileGroup, _ folder: URL) throws -> [URL] {
    var texts = [(name + ".html", html)]
    if let record { texts.append((name + ".json", try prettyJSON(record))) }
    texts += tables.map { ($0.file!, $0.csv) } + drawings.map { ($0.name + ".svg", $0.drawing.svg()) }
    let folders = Set(texts.map { folder.appending(path: $0.0).deletingLastPathComponent() } + [folder])
    for folder in folders.sorted(by: { $0.path < $1.path }) { try group.folder(folder) }
    let paper = folder.appending(path: name + ".pdf")
    try group.add(pdf(), to: paper)
    for (name, text) in texts { try group.add(text, to: folder.appending(path: name)) }
    let urls = texts.map { folder.appending(path: $0.0) }
    return [urls[0], paper] + urls.dropFirst()
  }
}
