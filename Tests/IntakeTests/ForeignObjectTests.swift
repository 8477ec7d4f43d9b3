@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
import Stages
import Testing
import Volumes

@testable import Intake

/// Objects as other programs write them: what this program never writes itself, and what is broken.
@Suite struct ForeignObjectTests {
  /// A dose object in 16 bits, changed before it is read.
  static func dose(_ grid: Grid = Written.grid(), _ change: (DataSet) throws -> Void) throws -> DoseObject {
    let object = try DICOMWriter.doseObject(
      Written.ramp(grid), kind: .physical, comment: "", Written.context, bits: 16)
    try change(object.dataSet)
    var dose: DoseObject?
    try RoundTripTests.inFolder { dose = try DoseObject.read(object.write("RD", to: $0).path) }
    return try #require(dose)
  }

  /// Offsets as patient z (PS3.3 C.8.8.3.2 b), for slices stacked upwards and downwards.
  @Test func absoluteFrameOffsets() throws {
    for z in [1.0, -1.0] {
      let grid = Written.grid(Matrix3(Vector3(1, 0, 0), Vector3(0, z, 0), Vector3(0, 0, z)))
      let read = try Self.dose(grid) { dataSet in
        try dataSet.set(.gridFrameOffsetVector, (0..<4).map { grid.origin.z + z * Double($0) * 4.125 })
      }
      #expect(read.values.grid.matches(grid))
    }
  }

  @Test func contradictoryDosesAreRefused() {
    let changes: [@Sendable (DataSet) throws -> Void] = [
      { try $0.set(.gridFrameOffsetVector, [5, 9.125, 13.25, 17.375]) },
      { try $0.set(.gridFrameOffsetVector, [0, 4.125, 8.25]) },
      { try $0.set(.gridFrameOffsetVector, [0, 4.125, 12, 16]) },
      { try $0.setEmpty(.doseGridScaling) },
      { try $0.set(.doseGridScaling, "-0.1") },
      { try $0.set(.doseUnits, "CGY") },
      { try $0.set(.pixelSpacing, ["1e200", "3e90"]) },
      { try $0.set(.imagePositionPatient, ["1e200", "3e90", "0"]) },
      { try $0.set(.imageOrientationPatient, [1, 0, 0, 1, 0, 0]) },
      { try $0.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.2") },
    ]
    for (n, change) in changes.enumerated() {
      #expect(throws: Problem.self, "change \(n)") { try Self.dose { try change($0) } }
    }
  }

  @Test func relativeDoseIsNoAbsorbedDose() throws {
    let read = try Self.dose { try $0.set(.doseUnits, "RELATIVE") }
    #expect(read.isRelative)
    #expect(throws: Problem.self) { try read.doseVolume(nuclide: "Y-90") }
  }

  /// A multi-frame object with functional groups, frames in the given order of slices.
  static func multiFrame(_ grid: Grid, sopClass: String, slices: [Int]) throws -> ObjectBuilder {
    let object = try ObjectBuilder(
      sopClass: sopClass, modality: "OT", context: Written.context, content: "\(slices)")
    try object.frameOfReference()
    let shared = try object.dataSet.addItem(.sharedFunctionalGroupsSequence)
    let measures = try shared.addItem(.pixelMeasuresSequence)
    try measures.set(.spacingBetweenSlices, grid.spacing.z)
    try measures.set(.pixelSpacing, [grid.spacing.y, grid.spacing.x])
    try ObjectBuilder.orientation(grid, into: shared.addItem(.planeOrientationSequence))
    for slice in slices {
      let item = try object.dataSet.addItem(.perFrameFunctionalGroupsSequence)
      try ObjectBuilder.position(grid, slice: slice, into: item.addItem(.planePositionSequence))
    }
    return object
  }

  /// Label map of 16 bits with padding, a missing slice and frames out of order.
  @Test func labelMapsOfSixteenBits() throws {
    let grid = Written.grid(Written.oblique)
    let slices = [3, 0, 1]
    let object = try Self.multiFrame(grid, sopClass: SegmentationFile.sopClasses[1], slices: slices)
    var pixels = [UInt16](repeating: 9, count: 35 * 3)
    pixels[2 * 35 + 8] = 300
    pixels[0 * 35 + 34] = 300
    pixels[1 * 35 + 1] = 2
    try object.dataSet.set(.segmentationType, "LABELMAP")
    for (number, label) in [(300, "Milz"), (2, "Leber")] {
      let item = try object.dataSet.addItem(.segmentSequence)
      try item.set(.segmentNumber, number)
      try item.set(.segmentLabel, label)
    }
    try object.dataSet.setPixels(.unsigned16(pixels), rows: 5, columns: 7, frames: 3)
    try object.dataSet.set(.pixelPaddingValue, [9], vr: "US")
    try RoundTripTests.inFolder { folder in
      let (set, problems) = try StructureReader.read(object.write("SEG", to: folder).path, onto: grid)
      #expect(problems.isEmpty && set.structures.map(\.name) == ["Milz", "Leber"])
      #expect(set.structures[0].region[1, 1, 1] == 1 && set.structures[0].region[6, 4, 3] == 1)
      #expect(set.structures[1].region[1, 0, 0] == 1)
      #expect(set.structures.map { $0.region.fractions.count { $0 > 0 } } == [2, 1])
    }
  }

  @Test func parametricMapsGiveTheirQuantity() throws {
    let grid = Written.grid()
    let object = try Self.multiFrame(grid, sopClass: ParametricMapFile.sopClass, slices: [0, 2, 1, 3])
    let shared = object.dataSet.items(.sharedFunctionalGroupsSequence)[0]
    let mapping = try shared.addItem(.realWorldValueMappingSequence)
    try mapping.set(.realWorldValueSlope, 2)
    try mapping.set(.realWorldValueIntercept, -1)
    try ObjectBuilder.code(Code("Gy", "UCUM", "Gray"), in: .measurementUnitsCodeSequence, of: mapping)
    let ramp = Written.ramp(grid)
    let stored = [0, 2, 1, 3].flatMap { ramp.voxels[$0 * 35..<($0 + 1) * 35] }
    try object.dataSet.setPixels(.float(stored), rows: 5, columns: 7, frames: 4)
    try RoundTripTests.inFolder { folder in
      let path = try object.write("PM", to: folder).path
      let series = try ParametricMapFile.read(path)
      #expect(series.unit == .gray && series.values.grid.matches(grid))
      #expect(zip(series.values.voxels, ramp.voxels).allSatisfy { $0 == $1 * 2 - 1 })
      #expect(throws: Problem.self) { try DoseObject.read(path) }
      #expect(throws: Problem.self) { try StructureReader.read(path, onto: grid) }
    }
  }

  /// A unit that differs by a factor is brought to the program's, and a statement may not contradict the map.
  @Test(arguments: [
    ("kBq/ml", "Bq/mL", 1000), ("MBq.h/ml", "MBq·h/mL", 1), ("Bq.s/ml", "Bq·s/mL", 1), ("mGy", "Gy", 0.001),
  ])
  func parametricMapsOfOtherUnits(code: String, word: String, factor: Float) throws {
    let grid = Written.grid()
    let object = try Self.multiFrame(grid, sopClass: ParametricMapFile.sopClass, slices: [0, 1, 2, 3])
    let mapping = try object.dataSet.items(.sharedFunctionalGroupsSequence)[0].addItem(
      .realWorldValueMappingSequence)
    try mapping.set(.realWorldValueSlope, 1)
    try mapping.set(.realWorldValueIntercept, 0)
    try ObjectBuilder.code(Code(code, "UCUM", code), in: .measurementUnitsCodeSequence, of: mapping)
    let ramp = Written.ramp(grid)
    try object.dataSet.setPixels(.float(ramp.voxels), rows: 5, columns: 7, frames: 4)
    try RoundTripTests.inFolder { folder in
      let path = try object.write("PM", to: folder).path
      let series = try ParametricMapFile.read(path, stated: word)
      #expect(series.unit.word == word)
      #expect(zip(series.values.voxels, ramp.voxels).allSatisfy { abs($0 - $1 * factor) <= 1e-6 * $0 })
      #expect(throws: Problem.self) { try ParametricMapFile.read(path, stated: "relative") }
    }
  }

  @Test func irregularFramesAreRefused() throws {
    let grid = Written.grid()
    let object = try Self.multiFrame(grid, sopClass: SegmentationFile.sopClasses[1], slices: [0, 1, 2])
    try object.dataSet.setPixels(
      .unsigned8(Array(repeating: 1, count: 105)), rows: 5, columns: 7, frames: 3)
    let frame = object.dataSet.items(.perFrameFunctionalGroupsSequence)[1]
    for shift in [Vector3(3, 0, 0), Vector3(0, 0, 1.5), Vector3(0, 0, 4.125e5), Vector3(0, 0, 1e299)] {
      let p = grid.position(Vector3(0, 0, 1)) + shift
      try frame.items(.planePositionSequence)[0].set(.imagePositionPatient, [p.x, p.y, p.z])
      #expect(throws: Problem.self) { try FrameStack(object.dataSet, rows: 5, columns: 7, frames: 3) }
    }
    #expect(throws: Problem.self) { try FrameStack(object.dataSet, rows: 5, columns: 7, frames: 4) }
  }

  /// Equal coordinates of another frame of reference are another place: refused for contours and segments alike, and
  /// questioned where the image names none.
  @Test func structuresOfAnotherFrameOfReferenceAreRefused() throws {
    try RoundTripTests.inFolder { folder in
      let grid = Written.grid(), set = Written.structures(grid)
      let files = [
        try DICOMWriter.writeSegmentation(set, coding: .binary, Written.context, to: folder),
        try DICOMWriter.writeStructureSet(
          set.structures.map { RegionOfInterest(tracing: $0) }, Written.context, to: folder),
      ]
      for file in files {
        #expect(throws: Never.self) { try StructureReader.read(file.path, onto: grid) }
        let problems = #expect(throws: Problems.self) {
          try StructureReader.read(file.path, onto: grid.with(frameOfReference: "2.25.7"))
        }
        #expect(problems?.all.contains { $0.what.contains("is not that of the reference image") } == true)
        let (_, unnamed) = try StructureReader.read(file.path, onto: grid.with(frameOfReference: nil))
        #expect(unnamed.contains { $0.what == "the reference image names no frame of reference" })
      }
    }
  }

  /// A structure set with damaged contour data says so, by number.
  @Test func damagedContoursAreTold() throws {
    let solid = DrawnSolid.sphere(20, step: 2)
    let object = try DICOMWriter.structureSetObject(
      [RegionOfInterest(name: "a", contours: solid.contours)], Written.context)
    let contours = object.dataSet.items(.roiContourSequence)[0].items(.contourSequence)
    try contours[3].set(.contourData, [1, 2, 3, 4])
    try contours[4].set(.contourGeometricType, "SPIRAL")
    try contours[5].set(.numberOfContourPoints, 7)
    let file = try StructureSetFile(object.dataSet)
    #expect(file.regions[0].contours.count == solid.contours.count - 2)
    #expect(file.findings.count == 2)
    #expect(file.findings[0].what.contains("180 points where 7"))
    #expect(file.findings[1].what.contains("2 contours of ROI Number 1 cannot be understood"))
  }

  @Test(arguments: [
    ("1.5\\-2\\ 3e1 ", [1.5, -2, 30]), ("0.0001234567890123\\+7.", [0.0001234567890123, 7]),
    ("-0\\.5\\123456789012345", [0, 0.5, 123_456_789_012_345]),
  ])
  func decimalLists(text: String, values: [Double]) {
    #expect(DecimalList(Array(text.utf8))?.values == values)
  }

  @Test(arguments: ["", "1\\\\2", "1,5", "nan", "1e999", "1.2.3", "--1", "."])
  func textsThatAreNoNumbers(text: String) {
    #expect(DecimalList(Array(text.utf8)) == nil)
  }
}
