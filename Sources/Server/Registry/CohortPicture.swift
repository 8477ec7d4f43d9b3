import Arguments
import Diagnostics
import Foundation
import Records
import Reporting
import Stages
import Studies
import Trials

/// The cohort report of some patients of the registry, for a page that shows it while one filters.
struct CohortPicture {
  /// The flat tables of the registry, made once for each state of it.
  struct Tables: Sendable {
    var tables: [TextTable]
    var method: [String]
    var notes: [Finding]

    init(_ place: String) throws {
      let cohort = try RegistryCohort(place)
      (tables, method, notes) = (try cohort.tables, cohort.method, cohort.notes)
    }
  }
  let tables: Tables
  /// Pseudonyms that count; `nil` for all.
  let patients: Set<String>?
  /// Whether arms are left out.
  let isBlinded: Bool

  /// Sections of the cohort report.
  /// - Throws: `Problems` for tables that contradict themselves.
  var sections: [StudyContent.Section] {
    get throws {
      let chosen = tables.tables.map(shown)
      let reading = try CohortReader.read(chosen, name: "registry")
      let analysis = CohortAnalysis(reading.cohort, options: CohortOptions())
      let source = CohortSource(registry: chosen, method: tables.method, notes: tables.notes).having(reading)
      return CohortContent(analysis, source: source, ignored: reading.ignored).content.sections
    }
  }

  var count: Int { tables.tables.first { $0.name == "patients" }.map { shown($0).rows.count } ?? 0 }

  private func shown(_ table: TextTable) -> TextTable {
    var table = table
    if let patients, let n = table.header.firstIndex(of: "patient") {
      table.rows = table.rows.filter { patients.contains($0[n]) }
    }
    if isBlinded, let n = table.header.firstIndex(of: "arm") {
      for row in table.rows.indices { table.rows[row][n] = "" }
    }
    return TextTable(name: table.name, place: table.place, header: table.header, rows: table.rows)
  }
}
