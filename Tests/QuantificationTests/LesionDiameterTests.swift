import Foundation
@testable import Quantification
import Testing
import Volumes

@Suite("Diameters of lesions")
struct LesionDiameterTests {
  private func ellipsoid(
    _ radii: Vector3, spacing: Vector3, turn: Double = 0, shift: Double = 0.3
  ) throws -> Occupancy {
    let n = 64
    let grid = try Grid(size: GridSize(n, n, 24), spacing: spacing)
    let centre = Vector3(Double(n) / 2 + shift, Double(n) / 2 + shift, 12) * spacing
    let (c, s) = (cos(turn), sin(turn))
    var mask = Volume<Bool>(grid: grid, repeating: false)
    for k in 0..<24 {
      for j in 0..<n {
        for i in 0..<n {
          let d = grid.position(Vector3(Double(i), Double(j), Double(k))) - centre
          let q = Vector3(c * d.x + s * d.y, c * d.y - s * d.x, d.z) / radii
          mask[i, j, k] = q.dot(q) <= 1
        }
      }
    }
    return Occupancy(mask)
  }

  /// The outline of a binary mask lies within half a voxel of the edge at either end: a voxel in all, however the
  /// ellipsoid is turned and whatever the spacing.
  @Test(arguments: [0, 0.3, 0.785, 1.2, 2.5], [1.0, 0.8])
  func ellipsoidsHaveTheirAxes(_ turn: Double, _ spacing: Double) throws {
    let region = try ellipsoid(
      Vector3(18, 11, 9), spacing: Vector3(spacing, spacing, 2), turn: turn)
    let diameters = try LesionDiameters(region)
    #expect(abs(diameters.long - 36) <= spacing, "\(diameters)")
    #expect(abs(diameters.short - 22) <= spacing, "\(diameters)")
    #expect(diameters.slice == 12)
  }

  @Test func spacingsOfBothAxesCount() throws {
    let region = try ellipsoid(Vector3(20, 10, 9), spacing: Vector3(1.5, 0.7, 2))
    let diameters = try LesionDiameters(region)
    #expect(abs(diameters.long - 40) <= 1.2)
    #expect(abs(diameters.short - 20) <= 1.0)
  }

  @Test func oneVoxelIsAVoxelWide() throws {
    let grid = try Grid(size: GridSize(5, 5, 5), spacing: Vector3(2, 2, 2))
    var mask = Volume<Bool>(grid: grid, repeating: false)
    mask[2, 2, 2] = true
    let diameters = try LesionDiameters(Occupancy(mask))
    #expect(abs(diameters.long - 2) < 1e-9)
    #expect(throws: (any Error).self) {
      try LesionDiameters(Occupancy(Volume<Bool>(grid: grid, repeating: false)))
    }
  }
}
