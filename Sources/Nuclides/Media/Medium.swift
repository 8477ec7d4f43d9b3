/// A material that particles travel through: composition by mass and mean excitation energy.
///
/// Densities are not part of transport tables: every table is per mass (cm²/g), and each voxel brings its own density.
public struct Medium: Sendable, Hashable {
  public struct Part: Sendable, Hashable {
    let atomicNumber: Int
    /// Fraction of the mass.
    public let fraction: Double
  }
  /// Name as reports print it.
  public let name: String
  /// Adds up to 1.
  public let parts: [Part]
  /// Mean excitation energy for the stopping of electrons, eV.
  public let meanExcitation: Double
  /// Density at which the density effect is evaluated, g/mL.
  public let density: Double
  /// Composition and mean excitation energy in words.
  public let source: String

  /// - Parameter percent: mass by atomic number, percent; scaled to add up to one.
  public init(
    _ name: String, percent: [Int: Double], meanExcitation: Double, density: Double, source: String
  ) {
    // Added in a fixed order: a dictionary's own order, and with it the last bit, changes from run to run.
    let sorted = percent.sorted { $0.key < $1.key }
    let all = sorted.reduce(0) { $0 + $1.value }
    parts = sorted.map { Part(atomicNumber: $0.key, fraction: $0.value / all) }
    (self.name, self.meanExcitation) = (name, meanExcitation)
    (self.density, self.source) = (density, source)
  }
}

extension Medium {
  /// This composition with the mean excitation energy, eV, and density, g/mL, of another source.
  public func with(meanExcitation: Double, density: Double, source: String) -> Medium {
    Medium(
      name, percent: Dictionary(uniqueKeysWithValues: parts.map { ($0.atomicNumber, $0.fraction) }),
      meanExcitation: meanExcitation, density: density, source: source)
  }
}

extension Medium {
  /// I = 75 eV as in ICRU Report 37 and ESTAR (ICRU Report 90 recommends 78 eV: 0.5 % less stopping power).
  public static let water = Medium(
    "water", percent: [1: 11.1894, 8: 88.8106], meanExcitation: 75, density: 1, source: "ICRU Report 37")
  public static let air = Medium(
    "air", percent: [6: 0.0124, 7: 75.5268, 8: 23.1781, 18: 1.2827], meanExcitation: 85.7,
    density: 0.00120479, source: "ICRU Report 37, dry, 20 °C")
  public static let lung = Medium(
    "lung",
    percent: [
      1: 10.3, 6: 10.5, 7: 3.1, 8: 74.9, 11: 0.2, 15: 0.2, 16: 0.3, 17: 0.3, 19: 0.2,
    ], meanExcitation: 75.2, density: 1.05, source: "ICRU Report 44")
  public static let adipose = Medium(
    "adipose", percent: [1: 11.4, 6: 59.8, 7: 0.7, 8: 27.8, 11: 0.1, 16: 0.1, 17: 0.1],
    meanExcitation: 64.8, density: 0.95, source: "ICRU Report 44")
  public static let softTissue = Medium(
    "soft tissue",
    percent: [1: 10.2, 6: 14.3, 7: 3.4, 8: 70.8, 11: 0.2, 15: 0.3, 16: 0.3, 17: 0.2, 19: 0.3],
    meanExcitation: 74.7, density: 1.06, source: "ICRU Report 44")
  public static let corticalBone = Medium(
    "cortical bone",
    percent: [1: 3.4, 6: 15.5, 7: 4.2, 8: 43.5, 11: 0.1, 12: 0.2, 15: 10.3, 16: 0.3, 20: 22.5],
    meanExcitation: 112, density: 1.92, source: "ICRU Report 44")
}
