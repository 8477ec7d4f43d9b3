import Testing
import Volumes

/// Which regions a parent was drawn around, on a grid of 12³ voxels.
@Suite struct EnclosuresTests {
  private static let grid = try! Grid(size: GridSize(12, 12, 12), spacing: Vector3(2, 2, 2))

  private func box(_ i: Range<Int>, _ j: Range<Int>, _ k: Range<Int>, _ part: Float = 1) -> Volume<Float> {
    var all = Volume<Float>(grid: Self.grid, repeating: 0)
    for z in k { for y in j { for x in i { all[x, y, z] = part } } }
    return all
  }

  /// A parent of 8³ voxels without what fills its holes.
  private func parent(around holes: [Volume<Float>]) -> Occupancy {
    var all = box(2..<10, 2..<10, 2..<10)
    for hole in holes {
      for n in all.voxels.indices { all.voxels[n] = max(0, all.voxels[n] - hole.voxels[n]) }
    }
    return Occupancy(all)
  }

  private func fills(_ regions: [Volume<Float>], _ parent: Occupancy, unknown: Bool = false) -> [Bool] {
    let enclosures = Enclosures(regions.map { Occupancy($0) })
    return regions.indices.map { enclosures.fills($0, holeOf: parent, unknown: unknown) }
  }

  @Test func whatFillsAHoleIsFound() throws {
    let inside = box(4..<7, 4..<7, 4..<7)
    #expect(fills([inside], parent(around: [inside])) == [true])
    let enclosures = Enclosures([Occupancy(inside)])
    #expect(enclosures.share(around: 0, in: parent(around: [inside])) == 1)
    // At the border two of six faces or less look away.
    let edge = box(2..<5, 2..<5, 4..<7)
    #expect(fills([edge], parent(around: [edge])) == [true])
  }

  @Test func whatLiesInsideOrBesideIsNone() {
    let inside = box(4..<7, 4..<7, 4..<7), beside = box(10..<12, 4..<7, 4..<7)
    let whole = parent(around: [])
    #expect(fills([inside, beside], whole) == [false, false])
    let far = box(0..<1, 0..<1, 0..<1)
    #expect(fills([far], whole) == [false])
  }

  /// Two lesions in one hole: what each takes of the other's surroundings counts for neither.
  @Test func neighboursInAHole() {
    let a = box(4..<6, 4..<7, 4..<7), b = box(6..<8, 4..<7, 4..<7)
    #expect(fills([a, b], parent(around: [a, b])) == [true, true])
    // One within the other: nothing around it is free.
    let core = box(5..<6, 5..<6, 5..<6)
    let shell = box(4..<7, 4..<7, 4..<7)
    #expect(fills([core, shell], parent(around: [shell])) == [false, true])
    #expect(fills([core, shell], parent(around: [shell]), unknown: true) == [true, true])
  }

  /// Borders that both fill in part.
  @Test func fractionsOfBorderVoxels() {
    var lesion = box(3..<9, 3..<9, 3..<9, 0.4)
    for k in 4..<8 { for j in 4..<8 { for i in 4..<8 { lesion[i, j, k] = 1 } } }
    #expect(fills([lesion], parent(around: [lesion])) == [true])
    let small = box(5..<6, 5..<6, 5..<6, 0.2)
    #expect(fills([small], parent(around: [small])) == [false], "most of the voxel is the parent’s")
  }

  @Test func nothingAndTheEdgeOfTheGrid() {
    #expect(Enclosures([]).share(around: 0, in: parent(around: [])) == nil)
    let corner = box(0..<2, 0..<2, 0..<2)
    var rest = Volume<Float>(grid: Self.grid, repeating: 1)
    for n in rest.voxels.indices { rest.voxels[n] -= corner.voxels[n] }
    #expect(fills([corner], Occupancy(rest)) == [true], "beyond the grid is neither inside nor outside")
    #expect(fills([Volume<Float>(grid: Self.grid, repeating: 0)], Occupancy(rest)) == [false])
  }
}
