extension Table {
  /// Without the columns in which no row has anything to say.
  var withoutEmptyColumns: Table {
    let kept = columns.indices.filter { n in
      n == 0 || rows.isEmpty
        || rows.contains { $0.cells.indices.contains(n) && $0.cells[n] != .absent }
    }
    var table = self
    table.columns = kept.map { columns[$0] }
    table.rows = rows.map { row in
      Row(kept.filter(row.cells.indices.contains).map { row.cells[$0] }, origin: row.origin)
    }
    return table
  }
}
