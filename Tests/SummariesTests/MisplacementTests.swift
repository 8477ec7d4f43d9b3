import Quantities
import Testing

@testable import Summaries

@Suite("misplaced images") struct MisplacementTests {
  /// Shared volume of two spheres of radius 1 whose centres lie 1 apart: 5/16 (two caps of height 1/2).
  @Test("two spheres share what their caps hold")
  func caps() {
    #expect(abs(UncertaintyChain.misplacement([Length(1)], of: 1, in: Length(2)) - 11.0 / 16) < 1e-12)
    #expect(UncertaintyChain.misplacement([Length(0)], of: 1, in: Length(2)) == 0)
    // Farther apart than a diameter nothing is shared.
    #expect(UncertaintyChain.misplacement([Length(9)], of: 1, in: Length(2)) == 1)
  }

  @Test("independent images add in quadrature, each with its part of the integral")
  func quadrature() {
    let one = UncertaintyChain.misplacement([Length(1)], of: 4, in: Length(20))
    let three = UncertaintyChain.misplacement([Length(1), Length(1), Length(1)], of: 4, in: Length(20))
    #expect(abs(three / one - 3.0.squareRoot()) < 1e-12)
    #expect(one > UncertaintyChain.misplacement([Length(1)], of: 4, in: Length(60)))
  }

  @Test("nothing is added without a deformed image; else in quadrature to the term")
  func term() {
    var chain = UncertaintyChain(volume: 0.1)
    chain.registration = 0.03
    chain.add(misplacement: [], of: 4, in: Length(20))
    #expect(chain.registration == 0.03)
    chain.add(misplacement: [Length(2)], of: 2, in: Length(20))
    let own = UncertaintyChain.misplacement([Length(2)], of: 2, in: Length(20))
    #expect(abs(chain.registration - (0.0009 + own * own).squareRoot()) < 1e-12)
    #expect(chain.budget.contributions.contains { $0.source == .registration })
  }
}
