import Foundation
import Testing
import Volumes

@Suite struct GridTests {
  static func oblique(frame: String? = nil, origin: Vector3 = Vector3(-10, 20, 30)) throws -> Grid {
    let a = 0.3, b = 0.2
    let x = Vector3(cos(a), sin(a), 0)
    let y = Vector3(-sin(a) * cos(b), cos(a) * cos(b), sin(b))
    return try Grid(
      size: GridSize(4, 5, 6), spacing: Vector3(1, 2, 3), direction: Matrix3(x, y, x.cross(y)),
      origin: origin,
      frameOfReference: frame)
  }

  @Test func indexIsTheInverseOfPosition() throws {
    let grid = try GridTests.oblique()
    for corner in grid.corners + [Vector3(0.3, 1.7, 2.2)] {
      #expect((grid.index(of: grid.position(corner)) - corner).norm < 1e-12)
    }
    #expect(grid.position(.zero) == grid.origin)
    #expect(abs(grid.voxelVolume.value - 0.006) < 1e-15)
  }

  @Test func firstIndexRunsFastest() throws {
    let grid = try GridTests.oblique()
    #expect(grid.offset(1, 0, 0) == 1)
    #expect(grid.offset(0, 1, 0) == 4)
    #expect(grid.offset(0, 0, 1) == 20)
  }

  @Test func matchingAsksForPlaceAndFrame() throws {
    let a = try GridTests.oblique(frame: "1.2"), b = try GridTests.oblique(frame: "1.3")
    #expect(a.matches(a))
    #expect(!a.matches(b))
    #expect(a.hasOtherFrame(than: b))
    #expect(try a.matches(GridTests.oblique()))
    #expect(try !a.matches(GridTests.oblique(frame: "1.2", origin: Vector3(-10, 20, 30.1))))
  }

  @Test func impossibleGridsAreRefused() throws {
    let sheared = Matrix3(Vector3(1, 0, 0), Vector3(0.1, 0.995, 0), Vector3(0, 0, 1))
    #expect(throws: GridError.self) { try Grid(size: GridSize(0, 1, 1), spacing: Vector3(1, 1, 1)) }
    #expect(throws: GridError.self) { try Grid(size: GridSize(1, 1, 1), spacing: Vector3(1, -1, 1)) }
    #expect(throws: GridError.self) { try Grid(size: GridSize(1, 1, 1), spacing: Vector3(1, .nan, 1)) }
    #expect(throws: GridError.self) {
      try Grid(size: GridSize(1, 1, 1), spacing: Vector3(1, 1, 1), direction: sheared)
    }
  }

  @Test func aVolumeFillsItsGrid() throws {
    let grid = try GridTests.oblique()
    #expect(throws: GridError.voxelCount(expected: 120, found: 3)) {
      try Volume(grid: grid, voxels: [1, 2, 3])
    }
  }
}

@Suite struct OccupancyTests {
  @Test func cropsToItsBoxAndComesBackWhole() throws {
    let grid = try GridTests.oblique()
    var volume = Volume<Float>(grid: grid, repeating: 0)
    volume[1, 2, 3] = 0.25
    volume[3, 4, 5] = 1
    let region = Occupancy(volume)
    #expect(region.box == IndexBox(lower: GridSize(1, 2, 3), upper: GridSize(4, 5, 6)))
    #expect(region.dense == volume)
    #expect(region[1, 2, 3] == 0.25)
    #expect(region[0, 0, 0] == 0)
    #expect(abs(region.millilitres - 1.25 * 0.006) < 1e-12)
    var visited: [Int: Float] = [:]
    region.forEach { visited[$0] = $1 }
    #expect(visited == [grid.offset(1, 2, 3): 0.25, grid.offset(3, 4, 5): 1])
  }

  @Test func anEmptyRegionIsEmpty() throws {
    let region = Occupancy(Volume<Float>(grid: try GridTests.oblique(), repeating: 0))
    #expect(region.isEmpty)
    #expect(region.millilitres == 0)
  }
}

@Suite struct RigidTransformTests {
  @Test func theInverseUndoesAndComposesInOrder() {
    let turn = Matrix3(Vector3(0, 1, 0), Vector3(-1, 0, 0), Vector3(0, 0, 1))
    let a = RigidTransform(rotation: turn, translation: Vector3(1, 2, 3))
    let p = Vector3(5, -7, 11)
    #expect((a.inverse(a(p)) - p).norm < 1e-12)
    let b = RigidTransform(translation: Vector3(10, 0, 0))
    #expect(a.then(b)(p) == b(a(p)))
    #expect(a.then(b)(p) != b.then(a)(p))
    #expect((turn.inverse * (turn * p) - p).norm < 1e-12)
  }
}
