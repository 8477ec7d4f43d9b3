import Diagnostics

extension RegistryReview {
  /// One fact under two ids, and ids that people would take for one.
  mutating func duplicates(in table: Table) {
    let all = rows[table.name] ?? []
    if !table.key.isEmpty {
      let columns = table.key.compactMap(table.column)
      let groups = Dictionary(grouping: all) { row in columns.map { $0.keyWord(row[$0.name]) } }
      for group in groups.values where group.count > 1 { report(group, table) }
    }
    let isReferredTo = registry.catalogue.tables.contains {
      $0.columns.contains { $0.references == table.name }
    }
    guard isReferredTo else { return }
    for group in Dictionary(grouping: all, by: { $0.id.trimmed.lowercased() }).values where group.count > 1 {
      add(
        .duplicate, "ids that differ in letters' case or blanks alone", in: table.name, group,
        remedy: "if they are one, move the rows of one to the other and remove it")
    }
  }

  private mutating func report(_ group: [Row], _ table: Table) {
    let first = RowFact(table: table, place: "", row: group[0])
    let key = table.key.joined(separator: ", ")
    let columns = Set(group.dropFirst().compactMap { first.contradiction(with: $0) }).sorted()
    guard !columns.isEmpty else {
      return add(
        .duplicate, "one fact has \(counted(group.count, "row")), with the same \(key)", in: table.name,
        group,
        remedy: "remove all but one (hepatica registry remove)")
    }
    add(
      .contradiction,
      "\(counted(group.count, "row")) of the same \(key) differ in \(columns.joined(separator: ", "))",
      in: table.name, group, remedy: "find out which is right and remove the others, or correct a key")
  }
}
