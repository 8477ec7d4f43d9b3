import Diagnostics
import Foundation
import Nuclides
import Quantities
import Stages
import Testing

@testable import DoseEngines

struct ContaminantTests {
  static func metastable(_ fraction: Double, leadHours: Double = 0) throws -> Contaminant {
    try Contaminant(
      Nuclide.named("Lu-177m"), in: Nuclide.named("Lu-177"), fraction: fraction, lead: .hours(leadHours))
  }

  static func term(_ megabecquerels: Double, hours: Double) -> TimeActivityFit.Term {
    TimeActivityFit.Term(amplitude: .megabecquerels(megabecquerels), halfLife: .hours(hours))
  }

  /// Half-lives 6.647 d and 160.4 d.
  @Test("What stays decays for half a year; what leaves does not")
  func decays() throws {
    let c = try Self.metastable(1e-3)
    let kept = c.decays([Self.term(1000, hours: 6.647 * 24)]).value
    #expect(abs(kept / (1e6 * 160.4 * 86400 / log(2)) - 1) < 1e-3)
    // Effective 50 h: biological 72.8 h, with Lu-177m 71.4 h.
    let biological = 1 / (1 / 50 - 1 / (6.647 * 24)), effective = 1 / (1 / biological + 1 / (160.4 * 24))
    let left = c.decays([Self.term(1000, hours: 50)]).value
    #expect(abs(left / (1e6 * effective * 3600 / log(2)) - 1) < 1e-3)
    // Uptake takes away what it takes away of the nuclide.
    #expect(c.decays([Self.term(1000, hours: 50), Self.term(-1000, hours: 2)]).value < left)
    #expect(c.decays([Self.term(-1, hours: 50)]).value == 0)
  }

  @Test("A product that waits holds a larger part of the contaminant")
  func lead() throws {
    #expect(
      try abs(Self.metastable(1e-3, leadHours: 6.647 * 24).fraction / (2e-3 * exp2(-6.647 / 160.4)) - 1)
        < 1e-3)
  }

  /// Photons of 100 to 400 keV in a sphere of a liver: published absorbed fractions lie from 0.14 to 0.2.
  @Test("Photons are absorbed by size")
  func photons() {
    let liver = Contaminant.absorbedPhotons(mass: Mass(1800), density: Quantity(1.05))
    let node = Contaminant.absorbedPhotons(mass: Mass(1), density: Quantity(1.05))
    #expect((0.14...0.2).contains(liver) && (0.008...0.02).contains(node))
    #expect(Contaminant.absorbedPhotons(mass: Mass(1e9), density: Quantity(1)) > 0.95)
    // The series for small spheres meets the formula.
    let small = Contaminant.absorbedPhotons(mass: Mass(1e-4), density: Quantity(1))
    #expect(
      abs(small / Contaminant.absorbedPhotons(mass: Mass(1.2e-4), density: Quantity(1)) * cbrt(1.2) - 1)
        < 0.02)
  }

  @Test("A kidney: a thousandth of Lu-177m adds a few parts in a thousand")
  func dose() throws {
    let c = try Self.metastable(1e-3)
    let (mass, density) = (Mass(150), Quantity<GramPerMillilitre>(1.05))
    let own = try Nuclide.named("Lu-177").requireEmissions().electronEnergy.value.inJoules / mass
    let main = own * (1e8 * 50 * 3600 / log(2))
    let added = try c.dose(c.decays([Self.term(100, hours: 50)]), mass: mass, density: density)
    #expect((0.002...0.008).contains(added / main))
  }

  @Test(
    "Another element, or one that lives no longer, is refused",
    arguments: [("Y-90", "Lu-177"), ("Lu-177", "Lu-177m"), ("Lu-177", "Lu-177")])
  func refused(contaminant: String, main: String) throws {
    let (a, b) = (try Nuclide.named(contaminant), try Nuclide.named(main))
    #expect(throws: Problem.self) { try Contaminant(a, in: b, fraction: 0.01, lead: .zero) }
  }
}
