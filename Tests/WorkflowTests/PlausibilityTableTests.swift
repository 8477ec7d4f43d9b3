@testable import Checks
import Fixtures
import Foundation
import Quantities
import Registry
import Stages
import Testing

@testable import Studies
@testable import Workflow

/// The one table of what can be and what is usual.
@Suite struct PlausibilityTableTests {
  /// The registry refuses what the table holds impossible: both state one limit.
  @Test(arguments: Plausibility.recordRows)
  func theRegistryHasTheLimitsOfTheTable(_ row: Plausibility) throws {
    let place = row.attribute.split(separator: ".").map(String.init)
    let column = try #require(try Catalogue.newest.table(place[0]).column(place[1]))
    #expect(
      column.minimum == row.range.lowerBound && column.maximum == row.range.upperBound, "\(row.attribute)")
    #expect(column.unit == row.unit)
  }

  /// 7,400 GBq is 7.4 in another unit.
  @Test func megabecquerelsAreNoGigabecquerels() {
    #expect(
      Plausibility.administeredActivity.finding(7400, at: "")?.text.contains("7400 GBq, which cannot be")
        == true)
    #expect(Plausibility.administeredActivity.finding(7.4, at: "") == nil)
    #expect(Plausibility.cycleActivity.finding(7400, at: "cycle 1")?.rank == .decision)
  }

  /// One limit of a share, in two places.
  @Test func theShareThatIsReportedIsThatOfTheTable() {
    #expect(!RecoveredShare(Plausibility.mostShare).isReported)
    #expect(RecoveredShare(Plausibility.mostShare.nextUp).isReported)
  }

  @Test func everyRowHasASourceAndItsOwnWords() {
    for row in Plausibility.table {
      #expect(!row.source.isEmpty && !row.quantity.isEmpty, "\(row)")
      #expect(row.range.lowerBound < row.range.upperBound, "\(row)")
      if row.kind == .usual { #expect(!row.advice.isEmpty && row.rank != .stop, "\(row)") }
    }
    let codes = Plausibility.structureRows.map(\.code.rawValue)
    #expect(Set(codes).count == codes.count)
  }

  @Test func theManualListsEveryRow() throws {
    let page = try String(
      contentsOf: Fixtures.repository.appending(path: "Documentation/Hepatica.docc/Plausibility.md"),
      encoding: .utf8)
    for part in ["headers", "values", "law", "files", "structures", "plans", "records", "alone"] {
      let table = try #require(PlausibilityTable.markdown(part))
      #expect(page.contains(table), "run: hepatica manual tables Documentation/Hepatica.docc/Plausibility.md")
    }
    #expect(PlausibilityTable.markdown("nothing") == nil)
  }
}

@Suite struct OutcomeRankTests {
  @Test func whatNeedsADecisionIsToReviewAndTheRestIsNoted() {
    let findings = [
      Finding(RecordNote.openFindings(2)), Finding(OrganNote.remainderMissing),
      Finding(Note.curve(.noUptakePhase), at: "Liver"),
    ]
    let outcome = Outcome(text: "", json: "", findings: findings)
    #expect(outcome.review == ["2 findings need a decision"])
    #expect(outcome.notes.count == 2 && outcome.notes[1].hasPrefix("Liver: No uptake phase was observed"))
  }
}
