import Diagnostics
import Foundation

/// A small PDF of cairo's whose objects become part of another one, with new numbers.
struct PDFPart {
  private let trailer: PDFTrailer
  /// The objects of its pages, in their order.
  let pages: [Int]
  /// Of the pages, and of the structure for readers; `nil` where there is none.
  let tree: Int
  let structure: Int?

  /// - Throws: `Problem` where the file is not one of cairo's.
  init(_ data: Data) throws {
    trailer = try PDFTrailer(data)
    guard let tree = trailer.catalogueText.reference("Pages"), let kids = trailer.object(tree)?.list("Kids")
    else { throw Problem(.internalError, what: "the PDF has no pages", at: "adding to the PDF") }
    (self.tree, pages) = (tree, kids.references)
    structure = trailer.catalogueText.reference("StructTreeRoot")
  }

  /// The dictionary of an object, with its own numbers.
  func object(_ n: Int) -> String? { trailer.object(n) }

  /// Adds all objects but catalogue and facts.
  /// - Parameters:
  ///   - same: own numbers of what the other file has already, with its numbers.
  ///   - change: makes of an object and its dictionary, which has the new numbers, what is written.
  /// - Returns: the new number of an own one.
  func add(
    to update: inout PDFUpdate, same: [Int: Int] = [:], _ change: (Int, String) -> String
  ) -> (Int) -> Int {
    let base = update.next
    let number = { (n: Int) in same[n] ?? base + n - 1 }
    for n in 1..<trailer.size {
      guard same[n] == nil, n != trailer.root, n != trailer.info, let text = trailer.object(n) else {
        _ = update.add("null")
        continue
      }
      let cut = text.range(of: "\nstream\n")?.lowerBound ?? text.endIndex
      let head = String(text[..<cut]).replacing(/(\d+) 0 R/) { "\(number(Int($0.output.1) ?? 0)) 0 R" }
      _ = update.add(change(n, head), text[cut...].data(using: .isoLatin1) ?? Data())
    }
    return number
  }
}

extension String {
  /// The number of the object to which a key of a dictionary refers.
  func reference(_ key: String) -> Int? {
    guard let at = range(of: "/\(key) ") else { return nil }
    return self[at.upperBound...].prefixMatch(of: /(\d+) 0 R/).flatMap { Int($0.output.1) }
  }

  /// What stands between the brackets of an array under a key.
  func list(_ key: String) -> String? {
    guard let open = range(of: "/\(key) ["), let close = range(of: "]", range: open.upperBound..<endIndex)
    else { return nil }
    return String(self[open.upperBound..<close.lowerBound])
  }

  /// With more at the end of the array under a key.
  func appending(_ more: String, to key: String) -> String {
    guard let open = range(of: "/\(key) ["), let close = range(of: "]", range: open.upperBound..<endIndex)
    else { return self }
    return self[..<close.lowerBound] + more + " " + self[close.lowerBound...]
  }

  var references: [Int] { matches(of: /(\d+) 0 R/).compactMap { Int($0.output.1) } }
}
