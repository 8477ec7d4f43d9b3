/// Energy deposited in spherical shells around an isotropic point source, keV per decay; radii are scaled to 1.0 g/mL
/// (r in a medium of density ρ is ρ·r here).
public struct RadialKernel: Sendable, Hashable, Codable {
  public struct Shell: Sendable, Hashable, Codable {
    /// Inner and outer radius, mm.
    public let inner, outer: Double
    /// Mean energy deposited per decay, keV.
    public let energy: Double
    /// Standard uncertainty (k = 1) of `energy` from the transport calculation, keV.
    public let uncertainty: Double

    public init(inner: Double, outer: Double, energy: Double, uncertainty: Double = 0) {
      (self.inner, self.outer, self.energy, self.uncertainty) = (inner, outer, energy, uncertainty)
    }
  }
  /// What is deposited, e.g. `beta, conversion and Auger electrons`.
  public let name: String
  /// Adjoining shells with rising radii.
  public let shells: [Shell]

  public init(name: String, shells: [Shell]) { (self.name, self.shells) = (name, shells) }

  /// Sum over all shells, keV per decay.
  public var total: Double { shells.reduce(0) { $0 + $1.energy } }
  /// Outer radius of the last shell, mm.
  public var reach: Double { shells.last?.outer ?? 0 }
}

/// The dose-point kernel of a nuclide in a uniform medium, water unless `source` says otherwise: a short-range part and parts that reach to 200 mm.
public struct PointKernel: Sendable, Hashable, Codable {
  /// Electrons, to a few millimetres.
  public let shortRange: RadialKernel
  /// Photons and bremsstrahlung.
  public let longRange: [RadialKernel]
  /// The radius of water beyond which electrons deposit nothing that matters, mm: where a kernel made in water
  /// is wrong near lung or air.
  public let electronRange: Double
  /// How it was made, for reports and provenance.
  public let source: String

  public init(shortRange: RadialKernel, longRange: [RadialKernel], electronRange: Double, source: String) {
    (self.shortRange, self.longRange) = (shortRange, longRange)
    (self.electronRange, self.source) = (electronRange, source)
  }

  /// Energy per decay inside the kernel's reach, keV; the rest is deposited farther away.
  public var total: Double { longRange.reduce(shortRange.total) { $0 + $1.total } }
}
