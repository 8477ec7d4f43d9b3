import Foundation
import Quantities
import Stages

/// Lays the document out on A4 pages.
struct PDFLayout {
  let document: Document

  static let body = TextStyle(size: 8.6)
  static let small = TextStyle(size: 7.2, ink: .muted)

  var pages: [PaperPage] {
    var paginator = Paginator()
    paginator.set(opening)
    for (n, section) in document.sections.enumerated() { paginator.set(strips(section, n + 1)) }
    let count = paginator.pages.count
    return paginator.pages.enumerated().map { n, page in
      var page = page
      page.marks = running(n + 1, of: count)
      return page
    }
  }

  // MARK: Running head and foot

  private func running(_ number: Int, of count: Int) -> [Mark] {
    let h = document.header
    var d = Drawing(width: Paper.width, height: Paper.height, title: "", alternative: "")
    let (left, right) = (Paper.left, Paper.width - Paper.left)
    let who = [h.pseudonym, h.therapy, h.cycle].filter { !$0.isEmpty }.joined(separator: " · ")
    d.text(
      Drawing.fitted(who, TextStyle(size: 8, bold: true), width: 300), left, 36,
      TextStyle(size: 8, bold: true))
    d.text(
      "\(h.state.rawValue) · \(Document.researchUse)", right, 36,
      TextStyle(size: 7.6, bold: true, ink: .critical), .end)
    d.line(Point(left, 42), Point(right, 42), Stroke(ink: .axis, width: 0.7))
    let foot = Paper.height - 30
    d.line(Point(left, foot - 10), Point(right, foot - 10), Stroke(ink: .grid, width: 0.7))
    d.text(
      "Hepatica \(h.softwareVersion.replacing("Hepatica ", with: "")) · report \(h.reportUID) · \(Format.time(h.created))",
      left, foot, Self.small)
    d.text("Page \(number) of \(count)", right, foot, TextStyle(size: 7.6, bold: true), .end)
    return d.marks
  }

  // MARK: Opening

  private var opening: [Strip] {
    let h = document.header
    var d = Drawing(width: Paper.content, height: 60, title: "", alternative: "")
    d.text(document.kind.uppercased(), 0, 10, TextStyle(size: 7.5, bold: true, ink: .accent))
    d.text(
      Drawing.fitted(h.therapy, TextStyle(size: 20, bold: true), width: 390), 0, 33,
      TextStyle(size: 20, bold: true))
    let sub = [h.pseudonym, h.cycle, h.indication, h.site].filter { !$0.isEmpty }.joined(separator: " · ")
    d.text(
      Drawing.fitted(sub, TextStyle(size: 9.5), width: Paper.content), 0, 48,
      TextStyle(size: 9.5, ink: .muted))
    let chip = h.state.rawValue.uppercased()
    let style = TextStyle(size: 8.5, bold: true, ink: .attention)
    let width = TextLayout.width(chip, style) + 16
    let box = Rect(x: Paper.content - width, y: 18, width: width, height: 17)
    d.rect(box, stroke: Stroke(ink: .attention, width: 1))
    d.text(chip, box.midX, box.y + 11.8, style, .middle)
    return [Strip(height: 60, marks: d.marks, tag: .title)] + cards + [.space(8)]
  }

  private var cards: [Strip] {
    let perRow = 4
    let width = (Paper.content - 10 * Double(perRow - 1)) / Double(perRow)
    return stride(from: 0, to: document.cards.count, by: perRow).map { start in
      let row = document.cards[start..<min(document.cards.count, start + perRow)]
      var d = Drawing(width: Paper.content, height: 0, title: "", alternative: "")
      let faces = row.map { CardFace(card: $0, width: width) }
      let height = faces.map(\.height).max() ?? 0
      for (n, face) in faces.enumerated() { face.draw(on: &d, x: Double(n) * (width + 10), height: height) }
      return Strip(height: height + 10, marks: d.marks)
    }
  }

  // MARK: Sections

  private func strips(_ section: Document.Section, _ number: Int) -> [Strip] {
    var d = Drawing(width: Paper.content, height: 26, title: "", alternative: "")
    d.text("\(number)", 0, 14, TextStyle(size: 10, bold: true, ink: .accent))
    d.text(section.title, 18, 14, TextStyle(size: 12.5, bold: true))
    d.line(Point(0, 20), Point(Paper.content, 20), Stroke(ink: .accent, width: 0.8))
    let title = Strip(
      height: 27, marks: d.marks, keepsWithNext: true, tag: .section,
      bookmark: (section.title, 1, section.id))
    return [title] + section.blocks.flatMap { strips($0, Paper.content) } + [.space(12)]
  }

  func strips(_ block: Block, _ width: Double) -> [Strip] {
    switch block {
    case .heading(let text): [heading(text)]
    case .paragraph(let text): paragraph(text, Self.body, width) + [.space(3)]
    case .empty(let reason): paragraph(reason, TextStyle(size: 8.6, ink: .muted), width)
    case .note(let severity, let text, let subject): [note(severity, text, subject, width)]
    case .list(let items): items.flatMap { bullet($0, width) } + [.space(3)]
    case .facts(let facts): PDFFacts(facts: facts, width: width).strips + [.space(5)]
    case .table(let table): PDFTable(table: table, width: width).strips + [.space(8)]
    case .figures(let drawings, let perRow, let caption): figures(drawings, perRow, caption, width)
    case .columns(let columns): [self.columns(columns, width)]
    case .origins(let origins): origins.flatMap { origin($0, width) }
    case .viewer: []
    case .signatures(let signatures): self.signatures(signatures)
    }
  }

  private func heading(_ text: String) -> Strip {
    var d = Drawing(width: 0, height: 0, title: "", alternative: "")
    d.text(text, 0, 13, TextStyle(size: 9.6, bold: true))
    return Strip(height: 19, marks: d.marks, keepsWithNext: true, tag: .heading)
  }

  func paragraph(_ text: String, _ style: TextStyle, _ width: Double, indent: Double = 0) -> [Strip] {
    let step = style.size * 1.38
    return TextLayout.lines(text, style, width: width - indent).map { line in
      var d = Drawing(width: 0, height: 0, title: "", alternative: "")
      d.text(line, indent, style.size * 1.02, style)
      return Strip(height: step, marks: d.marks)
    }
  }

  private func bullet(_ text: String, _ width: Double) -> [Strip] {
    var lines = paragraph(text, Self.body, width, indent: 11)
    var d = Drawing(width: 0, height: 0, title: "", alternative: "")
    d.text("•", 2, Self.body.size * 1.02, Self.body)
    lines[0].marks += d.marks
    return lines
  }

  private func note(_ severity: Severity, _ text: String, _ subject: String, _ width: Double) -> Strip {
    let lead = severity.word + (subject.isEmpty ? "" : " · " + subject)
    let leadStyle = TextStyle(size: 7.4, bold: true, ink: severity.ink)
    let leads = TextLayout.lines(lead, leadStyle, width: width - 34)
    let lines = TextLayout.lines(text, Self.body, width: width - 34)
    let below = 10 * Double(leads.count)
    let height = 9 + below + 11.8 * Double(lines.count)
    var d = Drawing(width: width, height: height, title: "", alternative: "")
    d.rect(Rect(x: 0, y: 0, width: width, height: height - 4), fill: .panel)
    d.rect(Rect(x: 0, y: 0, width: 3, height: height - 4), fill: severity.ink)
    d.text(severity.sign, 15, 13.2, TextStyle(size: 11, bold: true, ink: severity.ink), .middle)
    for (n, line) in leads.enumerated() { d.text(line, 27, 10 + 10 * Double(n), leadStyle) }
    for (n, line) in lines.enumerated() { d.text(line, 27, 10.5 + below + 11.8 * Double(n), Self.body) }
    return Strip(height: height, marks: d.marks)
  }

  private func figures(_ drawings: [Drawing], _ perRow: Int, _ caption: String, _ width: Double) -> [Strip] {
    let gap = 7.0
    let columns = max(1, perRow)
    let cell = (width - gap * Double(columns - 1)) / Double(columns)
    var strips: [Strip] = stride(from: 0, to: drawings.count, by: columns).map { start in
      let row = drawings[start..<min(drawings.count, start + columns)]
      var d = Drawing(width: width, height: 0, title: "", alternative: "")
      // A drawing is never blown up beyond its own size by more than a tenth.
      let sizes = row.map { min(cell, $0.width * 1.1) }
      for (n, drawing) in row.enumerated() {
        d.place(drawing, at: Point(Double(n) * (cell + gap), 0), width: sizes[n])
      }
      let height = zip(row, sizes).map { $0.height * $1 / $0.width }.max() ?? 0
      return Strip(height: height + 7, marks: d.marks, tag: .figure)
    }
    if !caption.isEmpty {
      strips[strips.count - 1].keepsWithNext = true
      var lines = paragraph(caption, Self.small, width)
      for n in lines.indices.dropLast() { lines[n].keepsWithNext = true }
      strips += lines + [.space(6)]
    } else if let last = strips.indices.last {
      strips[last].keepsWithNext = drawings.count > 1
    }
    return strips
  }

  /// Columns stand or fall together on one page.
  private func columns(_ columns: [(share: Double, blocks: [Block])], _ width: Double) -> Strip {
    let gap = 14.0
    let total = columns.reduce(0) { $0 + $1.share }
    var (x, height) = (0.0, 0.0)
    var marks: [Mark] = []
    for column in columns {
      let own = (width - gap * Double(columns.count - 1)) * column.share / total
      var y = 0.0
      for strip in column.blocks.flatMap({ strips($0, own) }) {
        marks += strip.marks.map { $0.transformed(scale: 1, by: Point(x, y)) }
        y += strip.height
      }
      height = max(height, y)
      x += own + gap
    }
    return Strip(height: height, marks: marks)
  }

  private func origin(_ origin: Origin, _ width: Double) -> [Strip] {
    var title = heading(origin.title)
    title.bookmark = (origin.title, 2, origin.id)
    var facts = PDFFacts(facts: origin.facts, width: width, columns: 1, nameWidth: 92).strips
    for n in facts.indices.dropLast() { facts[n].keepsWithNext = true }
    return [title] + facts + [.space(6)]
  }

  private func signatures(_ signatures: [Signature]) -> [Strip] {
    let width = (Paper.content - 18 * 2) / 3
    return stride(from: 0, to: signatures.count, by: 3).map { start in
      var d = Drawing(width: Paper.content, height: 104, title: "", alternative: "")
      for (n, s) in signatures[start..<min(signatures.count, start + 3)].enumerated() {
        let x = Double(n) * (width + 18)
        for (row, line) in TextLayout.lines(s.meaning, TextStyle(size: 8.4, bold: true), width: width).prefix(
          2
        ).enumerated() {
          d.text(line, x, 10 + 11 * Double(row), TextStyle(size: 8.4, bold: true))
        }
        let rows = [
          ("Name", s.name ?? ""), ("Date and time", s.time.map(Format.time) ?? ""), ("Signature", ""),
        ]
        for (row, (label, value)) in rows.enumerated() {
          let y = 45 + 23 * Double(row)
          d.text(label, x, y - 3, Self.small)
          d.text(value, x + 62, y - 3, Self.body)
          d.line(Point(x, y), Point(x + width, y), Stroke(ink: .axis, width: 0.7))
        }
      }
      return Strip(height: 104, marks: d.marks)
    }
  }
}

extension Severity {
  var ink: Ink { [.accent, .attention, .critical][rawValue] }
}

/// The face of a verdict card on paper.
struct CardFace {
  let card: KeyResult
  let width: Double

  private var sourceLines: [String] {
    card.limit.map { TextLayout.lines($0.source, TextStyle(size: 6.4), width: width - 16) } ?? []
  }
  private var gauge: Drawing? { GaugeFigure(result: card).drawing }

  var height: Double { 72 + (gauge == nil ? 0 : 20) + 8 * Double(sourceLines.count) + 4 }

  func draw(on d: inout Drawing, x: Double, height: Double) {
    d.rect(Rect(x: x, y: 0, width: width, height: height), fill: .panel)
    d.rect(Rect(x: x, y: 0, width: width, height: 2.5), fill: ink)
    let inner = x + 8
    d.text(
      Drawing.fitted(card.label, TextStyle(size: 9, bold: true), width: width - 16), inner, 15,
      TextStyle(size: 9, bold: true))
    d.text(
      Drawing.fitted(card.quantity, TextStyle(size: 6.8), width: width - 16), inner, 24.5,
      TextStyle(size: 6.8, ink: .muted))
    let number = DisplayUnit.gray.text(card.value)
    let value = number.whole + number.fraction
    let big = TextStyle(size: 19, bold: true)
    d.text(value, inner, 46, big)
    let power = number.exponent.map { " × 10" + NumberText.superscript($0) } ?? ""
    let tail = (number.uncertainty.map { "± \($0)" } ?? "") + "\(power) Gy"
    let rest =
      number.uncertainty == nil && card.value.standardUncertainty == nil
      ? "\(power) Gy, u \(Format.notEvaluated)" : tail
    d.text(
      rest, inner + TextLayout.width(value, big) + 4, 46,
      TextStyle(size: number.uncertainty == nil ? 6.8 : 9, ink: .muted))
    var y = 52.0
    if let gauge {
      d.place(gauge, at: Point(inner, y), width: min(160, width - 16))
      y += 20
    }
    d.text(
      "\(card.verdict.sign) \(card.verdict.rawValue)", inner, y + 11, TextStyle(size: 8, bold: true, ink: ink)
    )
    for (n, line) in sourceLines.enumerated() {
      d.text(line, inner, y + 20.5 + 8 * Double(n), TextStyle(size: 6.4, ink: .muted))
    }
  }

  private var ink: Ink {
    switch card.verdict {
    case .met: .good
    case .attention: .attention
    case .crossed: .critical
    case .notJudged: .accent
    }
  }
}
