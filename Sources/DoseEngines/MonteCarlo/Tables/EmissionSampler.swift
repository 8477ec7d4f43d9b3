import Foundation
import Nuclides

/// What one decay sends out, ready for sampling.
struct EmissionSampler: Sendable {
  let beta: SpectrumSampler?
  let positron: SpectrumSampler?
  let electrons: LineSampler
  let photons: LineSampler
  /// Deposited where the decay happens, keV per decay.
  let local: Double
  /// Largest kinetic energy of an electron or positron that is emitted or set free by a photon, keV.
  let highest: Double

  init(_ emissions: Emissions) {
    let lines = (emissions.conversionElectrons + emissions.augerElectrons).filter { !$0.isLocal }
    beta = SpectrumSampler(emissions.beta)
    positron = SpectrumSampler(emissions.positrons)
    electrons = LineSampler(lines)
    photons = LineSampler(emissions.photons)
    local = emissions.localEnergy.value * 1000
    // A photon of annihilation in flight gets at most 1.5 rest energies more than the positron had.
    let positrons = emissions.positrons.endpoint
    let ends = [emissions.beta.endpoint, positrons > 0 ? positrons + 767 : 0, 511]
    highest = (ends + (lines + emissions.photons).map(\.energy)).max()!
  }
}

/// A continuous spectrum; uniform inside each bin.
struct SpectrumSampler: Sendable {
  /// Particles per decay.
  let total: Double
  private let cumulative: [Float]
  private let lower: [Float]
  private let width: [Float]
  private let guide: [Int32]

  init?(_ spectrum: BetaSpectrum) {
    let bins = spectrum.bins.filter { $0.probability > 0 }
    total = bins.reduce(0) { $0 + $1.probability }
    guard total > 0 else { return nil }
    var sum = 0.0
    var all: [Float] = [0]
    for bin in bins {
      sum += bin.probability / total
      all.append(Float(sum))
    }
    all[all.count - 1] = 1
    cumulative = all
    lower = bins.map { Float($0.lower) }
    width = bins.map { Float($0.upper - $0.lower) }
    guide = (0..<256).map { slot in
      Int32(max(0, (all.firstIndex { $0 > Float(slot) / 256 } ?? all.count - 1) - 1))
    }
  }

  /// Energy at the quantile 0 < u < 1, keV.
  func energy(_ u: Float) -> Float {
    var n = Int(guide[min(255, Int(u * 256))])
    while n + 2 < cumulative.count && cumulative[n + 1] <= u { n += 1 }
    let step = cumulative[n + 1] - cumulative[n]
    let part = step > 0 ? min(1, max(0, (u - cumulative[n]) / step)) : 0.5
    return lower[n] + width[n] * part
  }
}

/// Discrete emissions, each independent of the others.
struct LineSampler: Sendable {
  private let cumulative: [Float]
  private let energies: [Float]
  /// Draws per decay; each gives at most one particle.
  let draws: Int

  init(_ lines: [EmissionLine]) {
    let kept = lines.filter { $0.intensity > 0 && $0.energy > 0 }
    let total = kept.reduce(0) { $0 + $1.intensity }
    let draws = Int(total.rounded(.up))
    self.draws = draws
    var sum = 0.0
    cumulative = kept.map {
      sum += $0.intensity / Double(max(1, draws))
      return Float(sum)
    }
    energies = kept.map { Float($0.energy) }
  }

  /// Particles per decay.
  var total: Float { (cumulative.last ?? 0) * Float(draws) }

  /// Energy of a line, each as probable as its share of all.
  func forced(_ u: Float) -> Float {
    energy(min(u * cumulative[cumulative.count - 1], cumulative[cumulative.count - 1].nextDown))!
  }

  /// Energy of the line that one draw 0 < u < 1 gives, keV; `nil` for none.
  func energy(_ u: Float) -> Float? {
    guard let last = cumulative.last, u < last else { return nil }
    var n = 0
    while cumulative[n] <= u { n += 1 }
    return energies[n]
  }
}
