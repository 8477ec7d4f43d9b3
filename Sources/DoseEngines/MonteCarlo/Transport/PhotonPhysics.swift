import Foundation

/// Interactions of photons: how far, what happens, where they go next.
struct PhotonPhysics {
  let rows: UnsafePointer<PhotonRow>
  let incoherent: UnsafePointer<Float>
  let coherent: UnsafePointer<Float>
  /// Photons below are absorbed where they are, keV.
  let cutOff: Float

  /// Straight line between the nodes around `energy`.
  @inline(__always)
  func row(_ energy: Float, _ medium: Int) -> PhotonRow {
    let (n, t) = PhotonPhysics.node(energy)
    let a = rows[medium * PhotonTable.nodes + n], b = rows[medium * PhotonTable.nodes + n + 1]
    return PhotonRow(
      attenuation: a.attenuation + t * (b.attenuation - a.attenuation),
      photoelectric: a.photoelectric + t * (b.photoelectric - a.photoelectric),
      rayleigh: a.rayleigh + t * (b.rayleigh - a.rayleigh),
      transfer: a.transfer + t * (b.transfer - a.transfer))
  }

  /// Node below and how far to the next, 0…1.
  @inline(__always)
  static func node(_ energy: Float) -> (Int, Float) {
    let bits = min(4095, max(1, energy)).bitPattern
    let part = Float(bits & ((1 << PhotonTable.shift) - 1)) * (1 / Float(1 << PhotonTable.shift))
    return (Int((bits >> PhotonTable.shift) - PhotonTable.base), part)
  }

  /// Energy and cosine after a Compton scattering: Klein and Nishina's distribution by the composition method (Everett and
  /// Cashwell's variables as in EGS), accepted by the incoherent scattering function of the medium.
  @inline(__always)
  func compton(_ energy: Float, _ medium: Int, _ random: inout RandomStream) -> (energy: Float, cosine: Float)
  {
    let k = energy / ElectronWalk.rest
    let low = 1 / (1 + 2 * k)
    let a1 = -log(low), a2 = 0.5 * (1 - low * low)
    let share = a1 / (a1 + a2)
    while true {
      let r = random.uniform()
      let e =
        random.uniform() < share ? exp(-a1 * r) : (low * low + (1 - low * low) * r).squareRoot()
      let t = min(2, max(0, (1 - e) / (k * e)))
      let sine2 = t * (2 - t)
      guard random.uniform() < 1 - e * sine2 / (1 + e * e) else { continue }
      guard random.uniform() < bound((t / 2).squareRoot() * energy / 12.39842, medium) else { continue }
      return (e * energy, 1 - t)
    }
  }

  /// S/Z at sin(θ/2)/λ.
  @inline(__always)
  private func bound(_ x: Float, _ medium: Int) -> Float {
    let bits = min(1023, max(0x1p-10, x)).bitPattern
    let n = medium * PhotonTable.momenta + Int((bits >> 20) - PhotonTable.momentumBase)
    let t = Float(bits & 0xF_FFFF) * 0x1p-20
    return incoherent[n] + t * (incoherent[n + 1] - incoherent[n])
  }

  /// Cosine after Rayleigh scattering: x² from ∫F², then Thomson's factor.
  @inline(never)
  func rayleigh(_ energy: Float, _ medium: Int, _ random: inout RandomStream) -> Float {
    let largest = energy / 12.39842
    let start = medium * PhotonTable.momenta
    let bits = min(1023, max(0x1p-10, largest)).bitPattern
    let last = Int((bits >> 20) - PhotonTable.momentumBase)
    let t = Float(bits & 0xF_FFFF) * 0x1p-20
    let top = coherent[start + last] + t * (coherent[start + last + 1] - coherent[start + last])
    while true {
      let goal = top * random.uniform()
      var (a, b) = (0, last + 1)
      while b - a > 1 {
        let middle = (a + b) / 2
        if coherent[start + middle] <= goal { a = middle } else { b = middle }
      }
      let (xa, xb) = (PhotonTable.momentum(a), PhotonTable.momentum(b))
      let (ya, yb) = (coherent[start + a], coherent[start + b])
      let part = yb > ya ? max(0, (goal - ya) / (yb - ya)) : 0
      let x2 =
        goal < coherent[start] ? xa * xa * goal / coherent[start] : xa * xa + part * (xb * xb - xa * xa)
      let cosine = max(-1, 1 - 2 * x2 / (largest * largest))
      if random.uniform() < (1 + cosine * cosine) / 2 { return cosine }
    }
  }
}
