import Testing
import Volumes

@testable import Quantification

/// The rules behind proposed structures, on a trunk with two lungs and a spine.
@Suite struct ProposalRulesTests {
  /// 2 mm voxels.
  static let grid = try! Grid(
    size: GridSize(120, 90, 20), spacing: Vector3(2, 2, 2), origin: Vector3(-119, -89, 0))

  static let image: Volume<Float> = {
    var image = Volume<Float>(grid: grid, repeating: -1000)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          let p = grid.position(Vector3(Double(i), Double(j), Double(k)))
          func isIn(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Bool {
            (p.x - x) * (p.x - x) / (a * a) + (p.y - y) * (p.y - y) / (b * b) <= 1
          }
          if isIn(0, 0, 110, 80) { image[i, j, k] = 40 }
          if isIn(-55, -5, 35, 50) || isIn(55, -5, 35, 50) { image[i, j, k] = -800 }
          if isIn(0, 50, 20, 16) { image[i, j, k] = 500 }
        }
      }
    }
    return image
  }()

  private static func volumes(_ image: Volume<Float>) throws -> [Double] {
    try ComputedTomographyRules(image.coarse(4)).structures().flatMap { found in
      (1...2).map { label in
        Double(found.labels.voxels.count { $0 == label }) * found.labels.grid.voxelVolume.value
      }
    }
  }

  @Test func noiseDoesNotDecide() throws {
    var noisy = Self.image, state: UInt32 = 7
    for n in noisy.voxels.indices {
      state = state &* 1_664_525 &+ 1_013_904_223
      noisy.voxels[n] += Float(Int32(bitPattern: state)) / Float(Int32.max) * 60
    }
    let (clean, found) = (try Self.volumes(Self.image), try Self.volumes(noisy))
    #expect(clean.count == 4 && clean[0] > 300 && clean[1] > 20 && clean[2] > 1000)
    for (a, b) in zip(clean, found) { #expect(abs(a - b) <= 0.03 * a, "\(a) \(b)") }
  }

  /// A block is the mean of its voxels, at their middle; what is left over at the far end belongs to none.
  @Test func blocksKeepPlaceAndMean() throws {
    let grid = try Grid(size: GridSize(5, 4, 2), spacing: Vector3(2, 1, 4), origin: Vector3(10, 20, 30))
    let volume = try Volume(grid: grid, voxels: (0..<40).map(Float.init))
    let coarse = try volume.coarse(4)
    #expect(coarse.grid.size == GridSize(2, 1, 2) && coarse.grid.spacing == Vector3(4, 4, 4))
    #expect(coarse.grid.origin == Vector3(11, 21.5, 30))
    #expect(coarse.voxels == [8, 10, 28, 30])
  }
}
