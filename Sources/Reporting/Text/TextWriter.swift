import Foundation
import Stages

/// The report for a terminal: the results, findings and what they rest on, in columns of monospaced text.
struct TextWriter {
  let document: Document

  var text: String {
    let h = document.header
    let parts = [h.pseudonym, h.therapy, h.cycle].filter { !$0.isEmpty }.joined(separator: " · ")
    var lines = [
      "DOSIMETRY REPORT   \(parts)   [\(h.state.rawValue)]", Document.researchUse,
      Document.coverage, "",
    ]
    lines += cards
    for section in document.sections where Self.shown.contains(section.id) {
      lines += self.lines(section)
    }
    lines += [
      "", "Report \(h.reportUID), \(h.softwareVersion), created \(Format.time(h.created))",
      Document.researchUse,
    ]
    return Self.joined(lines) + "\n"
  }

  /// A study in full, as its content has it for the terminal.
  var study: String {
    let h = document.header
    let parts = [h.pseudonym, h.therapy, h.cycle].filter { !$0.isEmpty }.joined(separator: " · ")
    var lines = ["\(document.kind.uppercased())   \(parts)", Document.researchUse]
    if !document.cards.isEmpty { lines += [""] + cards }
    for section in document.sections { lines += self.lines(section) }
    return Self.joined(lines)
  }

  /// Inputs, formula and uncertainty of each number, with files, tables and steps: what a PDF carries as an attachment.
  var provenance: String {
    let h = document.header
    var lines = [
      "PROVENANCE   \(h.pseudonym) · \(h.therapy) · \(h.cycle)", "Report \(h.reportUID)", "",
    ]
    for section in document.sections where section.id == ReportSection.provenance.rawValue {
      for block in section.blocks {
        if case .origins(let origins) = block {
          for origin in origins {
            lines +=
              ["", origin.title] + origin.facts.map { "  \(Self.pad($0.name, 18)) \($0.value)" }
          }
        } else {
          lines += self.lines(block)
        }
      }
    }
    return Self.joined(lines) + "\n"
  }

  private func lines(_ section: Document.Section) -> [String] {
    ["", section.title.uppercased(), String(repeating: "─", count: section.title.count)]
      + section.blocks.flatMap(lines)
  }

  /// Control characters in names must not steer the terminal.
  private static func joined(_ lines: [String]) -> String {
    lines.map {
      $0.filter { c in !c.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }
    }
    .joined(separator: "\n")
  }

  /// A terminal is for a quick look: methods and provenance are in the other formats.
  private static let shown = Set(
    [
      ReportSection.findings, .prescription, .segmentation, .kinetics, .results, .planning,
      .uncertainty,
      .truth,
    ]
    .map(\.rawValue))

  private var cards: [String] {
    let wide = document.cards.map(\.label.count).max() ?? 0
    return document.cards.map { card in
      let limit =
        card.limit.map { ", \($0.sense.rawValue) \(DisplayUnit.gray.sentence($0.value))" } ?? ""
      return
        "\(card.verdict.sign) \(Self.pad(card.label, wide))  \(DisplayUnit.gray.sentence(card.value))  "
        + "\(card.quantity) — \(card.verdict.rawValue)\(limit)"
    }
  }

  private func lines(_ block: Block) -> [String] {
    switch block {
    case .heading(let text): ["", text]
    case .paragraph(let text), .empty(let text): Self.wrapped(text)
    case .note(let severity, let text, let subject):
      Self.wrapped("[\(severity.sign)] " + (subject.isEmpty ? "" : subject + ": ") + text)
    case .facts(let facts): facts.map { "\(Self.pad($0.name, 26)) \($0.value)" }
    case .list(let items): items.flatMap { Self.wrapped("• " + $0) }
    case .table(let table): [""] + TextTable(table: table).lines
    case .columns(let columns): columns.flatMap { $0.blocks.flatMap(lines) }
    case .figures, .viewer, .origins, .signatures: []
    }
  }

  static func pad(_ text: String, _ width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return right ? space + text : text + space
  }

  static func wrapped(_ text: String, width: Int = 100) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + word.count + 1 > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + (line.isEmpty ? [] : [line])
  }
}

/// A table in monospaced text, decimal points under each other.
struct TextTable {
  let table: Table

  var lines: [String] {
    let columns = table.columns.indices.map(column)
    let rows = table.rows.indices.map { n in columns.map { $0.cells[n] }.joined(separator: "  ") }
    let heads = (0..<2).map { n in columns.map { $0.head[n] }.joined(separator: "  ") }
    let rule = columns.map { String(repeating: "─", count: $0.head[0].count) }.joined(
      separator: "  ")
    let titles = heads.filter { !$0.allSatisfy { $0 == " " } }
    let notes = table.notes.flatMap { TextWriter.wrapped($0) }
    return ([table.caption] + titles + [rule] + rows).map(Self.trimmed) + notes
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  private func column(_ n: Int) -> (head: [String], cells: [String]) {
    let widths = DecimalWidths(table, n)
    let texts = table.rows.map { row in
      row.cells.indices.contains(n) ? cell(row.cells[n], widths) : ""
    }
    let head = [table.columns[n].title, table.columns[n].unit]
    let width = (texts + head).map(\.count).max() ?? 0
    let right = table.columns[n].kind == .number
    return (
      head.map { TextWriter.pad($0, width, right: right) },
      texts.map { TextWriter.pad($0, width, right: right) }
    )
  }

  private func cell(_ cell: Table.Cell, _ w: DecimalWidths) -> String {
    guard case .number(let n, _) = cell, n.exponent == nil else {
      if case .bare(let n, _) = cell { return n.text + " (u \(Format.notEvaluated))" }
      return cell.text
    }
    let u = n.uncertainty.map { " ± " + TextWriter.pad($0, w.uncertainty) } ?? ""
    return n.whole + TextWriter.pad(n.fraction, w.fraction)
      + (w.uncertainty == 0 ? "" : TextWriter.pad(u, w.uncertainty + 3))
  }
}
