import Foundation

/// Photons that electrons emit in the field of nuclei and atomic electrons.
///
/// The loss is that of ESTAR for water (NIST, after Seltzer and Berger 1986), carried to other media by Σ w Z(Z + 1)/A,
/// within a few percent of a loss that is itself below 2 % of the whole for the energies of therapy. The shape of the
/// spectrum is Koch and Motz's 3BN with screening and Elwert's factor (1959, doi:10.1103/RevModPhys.31.920), normalised to the
/// loss.
public struct Bremsstrahlung: Sendable {
  private let ratio: Double
  private let meanZ: Double

  public init(_ medium: Medium) {
    ratio = Self.charge(medium) / Self.charge(.water)
    let weights = medium.parts.map {
      ($0.fraction / Element($0.atomicNumber).atomicWeight * Double($0.atomicNumber * ($0.atomicNumber + 1)))
    }
    meanZ =
      zip(medium.parts, weights).reduce(0) { $0 + Double($1.0.atomicNumber) * $1.1 } / weights.reduce(0, +)
  }

  private static func charge(_ medium: Medium) -> Double {
    medium.parts.reduce(0) {
      let z = Double($1.atomicNumber)
      return $0 + $1.fraction * z * (z + 1) / Element($1.atomicNumber).atomicWeight
    }
  }

  /// Energy loss by radiation, keV cm²/g.
  public func stopping(_ energy: Double) -> Double { ratio * Self.waterLoss(energy) }

  /// Photons above `above`: mean number (n = 0) and energy in keV (n = 1) per g/cm².
  public func photons(_ energy: Double, above: Double, moment n: Int) -> Double {
    guard energy > above else { return 0 }
    let shape = { (k: Double) in spectrum(energy, k) }
    let all = GaussRule.logarithmic(energy * 1e-4, energy) { shape($0) * $0 }
    let part = GaussRule.logarithmic(above, energy) { shape($0) * pow($0, Double(n)) }
    return stopping(energy) * part / all
  }

  /// k dσ/dk in arbitrary units of one energy; 0 … `energy`.
  public func scaled(_ energy: Double, _ photon: Double) -> Double { photon * spectrum(energy, photon) }

  private func spectrum(_ energy: Double, _ photon: Double) -> Double {
    let k = photon / Motion.rest
    let start = Motion(keV: energy)
    let end = Motion(keV: max(energy - photon, 1e-6 * energy))
    let (e0, e, p0, p) = (start.gamma, end.gamma, start.momentum, end.momentum)
    let l0 = 2 * log(e0 + p0), l1 = 2 * log(e + p)
    let l = 2 * log((e0 * e + p0 * p - 1) / k)
    let ee = e0 * e, pp = p0 * p
    let first = 4 / 3.0 - 2 * ee * (p * p + p0 * p0) / (pp * pp)
    let second = l0 * e / (p0 * p0 * p0) + l1 * e0 / (p * p * p) - l0 * l1 / pp
    let third = 8 / 3.0 * ee / pp + k * k * (ee * ee + pp * pp) / (pp * pp * pp)
    let fourth =
      k / (2 * pp)
      * (l0 * (ee + p0 * p0) / (p0 * p0 * p0) - l1 * (ee + p * p) / (p * p * p) + 2 * k * ee / (pp * pp))
    let born = p / p0 / k * (first + second + l * (third + fourth))
    return max(0, born + screening(e0, e, k)) * elwert(start, end)
  }

  /// What the electrons of the atom take from the bare nucleus: Koch and Motz's 3BS(e) less its limit without screening, with
  /// the screening functions as fitted by Butcher and Messel 1960, doi:10.1016/0029-5582(60)90162-0. Total energies of the
  /// electron before and after, and of the photon, in units of its rest energy.
  private func screening(_ e0: Double, _ e: Double, _ k: Double) -> Double {
    let d = 136 * k / (e0 * e * cbrt(meanZ))
    let far = 21.12 - 4.184 * log(d + 0.952)
    let (f1, f2) = d > 1 ? (far, far) : (20.867 - d * (3.242 - 0.625 * d), 20.209 - d * (1.930 + 0.086 * d))
    let bare = log(2 * e0 * e / k) - 0.5 + log(meanZ) / 3
    let ratio = e / e0
    let change = (1 + ratio * ratio) * (f1 / 4 - bare) - 2 / 3.0 * ratio * (f2 / 4 - bare)
    return min(0, 4 / k * change)
  }

  private func elwert(_ start: Motion, _ end: Motion) -> Double {
    let (b0, b) = (start.beta2.squareRoot(), max(1e-4, end.beta2.squareRoot()))
    let a = 2 * .pi * meanZ / 137.036
    return b0 * (1 - exp(-a / b0)) / (b * (1 - exp(-a / b)))
  }

  private static func waterLoss(_ energy: Double) -> Double { exp(table(log(energy))) }

  /// Cubic through the logarithms of the table.
  private static let table = CubicSpline(
    DataFile(PackageResources.estar_water_radiative_csv).numbers.map {
      (log($0[0] * 1000), log($0[1] * 1000))
    })
}

/// Natural cubic spline; straight lines outside.
struct CubicSpline: Sendable {
  private let x: [Double], y: [Double], second: [Double]

  init(_ points: [(Double, Double)]) {
    (x, y) = (points.map(\.0), points.map(\.1))
    let n = points.count
    var curvature = Array(repeating: 0.0, count: n), u = curvature
    for i in 1..<(n - 1) {
      let s = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1])
      let p = s * curvature[i - 1] + 2
      curvature[i] = (s - 1) / p
      let slope = (y[i + 1] - y[i]) / (x[i + 1] - x[i]) - (y[i] - y[i - 1]) / (x[i] - x[i - 1])
      u[i] = (6 * slope / (x[i + 1] - x[i - 1]) - s * u[i - 1]) / p
    }
    for i in stride(from: n - 2, through: 1, by: -1) { curvature[i] = curvature[i] * curvature[i + 1] + u[i] }
    curvature[0] = 0
    second = curvature
  }

  func callAsFunction(_ t: Double) -> Double {
    let i = max(1, x.firstIndex { $0 >= t } ?? x.count - 1)
    let h = x[i] - x[i - 1]
    let (a, b) = ((x[i] - t) / h, (t - x[i - 1]) / h)
    let line = a * y[i - 1] + b * y[i]
    guard a >= 0, b >= 0 else { return line }
    return line + ((a * a * a - a) * second[i - 1] + (b * b * b - b) * second[i]) * h * h / 6
  }
}
