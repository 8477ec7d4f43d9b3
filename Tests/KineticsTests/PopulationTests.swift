import Diagnostics
import Fixtures
import Foundation
@testable import Kinetics
@testable import Quantities
import Stages
import Testing

@Suite("Populations for few points")
struct PopulationTests {
  static let kidney = PopulationPrior.published(
    nuclide: "Lu-177", product: "Lu-177-DOTATATE", organ: "kidney")!

  static func fit(_ data: [TimeActivityPoint], prior: PopulationPrior? = kidney) throws -> TimeActivityFit {
    var kinetics = try RegionKinetics(physicalHalfLife: lutetium)
    kinetics.prior = prior
    return try kinetics.fit(region: "kidney", points: data)
  }

  @Test(
    "Published by agent and organ, in any spelling",
    arguments: ["Lu-177-DOTATATE", "177Lu-dotatate", "[177Lu]Lu-DOTA-TATE", "Lutetium DOTATOC"])
  func table(product: String) throws {
    let prior = try #require(PopulationPrior.published(nuclide: "Lu-177", product: product, organ: "tumour"))
    #expect(prior.median.inHours == 77 && prior.spread == 1.3 && prior.source.contains("doi:"))
    #expect(PopulationPrior.published(nuclide: "Lu-177", product: "PSMA-617", organ: "kidney") == nil)
    #expect(PopulationPrior.published(nuclide: "Y-90", product: product, organ: "kidney") == nil)
    #expect(PopulationPrior.published(nuclide: "Lu-177", product: product, organ: "lung") == nil)
  }

  /// Ã/A of the median half-life (51 h), and the spread by quadrature of the log-normal, cut off at physical decay.
  @Test(
    "One point: decays and their spread over the population",
    arguments: [(24.0, 101.95, 0.125), (72, 195.76, 0.024), (96, 271.26, 0.072)])
  func onePoint(hours: Double, median: Double, spread: Double) throws {
    let fit = try Self.fit(points([hours], [1], relative: 1e-6))
    // The mean over the population lies above the median's integral by half the curvature.
    #expect(agree(fit.timeIntegratedActivity.value.inMegabecquerelHours, median, relative: 0.03))
    #expect(agree(fit.timeIntegratedActivity.relativeUncertainty!, spread, relative: 0.12))
    #expect(
      fit.warnings.contains {
        guard case .curve(.population(let name, _, _, let source, _)) = $0 else { return false }
        return name.hasPrefix("Lu-177") && source.contains("Hänscheid")
      })
    let terms = try #require(fit.terms)
    let sum = terms.reduce(0) { $0 + $1.amplitude.inMegabecquerels * $1.halfLife.inHours / ln2 }
    #expect(agree(sum, fit.timeIntegratedActivity.value.inMegabecquerelHours, relative: 1e-9))
  }

  @Test("One point and no population is refused, and names the way out")
  func none() throws {
    #expect(throws: Problem.self) { try Self.fit(points([72], [1], relative: 0.05), prior: nil) }
  }

  @Test("Two points that contradict the population say so; those that agree do not")
  func disagreement() throws {
    func disagrees(_ half: Double) throws -> Bool {
      try Self.fit(points([24, 96], [24, 96].map { exp2(-$0 / half) }, relative: 0.03)).warnings
        .contains { if case .curve(.populationDisagrees) = $0 { true } else { false } }
    }
    for half in [51.0, 60] { #expect(try !disagrees(half)) }
    for half in [25.0, 140] { #expect(try disagrees(half)) }
  }

  @Test("Four points speak for themselves: the population changes nothing and is not named")
  func enough() throws {
    let data = points([4, 24, 96, 168], [90, 73, 30, 11], relative: 0.05)
    let (with, without) = (try Self.fit(data), try Self.fit(data, prior: nil))
    #expect(with.timeIntegratedActivity == without.timeIntegratedActivity)
    #expect(!with.warnings.contains { if case .curve(.population) = $0 { true } else { false } })
  }

  /// A mono-exponential through these gives +10 to +25 %.
  @Test("Three points from the uptake on give the integral", arguments: [2.0, 4, 6])
  func uptake(half: Double) throws {
    let t = [4.0, 24, 96]
    let data = points(t, t.map { 100 * (exp2(-$0 / 51) - exp2(-$0 / half)) }, relative: 0.05)
    for prior in [Self.kidney, nil] {
      let value = try Self.fit(data, prior: prior).timeIntegratedActivity.value.inMegabecquerelHours
      #expect(agree(value, 100 * (51 - half) / ln2, relative: 0.03))
    }
  }
}
