import Foundation

/// Deflection of electrons and positrons: mean 1 − P_l(cos θ) per path, l = 1, 2 (inverse transport mean free paths).
///
/// Elastic: first Born approximation with the atomic form factor and the Mott factor of McKinley and Feshbach 1948,
/// doi:10.1103/PhysRev.74.1759, good for the light elements of tissue above 10 keV. Soft inelastic: the incoherent
/// scattering function in place of (Z − F)², up to the momentum of the smallest delta ray that is followed apart.
public struct ElasticScattering: Sendable {
  private let atoms: [Atom]

  private struct Atom: Sendable {
    let z: Double
    /// Mass fraction over atomic weight.
    let perMass: Double
    let form: LogTable
    let incoherent: LogTable

    init(_ part: Medium.Part) {
      let element = Element(part.atomicNumber)
      z = Double(part.atomicNumber)
      perMass = part.fraction / element.atomicWeight
      form = LogTable(1e-3, 1e4, perDecade: 24) { element.formFactor($0) }
      incoherent = LogTable(1e-3, 1e4, perDecade: 24) { element.scatteringFunction($0) }
    }
  }

  public init(_ medium: Medium) { atoms = medium.parts.map(Atom.init) }

  /// cm²/g for l = 1 and l = 2; `softBelow` is the largest energy transfer in soft collisions, keV.
  public func moments(_ energy: Double, softBelow: Double, _ particle: ChargedParticle = .electron)
    -> (first: Double, second: Double)
  {
    let m = Motion(keV: energy)
    let largest = min(softBelow, CollisionSpectrum.largest(energy, particle)) / Motion.rest
    let softMu = min(1, largest * (largest + 2) / (4 * m.momentum * m.momentum))
    var sums = (0.0, 0.0)
    // Below μ = 1e-12 the form factor has screened everything.
    func add(_ low: Double, _ high: Double, _ f: (Double) -> Double) {
      sums.0 += GaussRule.logarithmic(low, high) { 2 / $0 * f($0) }
      sums.1 += GaussRule.logarithmic(low, high) { 6 * (1 - $0) / $0 * f($0) }
    }
    add(1e-12, 1) { elastic($0, m, particle) }
    if softMu > 1e-12 { add(1e-12, softMu) { inelastic($0, m) } }
    // N_A π r_e² = 0.150228 cm²/mol.
    let scale = 0.1502285 / (m.beta2 * m.beta2 * m.gamma * m.gamma)
    return (scale * sums.0, scale * sums.1)
  }

  /// Å⁻¹ from m c: 1 / (2 λ_C).
  private static func x(_ mu: Double, _ m: Motion) -> Double { 2 * m.momentum * mu.squareRoot() / 0.04852620 }

  private func elastic(_ mu: Double, _ m: Motion, _ particle: ChargedParticle) -> Double {
    let (x, root) = (Self.x(mu, m), mu.squareRoot())
    let sign = particle == .electron ? 1.0 : -1.0
    return atoms.reduce(0) { sum, atom in
      let charge = atom.z - atom.form(x)
      let mott =
        1 - m.beta2 * mu + sign * .pi / 137.036 * atom.z * m.beta2.squareRoot() * root * (1 - root)
      return sum + atom.perMass * charge * charge * mott
    }
  }

  private func inelastic(_ mu: Double, _ m: Motion) -> Double {
    let x = Self.x(mu, m)
    return (1 - m.beta2 * mu) * atoms.reduce(0) { $0 + $1.perMass * $1.incoherent(x) }
  }
}

/// A function on a logarithmic mesh with straight lines between; constant outside.
struct LogTable: Sendable {
  private let values: [Double]
  private let start: Double
  private let scale: Double

  init(_ low: Double, _ high: Double, perDecade: Int, _ f: (Double) -> Double) {
    (start, scale) = (log10(low), Double(perDecade))
    let count = Int(((log10(high) - log10(low)) * Double(perDecade)).rounded(.up)) + 1
    values = (0..<count).map { [start, scale] in f(pow(10, start + Double($0) / scale)) }
  }

  func callAsFunction(_ x: Double) -> Double {
    let t = (log10(x) - start) * scale
    guard t > 0 else { return values[0] }
    let n = Int(t)
    guard n + 1 < values.count else { return values[values.count - 1] }
    return values[n] + (t - Double(n)) * (values[n + 1] - values[n])
  }
}
