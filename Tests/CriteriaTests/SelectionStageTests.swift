import Quantities
import Testing

@testable import Criteria

/// Verdicts before and after angiography, indications, and what the evidence is.
@Suite struct SelectionStageTests {
  /// Everything that is known before angiography, of a patient who fails nothing.
  private static let before: [String: Fact] = {
    let numbers: [String: ExactDecimal] = [
      "ecog": 1, "bilirubin": 2, "altMultiple": 1, "astMultiple": 1, "targetBurden": 40, "tumourFraction": 30,
      "albumin": 4, "creatinine": 1, "platelets": 200, "lifeExpectancy": 24,
    ]
    let no = [
      "highlySelective", "innumerable", "compromisedLung", "ascitesOrEncephalopathy", "contrastAllergy",
      "bilobar",
    ]
    var facts = numbers.mapValues { Fact.number($0) }
    for name in no { facts[name] = .flag(false) }
    return facts
  }()

  private func judge(_ change: [String: Fact]) throws -> Eligibility {
    try library.rules("tare").eligibility(Facts(Self.before.merging(change) { $1 }))
  }

  @Test("Before angiography the patient is a candidate; lung dose and collaterals decide afterwards")
  func stages() throws {
    let early = try judge([:])
    #expect(early.stages.map(\.name) == ["before angiography", "after angiography"])
    #expect(early.stages[0].status.outcome == "candidate" && early.stages[1].status.outcome == nil)
    #expect(early.status.outcome == nil)
    let known: [String: Fact] = [
      "lungDoseSingle": .number(12), "lungDoseCumulative": .number(12),
      "gastrointestinalCollateral": .flag(false),
    ]
    #expect(try judge(known).stages.map(\.status.outcome) == ["candidate", "candidate"])
    let shunt = try judge(known.merging(["lungDoseSingle": .number(31)]) { $1 })
    #expect(shunt.stages.map(\.status.outcome) == ["candidate", "absolutely contraindicated"])
    // What is known before counts at both stages.
    let unfit = try judge(known.merging(["ecog": .number(3)]) { $1 })
    #expect(unfit.stages.map(\.status.outcome) == ["not a good candidate", "not a good candidate"])
    #expect(try library.rules("lutia").eligibility(Facts([:])).stages.isEmpty)
  }

  @Test("A stage that the protocol does not list is refused")
  func unknownStage() throws {
    let text = RuleDocumentTests.site.replacing(
      "text: \"platelets\" }", with: "text: \"platelets\", stage: \"later\" }")
    #expect(text != RuleDocumentTests.site)
    #expect(throws: (any Error).self) { try RuleDocument(parsing: text, document: "p") }
    let listed = text.replacing("criteria: [", with: "stages: [\"now\", \"later\"], criteria: [")
    #expect(try RuleDocument(parsing: listed, document: "p").criteria.map(\.stage) == [1, 0])
  }

  private static let indicated: [([String: Bool], String?)] = [
    (["liverDominant": true], "indicated"), (["uncontrolledHormones": true], "indicated"), ([:], nil),
    (["liverDominant": false], nil),
    (
      [
        "liverDominant": false, "progressiveLiver": false, "uncontrolledHormones": false,
        "bulkySymptoms": false,
      ], "no indication"
    ),
  ]

  @Test("One indication suffices; none is told only where all are known", arguments: indicated)
  func indications(_ known: [String: Bool], _ outcome: String?) throws {
    let rules = try library.rules(library.rules("tare").indications)
    #expect(try rules.eligibility(Facts(known.mapValues { .flag($0) })).status.outcome == outcome)
  }

  @Test("The label of PRRT asks for all of its points, control of hormones for uptake")
  func prrt() throws {
    let rules = try library.rules("prrt-indications")
    var facts: [String: Fact] = [
      "gepNET": .flag(true), "unresectable": .flag(true), "progressive": .flag(true),
      "wellDifferentiated": .flag(true), "krenning": .number(3), "uncontrolledHormones": .flag(false),
    ]
    #expect(try rules.eligibility(Facts(facts)).status.outcome == "indicated")
    facts["progressive"] = .flag(false)
    #expect(try rules.eligibility(Facts(facts)).status.outcome == "no indication")
    facts["uncontrolledHormones"] = .flag(true)
    #expect(try rules.eligibility(Facts(facts)).failed.map(\.token) == ["hormones"])
    facts["krenning"] = .number(2)
    #expect(try rules.eligibility(Facts(facts)).status.outcome == "no indication")
  }

  @Test("Limits of MAA, hypovascular lesions and portal vein thrombosis are told one by one")
  func cautions() throws {
    let rules = try library.rules("tare-cautions")
    func told(_ facts: [String: Fact]) throws -> [String] {
      try rules.eligibility(Facts(facts)).failed.map(\.token)
    }
    #expect(try told(["largestParticle": .number(91)]) == ["maa_particles"])
    #expect(try told(["largestParticle": .number(90), "smallestParticle": .number(10)]) == [])
    #expect(try told(["smallestParticle": .number(9)]) == ["maa_particles"])
    #expect(try told(["hypovascular": .flag(true)]) == ["hypovascular"])
    #expect(try told(["portalVeinThrombosis": .flag(true)]) == ["pvt"])
    #expect(
      try told([
        "freePertechnetate": .flag(true), "planarShunt": .flag(true), "positionMismatch": .flag(true),
      ])
        == ["maa_breakdown", "maa_shunt", "maa_mismatch"])
    #expect(try library.rules("tare").evidence.first?.contains("2B") == true)
  }

  private static let controlled: [(String, String, String, String?)] = [
    ("8", "0", "0", "resolved"), ("8", "4", "0", "improved"), ("8", "4.1", "0", "unchanged"),
    ("8", "9.9", "0", "unchanged"), ("8", "10", "0", "worse"), ("3", "1", "1", "resolved"),
    ("0", "4", "0", nil),
  ]

  @Test("Symptoms are resolved, improved, unchanged or worse at the limits", arguments: controlled)
  func symptoms(_ baseline: String, _ after: String, _ normal: String, _ outcome: String?) throws {
    let given = ["baseline": baseline, "after": after, "normal": normal]
    let facts: [String: Fact] = try given.mapValues { .number(try #require(ExactDecimal($0))) }
    let verdict = try library.rules("symptom-control").decide("control", Facts(facts))
    #expect(verdict.outcome == outcome)
  }
}
