import Diagnostics

extension Registry {
  /// What the rules of today find in a row that is in the registry: its types and ranges, and what other rooms know of its
  /// quantities. A row from before a rule, or written by another program, can have such faults; no reader takes it.
  package func faults(of row: Row, in table: Table) -> [Problem] {
    let place = "registry, table \(table.name), row “\(row.id)”"
    let typed = table.columns.compactMap { column in
      column.fault(row[column.name]).map { fault in
        Problem(
          .dataRejected, what: "\(column.name) \(fault)", at: place, why: "the row is left out",
          remedy: "registry set with the right value; registry check lists all")
      }
    }
    guard typed.isEmpty, let judge else { return typed }
    return judge(row, table).map { problem in
      var problem = problem
      let column = problem.location.split(separator: ",").dropFirst().joined(separator: ",")
      problem.location = place + (column.isEmpty ? "" : "," + column)
      return problem
    }
  }

  /// Those of all rows of some tables, of one patient or of all.
  /// - Parameter patient: `nil` for all.
  /// - Throws: `Problem` if the database fails.
  package func faults(in tables: Set<String>, patient: String? = nil) throws -> [Problem] {
    try catalogue.tables.filter { tables.contains($0.name) }.flatMap { table in
      let own = table.name == PatientColumn.table ? "id" : "patient"
      let rows = try rows(
        table.name, where: patient.flatMap { table.column(own) == nil ? nil : [own: .text($0)] } ?? [:])
      return rows.flatMap { faults(of: $0, in: table) }
    }
  }
}
