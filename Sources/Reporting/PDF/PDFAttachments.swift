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
    let trailer = try Trailer(pages)
    var update = Update(at: pages.count, next: trailer.size)
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
  private static func add(_ file: File, to update: inout Update) -> String {
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

/// Root, size and names of a file with a plain cross-reference table.
private struct Trailer {
  let start, size, root, info: Int
  let names: Int?
  private let catalogueText: String
  private let namesText: String

  init(_ data: Data) throws {
    // One character per byte: content of any kind can be searched.
    guard let text = String(data: data, encoding: .isoLatin1) else {
      throw Problem(.internalError, what: "the PDF cannot be read back", at: "writing attachments")
    }
    let end = String(text.suffix(400))
    func number(_ pattern: Regex<(Substring, Substring)>, _ text: String) -> Int? {
      text.firstMatch(of: pattern).flatMap { Int($0.output.1) }
    }
    guard let start = number(/startxref\s+(\d+)/, end), let size = number(/\/Size (\d+)/, end),
      let root = number(/\/Root (\d+) 0 R/, end), let info = number(/\/Info (\d+) 0 R/, end),
      let catalogue = Self.object(root, text)
    else {
      throw Problem(.internalError, what: "the PDF has no plain trailer", at: "writing attachments")
    }
    (self.start, self.size, self.root, self.info) = (start, size, root, info)
    catalogueText = catalogue
    names = number(/\/Names (\d+) 0 R/, catalogue)
    namesText = names.flatMap { Self.object($0, text) } ?? ""
  }

  /// The dictionary of an object.
  private static func object(_ n: Int, _ text: String) -> String? {
    guard let head = text.range(of: "\n\(n) 0 obj\n", options: .backwards),
      let end = text.range(of: "\nendobj", range: head.upperBound..<text.endIndex)
    else { return nil }
    return String(text[head.upperBound..<end.lowerBound])
  }

  func catalogue(_ entry: String) -> String { Self.adding(entry, to: catalogueText) }
  func merged(_ entry: String) -> String { Self.adding(entry, to: namesText) }

  private static func adding(_ entry: String, to dictionary: String) -> String {
    guard let end = dictionary.range(of: ">>", options: .backwards) else { return "<< \(entry) >>" }
    return dictionary[..<end.lowerBound] + " " + entry + " >>"
  }
}

/// Objects that are appended, with their places.
private struct Update {
  private var bytes = Data()
  private var places: [(number: Int, offset: Int)] = []
  private let start: Int
  private var next: Int

  init(at start: Int, next: Int) { (self.start, self.next) = (start, next) }

  /// - Returns: the number of the object.
  mutating func add(_ head: String, _ body: Data = Data(), _ tail: String = "") -> Int {
    defer { next += 1 }
    put(next, Data(head.utf8) + body + Data(tail.utf8))
    return next
  }

  mutating func replace(_ number: Int, with text: String) { put(number, Data(text.utf8)) }

  private mutating func put(_ number: Int, _ content: Data) {
    places.append((number, start + bytes.count))
    bytes += Data("\(number) 0 obj\n".utf8) + content + Data("\nendobj\n".utf8)
  }

  func written(_ trailer: Trailer) -> Data {
    let table = start + bytes.count
    var text = "xref\n"
    for (number, offset) in places.sorted(by: { $0.number < $1.number }) {
      let digits = String(offset)
      text +=
        "\(number) 1\n" + String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
    }
    text +=
      "trailer\n<< /Size \(next) /Root \(trailer.root) 0 R /Info \(trailer.info) 0 R /Prev \(trailer.start) >>\n"
    return bytes + Data((text + "startxref\n\(table)\n%%EOF\n").utf8)
  }
}
