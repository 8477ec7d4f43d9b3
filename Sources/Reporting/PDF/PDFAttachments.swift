import Diagnostics
import Foundation

/// Files inside a PDF, added as an incremental update (ISO 32000-1, 7.5.6 and 7.11.4): the pages stay as they are.
///
/// It reads the plain cross-reference tables that cairo 1.16 writes, and nothing else.
struct PDFAttachments {
  struct File {
    var name, title, type: String
    var data: Data
    init(_ name: String, _ title: String, _ type: String, _ data: Data) {
      (self.name, self.title, self.type, self.data) = (name, title, type, data)
    }
  }

  private let pages: Data
  init(_ pages: Data) { self.pages = pages }

  /// The same pages with files, marked as tagged and in English, which cairo 1.16 leaves out.
  /// - Throws: `Problem` where the file is not one of cairo's.
  func adding(_ files: [File]) throws -> Data {
    let trailer = try PDFTrailer(pages)
    var update = PDFUpdate(at: pages.count, next: trailer.size)
    var entries = "/MarkInfo << /Marked true >> /Lang (en)"
    if !files.isEmpty {
      let references = files.map { Self.add($0, to: &update) }
      // The name tree is in the order of its names.
      let tree = "/EmbeddedFiles << /Names [\(references.sorted().joined(separator: " "))] >>"
      if let names = trailer.names {
        update.replace(names, with: trailer.merged(tree))
      } else {
        entries += " /Names << \(tree) >>"
      }
    }
    update.replace(trailer.root, with: trailer.catalogue(entries))
    return pages + update.written(trailer)
  }

  /// - Returns: the entry of the name tree.
  private static func add(_ file: File, to update: inout PDFUpdate) -> String {
    let size = file.data.count
    let stream = update.add(
      "<< /Type /EmbeddedFile /Subtype /\(name(file.type)) /Length \(size) /Params << /Size \(size) >> >>\nstream\n",
      file.data, "\nendstream")
    let reference = update.add(
      "<< /Type /Filespec /F (\(file.name)) /UF (\(file.name)) /Desc (\(file.title)) /AFRelationship /Data /EF << /F \(stream) 0 R >> >>"
    )
    return "(\(file.name)) \(reference) 0 R"
  }

  /// A name object: anything but a letter or digit as #xx.
  private static func name(_ text: String) -> String {
    text.utf8.map { byte in
      let c = Character(UnicodeScalar(byte))
      return c.isLetter || c.isNumber ? String(c) : "#" + String(byte, radix: 16)
    }.joined()
  }
}
