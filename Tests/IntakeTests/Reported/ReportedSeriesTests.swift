@testable import DICOM
import Fixtures
import Foundation
import Quantities
import Stages
import Testing
import Volumes

@testable import Intake

/// Series as public reports describe them, made up anew: each symptom was a wrong image somewhere. The list of all reports, with the
/// test of each, is `PublicReports`.
@Suite struct ReportedSeriesTests {
  static func loaded(_ sets: [DataSet]) throws -> (SeriesEntry, ImageSeries) {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for (n, set) in sets.enumerated() { try folder.write(set, "f\(n)") }
    let inventory = try folder.scan()
    #expect(inventory.entries.count == 1, "\(inventory.entries.map(\.told))")
    let entry = try #require(inventory.entries.first)
    return (entry, try inventory.load(entry))
  }

  /// The value of a voxel before any scale.
  static func raw(_ grid: Grid, _ i: Int, _ j: Int, _ k: Int) -> Double {
    Double(fieldValue(grid.position(Vector3(Double(i), Double(j), Double(k)))))
  }

  @Test func slopesOfAHundredMillionthOfEachSliceAreKept() throws {
    let grid = try testGrid(slices: 6)
    let slopes = (0..<6).map { 7.5e-9 * (1 + 0.03 * Double($0)) }
    let sets = try (0..<6).map { k in
      try petSlice(of: grid, k: k) { try $0.set(.rescaleSlope, slopes[k]) }
    }
    let (_, series) = try Self.loaded(sets)
    for k in 0..<6 {
      #expect(agree(Double(series.values[2, 1, k]), slopes[k] * Self.raw(grid, 2, 1, k), relative: 1e-6))
    }
  }

  @Test func slopeAndInterceptOfEachSliceApply() throws {
    let grid = try testGrid()
    let sets = try (0..<4).map { k in
      try slice(SOPClass.mr, modality: "MR", of: grid, k: k) {
        try $0.set(.rescaleSlope, 0.5 + Double(k))
        try $0.set(.rescaleIntercept, -100 * Double(k))
      }
    }
    let (_, series) = try Self.loaded(sets)
    for k in 0..<4 {
      let expected = (0.5 + Double(k)) * Self.raw(grid, 1, 1, k) - 100 * Double(k)
      #expect(agree(Double(series.values[1, 1, k]), expected, relative: 1e-6))
    }
  }

  @Test func theStepBetweenSlicesIsNotTheirThickness() throws {
    let grid = try Grid(size: GridSize(3, 2, 6), spacing: Vector3(2, 3, 0.6), origin: Vector3(1, -2, 3))
    for (thickness, spacing) in [(0.8, nil), (0.8, 0.8), (5, nil)] as [(Double, Double?)] {
      let sets = try (0..<6).map { k in
        try slice(of: grid, k: k) {
          try $0.set(.sliceThickness, thickness)
          if let spacing { try $0.set(.spacingBetweenSlices, spacing) }
        }
      }
      let (_, series) = try Self.loaded(sets)
      #expect(abs(series.values.grid.spacing.z - 0.6) < 1e-9 && showsField(series.values))
    }
  }

  @Test func slicesOfOneTimeAreNoDuplicates() throws {
    let grid = try testGrid()
    let sets = try (0..<4).map { k in
      try slice(of: grid, k: k) {
        for tag in [Tag.acquisitionTime, .contentTime, .seriesTime] { try $0.set(tag, "101112") }
        try $0.set(.acquisitionDate, "20260301")
        try $0.set(.acquisitionNumber, 1)
        try $0.set(.instanceNumber, 1)
      }
    }
    let (entry, series) = try Self.loaded(sets)
    #expect(showsField(series.values) && !entry.isBlocked && entry.copies.isEmpty, "\(entry.told)")
  }

  /// Twelve of sixteen bits are the value; what stands above them is not.
  @Test func bitsAboveTheStoredOnesAreNoValue() throws {
    let grid = try testGrid(slices: 3)
    let sets = try (0..<3).map { k in
      try slice(of: grid, k: k) {
        let noise = stored(grid, k: k).map { (value: Int16) -> UInt16 in
          UInt16(bitPattern: value & 0xFFF) | UInt16((k + 5) << 12 & 0xF000)
        }
        try $0.setPixels(.unsigned16(noise), rows: 2, columns: 3)
        try $0.set(.bitsStored, 12)
        try $0.set(.highBit, 11)
      }
    }
    let (_, series) = try Self.loaded(sets)
    for k in 0..<3 {
      #expect(Int(series.values[0, 1, k]) == Int(stored(grid, k: k)[3]) & 0xFFF)
    }
  }

  /// Twelve bits that stand at the upper end of sixteen.
  @Test func theHighBitSaysWhereTheValueStands() throws {
    let grid = try testGrid(slices: 2)
    let sets = try (0..<2).map { k in
      try slice(of: grid, k: k) {
        let shifted = stored(grid, k: k).map { (value: Int16) -> UInt16 in
          UInt16(bitPattern: value & 0xFFF) << 4
        }
        try $0.setPixels(.unsigned16(shifted), rows: 2, columns: 3)
        try $0.set(.bitsStored, 12)
        try $0.set(.highBit, 15)
      }
    }
    let (_, series) = try Self.loaded(sets)
    for k in 0..<2 { #expect(Int(series.values[1, 0, k]) == Int(stored(grid, k: k)[1]) & 0xFFF) }
  }

  /// Head first and feet first, on the back and on the face: a box in patient coordinates encloses the same tissue.
  @Test(arguments: [(1.0, 1.0), (-1, 1), (1, -1), (-1, -1)])
  func contoursLieOnTheSameTissueInEveryPosition(x: Double, z: Double) throws {
    // The rows turn with the table, the slices with the direction of travel; the third sign keeps the axes right-handed.
    let direction = Matrix3(Vector3(x, 0, 0), Vector3(0, x * z, 0), Vector3(0, 0, z))
    let grid = try Grid(
      size: GridSize(8, 7, 6), spacing: Vector3(2, 2, 4), direction: direction,
      origin: direction * Vector3(-7, -6, -10))
    let sets = try (0..<6).map { try slice(of: grid, k: $0) }
    let (_, series) = try Self.loaded(sets)
    let corners = [(-4.0, -3.0), (4, -3), (4, 3), (-4, 3)]
    let region = RegionOfInterest(
      name: "box",
      contours: [-6.0, -2, 2, 6].map { (height: Double) in
        Contour(points: corners.map { Vector3($0.0, $0.1, height) })
      })
    let structure = try #require(region.structure(role: .tumour, on: series.values.grid).0)
    #expect(agree(structure.region.millilitres, 8 * 6 * 16 / 1000, relative: 1e-9))
    var (sum, weight) = (0.0, 0.0)
    structure.region.forEach { n, part in
      sum += Double(part) * Double(series.values.voxels[n])
      weight += Double(part)
    }
    // The field is linear, and its mean that of the middle of the box.
    #expect(abs(sum / weight) < 1e-9, "\(sum / weight)")
  }
}
