@testable import Checks
import Fixtures
import Foundation
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
    #expect(Plausibility.administeredActivity.fault(7400)?.contains("7400 GBq") == true)
    #expect(Plausibility.administeredActivity.fault(7.4) == nil)
    #expect(Plausibility.cycleActivity.finding(7400, at: "cycle 1")?.rank == .decision)
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
    for part in ["headers", "structures", "plans", "records"] {
      let table = try #require(PlausibilityTable.markdown(part))
      #expect(page.contains(table), "run: hepatica manual tables Documentation/Hepatica.docc/Plausibility.md")
    }
    #expect(PlausibilityTable.markdown("nothing") == nil)
  }
}

/// Sentences of rooms that are ranked by what is fixed in them: what a room says no more must not stay listed.
@Suite struct KnownRemarkTests {
  private static let sources: String = {
    let folder = Fixtures.repository.appending(path: "Sources")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)!
    return files.compactMap { $0 as? URL }
      .filter { $0.pathExtension == "swift" && $0.lastPathComponent != "KnownRemark.swift" }
      .compactMap { try? String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
  }()

  @Test(arguments: KnownRemark.table)
  func aRoomSaysIt(_ remark: KnownRemark) {
    #expect(Self.sources.contains(remark.fragment), "\(remark.fragment)")
    #expect(!remark.reason.isEmpty && remark.rank != .stop)
    let finding = Finding(remark: "5 % \(remark.fragment) here", at: "A")
    #expect(finding.rank == remark.rank && finding.code == remark.code && finding.place == "A")
  }

  @Test func whatIsNotListedNeedsADecision() {
    #expect(Finding(remark: "the kidneys are elsewhere").rank == .decision)
    #expect(Finding(remark: "30 % is extrapolated", .fit).code == .fit)
    #expect(Outcome(text: "", json: "", review: ["No uptake phase was observed: x"]).review.isEmpty)
    #expect(Outcome(text: "", json: "", review: ["a", "No uptake phase was observed: x"]).review == ["a"])
  }
}
