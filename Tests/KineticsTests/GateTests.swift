import Foundation
@testable import Kinetics
import Testing

/// The short form of `hepatica validate kinetics`. Seeds are fixed: four standard errors of the draw are allowed for.
@Suite("Random regions of known truth")
struct GateTests {
  @Test("Bias and coverage of every scenario, and no failure", arguments: KineticsScenario.all)
  func scenario(_ scenario: KineticsScenario) throws {
    let n = 120
    let verdict = try KineticsGate(seed: 20261130).judge(scenario, regions: n)
    #expect(verdict.failures == 0)
    guard scenario.isJudged else { return }
    let draw = (
      bias: 4 * verdict.spread / Double(n).squareRoot(), coverage: 4 * (0.0475 / Double(n)).squareRoot()
    )
    #expect(abs(verdict.bias) < scenario.acceptedBias + draw.bias, "\(verdict.bias)")
    #expect(
      verdict.coverage95 > KineticsScenario.acceptedCoverage.lowerBound - draw.coverage,
      "\(verdict.coverage95)")
  }

  @Test("The scenarios: every kind of curve, one to six points, three nuclides; names are unique")
  func list() throws {
    let names = KineticsScenario.all.map(\.name)
    #expect(Set(names).count == names.count)
    for word in [
      "mono", "bi", "tri", "uptake", "Y-90", "Ho-166", "1 point", "2 points", "3 points", "4 points",
      "6 points",
    ] {
      #expect(names.contains { $0.contains(word) }, "\(word)")
    }
    #expect(KineticsScenario.all.filter(\.isJudged).count >= 17)
  }

  @Test("The same seed makes the same numbers, another does not")
  func seed() throws {
    let scenario = KineticsScenario.all[0]
    let (a, b) = (
      try KineticsGate(seed: 1).judge(scenario, regions: 20),
      try KineticsGate(seed: 1).judge(scenario, regions: 20)
    )
    #expect(a.bias == b.bias && a.coverage95 == b.coverage95)
    #expect(try KineticsGate(seed: 2).judge(scenario, regions: 20).bias != a.bias)
  }
}

extension KineticsScenario: CustomTestStringConvertible {
  public var testDescription: String { name }
}
