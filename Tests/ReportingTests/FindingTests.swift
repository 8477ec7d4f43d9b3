import Foundation
import Stages
import Testing

@testable import Reporting

@Suite struct FindingTests {
  private let note = Finding(.information, .remark, "the liver was drawn by hand", at: "Liver")
  private let doubt = Finding(.decision, .limitCrossed, "23.4 Gy exceeds 23 Gy", at: "Kidneys")
  private let gone = Finding(.stop, .remark, "no dose could be made", at: "Spleen")

  @Test func informationAloneNeedsNoDecision() {
    #expect(![Finding]().needDecision && ![note].needDecision && ![note, note].needDecision)
    #expect([note, doubt].needDecision && [gone].needDecision)
  }

  @Test func theGravestComesFirstAndEqualOnesKeepTheirOrder() {
    var second = doubt
    second.place = "Liver"
    #expect([note, doubt, gone, second].byRank == [gone, doubt, second, note])
    #expect(Finding.Rank.allCases.sorted() == [.information, .decision, .stop])
  }

  @Test func filesKeepRankCodeAndPlace() throws {
    let data = try JSONEncoder().encode([note, doubt, gone])
    #expect(try JSONDecoder().decode([Finding].self, from: data) == [note, doubt, gone])
    #expect(String(decoding: data, as: UTF8.self).contains("\"code\":\"limit.crossed\""))
  }

  /// What says the same of two places is one sentence; what differs in code or rank is not.
  @Test func equalSentencesAreGroupedWithinOneCode() {
    var other = doubt
    (other.place, other.text) = ("Liver", "31 Gy exceeds 30 Gy")
    var code = doubt
    code.code = .remark
    let found = [note, doubt, other, code, gone]
    #expect(
      found.toReview == [
        "Spleen: no dose could be made", "Kidneys, Liver: 23.4…31 Gy exceeds 23…30 Gy",
        "Kidneys: 23.4 Gy exceeds 23 Gy",
      ])
    #expect(found.forInformation == ["Liver: the liver was drawn by hand"])
    #expect(found.grouped.grouped == found.grouped)
  }

  @Test func aCrossedLimitIsAsRedAsAMissingNumber() {
    #expect(doubt.severity == .critical && gone.severity == .critical && note.severity == .information)
    #expect(Finding(.decision, .remark, "").severity == .attention)
  }
}
