@testable import DICOM
import Fixtures
import Foundation
@testable import Intake
import Stages
import Testing
import Volumes

/// All 48 ways to lay three axes onto the patient's.
let axisPermutations: [Matrix3] = {
  let unit = [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)]
  let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
  return orders.flatMap { order in
    (0..<8).map { signs in
      let c = (0..<3).map { unit[order[$0]] * (signs >> $0 & 1 == 0 ? 1 : -1) }
      return Matrix3(c[0], c[1], c[2])
    }
  }
}()

@Suite struct GeometryTests {
  @Test func everyOrientationShowsTheSamePatientAsCT() throws {
    for direction in axisPermutations {
      let folder = try ImageFolder()
      defer { folder.remove() }
      let grid = try testGrid(direction: direction)
      // Files are written in an order that is not that of the slices.
      for k in [2, 0, 3, 1] { try folder.write(slice(of: grid, k: k), "s\((k * 7) % 5)") }
      let inventory = try folder.scan()
      let entry = try #require(inventory.entries.first)
      let series = try inventory.load(entry)
      #expect(inventory.entries.count == 1 && series.unit == .hounsfield)
      #expect(showsField(series.values), "\(direction)")
      #expect(series.values.grid.direction.determinant > 0.99)
    }
  }

  @Test func everyOrientationShowsTheSamePatientAsNM() throws {
    for direction in axisPermutations {
      let folder = try ImageFolder()
      defer { folder.remove() }
      let grid = try testGrid(direction: direction)
      try folder.write(nm(of: grid), "nm")
      let inventory = try folder.scan()
      let series = try inventory.load(try #require(inventory.entries.first))
      #expect(
        series.values.grid.matches(grid.with(frameOfReference: UID.derived(from: "frame"))), "\(direction)")
      #expect(showsField(series.values))
    }
  }

  @Test func signOfSpacingDecidesTheStackingDirection() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let frames: [[Int16]] = [[1], [2], [3]]
    let p = Vector3(10, 20, 30)
    try folder.write(
      nm(frames, rows: 1, columns: 1, pixel: (4, 4), NMOptions(spacing: -4.13, position: p)), "down")
    let inventory = try folder.scan()
    let series = try inventory.load(inventory.entries[0])
    #expect(series.values.grid.spacing.z == 4.13)
    #expect((series.values.grid.position(Vector3(0, 0, 2)) - Vector3(10, 20, 30 - 8.26)).norm < 1e-9)
    #expect(series.values.voxels == [1, 2, 3])
  }

  @Test func nuclearMedicineWithoutPositionAsks() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(nm([[1], [2]], rows: 1, columns: 1, pixel: (4, 4), NMOptions(spacing: 4)), "nm")
    let inventory = try folder.scan()
    let entry = inventory.entries[0]
    #expect(entry.isBlocked && entry.grid == nil)
    #expect(entry.findings.contains { $0.severity == .blocking && $0.keys == [.position, .confirmGeometry] })
    #expect(refusal { _ = try inventory.load(entry) }.contains("`position`"))
    let placed = try inventory.load(entry, answers: SeriesAnswers(position: Vector3(5, 6, 7)))
    #expect(placed.values.grid.origin == Vector3(5, 6, 7))
    let centred = try inventory.load(entry, answers: SeriesAnswers(confirmGeometry: true))
    #expect(centred.values.grid.position(Vector3(0, 0, 0.5)).norm < 1e-9)
  }

  @Test func nuclearMedicineWithoutOrientationOrSpacingAsks() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let options = NMOptions(spacing: nil, position: .zero, axes: nil)
    try folder.write(nm([[1], [2]], rows: 1, columns: 1, pixel: (4, 4), options), "nm")
    let inventory = try folder.scan()
    let entry = inventory.entries[0]
    #expect(entry.told.contains("(0020,0037)"))
    let directions: [Double] = [1, 0, 0, 0, 1, 0, 0, 0, -1]
    #expect(
      refusal { _ = try inventory.load(entry, answers: SeriesAnswers(directions: directions)) }.contains(
        "(0018,0088)"))
    let series = try inventory.load(
      entry, answers: SeriesAnswers(confirmGeometry: true, directions: directions))
    #expect(series.values.grid.direction.columns.z == Vector3(0, 0, -1) && series.values.grid.spacing.z == 5)
  }

  @Test func missingSlicesAreNamedAndOnlyInterpolatedOnRequest() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid(slices: 6)
    for k in [0, 1, 3, 4, 5] { try folder.write(slice(of: grid, k: k), "s\(k)") }
    let inventory = try folder.scan()
    let entry = inventory.entries[0]
    #expect(entry.told.contains("between slices 2 and 3 at 8.00 and 18.00 mm (1 missing)"))
    #expect(refusal { _ = try inventory.load(entry) }.contains("allowGaps"))
    let series = try inventory.load(entry, answers: SeriesAnswers(allowGaps: true))
    #expect(series.values.grid.size.k == 6 && showsField(series.values))
    #expect(series.provenance.steps[0].parameters["missing slices"] != nil)
  }

  @Test func slicesAtOnePlaceAreRefused() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid()
    for k in 0..<4 {
      try folder.write(slice(of: grid, k: k) { try $0.set(.imagePositionPatient, [0, 0, 0]) }, "s\(k)")
    }
    let inventory = try folder.scan()
    #expect(inventory.entries[0].told.contains("4 slices lie at the same place"))
    #expect(refusal { _ = try inventory.load(inventory.entries[0]) }.contains("same place"))
  }

  @Test func copiesOfFilesAreLeftOut() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid()
    for k in 0..<4 {
      try folder.write(slice(of: grid, k: k), "a/s\(k)")
      try folder.write(slice(of: grid, k: k), "b/copy\(k)")
    }
    let inventory = try folder.scan()
    #expect(inventory.entries.count == 1 && inventory.entries[0].told.contains("4 files are copies"))
    #expect(showsField(try inventory.load(inventory.entries[0]).values))
    try folder.write(slice(of: grid, k: 1) { try $0.set(.rescaleSlope, 2) }, "b/copy1")
    #expect(try folder.scan().entries[0].told.contains("differs from it"))
  }

  @Test func severalVolumesOfOneSeriesAreSeparatedByTheirNumber() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid()
    for n in 1...2 {
      for k in 0..<4 {
        let set = try slice(of: grid, k: k) {
          try $0.set(.acquisitionNumber, n)
          try $0.set(.sopInstanceUID, UID.derived(from: "\(n) \(k)"))
        }
        try folder.write(set, "\(n)-\(k)")
      }
    }
    let inventory = try folder.scan()
    #expect(inventory.entries.count == 2 && Set(inventory.entries.map(\.id)).count == 2)
    for entry in inventory.entries { #expect(showsField(try inventory.load(entry).values)) }
  }

  @Test func localiserAndSecondOrientationAreSplitOff() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let axial = try testGrid()
    let coronal = try testGrid(direction: Matrix3(Vector3(1, 0, 0), Vector3(0, 0, -1), Vector3(0, 1, 0)))
    for k in 0..<4 { try folder.write(slice(of: axial, k: k), "s\(k)") }
    for k in 0..<4 {
      try folder.write(
        slice(of: coronal, k: k) { try $0.set(.sopInstanceUID, UID.derived(from: "c\(k)")) }, "c\(k)")
    }
    try folder.write(
      slice(of: axial, k: 0) {
        try $0.set(.imageType, ["ORIGINAL", "PRIMARY", "LOCALIZER"])
        try $0.set(.sopInstanceUID, UID.derived(from: "scout"))
      }, "scout")
    let inventory = try folder.scan()
    #expect(inventory.entries.map(\.frameCount).sorted() == [1, 4, 4])
    let words = inventory.entries.compactMap(\.orientation)
    #expect(words.contains { $0.hasPrefix("axial, i R→L, j A→P, k I→S") })
    #expect(words.contains { $0.hasPrefix("coronal, i R→L, j S→I, k A→P") })
    for entry in inventory.entries where entry.frameCount == 4 {
      #expect(showsField(try inventory.load(entry).values))
    }
  }

  @Test func twoSeriesInOneFolderStayApart() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid()
    for k in 0..<4 {
      try folder.write(slice(of: grid, k: k, series: "one"), "x\(k)")
      try folder.write(slice(of: grid, k: k, series: "two"), "y\(k)")
    }
    let inventory = try folder.scan()
    #expect(inventory.entries.count == 2)
    for entry in inventory.entries { #expect(showsField(try inventory.load(entry).values)) }
  }

  @Test func tiltedGantryIsRefused() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid()
    for k in 0..<4 {
      let set = try slice(of: grid, k: k) {
        try $0.set(.gantryDetectorTilt, 15)
        try $0.set(.imagePositionPatient, [1, -2 + 1.3 * Double(k), 3 + 5 * Double(k)])
      }
      try folder.write(set, "s\(k)")
    }
    let inventory = try folder.scan()
    #expect(inventory.entries[0].told.contains("gantry tilt (0018,1120) 15.0°"))
    #expect(refusal { _ = try inventory.load(inventory.entries[0]) }.contains("tilted or sheared"))
  }

  @Test func anObliqueStackIsReadInItsOwnDirections() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let a = 0.3
    let oblique = Matrix3(
      Vector3(cos(a), sin(a), 0), Vector3(-sin(a), cos(a), 0), Vector3(0, 0, 1))
    let grid = try testGrid(direction: oblique)
    for k in 0..<4 { try folder.write(slice(of: grid, k: k), "s\(k)") }
    let inventory = try folder.scan()
    let series = try inventory.load(inventory.entries[0])
    #expect(inventory.entries[0].orientation?.hasPrefix("oblique axial") == true)
    #expect(
      series.values.grid.matches(grid.with(frameOfReference: UID.derived(from: "frame")), tolerance: 1e-3))
  }

  @Test func frameOfReferenceMismatchIsNoted() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid()
    for k in 0..<4 { try folder.write(slice(of: grid, k: k), "ct\(k)") }
    try folder.write(nm(of: grid) { try $0.set(.frameOfReferenceUID, "1.2.3") }, "nm")
    let inventory = try folder.scan()
    let spect = try #require(inventory.entries(of: .spect).first)
    #expect(spect.told.contains("no CT of its study shares its frame of reference"))
  }
}
