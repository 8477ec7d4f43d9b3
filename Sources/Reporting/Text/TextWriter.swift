import Foundation
import Stages

/// A document in columns of monospaced text.
struct TextWriter {
  let document: Document

  /// For a terminal.
  var text: String { Self.joined([title, Document.researchUse] + body) }

  /// For a file, which says what state it is in and when it was made.
  var file: String {
    let h = document.header
    let head = ["\(title)   [\(h.state.rawValue)]", Document.researchUse, document.meaningOfSpread]
    let foot = [
      "", "Report \(h.reportUID), \(h.softwareVersion), created \(Format.time(h.created))",
      Document.researchUse,
    ]
    return Self.joined(head + body + foot) + "\n"
  }

  /// What goes with the paper, under a title of its own.
  func annex(_ title: String) -> String {
    let h = document.header
    let head = ["\(title.uppercased())   \(parts)", "Report \(h.reportUID)"]
    return Self.joined(head + document.sections.flatMap { $0.blocks.flatMap(lines) }) + "\n"
  }

  private var title: String { "\(document.kind.uppercased())   \(parts)" }

  private var parts: String {
    let h = document.header
    return [h.pseudonym, h.therapy, h.cycle].filter { !$0.isEmpty }.joined(separator: " · ")
  }

  private var body: [String] {
    (document.cards.isEmpty ? [] : [""] + cards) + document.sections.flatMap(lines)
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
    case .origins(let origins): origins.flatMap(lines)
    case .figures, .viewer, .signatures: []
    }
  }

  private func lines(_ origin: Origin) -> [String] {
    ["", origin.title] + origin.facts.map { "  \(Self.pad($0.name, 18)) \($0.value)" }
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
