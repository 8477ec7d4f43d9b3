import Foundation
import Quantities
import Stages
import Testing
import Volumes

@testable import Intake

/// One slice with the slope of another is told; organs, lesions, edges and noise are not.
@Suite struct SliceStepTests {
  private static let grid = try! Grid(size: GridSize(32, 32, 20), spacing: Vector3(4, 4, 4))

  /// A body with a liver and a lesion of the size of a voxel or two, blurred as an image is; `noise` relative.
  private static func image(noise: Double = 0) -> Volume<Float> {
    var state = UInt64(7)
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24) - 0.5
    }
    func gauss(_ d: Vector3, _ s: Double) -> Double { exp(-d.dot(d) / (2 * s * s)) }
    var volume = Volume<Float>(grid: grid, repeating: 0)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          let p = Vector3(Double(i) - 15.5, Double(j) - 15.5, Double(k) - 9.5)
          let inside = p.x * p.x + p.y * p.y < 150 ? 1.0 : 0.02
          let organ = 9000 * gauss(p - Vector3(4, 0, 3), 4)
          let value = inside * (3000 + organ + 200_000 * gauss(p - Vector3(-5, 3, -2), 0.9))
          volume[i, j, k] = Float(value * (1 + noise * random()))
        }
      }
    }
    return volume
  }

  private static func told(
    _ volume: Volume<Float>, _ unit: ImageUnit = .becquerelPerMillilitre, modality: String = "PT"
  ) -> [String] {
    Inventory.findings(
      onValuesOf: ImageSeries(id: "P", modality: modality, values: volume, unit: unit)
    ).map(\.problem.what).filter { $0.contains("neighbours") }
  }

  private static func scaled(_ volume: Volume<Float>, slice: Int, by factor: Float) -> Volume<Float> {
    var copy = volume
    let plane = volume.grid.size.i * volume.grid.size.j
    for n in slice * plane..<(slice + 1) * plane { copy.voxels[n] *= factor }
    return copy
  }

  @Test(arguments: [0, 0.3, 0.8]) func aSoundImageIsNot(_ noise: Double) {
    #expect(Self.told(Self.image(noise: noise)).isEmpty)
  }

  @Test(arguments: [0, 1, 6, 11, 18, 19], [1.25, 0.75, 2, 0.1]) func aSlopeOfAnotherSliceIsTold(
    _ slice: Int, _ factor: Float
  ) {
    for noise in [0, 0.5] {
      let told = Self.told(Self.scaled(Self.image(noise: noise), slice: slice, by: factor))
      #expect(told.count == 1 && told[0].contains("slice \(slice + 1) of 20"), "\(told)")
    }
    let odd = Self.scaled(Self.image(), slice: slice, by: factor)
    #expect(Self.told(odd, .other("relative")).isEmpty && Self.told(odd, modality: "NM").isEmpty)
  }

  /// Few counts in thin air: every slice differs from its neighbours.
  @Test func sparseCountsAreNoSteps() {
    var state = UInt64(3)
    var volume = Self.image()
    for n in volume.voxels.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      volume.voxels[n] = Float((state >> 40) % 5) * 100
    }
    #expect(Self.told(volume).isEmpty)
  }

  /// A block that begins and ends within a slice, as phantoms do.
  @Test func sharpEndsAreNoSteps() throws {
    var block = Volume<Float>(grid: Self.grid, repeating: 0)
    for k in 5..<15 { for j in 8..<24 { for i in 8..<24 { block[i, j, k] = 1e5 } } }
    #expect(Self.told(block).isEmpty)
  }
}
