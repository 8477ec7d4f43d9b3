@testable import Statistics
import Testing
import Volumes

@testable import Alignment

@Suite("shapes of masks")
struct MorphologyTests {
  static let grid = try! Grid(size: GridSize(24, 20, 16), spacing: Vector3(1, 1.5, 2.5))

  static func ball(_ centre: Vector3, _ radius: Double) -> Volume<Bool> {
    Torso.volume({ ($0 - centre).norm <= radius ? 1 : 0 }, on: grid).mapped { $0 > 0.5 }
  }

  /// Every pair of voxels, the slow and sure way.
  static func bruteDistance(_ mask: Volume<Bool>, _ p: Vector3) -> Double {
    var least = Double.infinity
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i where mask[i, j, k] {
          least = min(least, (grid.position(Vector3(Double(i), Double(j), Double(k))) - p).norm)
        }
      }
    }
    return least
  }

  static let centre = Vector3(11, 14, 18)
  static func count(_ mask: Volume<Bool>) -> Int { mask.voxels.count { $0 } }

  @Test("distances are exact for unequal spacings")
  func distance() throws {
    var mask = Self.ball(Self.centre, 5)
    mask[2, 3, 1] = true
    let map = try Morphology.distance(to: mask)
    for (i, j, k) in [(0, 0, 0), (23, 19, 15), (12, 0, 8), (3, 4, 2), (11, 9, 7)] {
      let expected = Self.bruteDistance(mask, Self.grid.position(Vector3(Double(i), Double(j), Double(k))))
      #expect(abs(Double(map[i, j, k]) - expected) < 1e-4)
    }
    #expect(try Morphology.distance(to: mask.mapped { _ in false })[0, 0, 0] == .infinity)
  }

  @Test("signed distance is negative inside, and a ball of that radius fits")
  func signedDistance() throws {
    let mask = Self.ball(Self.centre, 8)
    let map = try Morphology.signedDistance(of: mask)
    #expect(zip(map.voxels, mask.voxels).allSatisfy { ($0 < 0) == $1 })
    let deepest = map.voxels.indices.min { map.voxels[$0] < map.voxels[$1] }!
    let (i, j, k) = (deepest % 24, deepest / 24 % 20, deepest / 480)
    let place = Self.grid.position(Vector3(Double(i), Double(j), Double(k)))
    let fitted = Self.ball(place, Double(-map.voxels[deepest]) - 1e-3)
    #expect(zip(fitted.voxels, mask.voxels).allSatisfy { !$0 || $1 })
    #expect(Self.count(fitted) > 100)
  }

  @Test("a dilated voxel is a ball in millimetres")
  func dilatedPoint() throws {
    var mask = Volume<Bool>(grid: Self.grid, repeating: false)
    mask[11, 9, 7] = true
    let place = Self.grid.position(Vector3(11, 9, 7))
    #expect(try Morphology.dilate(mask, by: 5) == Self.ball(place, 5 + 1e-4))
    #expect(try Morphology.dilate(mask, by: 0) == mask)
  }

  @Test("laws: opening shrinks, closing grows, both are idempotent, erosion is dilation of the rest")
  func laws() throws {
    var random = SplitMix64(seed: 11)
    let mask = Volume<Bool>(grid: Self.grid, repeating: false).mapped { _ in random.unit() < 0.35 }
    let (opened, closed) = (try Morphology.open(mask, by: 1.6), try Morphology.close(mask, by: 1.6))
    #expect(zip(opened.voxels, mask.voxels).allSatisfy { !$0 || $1 })
    #expect(zip(mask.voxels, closed.voxels).allSatisfy { !$0 || $1 })
    #expect(try Morphology.open(opened, by: 1.6) == opened)
    #expect(try Morphology.close(closed, by: 1.6) == closed)
    let rest = mask.mapped { !$0 }
    #expect(try Morphology.erode(mask, by: 1.6) == Morphology.dilate(rest, by: 1.6).mapped { !$0 })
    #expect(opened != mask && closed != mask)
  }

  @Test("components are counted by size, over faces or over corners")
  func components() throws {
    var mask = Volume<Bool>(grid: Self.grid, repeating: false)
    for i in 0..<3 { mask[i, 0, 0] = true }
    mask[3, 1, 0] = true  // touches the first by an edge
    for i in 0..<6 { mask[i, 10, 10] = true }
    mask[20, 19, 15] = true
    let faces = try Morphology.components(mask)
    #expect(faces.sizes == [6, 3, 1, 1])
    #expect(try Morphology.components(mask, neighbours: .all).sizes == [6, 4, 1])
    #expect(faces.labels[0, 10, 10] == 1 && faces.labels[0, 0, 0] == 2 && faces.labels[20, 19, 15] == 4)
    #expect(Self.count(faces.mask(1)) == 6)
    #expect(try Morphology.largestComponent(mask) == faces.mask(1))
    #expect(try Morphology.components(mask.mapped { _ in false }).sizes == [])
  }

  @Test("holes are filled, bays are not")
  func holes() throws {
    var mask = Self.ball(Self.centre, 9)
    let whole = mask
    mask[11, 9, 7] = false
    mask[12, 9, 7] = false
    #expect(try Morphology.fillHoles(mask) == whole)
    for i in 0..<12 { mask[i, 9, 7] = false }
    #expect(try Morphology.fillHoles(mask) == mask)
  }
}
