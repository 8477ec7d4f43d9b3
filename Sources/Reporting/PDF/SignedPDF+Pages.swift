import Foundation

/// What is printed of signatures.
extension SignedPDF {
  var footMarks: [Mark] {
    let who = signatures.map { "\($0.meaning): \($0.account), \($0.time)" }.joined(separator: " · ")
    let style = TextStyle(size: 6.6, ink: .accent)
    let line = "Signed. \(who) · SHA-256 \(digest.prefix(16))…"
    var d = Drawing(width: Paper.width, height: Paper.height, title: "", alternative: "")
    d.text(Drawing.fitted(line, style, width: Paper.content), Paper.left, Paper.height - 16, style)
    return d.marks
  }

  /// All signatures in full, and what they are signatures of.
  var pages: [PaperPage] {
    var paginator = Paginator()
    paginator.set(Self.lines("Signatures of this report", TextStyle(size: 17, bold: true), .title))
    for one in signatures {
      paginator.set([.space(12)] + Self.lines(one.meaning, TextStyle(size: 11, bold: true), .section))
      paginator.set(Self.lines("Account \(one.account), \(one.time)"))
      if !one.comment.isEmpty { paginator.set(Self.lines(one.comment)) }
    }
    paginator.set([.space(12)] + Self.lines("What was signed", TextStyle(size: 11, bold: true), .section))
    for line in [
      "The first \(report.count) bytes of this file, which are the report as it was written; they are unchanged.",
      "SHA-256 \(digest)", "To check:  head -c \(report.count) FILE.pdf | sha256sum",
    ] { paginator.set(Self.lines(line)) }
    return paginator.pages
  }

  private static func lines(
    _ text: String, _ style: TextStyle = TextStyle(size: 9.5), _ tag: StructureTag = .paragraph
  ) -> [Strip] {
    TextLayout.lines(text, style, width: Paper.content).map { line in
      var d = Drawing(width: 0, height: 0, title: "", alternative: "")
      d.text(line, 0, style.size * 1.02, style)
      return Strip(height: style.size * 1.5, marks: d.marks, keepsWithNext: tag != .paragraph, tag: tag)
    }
  }
}
