import Foundation

/// Energy loss of electrons and positrons by collisions.
///
/// Bethe's formula with Møller and Bhabha scattering as in ICRU Report 37, eq. 2.10 to 2.14, without shell corrections, so
/// not below 1 keV.
public struct CollisionStopping: Sendable {
  private let density: DensityEffect
  private let electronsPerMass: Double
  private let meanExcitation: Double

  public init(_ medium: Medium) {
    density = DensityEffect(medium)
    electronsPerMass = medium.electronsPerMass
    meanExcitation = medium.meanExcitation / 1000 / Motion.rest
  }

  /// 2π r_e² m c² N_A · Z/A / β², keV cm²/g.
  private func scale(_ m: Motion) -> Double { 153.5375 * electronsPerMass / m.beta2 }

  /// Density effect correction δ.
  func densityEffect(_ energy: Double) -> Double { density(beta2: Motion(keV: energy).beta2) }

  /// All collisions, keV cm²/g; energy in keV.
  public func total(_ energy: Double, _ particle: ChargedParticle = .electron) -> Double {
    let m = Motion(keV: energy)
    let t = m.tau
    let start = log(t * t * (t + 2) / (2 * meanExcitation * meanExcitation))
    return scale(m) * (start + Self.shape(m, particle) - density(beta2: m.beta2))
  }

  private static func shape(_ m: Motion, _ particle: ChargedParticle) -> Double {
    let t = m.tau
    switch particle {
    case .electron:
      return 1 - m.beta2 + (t * t / 8 - (2 * t + 1) * log(2)) / (m.gamma * m.gamma)
    case .positron:
      let y = 1 / (t + 2)
      return 2 * log(2) - m.beta2 / 12 * (23 + 14 * y + 10 * y * y + 4 * y * y * y)
    }
  }

  /// Collisions that transfer more than `above`, keV: mean number (n = 0), loss in keV (n = 1), squared loss in keV² (n = 2),
  /// all per g/cm².
  public func hard(
    _ energy: Double, above: Double, _ particle: ChargedParticle = .electron, moment n: Int
  ) -> Double {
    integral(energy, from: above, particle, moment: n)
  }

  /// Mean squared loss per length in collisions that transfer at most `below`, keV² cm²/g (close collisions, which carry
  /// nearly all of it).
  public func softStraggling(_ energy: Double, below: Double, _ particle: ChargedParticle = .electron)
    -> Double
  {
    let floor = Swift.min(meanExcitation * Motion.rest, energy / 4)
    return integral(energy, from: floor, to: below, particle, moment: 2)
  }

  private func integral(
    _ energy: Double, from low: Double, to high: Double = .infinity, _ particle: ChargedParticle,
    moment n: Int
  ) -> Double {
    let top = min(high, CollisionSpectrum.largest(energy, particle))
    guard top > low else { return 0 }
    let spectrum = CollisionSpectrum(energy, particle)
    let sum = GaussRule.logarithmic(low, top) { w in spectrum(w) * pow(w, Double(n)) }
    return scale(Motion(keV: energy)) * sum
  }
}

/// Spectrum of energy transfers to free electrons, 1/keV², relative to `CollisionStopping`'s scale.
struct CollisionSpectrum {
  let energy: Double
  let particle: ChargedParticle
  private let a: Double
  private let b: (Double, Double, Double, Double)

  init(_ energy: Double, _ particle: ChargedParticle) {
    (self.energy, self.particle) = (energy, particle)
    let g = Motion(keV: energy).gamma
    a = pow((g - 1) / g, 2)
    let h = (g + 1) * (g + 1)
    b = (
      a * (2 * h - 1) / (g * g - 1), a * (3 * h + 1) / h, a * 2 * g * (g - 1) / h,
      a * (g - 1) * (g - 1) / h
    )
  }

  /// Largest transfer: of two electrons the slower one counts as the secondary.
  static func largest(_ energy: Double, _ particle: ChargedParticle) -> Double {
    particle == .electron ? energy / 2 : energy
  }

  func callAsFunction(_ w: Double) -> Double {
    let k = w / energy
    switch particle {
    case .electron:
      let q = k / (1 - k)
      return (1 + q * q - q + a * (q + k * k)) / (w * w)
    case .positron:
      return (1 - k * (b.0 - k * (b.1 - k * (b.2 - k * b.3)))) / (w * w)
    }
  }
}
