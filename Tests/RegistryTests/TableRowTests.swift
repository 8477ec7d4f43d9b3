import Diagnostics
import Testing

@testable import Registry

@Suite struct TableRowTests {
  /// The generated columns are those of the newest catalogue, in its order; `Scripts/make-rows` writes them.
  @Test func columnsAreThoseOfTheCatalogue() throws {
    var tables: Set<String> = []
    func check<Column: TableColumn>(_: Column.Type) throws {
      let table = try Catalogue.newest.table(Column.table)
      #expect(Column.allCases.map(\.rawValue) == table.columns.map(\.name), "\(Column.table)")
      tables.insert(Column.table)
    }
    let types: [any TableColumn.Type] = [
      SiteColumn.self, PatientColumn.self, CourseColumn.self, AdministrationColumn.self, StudyColumn.self,
      StructureColumn.self, LesionColumn.self, MeasurementColumn.self, LaboratoryColumn.self,
      DoseSummaryColumn.self, ResponseColumn.self, AdverseEventColumn.self, DeathColumn.self,
      VisitColumn.self, ProcedureColumn.self, ScreeningColumn.self, DrugColumn.self, FindingColumn.self,
      ScoreColumn.self, DeviationColumn.self, ResearchStudyColumn.self, WorkupColumn.self,
      ReferralColumn.self,
      TrialColumn.self, AllocationListColumn.self, AllocationColumn.self, UnblindingColumn.self,
    ]
    for type in types { try check(type) }
    #expect(tables == Set(Catalogue.newest.tables.map(\.name)))
  }

  @Test func rowsReadAndWriteByColumn() {
    var course: TableRow<CourseColumn> = [.id: "C1", .plannedCycles: 4, .product: nil]
    #expect(course.id == "C1" && course[.plannedCycles].integer == 4 && course[.product].isNull)
    course[.kind] = "TARE"
    course[.plannedCycles] = nil
    #expect(course.row == ["id": "C1", "kind": "TARE"] && course.text(.region).isEmpty)
  }
}
