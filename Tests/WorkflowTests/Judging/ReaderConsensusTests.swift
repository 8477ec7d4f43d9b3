import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Documents
@testable import Studies
@testable import Workflow

/// Two or three readers: how far they agree, and what stands where they do not.
@Suite("Readers and adjudication")
struct ReaderConsensusTests {
  private struct Page: Decodable {
    struct Share: Decodable { var count, of: Int }
    struct Pair: Decodable { var kappa: Double? }
    struct Agreement: Decodable {
      var criterion: String
      var same: Share
      var fleissKappa: Double?
      var pairs: [Pair]
    }
    struct Decision: Decodable {
      var patient, criterion, by: String
      var decided: String?
    }
    struct Rate: Decodable {
      var criterion: String
      var response: Share
    }
    var disputed: [String]
    var agreement: [Agreement]?
    var adjudication: [Decision]?
    var adjudicatedRates: [Rate]?
  }

  /// Longest diameters at the second visit, from 50 mm at the first: 30 is PR, 45 SD, 65 PD.
  private func run(_ readings: [(patient: String, reader: String, mm: Int)], adjudicator: String? = nil)
    throws
    -> (outcome: Outcome, page: Page)
  {
    let folder = try Fixtures.temporaryFolder()
    let file = folder.appending(path: "lesions.csv")
    let rows = readings.flatMap { one in
      [("2026-01-01", 50), ("2026-04-01", one.mm)].map { day, mm in
        "\(one.patient),A,\(day),\(one.reader),liver,solid,\(mm),20,2.5"
      }
    }
    try (["patient,lesion,date,reader,organ,kind,long_mm,short_mm,slice_mm"] + rows)
      .joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    var job = ResponseJob(lesions: file.path)
    (job.adjudicator, job.output) = (adjudicator, folder.appending(path: "out"))
    let outcome = try TumourResponse.run(job)
    return (outcome, try JSONDecoder().decode(Page.self, from: Data(outcome.json.utf8)))
  }

  @Test("A majority stands, an adjudicator decides the rest, and what nobody decides is open")
  func adjudication() throws {
    let readings = [
      ("P1", "R1", 30), ("P1", "R2", 30), ("P2", "R1", 30), ("P2", "R2", 45), ("P2", "Z", 30),
      ("P3", "R1", 45), ("P3", "R2", 65), ("P4", "R1", 65), ("P4", "R2", 65), ("P4", "Z", 30),
    ].map { (patient: $0.0, reader: $0.1, mm: $0.2) }
    let (outcome, page) = try run(readings.shuffled(), adjudicator: "Z")
    let recist = try #require(page.adjudication).filter { $0.criterion == "RECIST 1.1" }
    #expect(recist.map(\.patient) == ["P1", "P2", "P3", "P4"])
    #expect(recist.map(\.decided) == ["PR", "PR", nil, "PD"])
    // The adjudicator has no vote where the others agree.
    #expect(recist.map(\.by) == ["unanimous", "adjudicator", "open", "unanimous"])
    #expect(page.disputed == ["P3"] && outcome.review.contains { $0.contains("P3") })
    let rate = try #require(page.adjudicatedRates?.first { $0.criterion == "RECIST 1.1" })
    #expect(rate.response.count == 2 && rate.response.of == 4)
    // Without an adjudicator P2 is open as well.
    let alone = try run(readings.filter { $0.reader != "Z" }.shuffled())
    #expect(alone.page.disputed == ["P2", "P3"])
  }

  /// Two readers, ten patients: 6 × both PR, 2 × PR/SD, 2 × both SD. p_o = 0.8; PR 0.8 and 0.6: p_e = 0.8·0.6 + 0.2·0.4 = 0.56;
  /// κ = 0.24 / 0.44. Fleiss: shares 0.7 and 0.3, p_e = 0.58, κ = 0.22 / 0.42.
  @Test("Agreement beyond chance is that of the textbook")
  func kappa() throws {
    let words = [Int](repeating: 30, count: 6).map { ($0, $0) } + [(30, 45), (30, 45), (45, 45), (45, 45)]
    let readings = words.enumerated().flatMap { n, pair in
      [("Q\(n)", "R1", pair.0), ("Q\(n)", "R2", pair.1)]
    }.map { (patient: $0.0, reader: $0.1, mm: $0.2) }
    let page = try run(readings).page
    let recist = try #require(page.agreement?.first { $0.criterion == "RECIST 1.1" })
    #expect(recist.same.count == 8 && recist.same.of == 10)
    #expect(abs(try #require(recist.pairs.first?.kappa) - 0.24 / 0.44) < 1e-12)
    #expect(abs(try #require(recist.fleissKappa) - 0.22 / 0.42) < 1e-12)
    // One category alone leaves nothing beyond chance to measure, which is not agreement of 0.
    let same = try run(readings.filter { $0.mm == 30 && $0.patient < "Q6" }).page
    let all = try #require(same.agreement?.first { $0.criterion == "RECIST 1.1" })
    #expect(all.same.count == all.same.of && all.fleissKappa == nil && all.pairs.first?.kappa == nil)
  }

  @Test("One reader has nothing to agree with; an adjudicator who read nothing is refused")
  func alone() throws {
    #expect(try run([("P1", "R1", 30)]).page.agreement == nil)
    #expect(throws: Problem.self) {
      try run([("P1", "R1", 30), ("P1", "R2", 45)], adjudicator: "Nobody")
    }
  }
}
