import Fixtures
import Foundation
import Testing
import Volumes

@testable import Phantoms

@Suite struct SolidTests {
  static let tilted = Matrix3(Vector3(0.8, 0, -0.6), Vector3(0, 1, 0), Vector3(0.6, 0, 0.8))

  /// The ends of a chord lie on the surface, its middle inside, points beyond it outside.
  @Test func chordsMeetTheSurface() throws {
    let solid = Solid.ellipsoid(centre: Vector3(5, -3, 2), radii: Vector3(20, 30, 40), axes: Self.tilted)
    let (origin, direction) = (Vector3(-50, -10, 9), Vector3(1, 0.1, -0.05))
    let (low, high) = try #require(solid.chord(origin, direction))
    for t in [low, high] {
      let q = solid.reduced(origin + direction * t - solid.centre)
      #expect(agree(q.norm, 1, relative: 1e-12))
    }
    #expect(solid.contains(origin + direction * ((low + high) / 2)))
    #expect(!solid.contains(origin + direction * (high + 0.01)))
    #expect(solid.chord(Vector3(0, 90, 0), direction) == nil)
  }

  @Test func volumesAreAnalytic() {
    let cases: [(Solid, Double)] = [
      (.sphere(centre: Vector3(1, 2, 3), radius: 4.924), 4 / 3 * Double.pi * pow(4.924, 3)),
      (
        .ellipsoid(centre: .zero, radii: Vector3(20, 30, 40), axes: Self.tilted), 4 / 3 * Double.pi * 24_000
      ),
      (.cylinder(centre: .zero, radii: (20, 10), bottom: -5, top: 15), Double.pi * 200 * 20),
      (
        Solid.sphere(centre: .zero, radius: 10).cut(.init(normal: Vector3(0.6, 0.8, 0), limit: 0)),
        2 / 3 * Double.pi * 1000
      ),
    ]
    for (solid, cubicMillimetres) in cases {
      let volume = Painting(solids: [solid]).visibleVolumes(inside: solid)[0]
      #expect(agree(volume, cubicMillimetres / 1000, relative: 1e-4))
    }
  }

  /// Areas of the contours times their distance, with the trapezoid's error only.
  @Test func contoursEncloseTheVolume() {
    let solids = [
      Solid.ellipsoid(centre: Vector3(3, 4, 0.3), radii: Vector3(20, 30, 40), axes: Self.tilted),
      Solid.sphere(centre: .zero, radius: 25).cut(.init(normal: Vector3(0.6, 0.8, 0), limit: 0)),
    ]
    for solid in solids {
      let areas = stride(from: -60.0, through: 60, by: 0.5).map { area(solid.contour(z: $0)) }
      let expected = Painting(solids: [solid]).visibleVolumes(inside: solid)[0] * 1000
      #expect(agree(areas.reduce(0, +) * 0.5, expected, relative: 1e-3))
      let polygon = solid.contour(z: 5)
      #expect(
        polygon.allSatisfy { p in
          let q = solid.reduced(p - solid.centre)
          return q.norm < 1.001 && solid.cuts.allSatisfy { $0.normal.dot(p) <= $0.limit + 1e-9 }
        })
    }
    #expect(solids[0].contour(z: 50).isEmpty)
  }

  func area(_ polygon: [Vector3]) -> Double {
    polygon.indices.reduce(0) { sum, n in
      let (p, q) = (polygon[n], polygon[(n + 1) % polygon.count])
      return sum + (p.x * q.y - q.x * p.y) / 2
    }
  }

  @Test func laterSolidsCoverEarlierOnes() {
    var line = Stretches()
    line.cover(0, 10, with: 0)
    line.cover(2, 4, with: 1)
    line.cover(3, 8, with: 2)
    line.cover(12, 13, with: 3)
    line.cover(9, 12.5, with: 4)
    #expect(line.items.map(\.low) == [0, 2, 3, 8, 9, 12.5])
    #expect(line.items.map(\.high) == [2, 3, 8, 9, 12.5, 13])
    #expect(line.items.map(\.index) == [0, 1, 2, 0, 4, 3])
    line.cover(-1, 20, with: 5)
    #expect(line.items.count == 1)
  }

  /// A rendered ball holds its volume wherever it lies and however the grid is turned.
  @Test(arguments: [Matrix3.identity, tilted])
  func renderingKeepsTheVolume(direction: Matrix3) throws {
    let grid = try Grid(
      size: GridSize(20, 18, 16), spacing: Vector3(2, 2.5, 3), direction: direction,
      origin: direction * Vector3(-20, -22, -24))
    let ball = Painting(solids: [.sphere(centre: Vector3(1.1, -0.4, 2.2), radius: 12)])
    let shift = RigidTransform(translation: Vector3(-1, 2, 0.7))
    let map = ball.render([[1], [3]], on: grid, placement: shift, lines: 4)
    let sum = map[0].voxels.reduce(0.0) { $0 + Double($1) } * grid.voxelVolume.value
    #expect(agree(sum, 4 / 3 * Double.pi * 1.728, relative: 2e-3))
    #expect(zip(map[0].voxels, map[1].voxels).allSatisfy { abs($0 * 3 - $1) < 1e-5 })
    #expect(map[0].voxels.max()! <= 1.000001)
  }
}
