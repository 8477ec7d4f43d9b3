import Fixtures
import Foundation
import Stages
import Testing

@testable import Quantities
@testable import Reporting

/// One content of the dose report for all media.
@Suite struct DoseReportTests {
  private let study = sample.study

  private func tables(_ medium: Media) -> [String: [[String]]] {
    let blocks = study.document(medium).sections.flatMap(\.blocks)
    return Dictionary(
      blocks.compactMap { block in
        guard case .table(let table) = block else { return nil }
        return (table.caption, table.rows.map { $0.cells.map(\.text) })
      }, uniquingKeysWith: { first, _ in first })
  }

  /// What screen, paper and terminal have in common they print alike, to the last digit.
  @Test func everyMediumPrintsTheSameNumbers() {
    let (screen, paper, terminal) = (tables(.screen), tables(.paper), tables(.terminal))
    #expect(screen.count > 12 && paper.count > 10 && terminal.count > 8)
    for (caption, rows) in paper { #expect(screen[caption] == rows, "\(caption)") }
    for (caption, rows) in terminal { #expect(screen[caption] == rows, "\(caption)") }
  }

  /// The number of a file, rounded by the one rule, is the number of the page.
  @Test(arguments: [
    ("structures", "Volumes of interest", "volume_mL", 2), ("structures", "Volumes of interest", "mass_g", 6),
    ("acquisitions", "Acquisitions, times after administration", "in_field_percent", 7),
    ("curves", "Time-integrated activity", "time_integrated_activity_MBq_h", 3),
  ]) func filesHoldWhatThePageRounds(_ id: String, _ caption: String, _ column: String, _ place: Int) throws {
    let table = try #require(study.tables.first { $0.id == id })
    let lines = table.csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let n = try #require(lines[0].firstIndex { $0 == column })
    let rows = try #require(tables(.screen)[caption])
    #expect(lines.count == rows.count + 1 && rows.count > 3)
    for (line, row) in zip(lines.dropFirst(), rows) {
      let (value, u) = (try #require(Double(line[n])), try #require(Double(line[n + 1])))
      #expect(NumberText(value, uncertainty: u).text == row[place])
    }
  }

  /// Every file is written whether it has rows or not, and each of its columns has a line in the dictionary.
  @Test func theDictionaryHasEveryColumn() throws {
    var dictionary = DataDictionary()
    dictionary.addDoseReport()
    let tables = ReportContent(header: sample.header).study.tables
    #expect(tables.map(\.file) == study.tables.map(\.file) && tables.count >= 18)
    for table in tables {
      let known = dictionary.entries.filter { $0.file.split(separator: ", ").contains { $0 == table.file! } }
      let head = table.csv.split(separator: "\n")[0].split(separator: ",").map(String.init)
      #expect(Set(head).isSubset(of: known.map(\.column)) && !head.isEmpty, "\(table.id)")
    }
  }

  @Test func comparisonsKeepTheirEnginesInTheFile() throws {
    let table = try #require(study.tables.first { $0.id == "engines" })
    let lines = table.csv.split(separator: "\n").map(String.init)
    #expect(
      lines[0] == "region,engine_1,mean_1_Gy,u_mean_1_Gy,engine_2,mean_2_Gy,u_mean_2_Gy,difference_percent")
    #expect(lines.count == sample.comparisons[0].rows.count + 1)
    #expect(lines[1].hasPrefix("Liver,local deposition,") && lines[1].contains(",voxel kernel,"))
    // 1 over 1.013 − 1.
    #expect(tables(.screen)["Comparison of engines: voxel kernel − local deposition"]?[0].last == "−1.3")
  }

  /// A page leads each result to its origin; paper has the origins in the text that goes with it.
  @Test func paperHasItsOriginsBeside() throws {
    let paper = study.document(.paper)
    for case .table(let table) in paper.sections.flatMap(\.blocks) {
      #expect(table.rows.allSatisfy { $0.origin == nil })
    }
    let annex = try #require(study.annexText)
    #expect(annex.contains("effective half-life") && annex.contains("Liver, cycle 2"))
    #expect(study.textFile.contains("[Draft]") && !study.textFile.contains("SHA-256"))
  }

  /// Who signs where there is no result to open the report with.
  @Test func signaturesStandSomewhere() {
    #expect(Report.html(ReportContent(header: sample.header)).contains("Dosimetry performed"))
    #expect(Report.html(sample).components(separatedBy: "Dosimetry performed").count == 2)
  }
}
