import Diagnostics
import Foundation
import Nuclides
import Quantities
import Stages

/// A longer-lived isotope that came with the nuclide of the therapy, such as Lu-177m with Lu-177: chemically the same, so that it
/// goes where the nuclide goes and leaves as fast, and only decays otherwise.
public struct Contaminant: Sendable {
  public let nuclide: Nuclide
  let main: Nuclide
  /// Activity over that of the nuclide at the administration.
  public let fraction: Double

  /// Part of the decays of a contaminant that make the nuclide itself, which then decays there
  /// (ICRP Publication 107: isomeric transition of Lu-177m, 21.7 %).
  static let returning = ["Lu-177m": 0.217]
  /// Energy absorption of photons in water, cm²/g: 0.0297 at 200 keV, 0.0319 at 300 keV, 0.0328 at 400 keV (Hubbell & Seltzer 1995,
  /// NISTIR 5632).
  static let absorption = 0.031

  /// - Parameters:
  ///   - fraction: of activities at a reference time.
  ///   - lead: from the reference time to the administration; the fraction grows meanwhile.
  /// - Throws: `Problem` (data rejected) for another element, of which the course is not known, or for an isotope that lives no longer.
  public init(_ nuclide: Nuclide, in main: Nuclide, fraction: Double, lead: TimeSpan) throws {
    try Self.check(nuclide, in: main)
    (self.nuclide, self.main) = (nuclide, main)
    self.fraction = fraction * exp((Self.rate(main) - Self.rate(nuclide)) * lead.value)
  }

  /// Decays of the contaminant under a curve: each exponential without the decay of the nuclide, and with its own.
  /// - Returns: at least 0, Bq·s.
  public func decays(_ terms: [TimeActivityFit.Term]) -> Quantity<BecquerelSecond> {
    let sum = terms.reduce(0.0) { sum, term in
      let biological = max(0, log(2) / term.halfLife.value - Self.rate(main))
      return sum + term.amplitude.value / (biological + Self.rate(nuclide))
    }
    return Quantity(max(0, fraction * sum))
  }

  /// Mean dose of a region by its own decays: electrons stay, of photons what a sphere of its mass absorbs.
  /// - Precondition: mass and density are positive.
  /// - Throws: `Problem` if no emissions are known.
  public func dose(
    _ decays: Quantity<BecquerelSecond>, mass: Mass, density: Quantity<GramPerMillilitre>
  ) throws -> AbsorbedDose {
    let own = try nuclide.requireEmissions(), progeny = try main.requireEmissions()
    let returned = Self.returning[nuclide.name] ?? 0
    let absorbed = Self.absorbedPhotons(mass: mass, density: density)
    let local = own.electronEnergy.value + own.alphaEnergy + progeny.electronEnergy.value * returned
    let photons = own.photonEnergy.value + progeny.photonEnergy.value * returned
    return ((local + photons * absorbed).inJoules / mass) * decays.value
  }

  /// 1 − 3/(8x³)·(2x² − 1 + (1 + 2x)·e^(−2x)) with x = μ·r, of photons that start anywhere in a sphere and go straight.
  static func absorbedPhotons(mass: Mass, density: Quantity<GramPerMillilitre>) -> Double {
    precondition(mass.value > 0 && density.value > 0, "a region has mass and density")
    let x = absorption * density.value * cbrt(3 * mass.value / (4 * .pi * density.value))
    guard x > 1e-3 else { return 0.75 * x }
    return 1 - 3 / (8 * x * x * x) * (2 * x * x - 1 + (1 + 2 * x) * exp(-2 * x))
  }

  private static func rate(_ nuclide: Nuclide) -> Double { log(2) / nuclide.halfLife.value.value.value }

  private static func check(_ nuclide: Nuclide, in main: Nuclide) throws {
    func element(_ n: Nuclide) -> Substring { n.name.prefix { $0 != "-" } }
    guard element(nuclide) == element(main), rate(nuclide) < rate(main) else {
      throw Problem(
        .dataRejected, what: "\(nuclide.name) is not a longer-lived isotope of \(main.name)",
        at: "therapy.contaminant",
        why: "only the same element takes the course that was measured",
        remedy: "state Lu-177m with Lu-177; the dose of another contaminant is not modelled")
    }
  }
}
