import Quantities
import Stages
import Testing
import Volumes

@testable import Summaries

/// A series of operations at once is the same as one after another, bit for bit.
@Suite struct RegionSeriesTests {
  static let grid = try! Grid(size: GridSize(12, 11, 10), spacing: Vector3(repeating: 3))

  /// A block with fractions that differ from voxel to voxel.
  static func block(_ low: Int, _ high: Int, _ seed: Int) -> Occupancy {
    var volume = Volume<Float>(grid: grid, repeating: 0)
    for k in low..<min(high, 10) {
      for j in low..<min(high, 11) {
        for i in low..<high { volume[i, j, k] = Float((7 * i + 3 * j + 5 * k + seed) % 9) / 8 }
      }
    }
    return Occupancy(volume)
  }

  static let regions = [block(1, 5, 0), block(3, 7, 4), block(6, 9, 2), block(9, 12, 1), block(2, 4, 7)]

  static func single(_ a: Occupancy, _ operation: RegionOperation, _ b: Occupancy) throws -> Occupancy {
    switch operation {
    case .union: try a.union(b)
    case .unionApart: try a.unionApart(b)
    case .subtracting: try a.subtracting(b)
    case .subtractingApart: try a.subtractingApart(b)
    }
  }

  @Test(arguments: [
    [RegionOperation.union, .union, .unionApart, .union, .unionApart],
    [.subtracting, .subtractingApart, .subtracting, .subtracting, .subtractingApart],
  ]) func aSeriesIsOneAfterAnother(_ operations: [RegionOperation]) throws {
    let start = Self.block(2, 9, 3)
    let series = Array(zip(operations, Self.regions))
    let slow = try series.reduce(start) { try Self.single($0, $1.0, $1.1) }
    let quick = try start.applying(series.map { (operation: $0.0, region: $0.1) })
    #expect(quick.dense == slow.dense && quick.box == slow.box)
    #expect(quick.dense != start.dense)
  }

  @Test func anotherGridIsRefused() throws {
    let other = try Grid(size: GridSize(12, 11, 10), spacing: Vector3(repeating: 4))
    let foreign = Occupancy(Volume<Float>(grid: other, repeating: 1))
    #expect(throws: GridError.self) { try Self.regions[0].applying([(.union, foreign)]) }
  }
}
