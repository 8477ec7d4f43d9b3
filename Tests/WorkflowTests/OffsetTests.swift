import Diagnostics
import Foundation
import Stages
import Testing

@testable import Documents
@testable import Workflow

/// Times with and without an offset from UTC, and structures that are called like another organ.
@Suite struct OffsetTests {
  private func codes(_ changes: [(String, String)]) throws -> [String: Finding.Rank] {
    var found: [Finding] = []
    try CustodyTests.inCase { small in
      small.changes = changes
      found = try small.journey().take(.run).findings
    }
    return Dictionary(found.map { ($0.code.rawValue, $0.rank) }) { max($0, $1) }
  }

  /// An offset on one side alone is asked about; Greenwich is a place like another.
  @Test(arguments: [
    ("", false), ("Z", true), ("+00:00", true), ("+00:30", true), ("+05:30", true), ("-03:00", true),
  ])
  func anOffsetOnOneSideIsAsked(_ offset: String, isAsked: Bool) throws {
    let found = try codes([("2026-03-01T10:00:00", "2026-03-01T10:00:00\(offset)")])
    #expect(found["time.offset"] == (isAsked ? .decision : nil))
  }

  /// A copy of an image under other names and identifiers is no other moment.
  @Test func aCopyIsNoOtherMoment() throws {
    try CustodyTests.inCase { small in
      try FileManager.default.removeItem(at: small.url("a96"))
      try small.image("a96", 900, day: 5)
      let problem = #expect(throws: Problem.self) { try small.journey().take(.run) }
      #expect(problem?.what == "24 h and 96 h have the same voxels")
      // Two without any activity are no copies of each other: the law of activity, or the fit, speaks of them.
      for name in ["a24", "a96"] { try FileManager.default.removeItem(at: small.url(name)) }
      try small.image("a24", 0, day: 2)
      try small.image("a96", 0, day: 5)
      do { _ = try small.journey().take(.run) } catch { #expect(!"\(error)".contains("same voxels")) }
    }
  }

  @Test(arguments: [
    ("Lesion", "tumour", false), ("Kidney L", "liver", true), ("Leber", "kidney", true),
    ("rate", "liver", true),
    ("Liver lesion 3", "tumour", false), ("GTV", "liver", false), ("Liver", "liver", false),
  ])
  func aRoleOfAnotherOrganIsAsked(_ name: String, _ role: String, isAsked: Bool) throws {
    let found = try codes([
      ("\"1\": \"Lesion\"", "\"1\": \"\(name)\""), ("Lesion: \"tumour\"", "\"\(name)\": \"\(role)\""),
      ("region: \"Lesion\"", "region: \"\(name)\""),
    ])
    #expect((found["structures.role"] == .decision) == isAsked, "\(found)")
  }
}
