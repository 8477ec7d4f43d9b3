import Diagnostics
import Fixtures
import Foundation
import Testing
@testable import Trials

@Suite("Claims of manuscripts")
struct ClaimTests {
  static func table(_ header: String, _ rows: [String]) -> TextTable {
    let split = { (line: String) in
      line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    }
    return TextTable(name: "claims", place: "claims.csv", header: split(header), rows: rows.map(split))
  }

  @Test("The source papers' eight failures, and no other of their 43 statements")
  func sourcePapers() throws {
    let file = Fixtures.here.appending(path: "clinical/seed-tables/claims_check.csv")
    let reading = try ClaimReader.read(file.path)
    let faults = ClaimAudit.faults(reading.claims)
    let expected = try Fixtures.table(file).enumerated().filter {
      $0.element["consistent_after_rounding"] == "NO"
    }.map { $0.offset + 2 }
    #expect(expected.count == 8 && reading.claims.count == 43 && reading.rowsWithout == 0)
    #expect(faults.map(\.claim.row) == expected)
    // “64 % + 46 % = 110 %” is no share of a whole and has no percentage to recompute.
    #expect(faults.count { $0.kind == .fraction } == 1)
    for (fault, row) in zip(faults, expected) where fault.kind != .fraction {
      let wanted = try Fixtures.table(file)[row - 2].number("recomputed_percent")!
      let got = try #require(Double(fault.recomputed.dropLast(2)))
      #expect(agree(got, wanted, absolute: 5e-4))
    }
  }

  @Test(
    "A percentage may be rounded either way at an exact half, never cut",
    arguments: [
      ("1|8|12.5", true), ("1|8|13", true), ("1|8|12", true), ("2|3|66", false), ("2|3|67", true),
      ("1|15|6", false), ("1|15|7", true), ("1|15|6.7", true), ("1|15|6.6", false), ("77|388|19.8", true),
    ])
  func rounding(row: String, holds: Bool) throws {
    let reading = try ClaimReader.read(Self.table("x|n|printed_percent", [row]))
    #expect(ClaimAudit.faults(reading.claims).isEmpty == holds)
  }

  @Test("Intervals hold by either method, or by the named one only")
  func intervals() throws {
    let rows = [
      "1|15|6.7|0.2|31.9|", "1|15|6.7|1.2|29.8|", "1|15|6.7|1.2|29.8|Clopper-Pearson", "1|15|6.7|0|20|",
    ]
    let reading = try ClaimReader.read(Self.table("x|n|percent|low|high|method", rows))
    let faults = ClaimAudit.faults(reading.claims)
    #expect(faults.map(\.claim.row) == [4, 5])
    #expect(faults.allSatisfy { $0.kind == .interval })
    #expect(faults[0].recomputed == "0.17 – 31.95 % (Clopper–Pearson)")
  }

  @Test("Counts add up exactly, rounded shares within their rounding")
  func sums() throws {
    let rows = ["5 3 6|14", "6 5 3|15", "33.3 33.3 33.3|100.0", "64.0 46.0|100.0"]
    let reading = try ClaimReader.read(Self.table("parts|total", rows))
    #expect(ClaimAudit.faults(reading.claims).map(\.claim.row) == [3, 5])
  }

  @Test("Words in cells are read: fractions, intervals, counts under a heading with the number of patients")
  func phrases() throws {
    let rows = [
      "Male|11 (73%)|5 of 14 (36 %; 95 % CI 12.8–64.9)", "Female|4 (28%)|5/14 (36%) [20 to 60]", "Age|62|–",
    ]
    let reading = try ClaimReader.read(Self.table("item|Mayo (N = 15)|response", rows))
    #expect(reading.claims.count == 4 && reading.rowsWithout == 1)
    let faults = ClaimAudit.faults(reading.claims)
    #expect(faults.map { [$0.claim.row, $0.kind == .interval ? 1 : 0] } == [[3, 0], [3, 1]])
  }

  @Test("Cells that should be numbers and are not are all named")
  func notNumbers() {
    #expect(throws: Problems.self) {
      try ClaimReader.read(Self.table("x|n|percent", ["five|15|33", "5|15|a third"]))
    }
  }

  @Test(
    "Decimals may be points, commas or raised points",
    arguments: ["5/15 (33.4 %)", "5/15 (33,4%)", "5/15 (33·4%)", "5 of 15 (33·4 percent)"])
  func decimals(words: String) throws {
    let reading = try ClaimReader.read(Self.table("arm|response", ["IA|" + words]))
    #expect(reading.claims.count == 1 && reading.unread.isEmpty)
    #expect(ClaimAudit.faults(reading.claims).map(\.kind) == [.percentage])
    let right = try ClaimReader.read(
      Self.table("arm|response", ["IA|" + words.replacingOccurrences(of: "4", with: "3")]))
    #expect(ClaimAudit.faults(right.claims).isEmpty)
  }

  @Test("Shares of nothing and parts above the whole are named, in columns and in words")
  func impossible() throws {
    let columns = try ClaimReader.read(
      Self.table("x|n|printed_percent", ["0|0|0", "16|15|106.7", "15|15|100"]))
    #expect(ClaimAudit.faults(columns.claims).map(\.claim.row) == [2, 3])
    #expect(ClaimAudit.faults(columns.claims).allSatisfy { $0.kind == .fraction })
    let words = try ClaimReader.read(Self.table("arm|n = 15", ["A|16/15 (106.7 %)", "B|16 (107%)"]))
    #expect(ClaimAudit.faults(words.claims).map(\.kind) == [.fraction, .fraction])
  }

  @Test("An interval with raised points is read and recomputed")
  func raisedInterval() throws {
    let rows = ["A|5/15 (33%, 95% CI 11·8–71·6)", "B|5/15 (33%; 95% CI 11,8 to 61,6)"]
    let reading = try ClaimReader.read(Self.table("arm|response", rows))
    #expect(reading.claims.count == 2 && reading.unread.isEmpty)
    #expect(ClaimAudit.faults(reading.claims).map { "\($0.claim.row) \($0.kind)" } == ["2 interval"])
  }

  @Test("What looks like a statement and was not read is listed, and nothing else")
  func unread() throws {
    let rows = ["A|about 40 % of them|62", "B|5/15 (33%)|HR 0.5 (95% CI 0.3–0.9)", "C|5/15|12 months"]
    let reading = try ClaimReader.read(Self.table("arm|response|other", rows))
    #expect(reading.claims.count == 1)
    #expect(reading.unread.map { "\($0.row) \($0.column)" } == ["2 response", "3 other"])
  }

  @Test("Commas before three digits could be thousands, and are refused")
  func thousands() {
    #expect(Claim.Printed("1,200") == nil && Claim.Printed("12,5")?.decimals == 1)
    #expect(Claim.Printed("15·3")?.value == Claim.Printed("15.3")?.value)
  }
}
