import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
@testable import Workflow

/// From a search of reports to the votes of readers: steps of one screening log.
@Suite("Search of reports")
struct ReportSearchTests {
  @Test(
    "A phrase counts in a sentence that does not deny it",
    arguments: [
      ("Innumerable liver metastases, both lobes.", "yes"), ("INNUMERABLE  liver\nmetastasis", "no"),
      ("No innumerable liver metastases.", "denied"),
      ("There are not innumerable liver metastases", "denied"),
      ("No ascites. Innumerable liver metastases.", "yes"), ("Several liver metastases.", "no"),
      ("Innumerable liver metastatic deposits", "yes"), ("innumerable liver met", "no"),
      ("Without innumerable liver metastases; innumerable liver metastases now.", "yes"),
    ])
  func phrases(_ text: String, _ expected: String) throws {
    let reading = try ReportSearch(["innumerable liver metast*"]).read(text)
    let word = reading == .found ? "yes" : reading == .denied ? "denied" : "no"
    #expect(word == expected)
  }

  @Test("Special characters of a phrase are meant as they are, and no phrase is refused")
  func special() throws {
    #expect(try ReportSearch(["> 75 % (visual)"]).read("burden > 75 % (visual) today") == .found)
    #expect(try ReportSearch(["> 75 % (visual)"]).read("burden 75 % visual") == .absent)
    #expect(try ReportSearch(["grade 2 (NET)"]).read("a grade 2 (NET) here") == .found)
    #expect(throws: Problem.self) { try ReportSearch([" "]) }
  }

  /// Four patients: one by the report, one denied, one without, one with none at all.
  @Test("Search, votes of readers and treatment are one funnel")
  func selection() throws {
    let folder = try Fixtures.temporaryFolder()
    let place = folder.appending(path: "r.sqlite").path
    let registry = try Registry.create(Location(place), anchors: folder)
    let author = try Author(who: "t", why: "t")
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site"], into: "sites")
      for n in 1...4 { try change.insert(["id": .text("P\(n)"), "site": "S1"], into: "patients") }
    }
    let file = folder.appending(path: "reports.csv")
    try writeText(
      """
      patient,date,report
      P1,2024-01-02,"Liver: normal."
      p1,2024-02-02,"Liver: innumerable metastases."
      P2,2024-02-02,"No innumerable metastases."
      P3,2024-02-02,"Two metastases."

      """, to: file)
    func run(_ by: Author?) throws -> Outcome {
      try ReportScreening.run(
        file, phrases: ["innumerable metastas*"], step: "reports", in: place, columns: nil, by: by)
    }
    let dry = try run(nil)
    #expect(try registry.rows("screenings").isEmpty && dry.review.count == 1)
    #expect(dry.text.contains("1 with the phrase, 1 to be read; 1 patient of the registry has no report"))
    #expect(try run(author).text.contains("3 steps recorded"))
    #expect(try run(author).text.contains("0 steps recorded, 3 were there already"))
    let rows = try registry.rows(of: ScreeningColumn.self)
    let verdicts = Dictionary(uniqueKeysWithValues: rows.map { ($0.text(.patient), $0.text(.verdict)) })
    #expect(verdicts == ["P1": "yes", "P2": "cannot be assessed", "P3": "no"])
    let votes = BurdenRecord.Readers(
      names: ["a", "b", "c"], dice: [], diceWithMajority: [:], fleissKappa: nil, voxels: 1,
      veryHighVotes: ["a": true, "b": true, "c": false], veryHighMajority: true, isUnanimous: false,
      meanPercent: 76, standardDeviationPercent: 1, sameBand: false)
    let link = RecordLink(place: place, patient: "P1", day: "2024-03-01", recording: ("t", "t"))
    #expect(try link.vote(votes, "")?.contains("votes of 3 readers recorded") == true)
    let funnel = try #require(try RegistryCohort(place).funnel)
    #expect(funnel.steps.map(\.name) == ["reports", "3 readers: more than 75 % of the liver"])
    #expect(funnel.steps.map(\.asked) == [3, 1] && funnel.steps.map(\.passed) == [1, 1])
    #expect(funnel.steps[0].unknown == 1 && funnel.steps[0].left.map(\.count) == [1])
    // A patient whom the registry does not know is a fault, and nothing is written.
    try writeText("patient,date,text\nP9,2024-02-02,x\n", to: file)
    #expect(throws: (any Error).self) { try run(author) }
  }
}
