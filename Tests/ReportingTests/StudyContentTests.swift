import Foundation
import Quantities
import Stages
import Testing

@testable import Reporting

/// One content, four media, one rounding rule.
@Suite struct StudyContentTests {
  private struct Row { var name: String, dose: Double, u: Double? }

  private static let form = TableForm<Row>(
    "doses", file: "doses.csv",
    [
      .init("region", "Region", means: "region") { .text($0.name) },
      .init("mean_Gy", "Mean", unit: "Gy", .measured, means: "mean dose", .standard, .recovered) {
        .measured($0.dose, u: $0.u)
      },
      .init("note", means: "for files alone") { _ in .text("=1+1") },
    ])

  private static let rows = [
    Row(name: "Liver", dose: 3.3784, u: 0.3151), Row(name: "Kidney", dose: 7.8123, u: 1.602),
    Row(name: "Lesion", dose: 83.42, u: 20.04), Row(name: "Spleen", dose: 4.005, u: nil),
  ]

  private var content: StudyContent {
    StudyContent(
      "doses", kind: "Doses",
      header: ReportHeader(
        pseudonym: "P1", therapy: "test", reportUID: "1.2", softwareVersion: "0",
        created: DateTime(localSeconds: 0)),
      sections: [
        .init(
          "doses", "Doses",
          [.table(Self.form.table("Doses", Self.rows, notes: ["note"], pageRows: 3, terminalRows: 2))])
      ], record: ["hepatica": 1])
  }

  /// Two digits of the uncertainty, the value to the same place: JCGM 100:2008, 7.2.6.
  @Test func terminalAndPageRoundAlike() throws {
    for text in [content.text, visible(content.html)] {
      for number in ["3.38", "0.32", "7.8", "1.6"] { #expect(text.contains(number), "\(number)") }
      #expect(!text.contains("0.315") && !text.contains("7.81"))
    }
    if let paper = try paperText() { #expect(paper.contains("± 0.32") && !paper.contains("0.315")) }
  }

  /// Without tags, whose attributes keep numbers unrounded for sorting.
  private func visible(_ page: String) -> String {
    page.replacing(/(?s)<(style|script)[^>]*>.*?<\/(style|script)>/, with: "").replacing(/<[^>]*>/, with: "")
  }

  private func paperText() throws -> String? {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).pdf")
    defer { try? FileManager.default.removeItem(at: file) }
    try content.pdf().write(to: file)
    return try output(of: "pdftotext", [file.path, "-"])
  }

  @Test func filesKeepEveryDigitAndAllRows() {
    let lines = content.tables[0].csv.split(separator: "\n").map(String.init)
    #expect(lines[0] == "region,mean_Gy,u_mean_Gy,note")
    #expect(lines[1] == "Liver,3.3784,0.3151,'=1+1", "and no spreadsheet runs a text")
    #expect(lines[4] == "Spleen,4.005,,'=1+1" && lines.count == 5)
    #expect(lines.dropFirst() == Self.rows.map { Self.form.csvLine($0).dropLast() }.map(String.init)[...])
  }

  @Test func columnsOfFilesAreNotShownAndRowsAreLimited() {
    #expect(!content.text.contains("1+1") && !content.html.contains("1+1"))
    #expect(content.html.contains("Lesion") && !content.html.contains("Spleen"))
    #expect(content.text.contains("Kidney") && !content.text.contains("Lesion"))
    #expect(content.text.contains("2 of 4 rows; all are in doses.csv."))
  }

  @Test func theDictionarySaysWhatEachColumnIs() throws {
    var dictionary = DataDictionary()
    dictionary.add(Self.form)
    #expect(dictionary.entries.map(\.column) == ["region", "mean_Gy", "u_mean_Gy", "note"])
    let u = dictionary.entries[2]
    #expect(u.uncertainty == Spread.standard.rawValue && u.corrections == Corrections.recovered.rawValue)
    #expect(dictionary.csv.split(separator: "\n").count == 5 && dictionary.markdown.contains("| `mean_Gy` |"))
  }

  @Test func allFilesOrNone() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try content.write(to: folder).map(\.lastPathComponent)
    #expect(files == ["doses.html", "doses.pdf", "doses.json", "doses.csv"])
    for file in files { #expect(FileManager.default.fileExists(atPath: folder.appending(path: file).path)) }
  }
}
