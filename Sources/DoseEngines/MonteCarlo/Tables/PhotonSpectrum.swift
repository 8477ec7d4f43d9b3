import Foundation
import Nuclides

/// Shape of the bremsstrahlung spectrum for sampling: k dσ/dk over k/T, for a mesh of electron energies.
struct PhotonSpectrum {
  /// `rows` × `columns`, each row at most 1.
  let shape: UnsafePointer<Float>
  static let columns = 33
  static let rows = 49
  private static let lowest = log(Float(10)), step = log(Float(400)) / Float(rows - 1)

  /// The values that `shape` has to point to.
  static func values(_ medium: Medium) -> [Float] {
    let radiation = Bremsstrahlung(medium)
    return (0..<rows).flatMap { row in
      let energy = Double(exp(lowest + step * Float(row)))
      let line = (0..<columns).map { column in
        radiation.scaled(energy, energy * max(1e-3, min(0.9999, Double(column) / Double(columns - 1))))
      }
      let top = line.max()!
      return line.map { Float($0 / top) }
    }
  }

  /// A photon energy above `cut`: 1/k, accepted by the shape.
  @inline(__always)
  func sample(_ energy: Float, above cut: Float, _ random: inout RandomStream) -> Float {
    let t = min(
      max((log(energy) - PhotonSpectrum.lowest) / PhotonSpectrum.step, 0), Float(PhotonSpectrum.rows - 1))
    // The nearer row by chance, weighted by nearness.
    let row = min(PhotonSpectrum.rows - 1, Int(t + random.uniform()))
    let line = shape + row * PhotonSpectrum.columns
    let span = log(energy / cut)
    while true {
      let k = cut * exp(span * random.uniform())
      let x = min(k / energy, 0.9999) * Float(PhotonSpectrum.columns - 1)
      let n = Int(x)
      let f = line[n] + (x - Float(n)) * (line[n + 1] - line[n])
      if random.uniform() < f { return min(k, energy) }
    }
  }
}
