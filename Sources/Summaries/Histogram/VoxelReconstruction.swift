import Volumes

/// Linear dose and planar border inside each voxel of a small region; see `SubVoxelSampling`.
struct VoxelReconstruction {
  let dose: Volume<Float>
  let region: Occupancy
  let parts: Int
  /// Centres of the parts in voxel units, −½…½, i fastest.
  private let offsets: [SIMD3<Float>]

  init(dose: Volume<Float>, region: Occupancy, parts: Int) {
    (self.dose, self.region, self.parts) = (dose, region, parts)
    let axis = (0..<parts).map { (Float($0) + 0.5) / Float(parts) - 0.5 }
    offsets = axis.flatMap { z in axis.flatMap { y in axis.map { x in SIMD3(x, y, z) } } }
  }

  func samples() -> (doses: [Float], weights: [Float]) {
    var doses: [Float] = []
    var weights: [Float] = []
    let box = region.box
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        for i in box.lower.i..<box.upper.i where region[i, j, k] > 0 {
          let centre = dose[i, j, k]
          let slope = slopes(i, j, k)
          for (offset, weight) in filling(i, j, k) {
            doses.append(centre + (slope * offset).sum())
            weights.append(weight)
          }
        }
      }
    }
    return (doses, weights)
  }

  /// Parts that belong to the region with their weight in voxels; the weights add up to the fraction.
  private func filling(_ i: Int, _ j: Int, _ k: Int) -> [(SIMD3<Float>, Float)] {
    let fraction = region[i, j, k]
    let part = 1 / Double(offsets.count)
    let normal = inward(i, j, k)
    guard fraction < 1, normal != .zero else { return offsets.map { ($0, Float(part) * fraction) } }
    var left = Double(fraction)
    var filled: [(SIMD3<Float>, Float)] = []
    let order = offsets.map { (depth: (normal * $0).sum(), offset: $0) }.enumerated()
      .sorted { ($0.element.depth, $1.offset) > ($1.element.depth, $0.offset) }
    for candidate in order where left > 0 {
      filled.append((candidate.element.offset, Float(min(part, left))))
      left -= part
    }
    return filled
  }

  /// Gradient of the fractions, pointing into the region (3 × 3 × 3 weights 1, 2, 4 of Youngs' scheme).
  private func inward(_ i: Int, _ j: Int, _ k: Int) -> SIMD3<Float> {
    var sum = SIMD3<Float>.zero
    for dk in -1...1 {
      for dj in -1...1 {
        for di in -1...1 {
          let step = SIMD3(Float(di), Float(dj), Float(dk))
          let distance = abs(di) + abs(dj) + abs(dk)
          sum += step * (region[i + di, j + dj, k + dk] * (distance == 1 ? 4 : distance == 2 ? 2 : 1))
        }
      }
    }
    return sum
  }

  /// Dose per voxel width along each axis, limited so that no part falls below zero where the voxel does not.
  private func slopes(_ i: Int, _ j: Int, _ k: Int) -> SIMD3<Float> {
    let centre = dose[i, j, k]
    let slope = SIMD3(
      limited(neighbour(i - 1, j, k), centre, neighbour(i + 1, j, k)),
      limited(neighbour(i, j - 1, k), centre, neighbour(i, j + 1, k)),
      limited(neighbour(i, j, k - 1), centre, neighbour(i, j, k + 1)))
    let reach = (abs(slope.x) + abs(slope.y) + abs(slope.z)) / 2
    return centre >= 0 && reach > centre ? slope * (centre / reach) : slope
  }

  private func neighbour(_ i: Int, _ j: Int, _ k: Int) -> Float? {
    region[i, j, k] > 0 ? dose[i, j, k] : nil
  }

  private func limited(_ below: Float?, _ centre: Float, _ above: Float?) -> Float {
    switch (below, above) {
    case (nil, nil): return 0
    case (let low?, nil): return centre - low
    case (nil, let high?): return high - centre
    case (let low?, let high?):
      let (a, b) = (centre - low, high - centre)
      guard a * b > 0 else { return 0 }
      let size = min(2 * min(abs(a), abs(b)), abs(a + b) / 2)
      return a < 0 ? -size : size
    }
  }
}
