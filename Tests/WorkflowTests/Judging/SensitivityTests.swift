import Criteria
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

/// The lesson of the Mayo series: one table of values, and 0 to 4 of 15 by what nobody states.
@Suite("Sensitivity of a rate of toxicity")
struct SensitivityTests {
  private struct Rate: Decodable {
    struct Share: Decodable { var count, of: Int }
    var endpoint, limits, edition, baseline: String
    var share: Share
    var notCounted: Int
  }
  private struct Page: Decodable { var sensitivity: [Rate]? }

  private let folder: URL
  private let place: String

  init() throws {
    folder = try Fixtures.temporaryFolder()
    place = folder.appending(path: "mayo.sqlite").path
    _ = try Registry.create(Location(place), anchors: folder).importFolder(
      Fixtures.repository.appending(path: "Samples/papers/mayo"), by: Author(who: "t", why: "t"))
  }

  private func job(output: URL? = nil) -> ToxicityJob {
    var job = ToxicityJob(files: [], patients: "")
    (job.registry, job.sensitivity, job.output) = (place, true, output)
    return job
  }

  private func rates(_ outcome: Outcome) throws -> [Rate] {
    try #require(try JSONDecoder().decode(Page.self, from: Data(outcome.json.utf8)).sensitivity)
  }

  /// `mayo_headline_by_uln.csv`: counted independently from the printed table.
  private static let oracle: [(limits: String, edition: Int, alone: Int, worse: Int)] = [
    ("as recorded", 1, 3, 1), ("Mayo 2012, men", 1, 4, 1), ("Mayo, men", 0, 2, 0),
    ("Mayo, women", 0, 4, 1), ("40/40/120/1.2", 0, 3, 1), ("40/40/120/1.0", 1, 4, 2),
  ]

  @Test("0 to 4 of 15 out of one command, each with its denominator")
  func mayo() throws {
    let out = folder.appending(path: "out")
    let outcome = try Toxicity.run(job(output: out)) { _, _ in }
    let all = try rates(outcome).filter { $0.endpoint == "hepatotoxicity" && $0.edition == "v5.0" }
    for row in Self.oracle {
      let own = Dictionary(
        all.filter { $0.limits == row.limits }.map { ($0.baseline, $0.share) },
        uniquingKeysWith: { first, _ in first })
      #expect(own["by the edition"]?.count == row.edition, "\(row.limits)")
      #expect(own["limits of normal alone"]?.count == row.alone, "\(row.limits)")
      #expect(own["worse than before"]?.count == row.worse, "\(row.limits)")
      for reading in ["by the edition", "limits of normal alone", "worse than before"] {
        #expect(own[reading]?.of == 15, "\(row.limits), \(reading)")
      }
    }
    let counts = all.filter { $0.share.of == 15 }.map(\.share.count)
    #expect(counts.min() == 0 && counts.max() == 4)
    #expect(outcome.text.contains("0/15") && outcome.text.contains("4/15"))
    // Every patient is in the denominator or counted beside it.
    #expect(all.allSatisfy { $0.share.of + $0.notCounted == 15 })
    let rows = try Fixtures.table(out.appending(path: "sensitivity.csv"))
    #expect(rows.count == (try rates(outcome)).count)
    // Who was screened and not treated is in no denominator, and not silent either.
    #expect(outcome.text.contains("15 patients") && !outcome.text.contains("371 patients"))
    for reading in BaselineReading.allCases { #expect(rows.contains { $0["baseline"] == reading.rawValue }) }
  }

  @Test("Both editions stand side by side, and differ where they must")
  func editions() throws {
    let all = try rates(Toxicity.run(job()) { _, _ in })
    // Alkaline phosphatase has no grade above 1 in v6.0: against limits alone rows 8 and 11 lose their grade.
    func alone(_ edition: String) -> Int? {
      all.first {
        $0.endpoint == "hepatotoxicity" && $0.limits == "Mayo, men" && $0.edition == edition
          && $0.baseline == "limits of normal alone"
      }?.share.count
    }
    #expect(alone("v5.0") == 2 && alone("v6.0") == 0)
  }

  @Test("The rate of `toxicity`, that of `cohort` and the row of the sensitivity are one")
  func agreement() throws {
    let outcome = try Toxicity.run(job()) { _, _ in }
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.json.utf8)) as? [String: Any])
    let arm = try #require((root["arms"] as? [[String: Any]])?.first)
    let terms = try #require(arm["terms"] as? [[String: Any]])
    var request = CohortTask.Request(source: place, folder: folder.appending(path: "cohort"))
    request.sensitivity = true
    let cohort = try CohortTask.run(request) { _, _ in }
    let page = try #require(
      try JSONSerialization.jsonObject(with: Data(cohort.json.utf8)) as? [String: Any])
    let counted = try #require(page["toxicity"] as? [[String: Any]])
    let own = try rates(outcome)
    var compared = 0
    for term in terms {
      let (code, title) = (term["code"] as! String, term["title"] as! String)
      let new = (term["new"] as! [[String: Any]])[1]
      let mine = own.first {
        $0.endpoint == code && $0.limits == "as recorded" && $0.edition == "v5.0"
          && $0.baseline == "new among those below"
      }
      if let mine {
        #expect(mine.share.count == new["count"] as? Int && mine.share.of == new["of"] as? Int, "\(code)")
      }
      guard let other = counted.first(where: { $0["term"] as? String == title }) else { continue }
      let share = try #require(other["newGrade2"] as? [String: Any])
      #expect(share["count"] as? Int == new["count"] as? Int, "\(title)")
      #expect(share["of"] as? Int == new["of"] as? Int, "\(title)")
      compared += 1
    }
    #expect(compared >= 4)
    // A clinical term as well: 3 new among 10 without ascites before, in both.
    let ascites = try #require(arm["newAscites"] as? [String: Any])
    let event = try #require(
      counted.first { $0["term"] as? String == "Ascites" }?["newGrade1"] as? [String: Any])
    #expect(ascites["count"] as? Int == 3 && ascites["of"] as? Int == 10)
    #expect(event["count"] as? Int == 3 && event["of"] as? Int == 10)
    let same = try rates(cohort)
    #expect(same.count == own.count)
    #expect(zip(same, own).allSatisfy { $0.share.count == $1.share.count && $0.share.of == $1.share.of })
  }

  @Test("Flat tables hold grades and no values; a set of limits that is faulty names its row")
  func refused() throws {
    var request = CohortTask.Request(
      source: Fixtures.repository.appending(path: "Samples/cohort").path, folder: folder)
    request.sensitivity = true
    #expect(throws: Problem.self) { try CohortTask.run(request) { _, _ in } }
  }
}
