import Foundation
import Quantities
import Volumes

/// What a Gaussian blur leaves inside a sphere of uniform activity without surroundings, exactly.
///
/// With L = 2r/σ, ε = e^(−L²/2): RC = √(2/π)·(I₂ − 3I₃/2L + I₅/2L³), Iₙ = ∫₀ᴸ uⁿ e^(−u²/2) du: the Gaussian weighed with the
/// overlap of two spheres at the distance uσ.
package struct SphereInGaussian: Sendable, Hashable {
  /// Recovery coefficient, 0…1.
  package let coefficient: Double
  /// d ln RC / d ln V, between 1 (far below the resolution) and 0.
  package let logSlope: Double

  package init(volume: Quantity<Millilitre>, fwhm: Length) {
    let sigma = fwhm.sigmaOfWidth
    guard sigma > 0 else {
      (coefficient, logSlope) = (1, 0)
      return
    }
    let l = 2 * Sphere.radius(of: volume) / sigma
    let root = (2 / Double.pi).squareRoot()
    guard l > 0.1 else {
      // The closed form cancels there; its expansion, to L².
      (coefficient, logSlope) = (root * l * l * l / 24 * (1 - 3 * l * l / 20), 1 - l * l / 10)
      return
    }
    let e = exp(-l * l / 2)
    let i2 = (Double.pi / 2).squareRoot() * erf(l / 2.0.squareRoot()) - l * e
    let i3 = 2 - (l * l + 2) * e
    let i5 = 8 - (l * l * l * l + 4 * l * l + 8) * e
    coefficient = root * (i2 - 1.5 * i3 / l + 0.5 * i5 / (l * l * l))
    logSlope = root * (1.5 * i3 / (l * l) - 1.5 * i5 / (l * l * l * l)) * l / (3 * coefficient)
  }
}
