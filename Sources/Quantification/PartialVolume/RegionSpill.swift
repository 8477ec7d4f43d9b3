import Quantities
import Stages
import Volumes

/// Activities of all regions, each told apart from what the others spill into it.
///
/// Made once for regions, resolution and grid; every image is then restored by it.
struct RegionSpill: Sendable {
  /// One region of one image.
  struct Value: Sendable {
    /// Bq.
    var activity: Double
    /// Standard uncertainty by the voxels' noise, Bq; `nil` if it was not evaluated.
    var noise: Double?
    /// Relative standard uncertainties by the resolution and by where the regions lie on the image.
    var resolution: Double
    var registration: Double
  }

  private let correction: RegionCorrection
  private let parts: RegionParts
  private let transfer: GeometricTransfer
  private let shares: [[(part: Int, share: Brick)]]
  /// Volume of each part that a region has, mL; without the remainder.
  private let volumes: [[Double]]

  /// - Parameter structures: on one grid, at least one of them.
  init(_ structures: [Structure], _ correction: RegionCorrection) {
    self.correction = correction
    let parts = RegionParts(structures, fwhm: correction.resolution)
    self.parts = parts
    transfer = GeometricTransfer(
      parts, PointSpread(fwhm: correction.resolution, on: parts.grid, within: parts.domain))
    let shares = structures.map { parts.shares(of: $0.region) }
    self.shares = shares
    let voxel = parts.grid.voxelVolume.value
    volumes = shares.map { all in
      var volumes = [Double](repeating: 0, count: parts.parts.count)
      for (part, share) in all where part < volumes.count { volumes[part] = share.sum * voxel }
      return volumes
    }
  }

  /// By structure.
  /// - Parameter judged: whether the uncertainties of geometry are wanted; else they are 0.
  func values(_ image: ActivityVolume, judged: Bool) -> [Value] {
    let measured = Brick(image.map.values, in: parts.domain).values
    let restored = RestoredImage(measured, transfer)
    let noise = image.map.statistical.map { parts.variances(Brick($0, in: parts.domain).values) }
    let geometry = judged ? geometryUncertainty(restored) : []
    return shares.indices.map { n in
      Value(
        activity: activity(shares[n], restored), noise: noise.map { deviation(volumes[n], $0) },
        resolution: judged ? geometry[n].resolution : 0, registration: judged ? geometry[n].registration : 0)
    }
  }

  private func activity(_ shares: [(part: Int, share: Brick)], _ image: RestoredImage) -> Double {
    var sum = 0.0
    for (part, share) in shares {
      if part < image.concentrations.count {
        var seen = 0.0
        share.forEach(in: parts.domain) { seen += Double(share.values[$0]) * Double(image.ratio[$1]) }
        sum += image.concentrations[part] * seen
      } else {
        share.forEach(in: parts.domain) {
          sum += Double(share.values[$0]) * Double(image.rest[$1]) * Double(image.ratio[$1])
        }
      }
    }
    return sum * parts.grid.voxelVolume.value
  }

  /// Propagated through Ω⁻¹; voxels are independent.
  private func deviation(_ volumes: [Double], _ variances: [Double]) -> Double {
    let sum = variances.indices.reduce(0.0) { sum, j in
      let weight = zip(volumes, transfer.inverse).reduce(0) { $0 + $1.0 * $1.1[j] }
      return sum + weight * weight * variances[j]
    }
    return sum.squareRoot()
  }
}

extension RegionSpill {
  /// The same image with another resolution, and shifted along each axis, forth and back; the remainder stays.
  private func geometryUncertainty(_ image: RestoredImage) -> [(resolution: Double, registration: Double)] {
    func totals(_ spread: PointSpread) -> [Double] {
      let other = GeometricTransfer(parts, spread)
      let seen = spread.blurred(
        Brick(box: parts.domain, values: zip(parts.remainder, image.rest).map { $0 * $1 }))
      let c = other.solve(image.means, rest: seen.values)
      return volumes.map { zip($0, c).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    func spread(_ scale: Double, _ shift: Vector3 = .zero) -> PointSpread {
      PointSpread(
        fwhm: Length(correction.resolution.value * scale), shift: shift, on: parts.grid, within: parts.domain)
    }
    let usual = volumes.map { zip($0, image.concentrations).reduce(0) { $0 + $1.0 * $1.1 } }
    let u = correction.relativeUncertainty, d = correction.registration.value
    let (wide, narrow) = (totals(spread(1 + u)), totals(spread(1 - u)))
    let axes = [Vector3(d, 0, 0), Vector3(0, d, 0), Vector3(0, 0, d)]
    let moved = d > 0 ? axes.flatMap { [totals(spread(1, $0)), totals(spread(1, -$0))] } : []
    return usual.enumerated().map { n, value in
      guard value > 0 else { return (0, 0) }
      let squares = moved.reduce(0) { $0 + ($1[n] - value) * ($1[n] - value) } / 2
      return (abs(wide[n] - narrow[n]) / 2 / value, squares.squareRoot() / value)
    }
  }
}
