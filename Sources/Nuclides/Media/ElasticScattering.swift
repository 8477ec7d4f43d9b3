import Foundation

/// Deflection of electrons and positrons: mean 1 − P_l(cos θ) per path, l = 1, 2 (inverse transport mean free paths).
///
/// Elastic: first Born approximation with the atomic form factor and the Mott factor of McKinley and Feshbach 1948,
/// doi:10.1103/PhysRev.74.1759, good for the light elements of tissue above 10 keV. Soft inelastic: the incoherent
/// scattering function in place of (Z − F)², up to the momentum of the smallest delta ray that is followed apart.
public struct ElasticScattering: Sendable {
  /// Over x = sin(θ/2)/λ in 1/Å, each a sum over the atoms by mass fraction over atomic weight: (Z − F)², the same times Z,
  /// and the incoherent scattering function.
  private let charge: LogTable
  private let charges: LogTable
  private let incoherent: LogTable

  public init(_ medium: Medium) {
    let atoms = medium.parts.map { part in
      let element = Element(part.atomicNumber)
      return (element: element, z: Double(part.atomicNumber), perMass: part.fraction / element.atomicWeight)
    }
    func table(_ f: @escaping (Element, Double, Double) -> Double) -> LogTable {
      LogTable(1e-3, 1e4, perDecade: 64) { x in
        atoms.reduce(0) { $0 + $1.perMass * f($1.element, $1.z, x) }
      }
    }
    func square(_ element: Element, _ z: Double, _ x: Double) -> Double {
      let charge = z - element.formFactor(x)
      return charge * charge
    }
    charge = table(square)
    charges = table { $1 * square($0, $1, $2) }
    incoherent = table { element, _, x in element.scatteringFunction(x) }
  }

  /// cm²/g for l = 1 and l = 2; `softBelow` is the largest energy transfer in soft collisions, keV.
  public func moments(_ energy: Double, softBelow: Double, _ particle: ChargedParticle = .electron)
    -> (first: Double, second: Double)
  {
    let m = Motion(keV: energy)
    let largest = min(softBelow, CollisionSpectrum.largest(energy, particle)) / Motion.rest
    let softMu = min(1, largest * (largest + 2) / (4 * m.momentum * m.momentum))
    var (first, second) = (0.0, 0.0)
    // Below μ = 1e-12 the form factor has screened everything.
    GaussRule.visit(1e-12, 1) { mu, weight in
      let strength = weight * elastic(mu, m, particle) / mu
      first += 2 * strength
      second += 6 * (1 - mu) * strength
    }
    if softMu > 1e-12 {
      GaussRule.visit(1e-12, softMu) { mu, weight in
        let strength = weight * inelastic(mu, m) / mu
        first += 2 * strength
        second += 6 * (1 - mu) * strength
      }
    }
    // N_A π r_e² = 0.150228 cm²/mol.
    let scale = 0.1502285 / (m.beta2 * m.beta2 * m.gamma * m.gamma)
    return (scale * first, scale * second)
  }

  /// Å⁻¹ from m c: 1 / (2 λ_C).
  private static func x(_ mu: Double, _ m: Motion) -> Double { 2 * m.momentum * mu.squareRoot() / 0.04852620 }

  private func elastic(_ mu: Double, _ m: Motion, _ particle: ChargedParticle) -> Double {
    let place = charge.place(Self.x(mu, m)), root = mu.squareRoot()
    let mott = (particle == .electron ? 1.0 : -1.0) * .pi / 137.036 * m.beta2.squareRoot() * root * (1 - root)
    return (1 - m.beta2 * mu) * charge[place] + mott * charges[place]
  }

  private func inelastic(_ mu: Double, _ m: Motion) -> Double {
    (1 - m.beta2 * mu) * incoherent(Self.x(mu, m))
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

  /// Node below and the part of the way to the next; the same for all tables of the same mesh.
  func place(_ x: Double) -> (node: Int, part: Double) {
    let t = min(max(0, (log10(x) - start) * scale), Double(values.count - 1))
    let node = min(Int(t), values.count - 2)
    return (node, t - Double(node))
  }

  subscript(_ place: (node: Int, part: Double)) -> Double {
    values[place.node] + place.part * (values[place.node + 1] - values[place.node])
  }

  func callAsFunction(_ x: Double) -> Double { self[place(x)] }
}
