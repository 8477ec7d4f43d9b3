import Diagnostics
import Foundation

/// Root, size and names of a file with a plain cross-reference table.
struct PDFTrailer {
  let start, size, root, info: Int
  let names: Int?
  let catalogueText: String
  private let namesText: String
  private let text: String

  init(_ data: Data) throws {
    // One character per byte: content of any kind can be searched.
    guard let text = String(data: data, encoding: .isoLatin1) else {
      throw Problem(.internalError, what: "the PDF cannot be read back", at: "adding to the PDF")
    }
    let end = String(text.suffix(400))
    func number(_ pattern: Regex<(Substring, Substring)>, _ text: String) -> Int? {
      text.firstMatch(of: pattern).flatMap { Int($0.output.1) }
    }
    guard let start = number(/startxref\s+(\d+)/, end), let size = number(/\/Size (\d+)/, end),
      let root = number(/\/Root (\d+) 0 R/, end), let info = number(/\/Info (\d+) 0 R/, end),
      let catalogue = Self.object(root, text)
    else {
      throw Problem(.internalError, what: "the PDF has no plain trailer", at: "adding to the PDF")
    }
    (self.start, self.size, self.root, self.info) = (start, size, root, info)
    (catalogueText, self.text) = (catalogue, text)
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

  /// The dictionary of an object, as it stands last.
  func object(_ n: Int) -> String? { Self.object(n, text) }

  func catalogue(_ entry: String) -> String { Self.adding(entry, to: catalogueText) }
  func merged(_ entry: String) -> String { Self.adding(entry, to: namesText) }

  private static func adding(_ entry: String, to dictionary: String) -> String {
    guard let end = dictionary.range(of: ">>", options: .backwards) else { return "<< \(entry) >>" }
    return dictionary[..<end.lowerBound] + " " + entry + " >>"
  }
}

/// Objects that are appended, with their places.
struct PDFUpdate {
  private var bytes = Data()
  private var places: [(number: Int, offset: Int)] = []
  private let start: Int
  /// The number of the object that is added next.
  private(set) var next: Int

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

  func written(_ trailer: PDFTrailer) -> Data {
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
