@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
import Stages
import Testing
import Volumes

@testable import Intake

/// Structure sets as public reports describe them.
@Suite struct ReportedContourTests {
  static let grid = Grids.cube(40, spacing: 2)
  static let roi = UInt32(0x3006_0039), observations = UInt32(0x3006_0080)

  /// Three spheres under the numbers 1 to 3, after `change` to the elements of the file.
  private func read(_ change: (inout RawElements) throws -> Void) throws -> (StructureSet, [Problem]) {
    var result: (StructureSet, [Problem])?
    try RoundTripTests.inFolder { folder in
      let regions = [8.0, 12, 16].enumerated().map { n, radius in
        RegionOfInterest(
          name: "sphere \(Int(radius))", number: n + 1, contours: DrawnSolid.sphere(radius, step: 2).contours)
      }
      let path = try DICOMWriter.writeStructureSet(regions, Written.context, to: folder).path
      var raw = try RawElements(path)
      try change(&raw)
      try raw.write(to: path)
      let (set, findings) = try StructureReader.read(path, onto: Self.grid)
      result = (set, findings.map(\.problem))
    }
    return try #require(result)
  }

  private func element(_ tag: UInt32, of raw: RawElements) throws -> RawElements.Element {
    try #require(raw.elements.first { $0.tag == tag })
  }

  private func expectVolumes(_ set: StructureSet, _ radii: [Double]) {
    #expect(set.structures.map(\.name) == radii.map { "sphere \(Int($0))" })
    for (structure, radius) in zip(set.structures, radii) {
      #expect(
        agree(
          structure.region.millilitres, DrawnSolid.sphere(radius, step: 2).millilitres, relative: 0.01))
    }
  }

  @Test func contoursInAnotherOrderThanTheirNamesStayWithTheirNumbers() throws {
    let (set, problems) = try read { raw in try element(Self.roi, of: raw).items.reverse() }
    expectVolumes(set, [8, 12, 16])
    #expect(problems.allSatisfy { $0.what.contains("frame of reference") }, "\(problems)")
  }

  @Test func aNameWithoutContoursCostsNoOther() throws {
    let (set, problems) = try read { raw in _ = try element(Self.roi, of: raw).items.remove(at: 1) }
    expectVolumes(set, [8, 16])
    #expect(problems.contains { "\($0)".contains("sphere 12") }, "\(problems)")
  }

  @Test func anObservationOfNothingIsNoStructure() throws {
    let (set, _) = try read { raw in
      let list = try element(Self.observations, of: raw)
      let copy = list.items[0].map { old -> RawElements.Element in
        let new = RawElements.Element(old.tag, old.vr, old.value)
        if old.tag == 0x3006_0084 { new.value = Array("77".utf8) }
        return new
      }
      list.items.insert(copy, at: 0)
    }
    expectVolumes(set, [8, 12, 16])
  }

  @Test func contoursNeedNotNameTheirImages() throws {
    let (set, _) = try read { raw in
      for path in raw.paths.reversed() where [0x3006_0016, 0x3006_0012].contains(path.tag) { raw.drop(path) }
      #expect(!raw.paths.contains { $0.tag == 0x3006_0016 })
    }
    expectVolumes(set, [8, 12, 16])
  }

  private func region(_ contours: [Contour], on grid: Grid = grid) throws -> Occupancy {
    let (structure, problems) = RegionOfInterest(name: "x", contours: contours).structure(
      role: .tumour, on: grid)
    #expect(problems.isEmpty, "\(problems)")
    return try #require(structure).region
  }

  /// A ring in the hole of a ring, whatever order and sense of turning they are written in.
  @Test func threeNestedContoursAreARingAndACore() throws {
    let (frame, heights) = (DrawnSolid.Frame(), DrawnSolid.heights(15, 3))
    let expected = Double.pi * (30 * 30 - 20 * 20 + 9 * 9) * 30 / 1000
    for order in [[30.0, 20, 9], [9, 20, 30], [20, 30, 9]] {
      for turn in [false, true] {
        let contours = heights.flatMap { z in
          order.map { radius in
            var contour = DrawnSolid.circle(radius, at: z, in: frame)
            if turn, radius == 20 { contour.points.reverse() }
            return contour
          }
        }
        #expect(agree(try region(contours).millilitres, expected, relative: 0.005))
      }
    }
  }

  /// Contours need not lie in the planes of the slices, nor in each of them.
  @Test(arguments: [(2.0, 1.3), (2, 0.5), (4, 0), (4, 1.3)])
  func contoursBetweenTheSlicesKeepTheirVolume(step: Double, shift: Double) throws {
    var frame = DrawnSolid.Frame()
    frame.centre.z += shift
    let solid = DrawnSolid.cylinder(15, length: 40, step: step, in: frame)
    #expect(agree(try region(solid.contours).millilitres, solid.millilitres, relative: 0.005))
  }

  /// A box along the edges of voxels fills them, and nothing beside them.
  @Test func edgesOfPixelsAreNotCentresOfPixels() throws {
    let low = Self.grid.position(Vector3(4.5, 6.5, 0)), high = Self.grid.position(Vector3(10.5, 9.5, 0))
    let contours = (11..<15).map { k in
      let z = Self.grid.position(Vector3(0, 0, Double(k))).z
      return Contour(
        points: [(low.x, low.y), (high.x, low.y), (high.x, high.y), (low.x, high.y)].map {
          Vector3($0.0, $0.1, z)
        })
    }
    let box = try region(contours)
    #expect(box.box == IndexBox(lower: GridSize(5, 7, 11), upper: GridSize(11, 10, 15)))
    #expect(box.fractions.allSatisfy { abs($0 - 1) < 1e-6 })
  }
}
