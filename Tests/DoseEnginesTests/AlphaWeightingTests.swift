import Diagnostics
import Nuclides
import Quantities
import Stages
import Testing
import Volumes

@testable import DoseEngines

struct AlphaWeightingTests {
  @Test(
    "The alpha part counts by its factor; where all stays local, as energies do", arguments: [1.0, 5, 20])
  func law(factor: Double) throws {
    let emissions = try Nuclide.named("Ac-225").requireEmissions()
    let (decays, mass) = (Quantity<BecquerelSecond>(1e12), Mass(100))
    let local = emissions.electronEnergy.value + emissions.alphaEnergy
    let mean = (local.inJoules / mass) * decays.value
    let w = try #require(
      AlphaWeighting(factor: factor, source: "test").weighted(
        Uncertain(mean, standardUncertainty: mean * 0.1), decays: decays, mass: mass, emissions))
    let expected = (emissions.electronEnergy.value + emissions.alphaEnergy * factor) / local
    #expect(abs(w.dose.value / mean / expected - 1) < 1e-12)
    #expect(abs(w.alpha / mean / (emissions.alphaEnergy / local) - 1) < 1e-12)
    #expect(abs(w.dose.relativeUncertainty! - 0.1) < 1e-12)
  }

  @Test("Nothing is weighted without alphas")
  func noAlphas() throws {
    let emissions = try Nuclide.named("Lu-177").requireEmissions()
    let w = AlphaWeighting(factor: 5, source: "test").weighted(
      Uncertain(AbsorbedDose(1)), decays: Quantity(1e12), mass: Mass(100), emissions)
    #expect(w == nil)
  }

  /// One alpha of about 5.9 MeV with recoil is Ac-225’s own, of four; betas are all of its progeny.
  @Test("Progeny that leave take their energy along")
  func leaving() throws {
    func released(_ name: String, _ part: Double) throws -> Nuclide {
      try Nuclide.named(name, progenyLeaving: part)
    }
    let whole = try Nuclide.named("Ac-225"), half = try released("Ac-225", 0.5),
      none = try released("Ac-225", 1)
    func alpha(_ n: Nuclide) throws -> Double { try n.requireEmissions().alphaEnergy.value }
    #expect(try abs(alpha(none) - 5.9) < 0.05)
    #expect(try abs(alpha(half) - (alpha(whole) + alpha(none)) / 2) < 1e-9)
    #expect(try none.requireEmissions().beta.total < 1e-12)
    #expect(try half.requireEmissions().assumptions.contains { $0.contains("50 %") && $0.contains("Fr-221") })
    #expect(try released("Ac-225", 0).requireEmissions().source == whole.requireEmissions().source)
    // Ra-223 itself emits one of the four alphas, Pb-212 none.
    #expect(try abs(alpha(released("Ra-223", 1)) - 5.8) < 0.2)
    #expect(try alpha(released("Pb-212", 1)) < 1e-9)
  }

  @Test("Where nothing can leave, that is said", arguments: ["Y-90", "Lu-177", "At-211", "Tb-161"])
  func refused(name: String) {
    #expect(throws: Problem.self) { try Nuclide.named(name, progenyLeaving: 0.1) }
  }

  @Test("Every engine counts the nuclide as the case states it")
  func engine() throws {
    let values = Volume<Float>(grid: Cases.grid(3, 3, 3, spacing: Vector3(4, 4, 4)), repeating: 1e9)
    var options = Cases.water()
    func dose() throws -> Float {
      try DoseEngine.local().dose(Cases.activity(values, "Ac-225"), options: options).dose.map.values[1, 1, 1]
    }
    let stays = try dose()
    options.progenyLeaving = 1
    // 5.9 of about 28 MeV stay.
    #expect(try (0.2...0.23).contains(dose() / stays))
  }
}
