internal import CCairo
import Diagnostics
import Foundation
import Quantities

/// Writes pages as PDF: embedded fonts, text that can be extracted, outline, links, metadata.
struct PDFWriter {
  let document: Document

  /// - Throws: `Problem` with cairo's own words if it fails.
  func data() throws -> Data {
    try PDFWriter.data(of: PDFLayout(document: document).pages, describe: metadata)
  }

  /// - Parameter describe: states what the file is.
  static func data(of pages: [PaperPage], describe: (OpaquePointer) -> Void = { _ in }) throws -> Data {
    let sink = ByteSink()
    let surface = cairo_pdf_surface_create_for_stream(
      ByteSink.write, sink.closure, Paper.width, Paper.height)!
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5)
    describe(surface)
    let page = CairoPage(owning: surface)
    for content in pages {
      paint(content, on: page.context, surface)
      cairo_show_page(page.context)
    }
    cairo_surface_finish(surface)
    try page.check("writing the PDF")
    return sink.bytes
  }

  /// The date is the report's own, so that the same report has the same bytes.
  private func metadata(_ surface: OpaquePointer) {
    let h = document.header
    let date = PDFWriter.date(h.created)
    let entries: [(cairo_pdf_metadata_t, String)] = [
      (CAIRO_PDF_METADATA_TITLE, "\(document.kind) \(h.pseudonym), \(h.therapy)"),
      (CAIRO_PDF_METADATA_AUTHOR, [h.site, h.physicist].filter { !$0.isEmpty }.joined(separator: ", ")),
      (CAIRO_PDF_METADATA_SUBJECT, "\(document.kind). \(Document.researchUse)."),
      (CAIRO_PDF_METADATA_KEYWORDS, "dosimetry, \(h.therapy), report \(h.reportUID)"),
      (CAIRO_PDF_METADATA_CREATOR, "Hepatica \(h.softwareVersion) \(h.gitHash)"),
      (CAIRO_PDF_METADATA_CREATE_DATE, date), (CAIRO_PDF_METADATA_MOD_DATE, date),
    ]
    for (key, value) in entries where !value.isEmpty { cairo_pdf_surface_set_metadata(surface, key, value) }
  }

  /// ISO 8601 as cairo reads it; a clock without offset is taken as UTC here.
  static func date(_ time: DateTime) -> String {
    time.utcOffset == nil ? time.description.prefix(19) + "Z" : time.description
  }

  private static func paint(_ page: PaperPage, on context: OpaquePointer, _ surface: OpaquePointer) {
    for bookmark in page.bookmarks {
      let name = PDFWriter.name(bookmark.name)
      cairo_tag_begin(context, CAIRO_TAG_DEST, "name='\(name)' x=\(Int(Paper.left)) y=\(Int(bookmark.y))")
      cairo_tag_end(context, CAIRO_TAG_DEST)
      if bookmark.level == 1 {
        cairo_pdf_surface_add_outline(
          surface, Int32(CAIRO_PDF_OUTLINE_ROOT), bookmark.title, "dest='\(name)'",
          CAIRO_PDF_OUTLINE_FLAG_OPEN)
      }
    }
    CairoPainter(context).paint(page.marks)
    paint(page.pieces, on: context)
    for link in page.links {
      let r = link.rect
      let box = [r.x, r.y, r.width, r.height].map { SVGWriter.number($0) }.joined(separator: " ")
      cairo_tag_begin(context, CAIRO_TAG_LINK, "rect=[\(box)] dest='\(PDFWriter.name(link.target))'")
      cairo_tag_end(context, CAIRO_TAG_LINK)
    }
  }

  /// Each piece in its structure element; rows that follow each other are a table.
  private static func paint(_ pieces: [(tag: StructureTag, marks: [Mark])], on context: OpaquePointer) {
    for (n, piece) in pieces.enumerated() {
      let isRow = piece.tag == .row
      if isRow, n == 0 || pieces[n - 1].tag != .row { cairo_tag_begin(context, "Table", nil) }
      cairo_tag_begin(context, piece.tag.rawValue, nil)
      if isRow { cairo_tag_begin(context, "TD", nil) }
      CairoPainter(context).paint(piece.marks)
      if isRow { cairo_tag_end(context, "TD") }
      cairo_tag_end(context, piece.tag.rawValue)
      if isRow, n + 1 == pieces.count || pieces[n + 1].tag != .row { cairo_tag_end(context, "Table") }
    }
  }

  /// Names inside cairo's attribute strings: letters, digits and hyphens only.
  static func name(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }
}
