import Files
import Foundation
import Quantities
import Stages

/// The report as one self-contained HTML file: no network, no external font, readable without script.
struct HTMLWriter {
  let document: Document
  private var out = ""

  init(_ document: Document) { self.document = document }

  static func html(_ document: Document) -> String {
    var writer = HTMLWriter(document)
    writer.page()
    return writer.out
  }

  private mutating func page() {
    let h = document.header
    let title = [document.kind, h.pseudonym, h.therapy].filter { !$0.isEmpty }.joined(separator: " · ")
      .escaped
    out += """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="Hepatica \(h.softwareVersion.escaped)">
      <title>\(title)</title>
      <style>\(Self.style)</style></head>
      <body>
      <a class="skip" href="#content">Skip to the results</a>

      """
    strip(h)
    out += "<div class=\"layout\">"
    navigation()
    out += "<main id=\"content\">"
    heading(h)
    cards()
    for (n, section) in document.sections.enumerated() { self.section(section, n + 1) }
    out += "<footer><p><strong>\(Document.researchUse.escaped).</strong> \(document.meaningOfSpread.escaped) "
    out += "Report \(h.reportUID.escaped), created \(Format.time(h.created).escaped).</p></footer>"
    out += "</main></div><script>\(Self.script)</script></body></html>\n"
  }

  private static let style = String(decoding: PackageResources.report_css, as: UTF8.self)
  private static let script = String(decoding: PackageResources.report_js, as: UTF8.self)

  /// The page runs its own style and script, known by their hashes, and reaches nothing: a text that got through
  /// unescaped would stay without effect (W3C, Content Security Policy Level 3). Attributes of drawings may have styles.
  private static let policy =
    "default-src 'none'; img-src data:; style-src '\(hash(style))'; style-src-attr 'unsafe-inline'; "
    + "script-src '\(hash(script))'; base-uri 'none'; form-action 'none'"

  private static func hash(_ text: String) -> String {
    "sha256-" + sha256Bytes(text.utf8).base64EncodedString()
  }

  private mutating func strip(_ h: ReportHeader) {
    let parts = [h.pseudonym, h.therapy, h.cycle].filter { !$0.isEmpty }.map { "<span>\($0.escaped)</span>" }
    let chip = ["Draft": "draft", "Needs review": "review", "Signed": "signed"][h.state.rawValue]!
    out += "<header class=\"strip\"><div class=\"who\">\(parts.joined())</div>"
    out += "<span class=\"chip \(chip)\">\(h.state.rawValue)</span>"
    out += "<span class=\"research\">\(Document.researchUse.escaped)</span>"
    out +=
      "<button type=\"button\" class=\"theme\" hidden aria-label=\"Switch between light and dark\">◐</button></header>\n"
  }

  private mutating func navigation() {
    out += "<nav aria-label=\"Sections\"><ol>"
    for section in document.sections {
      out += "<li><a href=\"#\(section.id)\"\(section.isEmpty ? " class=\"void\"" : "")>"
      out += "\(mark(section))\(section.title.escaped)</a></li>"
    }
    out += "</ol></nav>\n"
  }

  /// ✗ critical, ! attention, – empty, ✓ otherwise.
  private func mark(_ section: Document.Section) -> String {
    let (sign, word) =
      section.isEmpty
      ? ("–", "empty")
      : section.worst == .critical
        ? ("✗", "critical")
        : section.worst == .attention ? ("!", "needs attention") : ("✓", "present")
    return "<span class=\"sign\" title=\"\(word)\">\(sign)</span>"
  }

  private mutating func heading(_ h: ReportHeader) {
    out +=
      "<section class=\"head\"><p class=\"kicker\">\(document.kind.escaped)</p><h1>\(h.therapy.escaped)</h1>"
    let parts = [h.pseudonym, h.cycle, h.indication, h.site].filter { !$0.isEmpty }
    out += "<p class=\"sub\">\(parts.joined(separator: " · ").escaped)</p></section>\n"
  }

  private mutating func cards() {
    guard !document.cards.isEmpty else { return }
    out += "<section class=\"cards\" aria-label=\"Key results\">"
    for card in document.cards {
      out += "<article class=\"card \(card.verdict.style)\"><h2>\(card.label.escaped)</h2>"
      out += "<p class=\"what\">\(card.quantity.escaped)</p>"
      let text = DisplayUnit.gray.text(card.value)
      out += "<p class=\"value\"><b>\((text.whole + text.fraction).escaped)</b>"
      let u = text.uncertainty.map { "± \($0)" }
      out +=
        "<span class=\"u\"> \(u ?? "") \(text.exponent.map { "× 10" + NumberText.superscript($0) } ?? "") Gy</span></p>"
      if u == nil { out += "<p class=\"what\">u \(Format.notEvaluated)</p>" }
      if let gauge = GaugeFigure(result: card).drawing { out += gauge.svg(themed: true) }
      out += "<p class=\"verdict\">\(card.verdict.sign) \(card.verdict.rawValue)</p>"
      if let limit = card.limit { out += "<p class=\"source\">\(limit.source.escaped)</p>" }
      out += "</article>"
    }
    out += "</section>\n"
  }

  private mutating func section(_ section: Document.Section, _ number: Int) {
    out +=
      "<section id=\"\(section.id)\" class=\"section\" aria-labelledby=\"h-\(section.id)\">"
    out +=
      "<h2 id=\"h-\(section.id)\"><span class=\"number\">\(number)</span>\(section.title.escaped)</h2>\n"
    for block in section.blocks { self.block(block) }
    out += "</section>\n"
  }

  private mutating func block(_ block: Block) {
    switch block {
    case .heading(let text): out += "<h3>\(text.escaped)</h3>"
    case .paragraph(let text): out += "<p>\(text.escaped)</p>"
    case .note(let severity, let text, let subject): note(severity, text, subject)
    case .empty(let reason): out += "<p class=\"empty\">\(reason.escaped)</p>"
    case .facts(let facts): self.facts(facts)
    case .list(let items): out += "<ul>" + items.map { "<li>\($0.escaped)</li>" }.joined() + "</ul>"
    case .table(let table): out += HTMLTable(table).html
    case .figures(let drawings, let perRow, let caption): figures(drawings, perRow, caption)
    case .columns(let columns): self.columns(columns)
    case .origins(let origins): for origin in origins { self.origin(origin) }
    case .viewer(let viewer): out += HTMLViewer(viewer).html
    case .signatures(let signatures): self.signatures(signatures)
    }
    out += "\n"
  }

  private mutating func note(_ severity: Severity, _ text: String, _ subject: String) {
    let lead = subject.isEmpty ? "" : "<b>\(subject.escaped).</b> "
    out +=
      "<p class=\"note \(severity.style)\"><span class=\"sign\" aria-hidden=\"true\">\(severity.sign)</span>"
    out += "<span><span class=\"severity\">\(severity.word)</span> \(lead)\(text.escaped)</span></p>"
  }

  private mutating func facts(_ facts: [Fact]) {
    out += "<dl class=\"facts\">"
    for fact in facts {
      let style = fact.severity.map { " class=\"\($0.style)\"" } ?? ""
      let value = (fact.severity.map { $0.sign + " " } ?? "") + fact.value
      out += fact.value.count > 64 ? "<div class=\"long\">" : "<div>"
      out += "<dt>\(fact.name.escaped)</dt><dd\(style)>\(value.escaped)</dd></div>"
    }
    out += "</dl>"
  }

  private mutating func figures(_ drawings: [Drawing], _ perRow: Int, _ caption: String) {
    out +=
      "<figure class=\"row n\(min(4, perRow))\"><div>" + drawings.map { $0.svg(themed: true) }.joined()
      + "</div>"
    out += caption.isEmpty ? "</figure>" : "<figcaption>\(caption.escaped)</figcaption></figure>"
  }

  private mutating func columns(_ columns: [(share: Double, blocks: [Block])]) {
    out += "<div class=\"columns\">"
    for column in columns {
      out +=
        "<div style=\"flex:\(SVGWriter.number(column.share * 10)) 1 \(SVGWriter.number(column.share * 34))rem\">"
      for block in column.blocks { self.block(block) }
      out += "</div>"
    }
    out += "</div>"
  }

  private mutating func origin(_ origin: Origin) {
    out += "<details class=\"origin\" id=\"\(origin.id)\"><summary>\(origin.title.escaped)</summary>"
    facts(origin.facts)
    out += "</details>"
  }

  private mutating func signatures(_ signatures: [Signature]) {
    out += "<div class=\"signatures\">"
    for s in signatures {
      out += "<div><p class=\"meaning\">\(s.meaning.escaped)</p>"
      out += "<p class=\"line\"><span>Name</span> \((s.name ?? "").escaped)</p>"
      out += "<p class=\"line\"><span>Date and time</span> \((s.time.map(Format.time) ?? "").escaped)</p>"
      out += "<p class=\"line\"><span>Signature</span></p></div>"
    }
    out += "</div>"
  }
}

extension Document.Section {
  var isEmpty: Bool {
    blocks.allSatisfy { if case .empty = $0 { true } else { false } }
  }
  /// The gravest note in the section.
  var worst: Severity {
    blocks.reduce(.information) { worst, block in
      if case .note(let severity, _, _) = block { return max(worst, severity) }
      return worst
    }
  }
}

extension Severity {
  var style: String { ["information", "attention", "critical"][rawValue] }
  var sign: String { ["i", "!", "✗"][rawValue] }
  var word: String { ["Note", "Attention", "Critical"][rawValue] }
}

extension KeyResult.Verdict {
  var style: String {
    switch self {
    case .met: "met"
    case .attention: "attention"
    case .crossed: "critical"
    case .notJudged: "plain"
    }
  }
  var sign: String {
    switch self {
    case .met: "✓"
    case .attention: "!"
    case .crossed: "✗"
    case .notJudged: "○"
    }
  }
}
