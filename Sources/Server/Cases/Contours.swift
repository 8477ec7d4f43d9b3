import Alignment
import Diagnostics
import Foundation
import Quantification
import Stages
import Volumes

/// Drawing by rule: thresholds, growth, margins, slices between slices.
enum Contours {
  /// What is joined over faces to the seed and lies between two values; nothing where the seed does not.
  static func grow(_ image: Volume<Float>, from seed: Vector3, _ low: Float, _ high: Float) throws -> Volume<
    Bool
  > {
    let index = image.grid.index(of: seed).rounded(.toNearestOrAwayFromZero)
    let size = image.grid.size
    let (i, j, k) = (Int(index.x), Int(index.y), Int(index.z))
    guard (0..<size.i).contains(i), (0..<size.j).contains(j), (0..<size.k).contains(k) else {
      throw Refusal(422, "the seed lies outside the volume", at: "seed_mm")
    }
    let parts = try Morphology.components(image.mask(from: low, to: high))
    let own = parts.labels[i, j, k]
    return own == 0 ? Volume(grid: image.grid, repeating: false) : parts.mask(Int(own))
  }

  /// Wider by a number of millimetres, or narrower where that is negative.
  static func margin(_ mask: Volume<Bool>, _ millimetres: Double) throws -> Volume<Bool> {
    try millimetres < 0 ? Morphology.erode(mask, by: -millimetres) : Morphology.dilate(mask, by: millimetres)
  }

  /// Slices that were left out between drawn ones, by the mean of signed distances (Raya & Udupa 1990,
  /// doi:10.1109/42.52980).
  static func interpolated(_ mask: Volume<Bool>) throws -> Volume<Bool> {
    let size = mask.grid.size, plane = size.i * size.j
    let drawn = (0..<size.k).filter { k in mask.voxels[(k * plane)..<((k + 1) * plane)].contains(true) }
    var result = mask
    for (below, above) in zip(drawn, drawn.dropFirst()) where above > below + 1 {
      let (low, high) = (try distance(mask, below), try distance(mask, above))
      for k in (below + 1)..<above {
        let t = Float(k - below) / Float(above - below)
        for n in 0..<plane { result.voxels[k * plane + n] = low[n] * (1 - t) + high[n] * t < 0 }
      }
    }
    return result
  }

  private static func distance(_ mask: Volume<Bool>, _ k: Int) throws -> [Float] {
    let size = mask.grid.size, plane = size.i * size.j
    let grid = try Grid(
      size: GridSize(size.i, size.j, 1), spacing: mask.grid.spacing, direction: mask.grid.direction,
      origin: mask.grid.origin, frameOfReference: nil)
    let slice = try Volume(grid: grid, voxels: Array(mask.voxels[(k * plane)..<((k + 1) * plane)]))
    return try Morphology.signedDistance(of: slice).voxels
  }

  enum Operation: String { case union, subtract, intersect }

  static func combined(_ operation: Operation, _ a: Volume<Bool>, _ b: Volume<Bool>) throws -> Volume<Bool> {
    let voxels = zip(a.voxels, b.voxels).map { a, b in
      switch operation {
      case .union: a || b
      case .subtract: a && !b
      case .intersect: a && b
      }
    }
    return try Volume(grid: a.grid, voxels: voxels)
  }

  /// The mask as another grid sees it, by the nearest voxel.
  static func laid(_ mask: Volume<Bool>, onto grid: Grid) -> Volume<UInt8> {
    var out = Volume<UInt8>(grid: grid, repeating: 0)
    let size = mask.grid.size, inverse = mask.grid.axes.inverse
    let isSame = mask.grid.matches(grid)
    var n = 0
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          defer { n += 1 }
          if isSame {
            out.voxels[n] = mask.voxels[n] ? 1 : 0
            continue
          }
          let place = grid.position(Vector3(Double(i), Double(j), Double(k)))
          let index = (inverse * (place - mask.grid.origin)).rounded(.toNearestOrAwayFromZero)
          let (x, y, z) = (Int(index.x), Int(index.y), Int(index.z))
          guard x >= 0, y >= 0, z >= 0, x < size.i, y < size.j, z < size.k else { continue }
          out.voxels[n] = mask[x, y, z] ? 1 : 0
        }
      }
    }
    return out
  }
}
