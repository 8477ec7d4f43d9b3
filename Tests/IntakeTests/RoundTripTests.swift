@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Intake

/// What is written comes back: values, geometry, meaning; in all 48 orientations of the axes and an oblique one.
@Suite struct RoundTripTests {
  static let directions = Grids.orientations + [Written.oblique]

  /// Runs in a folder that is removed afterwards.
  static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// Largest difference between two volumes that need not be stored in the same order of slices.
  static func difference(_ a: Volume<Float>, _ b: Volume<Float>) -> Float {
    var worst: Float = 0
    let size = a.grid.size
    for k in 0..<size.k {
      for j in 0..<size.j {
        for i in 0..<size.i {
          let there = b.grid.index(of: a.grid.position(Vector3(Double(i), Double(j), Double(k))))
          let near = there.rounded(.toNearestOrAwayFromZero)
          guard (there - near).norm < 1e-3, near.min() >= 0, Int(near.x) < b.grid.size.i,
            Int(near.y) < b.grid.size.j,
            Int(near.z) < b.grid.size.k
          else { return .infinity }
          worst = max(worst, abs(a[i, j, k] - b[Int(near.x), Int(near.y), Int(near.z)]))
        }
      }
    }
    return worst
  }

  @Test func differenceSeesAShiftAndAFlip() throws {
    let grid = Written.grid()
    let shifted = try Grid(
      size: grid.size, spacing: grid.spacing, origin: grid.origin + Vector3(0, 0, 2),
      frameOfReference: Written.frame)
    #expect(Self.difference(Written.ramp(grid), Written.ramp(shifted)) == .infinity)
    #expect(Self.difference(Written.ramp(grid), Written.ramp(grid).slicesReversed) == 0)
    var changed = Written.ramp(grid)
    changed.voxels.reverse()
    #expect(Self.difference(Written.ramp(grid), changed) > 1)
  }

  /// Half a step of the largest value is the most that a voxel may be off.
  @Test(arguments: [(16, 65535.0), (32, 4_294_967_295.0)]) func dosesComeBack(_ bits: Int, _ largest: Double)
    throws
  {
    try Self.inFolder { folder in
      for direction in Self.directions {
        let dose = Written.dose(Written.grid(direction))
        let files = try DICOMWriter.writeDose(dose, Written.context, to: folder, bits: bits).map(\.url)
        let read = try DoseObject.read(files[0].path)
        let step = Float(Double(dose.map.values.voxels.max() ?? 0) / largest)
        #expect(read.values.grid.matches(dose.map.grid))
        #expect(Self.difference(read.values, dose.map.values) <= step * 0.51 + 1e-5)
        #expect(read.kind == .physical && !read.isRelative && read.study == Written.study)
        #expect(read.comment.hasPrefix("voxel kernel; Lu-177"))
        let noun = try read.doseVolume(nuclide: "Lu-177")
        #expect(noun.map.values == read.values)
        let error = try DoseObject.read(files[1].path)
        #expect(error.kind == .error)
        let statistical = try #require(dose.map.statistical)
        #expect(Self.difference(error.values, statistical) <= step * 0.02 * 0.51 + 1e-6)
      }
    }
  }

  @Test(arguments: DICOMWriter.SegmentationCoding.allCases)
  func segmentationsComeBack(coding: DICOMWriter.SegmentationCoding) throws {
    try Self.inFolder { folder in
      for direction in Self.directions {
        let grid = Written.grid(direction)
        let set = Written.structures(grid)
        let file = try DICOMWriter.writeSegmentation(set, coding: coding, Written.context, to: folder)
        let (read, problems) = try StructureReader.read(
          file.path, onto: grid, roles: ["Läsion 1": .tumour, "Leber": .liver])
        #expect(problems.isEmpty)
        #expect(read.structures.map(\.name) == set.structures.map(\.name))
        for (there, here) in zip(read.structures, set.structures) {
          let expected = here.region.dense.map { coding == .binary ? ($0 >= 0.5 ? 1 : 0) : $0 }
          #expect(there.role == here.role)
          #expect(Self.difference(there.region.dense, expected) < 0.003)
        }
      }
    }
  }

  /// Counts as such, activity through the mapping, slices in either order.
  @Test(arguments: DICOMWriter.SliceOrder.allCases)
  func spectComesBack(order: DICOMWriter.SliceOrder) throws {
    try Self.inFolder { folder in
      for (n, direction) in Self.directions.enumerated() {
        let grid = Written.grid(direction)
        let image = n.isMultiple(of: 2) ? Written.counts(grid) : Written.activity(grid)
        let file = try DICOMWriter.writeSPECT(image, order: order, Written.context, to: folder)
        let inventory = try Inventory.scan([file.path])
        let entry = try #require(inventory.entries.first)
        let answers = SeriesAnswers(decay: image.decayReference == nil ? SeriesAnswers.Decay.none : .start)
        let series = try inventory.load(entry, answers: answers)
        #expect(entry.kind == .spect && series.unit == image.unit)
        let scale = image.values.voxels.max() ?? 1
        #expect(Self.difference(series.values, image.values) <= scale / 65535)
        #expect(series.acquisition?.nuclide == "Lu-177")
        #expect(series.acquisition?.start == Written.time)
        #expect(series.acquisition?.projections == 60)
        #expect(agree(series.acquisition?.administeredActivity?.value ?? 0, 7.4e9))
        #expect(series.acquisition?.administered == image.administered)
      }
    }
  }

  @Test func slicesOfCTComeBack() throws {
    try Self.inFolder { folder in
      for (n, direction) in Self.directions.enumerated() {
        let values = Written.ramp(Written.grid(direction)).map { $0 * 20 - 1000 }
        let here = folder.appending(path: "\(n)")
        try DICOMWriter.writeCT(values, Written.context, to: here)
        let inventory = try Inventory.scan([here.path])
        let series = try inventory.load(try #require(inventory.entries.first))
        #expect(series.unit == .hounsfield && inventory.entries.count == 1)
        #expect(Self.difference(series.values, values) == 0)
        #expect(series.values.grid.frameOfReference == Written.frame)
      }
    }
  }

  @Test func slicesOfPETComeBack() throws {
    try Self.inFolder { folder in
      for (n, direction) in Self.directions.enumerated() {
        let image = Written.activity(Written.grid(direction))
        let here = folder.appending(path: "\(n)")
        try DICOMWriter.writePET(image, Written.context, to: here)
        let inventory = try Inventory.scan([here.path])
        let series = try inventory.load(try #require(inventory.entries.first))
        #expect(series.unit == .becquerelPerMillilitre)
        #expect(Self.difference(series.values, image.values) <= (image.values.voxels.max() ?? 1) / 32767)
        #expect(series.acquisition?.decay == .reference(Written.time))
      }
    }
  }

  /// Analytic contours survive to the micrometre that is written.
  @Test func structureSetsComeBack() throws {
    try Self.inFolder { folder in
      let solid = DrawnSolid.torus(18, 7, step: 1, in: .tilted(20))
      let region = RegionOfInterest(name: "torus", kind: "GTV", contours: solid.contours)
      let point = RegionOfInterest(
        name: "mark", kind: "MARKER", contours: [Contour(kind: .point, points: [.zero])])
      let file = try DICOMWriter.writeStructureSet([region, point], Written.context, to: folder)
      let read = try StructureSetFile(DataSet.read(file.path))
      #expect(read.findings.isEmpty && read.regions.map(\.name) == ["torus", "mark"])
      #expect(read.regions.map(\.kind) == ["GTV", "MARKER"])
      #expect(read.regions[0].frameOfReference == Written.frame)
      for (there, here) in zip(read.regions[0].contours, solid.contours) {
        #expect(zip(there.points, here.points).allSatisfy { ($0 - $1).norm < 0.001 })
      }
      let (set, _) = try StructureReader.read(file.path, onto: Grids.cube(20, spacing: 4))
      #expect(agree(set.structures[0].region.millilitres, solid.millilitres, relative: 0.01))
    }
  }

  /// Contours traced from fractions enclose the volume again, holes included.
  @Test func tracedContoursKeepTheVolume() throws {
    let grid = Grids.cube(40, spacing: 2)
    for solid in [DrawnSolid.sphere(25, step: 2), .torus(22, 9, step: 1)] {
      let structure = try ContourVolumeTests.structure(solid.contours, on: grid)
      let traced = RegionOfInterest(tracing: structure)
      let again = try #require(traced.structure(role: .tumour, on: grid).0)
      #expect(agree(again.region.millilitres, solid.millilitres, relative: 0.02), "\(solid)")
    }
  }

  @Test func writingTwiceGivesTheSameObject() throws {
    try Self.inFolder { folder in
      let dose = Written.dose(Written.grid())
      func bytes(_ dose: DoseVolume, _ context: WriteContext) throws -> Data {
        try Data(contentsOf: try DICOMWriter.writeDose(dose, context, to: folder)[0].url)
      }
      let first = try bytes(dose, Written.context)
      let second = try bytes(dose, Written.context)
      #expect(second == first)
      var other = dose
      other.map.values.voxels[3] += 1
      let third = try bytes(other, Written.context)
      #expect(third != first)
      let uid = try DICOMWriter.doseObject(
        dose.map.values, kind: .physical, comment: "", Written.context, bits: 32
      ).instanceUID
      let changed = try DICOMWriter.doseObject(
        other.map.values, kind: .physical, comment: "", Written.context, bits: 32
      ).instanceUID
      #expect(uid != changed && UID.isValid(uid))
    }
  }

  @Test func whatCannotBeWrittenIsRefused() throws {
    try Self.inFolder { folder in
      var dose = Written.dose(Written.grid())
      dose.map.values.voxels[0] = -1
      #expect(throws: Problem.self) { try DICOMWriter.writeDose(dose, Written.context, to: folder) }
      var image = Written.activity(Written.grid())
      image.values.voxels[0] = .nan
      #expect(throws: Problem.self) { try DICOMWriter.writePET(image, Written.context, to: folder) }
      #expect(throws: Problem.self) { try DICOMWriter.writeStructureSet([], Written.context, to: folder) }
      var counts = Written.counts(Written.grid())
      counts.values.voxels[0] = 70000
      #expect(throws: Problem.self) { try DICOMWriter.writeSPECT(counts, Written.context, to: folder) }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }
}
