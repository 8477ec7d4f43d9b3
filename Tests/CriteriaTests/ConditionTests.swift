@testable import Quantities
import Testing

@testable import Criteria

@Suite struct ConditionTests {
  private func judge(_ text: String, _ facts: Facts) throws -> Judgement {
    let condition = try Condition(parsing: text)
    let scope = Scope(facts: facts, constants: ["limit": 2], definitions: [:])
    let judgement = condition.judge(in: scope)
    #expect(condition.truth(in: scope) == judgement.truth, "the short way gives the same: \(text)")
    return judgement
  }

  @Test(arguments: [
    ("a > limit", Truth.yes), ("a > 3", .no), ("a >= 3 and b", .yes), ("not b", .no),
    ("not (a < 1 or not b)", .yes),
    ("a - limit = 1", .yes), ("2 * a - 1 != 5", .no), ("-a < 0", .yes), ("a + a * limit >= 9", .yes),
    ("b and a < 3 or a = 3", .yes),
    ("c = 'CR'", .yes), ("c != 'CR'", .no),
  ])
  func evaluates(_ text: String, _ truth: Truth) throws {
    let judgement = try judge(text, ["a": .number(3), "b": .flag(true), "c": .choice("CR")])
    #expect(judgement.truth == truth)
    #expect(judgement.missing.isEmpty)
  }

  /// Something missing matters only where it could change the answer.
  @Test(arguments: [
    ("a > 2 or x", Truth.yes, []), ("a < 2 and x", .no, []), ("a > 2 and x", .unknown, ["x"]),
    ("not x", .unknown, ["x"]), ("y > a", .unknown, ["y"]), ("x and y > 1", .unknown, ["x", "y"]),
  ])
  func knowsWhatIsMissing(_ text: String, _ truth: Truth, _ missing: [String]) throws {
    let judgement = try judge(text, ["a": .number(3)])
    #expect(judgement.truth == truth)
    #expect(judgement.missing == missing)
  }

  @Test(arguments: [
    "", "a >", "> 3", "a > > 3", "(a > 3", "a > 3)", "a > 3 and", "not", "1", "a > 3 4", "a ~ 3", "c = 'CR",
    "a * b * c * d > 1",
    "a > 1.2.3", "3 and b", String(repeating: "(", count: 60) + "a" + String(repeating: ")", count: 60),
  ])
  func refuses(_ text: String) {
    #expect(throws: Condition.SyntaxError.self) { try Condition(parsing: text) }
  }

  /// 0.1 + 0.2 = 0.3 here, and numbers too far apart to be exact are not compared at all.
  @Test func isExactOrUnknown() throws {
    #expect(try judge("0.1 + 0.2 = 0.3", [:]).truth == .yes)
    let facts: Facts = ["a": .number("999999999999"), "b": .number("0.000000000000000001")]
    #expect(try judge("a * a + b * b > 1", facts).truth == .unknown)
  }
}
