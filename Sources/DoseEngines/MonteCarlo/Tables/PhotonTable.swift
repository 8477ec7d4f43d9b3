import Foundation
import Nuclides

/// Cross sections of all media of a case on a mesh of photon energies, for straight lines between nodes.
struct PhotonRow {
  /// cm²/g.
  var attenuation: Float
  /// Parts of it.
  var photoelectric: Float
  var rayleigh: Float
  /// Energy given to electrons per photon energy, cm²/g.
  var transfer: Float
}

struct PhotonTable {
  /// Medium m starts at m × `nodes`.
  let rows: [PhotonRow]
  /// (S/Z) of medium m over the logarithm of sin(θ/2)/λ, starting at m × `momenta`.
  let incoherent: [Float]
  /// Largest of F² between zero and x, as the integral over x²; for sampling, starting at m × `momenta`.
  let coherent: [Float]

  /// Nodes lie at equal steps of the floating-point pattern: 32 in each octave from 1 keV to 4096 keV.
  static let shift: UInt32 = 18
  static let base = Float(1).bitPattern >> shift
  static let nodes = Int((Float(4096).bitPattern >> shift) - base) + 2
  /// x from 1e-3 to 1e3 per Å, 32 nodes per factor of 2.
  static let momentumBase = Float(0x1p-10).bitPattern >> 20
  static let momenta = Int((Float(1024).bitPattern >> 20) - momentumBase) + 2

  static func energy(_ node: Int) -> Float { Float(bitPattern: (UInt32(node) + base) << shift) }
  static func momentum(_ node: Int) -> Float { Float(bitPattern: (UInt32(node) + momentumBase) << 20) }

  init(_ media: [Medium]) {
    let data = media.map { PhotonInteraction($0) }
    rows = data.flatMap { photon in
      (0..<PhotonTable.nodes).map { node in
        let e = Double(PhotonTable.energy(node))
        let (p, r) = (photon.photoelectric(e), photon.rayleigh(e))
        return PhotonRow(
          attenuation: Float(p + r + photon.compton(e)), photoelectric: Float(p), rayleigh: Float(r),
          transfer: Float(photon.energyTransfer(e)))
      }
    }
    incoherent = data.flatMap { photon in
      (0..<PhotonTable.momenta).map { Float(photon.incoherent(Double(PhotonTable.momentum($0)))) }
    }
    coherent = data.flatMap { PhotonTable.coherentIntegral($0) }
  }

  /// ∫ F² d(x²) from 0 to each node.
  private static func coherentIntegral(_ photon: PhotonInteraction) -> [Float] {
    var sum = 0.0, last = 0.0, lastValue = photon.coherent(0)
    return (0..<momenta).map { node in
      let x = Double(momentum(node)), value = photon.coherent(x)
      sum += (x * x - last) * (value + lastValue) / 2
      (last, lastValue) = (x * x, value)
      return Float(sum)
    }
  }
}
