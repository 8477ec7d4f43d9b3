import Diagnostics
import Foundation

/// A report with its signatures in it: at the foot of each page, and in full on a page of their own.
///
/// The file begins with the bytes that were signed, unchanged; what is added follows as an incremental update
/// (ISO 32000-1, 7.5.6). Letters that Windows-1252 lacks are printed as “?”.
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

  private static let font = "HepaticaSigned"
  private static let foreign = Problem(
    .dataRejected, what: "signatures cannot be put into this PDF", at: "report.pdf",
    why: "it was not written by Hepatica", remedy: "run the case again")

  /// - Throws: `Problem` for a file that is none of Hepatica's reports.
  public func data() throws -> Data {
    let trailer = try PDFTrailer(report)
    guard let root = trailer.catalogueText.reference("Pages"), let pages = trailer.object(root),
      let kids = pages.firstMatch(of: /\/Kids \[([^\]]*)\]/)
    else { throw Self.foreign }
    var update = PDFUpdate(at: report.count, next: trailer.size)
    let font = update.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    let (open, foot) = (update.stream("q"), update.stream("Q\n" + self.foot))
    for number in String(kids.output.1).matches(of: /(\d+) 0 R/).compactMap({ Int($0.output.1) }) {
      try stamp(page: number, open, foot, font, trailer, &update)
    }
    let last = update.add(
      """
      << /Type /Page /Parent \(root) 0 R /MediaBox [ 0 0 \(Paper.width) \(Paper.height) ] /Contents \(update.stream(page)) 0 R \
      /Resources << /Font << /\(Self.font) \(font) 0 R >> >> >>
      """)
    update.replace(root, with: try Self.appending(last, to: pages, String(kids.output.1)))
    return report + update.written(trailer)
  }

  private static func appending(_ page: Int, to pages: String, _ kids: String) throws -> String {
    guard let count = pages.firstMatch(of: /\/Count (\d+)/), let known = Int(count.output.1) else {
      throw foreign
    }
    return pages.replacing("[\(kids)]", with: "[\(kids) \(page) 0 R ]")
      .replacing(count.output.0, with: "/Count \(known + 1)")
  }

  /// The foot is drawn after the page's own content, with a font of its own among the page's.
  private func stamp(
    page number: Int, _ open: Int, _ foot: Int, _ font: Int, _ trailer: PDFTrailer, _ update: inout PDFUpdate
  ) throws {
    guard let page = trailer.object(number), let content = page.reference("Contents"),
      let resources = page.reference("Resources"), let known = trailer.object(resources)
    else { throw Self.foreign }
    let entry = "/\(Self.font) \(font) 0 R"
    let fonts =
      known.firstMatch(of: /\/Font\s*<</).map { known.replacing($0.output, with: "/Font << \(entry) ") }
      ?? known.replacing(/^\s*<</, with: "<< /Font << \(entry) >> ")
    update.replace(resources, with: fonts)
    update.replace(
      number,
      with: page.replacing(
        "/Contents \(content) 0 R", with: "/Contents [ \(open) 0 R \(content) 0 R \(foot) 0 R ]"))
  }

  private var foot: String {
    let who = signatures.map { "\($0.meaning): \($0.account), \($0.time)" }.joined(separator: " · ")
    let line = "Signed. \(who) · SHA-256 \(digest.prefix(16))…"
    return "/Artifact BMC\n0.04 0.43 0.46 rg\n"
      + Self.show(line.count > 150 ? line.prefix(149) + "…" : line, Paper.left, 16, size: 6.6) + "EMC\n"
  }

  /// The page of the signatures.
  private var page: String {
    var (text, y) = ("0.1 0.13 0.16 rg\n", Paper.height - 80)
    func set(_ line: String, size: Double = 9.5, step: Double = 15) {
      text += Self.show(line, Paper.left, y, size: size)
      y -= step
    }
    set("Signatures of this report", size: 17, step: 30)
    for signature in signatures {
      set(signature.meaning, size: 11)
      set("Account \(signature.account), \(signature.time)")
      for line in Self.lines(signature.comment) { set(line) }
      y -= 10
    }
    set("What was signed", size: 11)
    set(
      "The first \(report.count) bytes of this file, which are the report as it was written; they are unchanged."
    )
    set("SHA-256 \(digest)")
    set("To check:  head -c \(report.count) FILE.pdf | sha256sum")
    return text
  }

  /// Lines of at most 95 letters.
  private static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + word.count < 95 {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word.prefix(95)))
      }
    }
  }

  private static func show(_ text: some StringProtocol, _ x: Double, _ y: Double, size: Double) -> String {
    let bytes = String(text).data(using: .windowsCP1252, allowLossyConversion: true) ?? Data()
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return "BT /\(font) \(size) Tf \(x) \(y) Td <\(hex)> Tj ET\n"
  }
}

extension String {
  /// The number of the object to which a key of a dictionary refers.
  fileprivate func reference(_ key: String) -> Int? {
    guard let at = range(of: "/\(key) ") else { return nil }
    return self[at.upperBound...].prefixMatch(of: /(\d+) 0 R/).flatMap { Int($0.output.1) }
  }
}

extension PDFUpdate {
  /// - Returns: the number of a stream of drawing operators.
  fileprivate mutating func stream(_ text: String) -> Int {
    let body = Data(text.utf8)
    return add("<< /Length \(body.count) >>\nstream\n", body, "\nendstream")
  }
}
