import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import Quantities
import Testing
import Trials

@testable import Records
@testable import Registry
@testable import Studies

/// The patients of the papers, entered as the manual says, give the papers' numbers with their denominators.
@Suite("Samples made of papers")
struct PaperSampleTests {
  private let folder: URL
  private let author = try! Author(who: "tester", why: "test")
  private static let samples = Fixtures.repository.appending(path: "Samples/papers")

  init() throws { folder = try Fixtures.temporaryFolder() }

  /// A new registry with one folder of tables.
  private func entered(_ paper: String) throws -> (place: String, count: ImportCount) {
    let place = folder.appending(path: "\(paper).sqlite").path
    let registry = try Registry.create(Location(place), anchors: folder)
    return (place, try registry.importFolder(Self.samples.appending(path: paper), by: author))
  }

  private func record(_ paper: String) throws -> [String: Any] {
    let (place, _) = try entered(paper)
    var request = CohortTask.Request(source: place, folder: folder.appending(path: paper))
    request.paper = paper
    let outcome = try CohortTask.run(request) { _, _ in }
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.json.utf8)) as? [String: Any])
  }

  private func figures(_ record: [String: Any]) throws -> [[String: Any]] {
    try #require(record["published"] as? [[String: Any]])
  }

  /// Figures of the paper itself that this cohort must give, and those that it cannot because the paper prints two.
  private func check(_ record: [String: Any], differing: [String]) throws {
    let own = try figures(record).filter { $0["isReproduced"] != nil }
    let wrong = own.filter { $0["isReproduced"] as? Bool == false }.map {
      "\($0["figure"]!): \($0["printed"]!)"
    }
    #expect(wrong.sorted() == differing.sorted())
    #expect(own.count > 20)
  }

  @Test("The 14 of the Tata paper: totals of Table 1, grades of Table 2, response by cycles, doses")
  func tata() throws {
    let record = try record("tata")
    #expect(record["patients"] as? Int == 14)
    try check(
      record,
      differing: [
        "patients with 1 cycle(s): 6 of 14", "patients with 3 cycle(s): 3 of 14",
        "largest lesion > 5 cm (both patients with raised bilirubin): 2 of 14",
        "thrombocytopenia of grade 2 or more: 0 of 14", "thrombocytopenia of grade 2 or more: 2 of 14",
        "creatinine raised: 5 of 14", "partial metabolic response, EORTC: 9 of 14",
      ])
    let doses = try #require(record["organDoses"] as? [[String: Any]])
    let spleen = try #require(doses.first { $0["organ"] as? String == "spleen" })
    #expect(agree(spleen["meanGy"] as! Double, 2.09, absolute: 1e-5))
    #expect(agree(spleen["sdGy"] as! Double, 6.71, absolute: 1e-5))
    // A dose that is bound to no administration has no dose per activity.
    #expect(spleen["meanGyPerGBq"] == nil)
    let found = try #require(record["contradictions"] as? [[String: String]])
    #expect(found.count { $0["kind"] == "printed twice" } == 6 && found.contains { $0["kind"] == "spread" })
    #expect(found.contains { $0["found"] == "7 of 14 against 6 of 14" })
    // The limits of a small, short series are stated with its numbers: 1 − 0.025^(1/14) is 23 %.
    let limits = try #require(record["limitations"] as? [String])
    #expect(limits[0].hasPrefix("14 patients:") && limits[0].contains("23 %"))
    #expect(
      limits.contains { $0.contains("less than 6 months") } && limits.contains { $0.hasPrefix("One group") })
  }

  @Test("The values of Table 2 have the grades that an independent reading gave them")
  func tataGrades() throws {
    let (place, _) = try entered("tata")
    let rows = try Registry.open(Location(place), anchors: folder).rows("laboratory")
    let printed = rows.filter { $0.text("source") == "Puranik 2024, Table 2" }
    #expect(printed.count == 2 * (14 * 3 + 5 * 2))
    #expect(printed.contains { $0.id == "T8/albumin/c2_8w" && $0.text("value") == "3.3" })
    // Nothing is taken for printed that is not.
    #expect(
      rows.allSatisfy {
        $0.text("source").hasPrefix("Puranik 2024") || $0.text("source").hasPrefix("generated")
      })
  }

  @Test(
    "The 15 of the Mayo paper: 1 of 15, five of grade 1, new ascites 3 of 10, deaths from the last treatment")
  func mayo() throws {
    let record = try record("mayo")
    #expect(record["patients"] as? Int == 15)
    try check(record, differing: ["deaths: 4 of 15"])
    let toxicity = try #require(record["toxicity"] as? [[String: Any]])
    let ascites = try #require(toxicity.first { $0["term"] as? String == "Ascites" })
    let new = try #require(ascites["newGrade1"] as? [String: Any])
    #expect(new["count"] as? Int == 3 && new["of"] as? Int == 10)
    // What was there before and goes on is there in the window: 5 of before and 3 new.
    #expect((ascites["worst"] as? [Int])?.dropFirst().reduce(0, +) == 8)
    // 371 searched, 22 by their reports, 15 by three readers; each step of those who passed the one before.
    let steps = try #require(record["screening"] as? [[String: Any]])
    #expect(steps.map { $0["passed"] as? Int } == [371, 22, 15])
    #expect(steps.map { $0["asked"] as? Int } == [371, 371, 22])
    #expect(steps.compactMap { $0["left"] as? [String: Int] }.map { $0.values.reduce(0, +) } == [0, 349, 7])
    #expect(steps.allSatisfy { $0["unknown"] as? Int == 0 && $0["notAsked"] as? Int == 0 })
    let flow = try figures(record).filter { ($0["key"] as? String)?.hasPrefix("flow/") == true }
    #expect(flow.count == 3 && flow.allSatisfy { $0["isReproduced"] as? Bool == true })
    let found = try #require(record["contradictions"] as? [[String: String]])
    let percentages = found.filter { $0["kind"] == "percentage" }.compactMap { $0["found"] }
    #expect(
      Set(percentages) == [
        "1 of 15 is 6.7 %, printed 6 %", "5 of 15 is 33.3 %, printed 53 %", "3 of 15 is 20.0 %, printed 33 %",
        "4 of 12 is 33.3 %, printed 42 %",
      ])
    let declined = try figures(record).filter { ($0["key"] as? String) == "ecog/declined" }
    #expect(declined.count == 1 && declined.allSatisfy { $0["isReproduced"] as? Bool == true })
    let tumour = try figures(record).filter { ($0["key"] as? String) == "dose/tumour/Gy per GBq" }
    #expect(tumour.map { $0["printed"] as? String } == ["4.79 ± 4.23 Gy/GBq", "3.85 ± 1.74 Gy/GBq"])
  }

  @Test("The order of the log, its last verdict, and who is not in it")
  func funnel() {
    func row(_ patient: String, _ step: String, _ day: String, _ verdict: String, _ reasons: String? = nil)
      -> ScreeningRow
    {
      [
        .patient: .text(patient), .protocol: .text(step), .screened: .text(day), .verdict: .text(verdict),
        .reasons: Value(reasons),
      ]
    }
    let rows = [
      row("A", "second", "2026-02-01", "eligible"), row("A", "first", "2026-01-02", "eligible"),
      row("B", "first", "2026-01-02", "not eligible", "platelets"),
      row("B", "first", "2026-01-20", "eligible"),
      row("B", "second", "2026-02-01", "cannot be assessed", "ECOG"),
      row("C", "first", "2026-01-01", "not eligible", "bilirubin"),
      // Nobody asks a patient who was left out before.
      row("C", "second", "2026-02-01", "eligible"), row("D", "first", "2026-01-03", "eligible"),
      row("E", "first", "2026-01-03", "not eligible", "bilirubin"),
    ]
    let funnel = ScreeningFunnel(rows.shuffled(), treated: ["A", "C", "X"])
    #expect(funnel.steps.map(\.name) == ["first", "second"])
    #expect(funnel.steps.map(\.asked) == [5, 3] && funnel.steps.map(\.passed) == [3, 1])
    #expect(funnel.steps[0].left.map(\.reason) == ["bilirubin"] && funnel.steps[0].left[0].count == 2)
    #expect(funnel.steps[1].unknown == 1 && funnel.steps[1].notAsked == 1)
    #expect(funnel.treated == 1 && funnel.treatedOtherwise == ["C", "X"])
    for step in funnel.steps {
      #expect(
        step.asked == step.passed + step.left.reduce(0) { $0 + $1.count } + step.unknown + step.notAsked)
    }
  }

  @Test("27 patients × 4 cycles of LUTIA, in the analysis that the protocol locked")
  func lutia() throws {
    let (place, count) = try entered("lutia")
    #expect(count.added == 1517)
    let registry = try Registry.open(Location(place), anchors: folder)
    #expect(try registry.rows("patients").count == 27 && registry.rows("administrations").count == 108)
    let data = try TrialData(registry, trial: "LUTIA")
    let (values, gaps) = data.ratios()
    #expect(values.count == 27 * 4 * 2 && gaps.isEmpty)
    let record = try record2(place, "lutia")
    let responses = try #require((record["responses"] as? [[String: Any]])?.first)
    #expect((responses["objective"] as? [String: Any])?["of"] as? Int == 27)
  }

  @Test("15 patients of LUTARTERIAL: the gate, ten fifth doses, time from the index therapy")
  func lutarterial() throws {
    let (place, _) = try entered("lutarterial")
    let registry = try Registry.open(Location(place), anchors: folder)
    #expect(try registry.rows("administrations").count == 15 * 4 + 10)
    let scans = try #require(try TrialData(registry, trial: "LUTARTERIAL").enhancement())
    #expect(scans.patients.count == 15 && scans.eligible.count == 13)
    let cohort = try RegistryCohort(place)
    #expect(
      cohort.starts["LA15"]?.description == "2019-10-07" && cohort.starts["LA01"]?.description == "2019-01-07"
    )
    let data = try TrialData(registry, trial: "LUTARTERIAL")
    let after = try #require(try TrialFollowUp(place, data))
    // Of the ten fifth doses alone: three progressions, toxicity before and after, five cycles in one account.
    let survival = try #require(after.survival.first { $0.endpoint == "PFS" })
    #expect((survival.patients, survival.events) == (10, 3))
    let kidneys = after.accounts.filter { $0.organ == "kidney" }
    #expect(kidneys.count == 10 && kidneys.allSatisfy { $0.isComplete && $0.administrations == 5 })
    let own = try registry.rows("dose_summaries").filter {
      $0.text("patient") == "LA15" && $0.text("role") == "kidney"
    }.compactMap { $0[named: "mean_gy"].number }
    let account = try #require(kidneys.first { $0.patient == "LA15" })
    #expect(own.count == 5 && agree(account.together!, own.reduce(0, +)))
    #expect(account.after! < account.before! / 4)
    let platelets = try #require(after.analysis.toxicity.first { $0.term == "Platelet count decreased" })
    #expect(platelets.newGrade1.count == 1 && platelets.newGrade1.total == 10)
    let report = try TrialTask.report("LUTARTERIAL", in: place, to: folder.appending(path: "la"))
    #expect(report.text.contains("SAFETY OF THE DOSE BEHIND THE GATE"))
    #expect(report.json.contains("\"survival\"") && report.json.contains("\"accounts\""))
  }

  @Test("The manual states how many rows of each paper are taken in")
  func rowsOfTheManual() throws {
    let page = try String(
      contentsOf: Fixtures.repository.appending(path: "Documentation/Hepatica.docc/EnteringAPaper.md"),
      encoding: .utf8)
    let added = try ["tata", "mayo", "lutia", "lutarterial"].map { try entered($0).1.added }
    let printed = added.map { $0 < 1000 ? "\($0)" : "\($0 / 1000),\(String("\($0 + 10_000)".suffix(3)))" }
    #expect(page.contains("| rows taken in | \(printed.joined(separator: " | ")) |"), "\(added)")
    #expect(page.contains("| \(added[0]) rows added |"))
  }

  @Test("Ethics reference, days of enrolment and consent of the Tata study are in the record, and hold")
  func study() throws {
    let (place, _) = try entered("tata")
    let registry = try Registry.open(Location(place), anchors: folder)
    let study = try #require(try registry.rows("research_studies").first)
    #expect(study.text("ethics") == "project 3881" && study.text("started") == "2020-07-01")
    #expect(try registry.rows("screenings").filter { $0.text("study") == study.id }.count == 14)
    let sexes = try registry.rows("patients").map { $0.text("sex") }
    #expect(sexes.count { $0 == "female" } == 4 && sexes.count { $0 == "male" } == 10)
    let items = try RegistryReview(registry, on: CalendarDay(iso8601: "2026-01-01")!).items
    #expect(items.allSatisfy { $0.table != "screenings" && $0.table != "research_studies" })
    let page = try PatientPage.run(place, patient: "T2", to: nil)
    #expect(page.text.contains("transplantation"))
  }

  private func record2(_ place: String, _ paper: String) throws -> [String: Any] {
    var request = CohortTask.Request(source: place, folder: folder.appending(path: "out"))
    request.paper = paper
    let outcome = try CohortTask.run(request) { _, _ in }
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.json.utf8)) as? [String: Any])
  }

  @Test(
    "A second import of the same folder changes nothing; a file that is no table and has no map is refused")
  func twice() throws {
    let (place, first) = try entered("mayo")
    let registry = try Registry.open(Location(place), anchors: folder)
    let again = try registry.importFolder(Self.samples.appending(path: "mayo"), by: author)
    #expect(first.added == 1432 && again.added == 0 && again.changed == 0)
    #expect(first.leftOut == ["file that is not a table (provenance.txt)": 1] && first.notes.isEmpty)
    let bad = folder.appending(path: "bad")
    try FileManager.default.createDirectory(at: bad, withIntermediateDirectories: true)
    try writeText("id,name\nX,x\n", to: bad.appending(path: "sites.csv"))
    try writeText("id,site\nP,X\n", to: bad.appending(path: "patient.csv"))
    #expect(throws: Problems.self) { try registry.importFolder(bad, by: author) }
    #expect(try registry.row("sites", "X") == nil)
  }

  @Test("Published figures: each has paper and place; a site's own are added, and faulty rows refused")
  func published() throws {
    var figures = try PublishedFigures()
    #expect(figures.all.count > 200 && Set(figures.all.map(\.paper)).count == 5)
    #expect(figures.all.allSatisfy { !$0.place.isEmpty && !$0.what.isEmpty })
    let own = folder.appending(path: "own.csv")
    try writeText("paper,place,key,what,count,of\nours,Table 9,patients,patients,8,9\n", to: own)
    try figures.add(own)
    #expect(try figures.of(paper: "ours").first?.text == "8 of 9")
    #expect(throws: Problem.self) { try figures.of(paper: "tatta") }
    try writeText("paper,place,key,what,count\nours,,patients,patients,x\n", to: own)
    #expect(throws: Problems.self) { try figures.add(own) }
    // A paper that agrees with itself has no contradiction.
    #expect(Contradiction.all(try figures.of(paper: "ours")).isEmpty)
  }
}
