import Quantities
import Stages

/// A semantic table: caption, column scopes, units in the head, decimals aligned.
struct HTMLTable {
  let table: Table
  private let widths: [DecimalWidths]

  init(_ table: Table) {
    self.table = table
    widths = table.columns.indices.map { DecimalWidths(table, $0) }
  }

  var html: String {
    var out =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(table.caption.escaped)\"><table\(table.columns.count > 8 ? " class=\"dense\"" : "")>"
    out += "<caption>\(table.caption.escaped)</caption><thead><tr>"
    for column in table.columns {
      let unit = column.unit.isEmpty ? "" : " <span class=\"unit\">\(column.unit.escaped)</span>"
      out +=
        "<th scope=\"col\"\(column.kind == .number ? " class=\"n\"" : "")>\(column.title.escaped)\(unit)</th>"
    }
    out += "</tr></thead><tbody>"
    for row in table.rows { out += "<tr>" + cells(row) + "</tr>" }
    out += "</tbody></table></div>"
    for note in table.notes { out += "<p class=\"tablenote\">\(note.escaped)</p>" }
    return out
  }

  private func cells(_ row: Table.Row) -> String {
    row.cells.enumerated().map { n, cell in n == 0 ? head(cell, row.origin) : self.cell(cell, n) }.joined()
  }

  private func head(_ cell: Table.Cell, _ origin: String?) -> String {
    let text = cell.text.escaped
    let link =
      origin.map { "<a href=\"#\($0)\" title=\"Where does this number come from?\">\(text)</a>" } ?? text
    return "<th scope=\"row\">\(link)</th>"
  }

  private func cell(_ cell: Table.Cell, _ column: Int) -> String {
    switch cell {
    case .text(let text): return "<td>\(text.escaped)</td>"
    case .flag(let severity, let text):
      return "<td class=\"\(severity.style)\">\(severity.sign) \(text.escaped)</td>"
    case .absent:
      return
        "<td\(table.columns[column].kind == .number ? " class=\"n\"" : "")><span class=\"none\">–</span></td>"
    case .number(let number, let sort): return numberCell(number, sort, column, tail: "")
    case .bare(let number, let sort):
      return numberCell(number, sort, column, tail: "<small>u \(Format.notEvaluated)</small>")
    }
  }

  private func numberCell(_ number: NumberText, _ sort: Double, _ column: Int, tail: String) -> String {
    let data = sort.isFinite ? " data-sort=\"\(sort)\"" : ""
    guard number.exponent == nil else { return "<td class=\"n\"\(data)>\(number.text.escaped)\(tail)</td>" }
    let widths = widths[column]
    var out = "<td class=\"n\"\(data)><span class=\"d\">\(number.whole.escaped)"
    if widths.fraction > 0 { out += "<i style=\"width:\(widths.fraction)ch\">\(number.fraction.escaped)</i>" }
    if widths.uncertainty > 0 {
      out +=
        "<i class=\"u\" style=\"width:\(widths.uncertainty + 2)ch\">\(number.uncertainty.map { "± " + $0 } ?? "")</i>"
    }
    return out + "</span>\(tail)</td>"
  }
}

/// Widest parts of the numbers of one column, in characters, so that decimal points stand under each other.
struct DecimalWidths {
  var whole = 0
  var fraction = 0
  var uncertainty = 0

  init(_ table: Table, _ column: Int) {
    for row in table.rows where row.cells.indices.contains(column) {
      switch row.cells[column] {
      case .number(let n, _), .bare(let n, _):
        guard n.exponent == nil else { continue }
        whole = max(whole, n.whole.count)
        fraction = max(fraction, n.fraction.count)
        uncertainty = max(uncertainty, n.uncertainty?.count ?? 0)
      default: continue
      }
    }
  }
}
