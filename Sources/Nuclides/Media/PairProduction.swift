import Foundation

/// Pairs that photons make in water, cm²/g: for bounds, since no engine follows them.
///
/// XCOM's values (NIST, doi:10.18434/T48G6X) as PENELOPE 2018 has them for water, nuclear and electronic field; a straight line of
/// logarithms between, nothing below 1022 keV.
public enum PairProduction {
  private static let table: [(energy: Double, value: Double)] = [
    (1100, 1.031e-6), (1250, 1.777e-5), (1500, 9.820e-5), (1750, 2.293e-4), (2000, 3.908e-4),
    (2500, 7.527e-4),
    (3000, 1.131e-3),
  ]

  public static func inWater(_ energy: Double) -> Double {
    guard energy > 1022 else { return 0 }
    let n = min(max(1, table.firstIndex { $0.energy >= energy } ?? table.count), table.count - 1)
    let (a, b) = (table[n - 1], table[n])
    return a.value * pow(energy / a.energy, log(b.value / a.value) / log(b.energy / a.energy))
  }
}

/// The strongest characteristic radiation after a photoelectric absorption: K rays of the heaviest element.
public struct Fluorescence: Sendable {
  /// Atomic number of the element.
  let atomicNumber: Int
  /// Energy of its Kα line, keV.
  public let energy: Double
  /// Photons per vacancy in its K shell, 0…1.
  public let yield: Double
  /// Mean free path of the line in the same medium, g/cm².
  public let path: Double

  /// `nil` if no element has a K line.
  public init?(_ medium: Medium) {
    let lines = medium.parts.compactMap { part in
      Element(part.atomicNumber).kLine.map { (part.atomicNumber, $0.energy, $0.yield) }
    }
    guard let line = lines.max(by: { $0.1 < $1.1 }) else { return nil }
    (atomicNumber, energy, yield) = line
    path = 1 / PhotonInteraction(medium).attenuation(line.1)
  }
}
