import Diagnostics
import Fixtures
import Foundation
@testable import Quantities
import Testing

@testable import Criteria

@Suite struct RuleDocumentTests {
  static let site = """
    {
      rules: "site-protocol", edition: "3", version: 2, citation: "local standard operating procedure",
      inputs: {
        platelets: { kind: "number", unit: "10^9/L", label: "platelets" },
        pregnant: { kind: "flag", label: "pregnant" },
      },
      constants: { plateletsMinimum: { value: 70, unit: "10^9/L", source: "local" } },
      criteria: [
        { token: "plt", category: "relative", fails: "platelets < plateletsMinimum", text: "platelets" },
        { token: "pregnancy", category: "absolute", fails: "pregnant", text: "not pregnant" },
      ],
      statuses: [{ category: "absolute", status: "no" }, { category: "relative", status: "ask" }],
      otherwise: "yes",
    }
    """

  @Test func everyEmbeddedDocumentIsRead() throws {
    #expect(library.documents.count == RuleLibrary.embedded.count)
    for document in library.documents.values { #expect(!document.source.citation.isEmpty) }
  }

  /// Every rule document of the folder is embedded: none can be forgotten in the list.
  @Test func noDocumentIsForgotten() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/Criteria/Data")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.standardizedFileURL.path)
      .filter { $0.hasSuffix(".json5") }
    #expect(Set(files) == Set(RuleLibrary.embedded.map(\.0)))
  }

  @Test func aSiteAddsItsOwn() throws {
    var mine = try RuleLibrary()
    try mine.add(RuleDocument(parsing: Self.site, document: "site.json5"))
    let rules = try mine.rules("site-protocol")
    #expect(
      try rules.eligibility(["platelets": .number(70), "pregnant": .flag(false)]).status.outcome == "yes")
    let low = try rules.eligibility(["platelets": .number("69.9"), "pregnant": .flag(false)])
    #expect(low.status.outcome == "ask")
    #expect(low.failed[0].condition == "platelets < plateletsMinimum (plateletsMinimum = 70 10^9/L, local)")
    #expect(throws: Problem.self) { try mine.add(rules) }
  }

  /// A missing fact leaves the status open only if it could make it graver.
  @Test func missingFactsAreNeverFine() throws {
    let rules = try RuleDocument(parsing: Self.site, document: "site.json5")
    let open = try rules.eligibility(["platelets": .number(60)])
    #expect(open.status.outcome == nil)
    #expect(open.status.missing == ["pregnant"])
    #expect(open.undetermined.map(\.token) == ["pregnancy"])
    #expect(try rules.eligibility(["pregnant": .flag(true)]).status.outcome == "no")
    #expect(try rules.eligibility([:]).status.outcome == nil)
  }

  @Test func aChangedLimitIsToldOf() throws {
    let rules = try RuleDocument(parsing: Self.site, document: "site.json5").setting(
      "plateletsMinimum", to: 50)
    let result = try rules.eligibility(["platelets": .number(60), "pregnant": .flag(false)])
    #expect(result.status.outcome == "yes")
    #expect(result.status.source.version == "2, plateletsMinimum changed from 70 to 50")
    #expect(throws: Problem.self) { try rules.setting("plateletsMaximum", to: 1) }
  }

  @Test(arguments: [
    ("kind: \"flag\"", "kind: \"flagg\"", "site.json5:5"),
    ("fails: \"pregnant\"", "fails: \"pregnat\"", "site.json5:10"),
    ("fails: \"pregnant\"", "fails: \"platelets\"", "site.json5:10"),
    ("platelets < plateletsMinimum", "platelets < plateletMinimum", "site.json5:9"),
    ("platelets < plateletsMinimum", "platelets <", "site.json5:9"),
    ("value: 70", "value: \"70\"", "site.json5:7"),
    ("value: 70", "value: 0x46", "site.json5:7"),
    ("category: \"relative\", fails", "categry: \"relative\", fails", "site.json5:9"),
    ("otherwise: \"yes\",", "", "site.json5:1"),
    ("{ category: \"absolute\", status: \"no\" }, ", "", "site.json5:1"),
    ("citation: \"local standard operating procedure\",", "", "site.json5:1"),
    ("version: 2", "version: 2.5", "site.json5:2"),
    ("token: \"pregnancy\"", "token: \"plt\"", "site.json5:1"),
    ("statuses", "status", "site.json5:12"),
  ])
  func refusesWithTheLine(_ right: String, _ wrong: String, _ place: String) throws {
    #expect(Self.site.contains(right))
    let text = Self.site.replacingOccurrences(of: right, with: wrong)
    let problems = #expect(throws: Problems.self) { try RuleDocument(parsing: text, document: "site.json5") }
    #expect(problems?.all.contains { $0.location == place } ?? false, "\(String(describing: problems))")
  }

  @Test func allFaultsComeAtOnce() throws {
    let text = Self.site.replacingOccurrences(of: "\"flag\"", with: "\"flg\"")
      .replacingOccurrences(of: "value: 70", with: "value: true").replacingOccurrences(
        of: "edition: \"3\",", with: "")
    let problems = #expect(throws: Problems.self) { try RuleDocument(parsing: text, document: "site.json5") }
    #expect((problems?.all.count ?? 0) >= 3)
  }

  @Test(arguments: [
    ("3: \"> 5 ULN\"", "5: \"> 5 ULN\""), ("\"> 20 ULN\"", "\"20 ULN\""), ("\"> 20 ULN\"", "\"> x ULN\""),
    ("4: \"> 20 ULN\"", "6: \"> 20 ULN\""),
  ])
  func refusesBadLadders(_ right: String, _ wrong: String) throws {
    let text = """
      { rules: "scale", edition: "1", version: 1, citation: "c",
        terms: { ALT: { title: "t", standard: { 4: "> 20 ULN", 3: "> 5 ULN" } } } }
      """
    _ = try RuleDocument(parsing: text, document: "scale.json5")
    #expect(throws: Problems.self) {
      try RuleDocument(parsing: text.replacingOccurrences(of: right, with: wrong), document: "scale.json5")
    }
  }

  @Test func aScaleNeedsItsUnits() throws {
    let text = """
      { rules: "scale", edition: "1", version: 1, citation: "c",
        terms: { PLT: { title: "t", standard: { 1: "< 75 mg/dL" } } } }
      """
    let rules = try RuleDocument(parsing: text, document: "scale.json5")
    #expect(throws: Problem.self) { try ToxicityScale(rules, measurands: library.rules("measurands")) }
  }

  @Test func undeclaredAndMistypedFactsAreRefused() throws {
    let rules = try library.rules("tare")
    #expect(throws: Problem.self) { try rules.eligibility(["ECOG": .number(1)]) }
    #expect(throws: Problem.self) { try rules.eligibility(["ecog": .flag(true)]) }
    #expect(throws: Problem.self) { try library.rules("RECIST").decide("overall", ["target": .choice("XX")]) }
    #expect(throws: Problem.self) { try rules.decide("nothing", [:]) }
    #expect(throws: Problem.self) { try library.rules("WHO").eligibility([:]) }
  }

  /// Any truncation of a document is refused or read, never a crash.
  @Test func survivesTruncation() {
    let bytes = Array(Self.site.utf8)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      _ = try? RuleDocument(parsing: String(decoding: bytes[..<length], as: UTF8.self), document: "x")
    }
  }
}
