import Checks
import Diagnostics
import Fixtures
import Stages
import Testing
import Volumes

@testable import Intake

/// Which contours lie in one plane is decided against the distance of the slices.
@Suite struct ContourPlaneTests {
  private static let grid = Grids.cube(48, spacing: 2)

  /// Islands side by side in each slice, each of them off its slice by up to `jitter`.
  private func islands(_ count: Int, step: Double, jitter: Double, kind: Contour.Kind = .closedPlanar)
    -> [Contour]
  {
    (0..<8).flatMap { slice in
      (0..<count).map { n in
        let z = Double(slice) * step - 20 + jitter * (Double((7 * n + 3 * slice) % 5) / 2 - 1) / 2
        let x = Double(n) * 12 - 30
        return Contour(
          kind: kind, points: [(0, 0), (8, 0), (8, 8), (0, 8)].map { Vector3(x + $0.0, $0.1 - 4, z) })
      }
    }
  }

  private func read(_ contours: [Contour], nominal: Double? = nil) -> (Structure?, [ImageFinding]) {
    RegionOfInterest(name: "islands", contours: contours).structure(
      role: .tumour, on: Self.grid, planeSpacing: nominal)
  }

  /// 8 slices of `count` squares of 64 mm²: a plane for each slice, whatever the scatter.
  @Test(arguments: [(1.0, 0.0), (1.0, 0.09), (3.0, 0.25), (5.0, 0.04), (5.0, 0.4)])
  func scatterWithinASliceMakesNoPlane(step: Double, jitter: Double) throws {
    for count in [1, 2, 5] {
      let (structure, problems) = read(islands(count, step: step, jitter: jitter))
      let expected = Double(count) * 8 * 64 * step / 1000
      // The end planes scatter too.
      #expect(agree(try #require(structure).region.millilitres, expected, relative: 0.02), "\(count)")
      #expect(structure?.origin == "contours (8 planes)" && problems.isEmpty, "\(problems)")
    }
  }

  /// Thin slices are slices: nothing is joined that a scanner can tell apart.
  @Test(arguments: [0.3, 0.5, 0.6])
  func thinSlicesStaySlices(step: Double) throws {
    let (structure, _) = read(islands(2, step: step, jitter: 0))
    #expect(structure?.origin == "contours (8 planes)")
    #expect(agree(try #require(structure).region.millilitres, 2 * 8 * 64 * step / 1000, relative: 1e-3))
  }

  /// Two pieces 60 mm apart: the gap is no slice distance.
  @Test func aGapBetweenPiecesIsNoSliceDistance() {
    for pieces in [[0.0, 3, 60, 63], [0, 3, 6, 60], [0, 1, 2, 60, 61, 62]] {
      let step = pieces[1]
      let near = ContourStack.tolerance(pieces, nominal: step)
      #expect(ContourStack.clusters(pieces, within: near).count == pieces.count, "\(near)")
    }
    #expect(ContourStack.tolerance([5], nominal: 3) == ContourStack.coincidence)
    #expect(ContourStack.clusters([], within: 1).isEmpty)
  }

  @Test func interpolatedContoursAreClosedAndTold() throws {
    let (structure, problems) = read(islands(1, step: 3, jitter: 0, kind: .interpolatedPlanar))
    #expect(agree(try #require(structure).region.millilitres, 8 * 64 * 3 / 1000, relative: 1e-6))
    #expect(problems.count == 1 && problems[0].what.hasPrefix("8 contours of type INTERPOLATED_PLANAR"))
    let mixed = islands(1, step: 3, jitter: 0).enumerated().map { n, contour in
      var contour = contour
      if n % 2 == 1 { contour.kind = .interpolatedPlanar }
      return contour
    }
    #expect(agree(try #require(read(mixed).0).region.millilitres, 8 * 64 * 3 / 1000, relative: 1e-6))
    #expect(Contour.Kind(rawValue: "INTERPOLATED_PLANAR")?.isClosed == true)
  }
}
