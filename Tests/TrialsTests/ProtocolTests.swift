import Diagnostics
import Foundation
import Testing

@testable import Trials

@Suite("Protocol")
struct ProtocolTests {
  @Test("Both templates are whole protocols", arguments: ProtocolTemplate.allCases)
  func templates(_ template: ProtocolTemplate) throws {
    let file = try ProtocolFile(text: template.text, document: "protocol.json5")
    #expect(file.plan.primary.scale == .log)
    #expect(file.plan.strataKeys.first == "centre=1")
    try file.mustBe(locked: file.sha256, at: "protocol.json5")
  }

  /// Per cycle of LUTIA: examination, blood, one night, angiography, images; LUTARTERIAL to 18 months with MRI and CT.
  @Test(
    "Templates ask for the visits of their trials, also before a cycle; a kind that no visit has is refused")
  func visits() throws {
    let lutia = try ProtocolFile(text: ProtocolTemplate.lutia.text, document: "p").plan.visits
    #expect(
      lutia.filter { $0.after == .eachCycle && $0.days <= 1 }.map(\.kind) == [
        "clinic", "laboratory", "admission", "angiography", "imaging",
      ])
    let other = try ProtocolFile(text: ProtocolTemplate.lutarterial.text, document: "p").plan.visits
    for months in [6, 12, 18] {
      #expect(Set(other.filter { $0.months == months }.map(\.kind)) == ["clinic", "MR", "CT"])
    }
    let wrong = ProtocolTemplate.lutia.text.replacing("kind: \"angiography\"", with: "kind: \"angiogram\"")
    #expect(throws: Problems.self) { try ProtocolFile(text: wrong, document: "p") }
  }

  @Test("One changed byte of a locked protocol is refused")
  func edited() throws {
    let file = try ProtocolFile(text: ProtocolTemplate.lutia.text, document: "p")
    let other = try ProtocolFile(
      text: ProtocolTemplate.lutia.text.replacing(
        "scale: \"log\", // locked", with: "scale: \"raw\", // locked"),
      document: "p")
    #expect(other.plan.primary.scale == .raw)
    #expect(throws: Problem.self) { try other.mustBe(locked: file.sha256, at: "p") }
    let spaced = try ProtocolFile(text: file.text + "\n", document: "p")
    #expect(throws: Problem.self) { try spaced.mustBe(locked: file.sha256, at: "p") }
  }

  @Test("All mistakes of a protocol are told at once, with their lines")
  func mistakes() throws {
    let text = ProtocolTemplate.lutia.text
      .replacing("subjects: 26", with: "subjects: 0")
      .replacing("blockSizes: [2, 4]", with: "blockSizes: [2, 3]")
      .replacing("cycles: [2, 3, 4], scale: \"log\"", with: "cycles: [2, 3, 5], scale: \"ln\"")
      .replacing("testSeed", with: "testSead")
      .replacing("primary: true, ", with: "")
    do {
      _ = try ProtocolFile(text: text, document: "p.json5")
      Issue.record("accepted")
    } catch let problems as Problems {
      let all = problems.description
      #expect(problems.all.count == 6)
      for word in [
        "testSeed", "0 is not from 1 to", "multiple of the number of arms", "raw, log",
        "exactly one endpoint",
      ] {
        #expect(all.contains(word), "\(word)")
      }
      #expect(problems.all.allSatisfy { $0.location.hasPrefix("p.json5:") })
    }
  }

  @Test(
    "Numbers that no trial reaches are refused before lists of that length are made",
    arguments: [
      ("subjects: 26", "subjects: 2147483648"), ("perStratum: 26", "perStratum: 2000000000"),
      ("perStratum: 26", "perStratum: 1e300"), ("subjects: 26", "subjects: -1"),
      ("subjects: 26", "subjects: 9007199254740993"),
    ])
  func bounds(_ old: String, _ new: String) {
    let text = ProtocolTemplate.lutia.text.replacing(old, with: new)
    #expect(text != ProtocolTemplate.lutia.text)
    #expect(throws: Problems.self) { try ProtocolFile(text: text, document: "p") }
  }

  @Test("A subject's levels must be those of the protocol")
  func levels() throws {
    let plan = try ProtocolFile(text: ProtocolTemplate.lutia.text, document: "p").plan
    #expect(try plan.key(["centre": "2"]) == "centre=2")
    #expect(throws: Problems.self) { try plan.key(["centre": "3"]) }
    #expect(throws: Problems.self) { try plan.key([:]) }
    #expect(throws: Problems.self) { try plan.key(["centre": "1", "sex": "f"]) }
    #expect(TrialProtocol.levels("centre=1;burden=>50") == ["centre": "1", "burden": ">50"])
  }

  @Test("A stopping rule counts subjects, not events")
  func stopping() {
    let rule = StoppingRule(name: "liver", terms: ["Hepatic failure"], grade: 3, maximum: 1)
    #expect(rule.isReached(["a": ["Hepatic failure": 4, "Nausea": 3], "b": ["Nausea": 4]]) == (1, false))
    #expect(rule.isReached(["a": ["Hepatic failure": 4], "b": ["Hepatic failure": 3]]) == (2, true))
  }
}
