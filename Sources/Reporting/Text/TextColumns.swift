/// Aligned columns, the first to the left.
package func columns(_ rows: [[String]]) -> String {
  let widths = rows[0].indices.map { c in rows.map { $0[c].count }.max()! }
  return rows.map { row in
    row.enumerated().map { c, cell in
      let pad = String(repeating: " ", count: widths[c] - cell.count)
      return c == 0 ? cell + pad : pad + cell
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}
