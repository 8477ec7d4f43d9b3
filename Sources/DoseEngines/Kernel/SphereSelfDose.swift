import Foundation
import Nuclides
import Quantities

/// Mean absorbed dose of a sphere from a nuclide spread evenly in it, from the radial kernel; no voxels.
///
/// The chance that a point at distance r from a random point of a sphere of radius R lies in it too is
/// 1 − 3r/4R + r³/16R³ for r ≤ 2R (Kellerer 1971, geometric reduction factor), so the absorbed energy is a single
/// integral over the shells. Unbounded medium of the same density around the sphere.
public struct SphereSelfDose: Sendable, Hashable {
  /// Radius of the sphere, mm.
  public let radius: Length
  public let mass: Mass
  /// Energy absorbed in the sphere per decay by electrons, and by photons and bremsstrahlung, MeV.
  public let electronEnergy, photonEnergy: Quantity<MegaElectronVolt>

  /// - Parameters:
  ///   - mass: above 0, g.
  ///   - density: of sphere and surroundings, above 0, g/mL; water is 1.
  /// - Throws: `Problem` if the nuclide has no tabulated kernel.
  /// - Precondition: mass and density are positive.
  public init(_ nuclide: Nuclide, mass: Mass, density: Quantity<GramPerMillilitre> = Quantity(1)) throws {
    self.init(try nuclide.requireKernel(), mass: mass, density: density)
  }

  /// From a point kernel whose radii are scaled to 1 g/mL.
  /// - Precondition: mass and density are positive.
  public init(_ kernel: PointKernel, mass: Mass, density: Quantity<GramPerMillilitre> = Quantity(1)) {
    self.init([kernel.shortRange], kernel.longRange, mass: mass, scale: density.value, density: density.value)
  }

  /// From a simulated kernel, in the medium and at the density of its simulation.
  /// - Precondition: mass and density are positive.
  public init(_ kernel: KernelSimulation.Result, mass: Mass, density: Quantity<GramPerMillilitre>) {
    self.init([kernel.electrons], [kernel.photons], mass: mass, scale: 1, density: density.value)
  }

  /// - Parameter scale: density over that of the kernels.
  private init(
    _ electrons: [RadialKernel], _ photons: [RadialKernel], mass: Mass, scale: Double, density: Double
  ) {
    precondition(mass.value > 0 && density > 0, "a sphere has mass and density")
    let millimetres = cbrt(3 * mass.value / (4 * .pi * density)) * 10
    func absorbed(_ kernels: [RadialKernel]) -> Double {
      kernels.flatMap { RadialShells($0, density: scale).list }.reduce(0) {
        $0 + $1.energy * SphereSelfDose.meanOverlap($1.inner, $1.outer, radius: millimetres)
      }
    }
    self.mass = mass
    radius = Length(millimetres)
    (electronEnergy, photonEnergy) = (
      Quantity(absorbed(electrons) / 1000), Quantity(absorbed(photons) / 1000)
    )
  }

  /// S value: mean dose per decay, Gy.
  public var dosePerDecay: AbsorbedDose { (electronEnergy + photonEnergy).inJoules / mass }

  /// Mean over a shell of the chance to stay in the sphere.
  static func meanOverlap(_ inner: Double, _ outer: Double, radius: Double) -> Double {
    func integral(_ distance: Double) -> Double {
      let x = min(distance, 2 * radius) / radius
      return radius * (x - 3 * x * x / 8 + x * x * x * x / 64)
    }
    return (integral(outer) - integral(inner)) / (outer - inner)
  }
}
