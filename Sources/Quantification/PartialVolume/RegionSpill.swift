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
    /// By how much it changes, Bq, with one standard uncertainty of the resolution.
    var resolution: Double
    /// Standard uncertainty by where the regions lie on the image, Bq.
    var registration: Double
  }

  private let parts: RegionParts
  private let transfer: GeometricTransfer
  /// With a resolution one standard uncertainty wider and narrower.
  private let wide: GeometricTransfer
  private let narrow: GeometricTransfer
  /// Of images that are displaced from the regions by one standard uncertainty: forth and back along each axis.
  private let moved: [GeometricTransfer]
  private let shares: [[(part: Int, share: Brick)]]
  /// Volume of each part that a region has, mL; without the remainder.
  private let volumes: [[Double]]

  /// - Parameters:
  ///   - structures: on one grid, at least one of them.
  ///   - interpolated: whether the images were interpolated onto the grid.
  init(_ structures: [Structure], _ correction: RegionCorrection, interpolated: Bool) {
    let parts = RegionParts(structures, fwhm: correction.resolution)
    self.parts = parts
    func transfer(_ scale: Double, _ shift: Vector3 = .zero) -> GeometricTransfer {
      let width = Length(correction.resolution.value * scale)
      let widening = interpolated ? PointSpread.interpolation(on: parts.grid) : .zero
      return GeometricTransfer(
        parts,
        PointSpread(fwhm: width, widening: widening, shift: shift, on: parts.grid, within: parts.domain))
    }
    let (u, d) = (correction.relativeUncertainty, correction.registration.value)
    self.transfer = transfer(1)
    (wide, narrow) = (transfer(1 + u), transfer(1 - u))
    let axes = d > 0 ? [Vector3(d, 0, 0), Vector3(0, d, 0), Vector3(0, 0, d)] : []
    moved = axes.flatMap { [transfer(1, $0), transfer(1, -$0)] }
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
  func values(_ image: ActivityVolume) -> [Value] {
    let measured = Brick(image.map.values, in: parts.domain).values
    let restored = RestoredImage(measured, transfer)
    let noise = image.map.statistical.map { parts.variances(Brick($0, in: parts.domain).values) }
    let usual = activities(restored)
    func others(_ other: GeometricTransfer) -> [Double] {
      activities(RestoredImage(measured, other, near: restored))
    }
    let (more, less) = (others(wide), others(narrow))
    let shifted = moved.map(others)
    return shares.indices.map { n in
      let squares = shifted.reduce(0) { $0 + ($1[n] - usual[n]) * ($1[n] - usual[n]) } / 2
      return Value(
        activity: usual[n], noise: noise.map { deviation(volumes[n], $0) },
        resolution: (more[n] - less[n]) / 2, registration: squares.squareRoot())
    }
  }

  private func activities(_ image: RestoredImage) -> [Double] { shares.map { activity($0, image) } }

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
