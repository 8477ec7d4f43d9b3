import Diagnostics
import Fixtures
import Foundation
@testable import Statistics
import Testing

@testable import Trials

@Suite("Organs and lobes between the arms")
struct ArmComparisonTests {
  let plan = try! ProtocolFile(text: ProtocolTemplate.lutia.text, document: "p").plan

  private func values(_ numbers: [Double], arterial: Bool?, group: Character, cycle: Int = 1, from n: Int = 0)
    -> [OrganValue]
  {
    numbers.enumerated().map {
      OrganValue(
        patient: "P\(n + $0.offset)", cycle: cycle, isArterial: arterial, group: group, value: $0.element)
    }
  }

  /// R 4.2.2: t.test(log(a), log(b), paired = TRUE), t.test(log(k1), log(k2)), wilcox.test(exact = TRUE), p.adjust.
  @Test("Pairs where patients have both sides, groups else, p adjusted over both: against R")
  func organs() throws {
    let pairs =
      values([1.2, 1.5, 1.1, 1.9, 1.4], arterial: true, group: "R")
      + values([1.0, 1.6, 0.9, 1.3, 1.1], arterial: false, group: "R")
    let groups =
      values([3.1, 2.4, 2.9], arterial: true, group: "R")
      + values([2.2, 2.0, 2.7, 1.9], arterial: true, group: "L", from: 3)
    let (found, left) = OrganComparison.all(
      ["normal liver": ("%/L", pairs), "kidneys": ("%", groups)], plan: plan)
    #expect(left == [] && found.map(\.organ) == ["kidneys", "normal liver"])
    let (kidneys, liver) = (found[0], found[1])
    #expect(liver.pairing == .paired && liver.names == ["arterial", "venous"] && liver.firstCount == 5)
    #expect(agree(liver.estimate, 1.2066176103391228, relative: 1e-8))
    #expect(agree(liver.p, 0.0593349766469987, relative: 1e-8))
    #expect(agree(liver.interval.lower, 0.9881967311658226, relative: 1e-8))
    #expect(kidneys.pairing == .groups && kidneys.names == ["right hepatic artery", "left hepatic artery"])
    #expect(kidneys.firstCount == 3 && kidneys.secondCount == 4)
    #expect(agree(kidneys.estimate, 1.277216344084635, relative: 1e-8))
    #expect(agree(kidneys.p, 0.076816968403168, relative: 1e-8))
    #expect(agree(kidneys.interval.upper, 1.695753594157260, relative: 1e-8))
    #expect(agree(kidneys.rankP, 0.114285714285714, relative: 1e-8))
    for o in found { #expect(agree(o.adjusted.holm, 0.118669953293997, relative: 1e-8)) }
    for o in found { #expect(agree(o.adjusted.benjaminiHochberg, 0.076816968403168, relative: 1e-8)) }
  }

  @Test("A patient's cycles become one number on the locked scale; other cycles do not count")
  func cycles() throws {
    // Geometric mean of 1 and 4 is 2; cycle 9 is no cycle of the endpoint.
    let twice =
      values([1, 3], arterial: true, group: "R") + values([4, 3], arterial: true, group: "R", cycle: 2)
      + values([1, 1], arterial: false, group: "R") + values([90, 90], arterial: true, group: "R", cycle: 9)
    let found = OrganComparison.all(["spleen": ("%", twice)], plan: plan).comparisons[0]
    #expect(agree(found.estimate, (2.0 * 3).squareRoot()) && found.firstCount == 2)
  }

  @Test("What cannot be compared is told, and a protocol without such an endpoint compares nothing")
  func left() throws {
    let one = values([1.0, 2], arterial: true, group: "R")
    let (found, left) = OrganComparison.all(
      ["marrow": ("%", one + values([0], arterial: true, group: "L", from: 5))], plan: plan)
    #expect(found.isEmpty && left.count == 2 && left[0].contains("not above zero"))
    #expect(
      left[1].contains("marrow: not compared, neither by patient nor by arm: 2 observations are needed"))
    var silent = plan
    silent.endpoints.removeAll { $0.quantity == .uptake }
    #expect(
      OrganComparison.all(["marrow": ("%", one)], plan: silent).left[0].contains("no endpoint of uptake"))
  }

  private func outcomes(_ pairs: [(String?, String?)]) -> [LobeOutcome] {
    pairs.enumerated().flatMap { n, pair in
      [
        LobeOutcome(patient: "P\(n)", isTreated: true, result: pair.0),
        LobeOutcome(patient: "P\(n)", isTreated: false, result: pair.1),
      ]
    }
  }

  /// R 4.2.2: binom.test(6, 7): p 0.125, limits 0.421276802956805 and 0.996389703138099.
  @Test("Response of lobes: McNemar's exact test of those that differ")
  func response() throws {
    let pairs: [(String?, String?)] =
      Array(repeating: ("PR", "SD"), count: 5) + [
        ("CR", "PD"), ("SD", "PR"), ("PR", "PR"), ("SD", "SD"), ("PR", nil),
      ]
    let r = LobarResponse("RECIST 1.1", outcomes(pairs))
    #expect((r.both, r.treatedOnly, r.controlOnly, r.neither) == (1, 6, 1, 1))
    #expect(r.incomplete == ["P9"] && r.patients == 9 && agree(r.p, 0.125))
    let odds = try #require(r.odds)
    #expect(agree(odds.ratio, 6))
    #expect(agree(odds.interval.lower, 0.421276802956805 / (1 - 0.421276802956805), relative: 1e-8))
    #expect(agree(odds.interval.upper, 0.996389703138099 / (1 - 0.996389703138099), relative: 1e-6))
    #expect(r.treatedShare?.successes == 7 && r.controlShare?.successes == 2)
    #expect(r.treated == ["PR": 6, "CR": 1, "SD": 2] && r.control["PD"] == 1)
    let same = LobarResponse("Choi", outcomes([("PR", "CR")]))
    #expect(same.p == 1 && same.odds == nil)
  }

  @Test("Sizes of a lobe: the same lesions at the first and last cycle that all have")
  func sizes() throws {
    func lobe(_ patient: String, _ treated: Bool, _ last: Double) throws -> LobeSize {
      try #require(
        LobeSize(
          patient: patient, isTreated: treated,
          lesions: ["a": [(1, 40), (2, 30), (4, last)], "b": [(1, 60), (4, 2 * last)]]))
    }
    let size = try lobe("P", true, 25)
    #expect((size.first, size.last, size.firstCycle, size.lastCycle) == (100, 75, 1, 4) && size.ratio == 0.75)
    #expect(LobeSize(patient: "P", isTreated: true, lesions: ["a": [(1, 40)]]) == nil)
    let all = try [("P", 20.0, 30.0), ("Q", 25, 35), ("S", 22, 36)].flatMap { name, a, b in
      [try lobe(name, true, a), try lobe(name, false, b)]
    }
    let c = try LobeSize.comparison(all, level: 0.95)
    #expect(agree(c.estimate, pow(20.0 / 30 * 25 / 35 * 22 / 36, 1.0 / 3), relative: 1e-9) && c.count == 3)
  }

  @Test("How uptake is measured is part of the protocol, with its mistakes told by line")
  func rule() throws {
    let rule = plan.measurementRule
    #expect(
      rule.marginMillimetres == 10 && rule.edgeMillimetres == 5 && rule.hours == 24
        && rule.toleranceHours == 6 && !rule.recovery)
    let text = ProtocolTemplate.lutia.text
    let silent = text.replacing(/measurement: \{[^}]*\},/, with: "")
    #expect(try ProtocolFile(text: silent, document: "p").plan.measurementRule == MeasurementRule())
    for (old, new, words) in [
      ("lobeShare: 0.8", "lobeShare: 0.3", "must be in 0.5"),
      ("lobeShare: 0.8", "lobeshare: 0.8", "lobeshare"),
    ] {
      let problems = #expect(throws: Problems.self) {
        try ProtocolFile(text: text.replacing(old, with: new), document: "p")
      }
      #expect(problems?.description.contains(words) == true)
    }
  }
}
