import Diagnostics
import Foundation

/// A report with its signatures in it: at the foot of each page, and in full on pages of their own.
///
/// The file begins with the bytes that were signed, unchanged; what is added follows as an incremental update
/// (ISO 32000-1, 7.5.6). Fonts are embedded, so that names of any script are printed, and the pages of the signatures
/// are tagged as those of the report are (14.8); the foot is an artifact of the page (14.8.2.2).
public struct SignedPDF {
  /// What somebody stands for.
  public struct Signature: Sendable {
    public var meaning, account, time, comment: String

    /// - Parameter time: ISO 8601.
    public init(meaning: String, account: String, time: String, comment: String) {
      (self.meaning, self.account, self.time, self.comment) = (meaning, account, time, comment)
    }
  }
  /// A report as `StudyContent.pdf()` writes it.
  let report: Data
  /// SHA-256 of `report`, as it was signed.
  let digest: String
  let signatures: [Signature]

  public init(_ report: Data, digest: String, signatures: [Signature]) {
    (self.report, self.digest, self.signatures) = (report, digest, signatures)
  }

  private static let name = "HepaticaSigned"
  private static let foreign = Problem(
    .dataRejected, what: "signatures cannot be put into this PDF", at: "report.pdf",
    why: "it was not written by Hepatica", remedy: "run the case again")

  /// - Throws: `Problem` for a file that is none of Hepatica's reports.
  public func data() throws -> Data {
    let trailer = try PDFTrailer(report)
    guard let root = trailer.catalogueText.reference("Pages"), let pages = trailer.object(root),
      let kids = pages.list("Kids")
    else { throw Self.foreign }
    var update = PDFUpdate(at: report.count, next: trailer.size)
    let foot = try self.foot(&update)
    let (open, close) = (
      update.stream("q"), update.stream("Q\n/Artifact BMC\n/\(Self.name) Do\nEMC\n")
    )
    for page in kids.references { try stamp(page, open, close, foot, trailer, &update) }
    let own = try add(to: root, trailer, &update)
    update.replace(root, with: try Self.appending(own, to: pages))
    return report + update.written(trailer)
  }

  private static func appending(_ own: [Int], to pages: String) throws -> String {
    guard let count = pages.firstMatch(of: /\/Count (\d+)/), let known = Int(count.output.1) else {
      throw foreign
    }
    return pages.appending(own.map { "\($0) 0 R" }.joined(separator: " "), to: "Kids")
      .replacing(count.output.0, with: "/Count \(known + own.count)")
  }

  /// The foot is drawn after the page's own content, as a form among the page's resources.
  private func stamp(
    _ number: Int, _ open: Int, _ close: Int, _ foot: Int, _ trailer: PDFTrailer, _ update: inout PDFUpdate
  ) throws {
    guard let page = trailer.object(number), let content = page.reference("Contents"),
      let resources = page.reference("Resources"), let known = trailer.object(resources)
    else { throw Self.foreign }
    let entry = "/\(Self.name) \(foot) 0 R"
    let forms =
      known.firstMatch(of: /\/XObject\s*<</).map { known.replacing($0.output, with: "/XObject << \(entry) ") }
      ?? known.replacing(/^\s*<</, with: "<< /XObject << \(entry) >> ")
    update.replace(resources, with: forms)
    update.replace(
      number,
      with: page.replacing(
        "/Contents \(content) 0 R", with: "/Contents [ \(open) 0 R \(content) 0 R \(close) 0 R ]"))
  }

  /// - Returns: the number of the form that draws the foot of a page.
  private func foot(_ update: inout PDFUpdate) throws -> Int {
    let part = try PDFPart(PDFWriter.data(of: [PaperPage(marks: footMarks)]))
    guard let page = part.pages.first.flatMap(part.object), let content = page.reference("Contents"),
      let resources = page.reference("Resources")
    else { throw Self.foreign }
    let base = update.next
    let form =
      "<< /Type /XObject /Subtype /Form /BBox [ 0 0 \(Paper.width) \(Paper.height) ] /Resources \(base + resources - 1) 0 R "
    let number = part.add(to: &update) { n, head in
      n == content ? head.replacing(/^\s*<</, with: form) : head
    }
    return number(content)
  }

  /// - Returns: the numbers of the pages of the signatures, whose structure hangs in that of the report.
  private func add(to root: Int, _ trailer: PDFTrailer, _ update: inout PDFUpdate) throws -> [Int] {
    let part = try PDFPart(PDFWriter.data(of: pages))
    let (theirs, own) = (try Structure(trailer.catalogueText, trailer.object), part.structure)
    guard let own, let tree = part.object(own), let mine = tree.reference("ParentTree").flatMap(part.object)
    else { throw Self.foreign }
    let first = theirs.next
    let number = part.add(to: &update, same: [part.tree: root, own: theirs.root]) { n, head in
      guard part.pages.contains(n) else { return head }
      return head.replacing(/\/StructParents (\d+)/) { "/StructParents \(first + (Int($0.output.1) ?? 0))" }
    }
    let kids = (tree.list("K") ?? "").references.map { "\(number($0)) 0 R" }
    let parents = (mine.list("Nums") ?? "").matches(of: /(\d+) (\d+) 0 R/).map {
      "\(first + (Int($0.output.1) ?? 0)) \(number(Int($0.output.2) ?? 0)) 0 R"
    }
    update.replace(theirs.root, with: theirs.text.appending(kids.joined(separator: " "), to: "K"))
    update.replace(
      theirs.parents, with: theirs.parentsText.appending(parents.joined(separator: " "), to: "Nums"))
    return part.pages.map(number)
  }

  /// The structure of the report for readers, and the first number that is free for a page.
  private struct Structure {
    let root, parents, next: Int
    let text, parentsText: String

    init(_ catalogue: String, _ object: (Int) -> String?) throws {
      guard let root = catalogue.reference("StructTreeRoot"), let text = object(root),
        let parents = text.reference("ParentTree"), let parentsText = object(parents),
        let entries = parentsText.list("Nums")
      else { throw SignedPDF.foreign }
      (self.root, self.text, self.parents, self.parentsText) = (root, text, parents, parentsText)
      next = 1 + (entries.matches(of: /(\d+) \d+ 0 R/).compactMap { Int($0.output.1) }.max() ?? -1)
    }
  }
}

extension PDFUpdate {
  /// - Returns: the number of a stream of drawing operators.
  fileprivate mutating func stream(_ text: String) -> Int {
    let body = Data(text.utf8)
    return add("<< /Length \(body.count) >>\nstream\n", body, "\nendstream")
  }
}
