import Checks
import Foundation
import Stages
import Testing

@testable import Reporting

@Suite struct FindingTests {
  private let note = Finding(.information, .other, "the liver was drawn by hand", at: "Liver")
  private let doubt = Finding(.decision, .limitCrossed, "23.4 Gy exceeds 23 Gy", at: "Kidneys")
  private let gone = Finding(.stop, .other, "no dose could be made", at: "Spleen")

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
    code.code = .other
    let found = [note, doubt, other, code, gone]
    #expect(
      found.toReview == [
        "Spleen: no dose could be made", "Kidneys, Liver: 23.4…31 Gy exceeds 23…30 Gy",
        "Kidneys: 23.4 Gy exceeds 23 Gy",
      ])
    #expect(found.forInformation == ["Liver: the liver was drawn by hand"])
    #expect(found.grouped.grouped == found.grouped)
  }

  /// A decision is of a sentence as it is printed, alone or for several places; it reaches no other place, code or rank.
  @Test func decisionsReachWhatTheyName() {
    var second = doubt
    second.place = "Liver"
    func decided(_ finding: Finding, code: Finding.Code? = nil) -> Decision {
      Decision(code ?? finding.code, mark: finding.mark, by: "Dr A", why: "accepted")
    }
    #expect([doubt, second].decided(by: [decided(doubt)]).toReview == ["Liver: 23.4 Gy exceeds 23 Gy"])
    let group = [doubt, second].grouped
    #expect(group.count == 1 && !([doubt, second].decided(by: [decided(group[0])]).needDecision))
    #expect([doubt].decided(by: [decided(doubt, code: .other)]).needDecision)
    #expect([gone].decided(by: [decided(gone)]) == [gone])
    #expect([gone, note].decided(by: []) == [gone, note])
    #expect([doubt].decided(by: [decided(doubt)]).decided(by: [decided(doubt)]).count == 1)
    #expect(doubt.mark.count == 6 && doubt.mark != second.mark)
  }

  @Test func aCrossedLimitIsAsRedAsAMissingNumber() {
    #expect(doubt.severity == .critical && gone.severity == .critical && note.severity == .information)
    #expect(Finding(.decision, .other, "").severity == .attention)
  }
}

extension Finding.Code {
  /// Of findings that these tests make up.
  static let other = Finding.Code("test.other")
}
