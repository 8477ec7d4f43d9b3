import Fixtures
import Foundation
import Stages
import Testing
import Volumes

@testable import Intake

/// Every kind of object that is written, seen by an independent validator (dciodvfy of dicom3tools).
@Suite struct ValidatorTests {
  static let validator = "/usr/bin/dciodvfy"
  static let isInstalled = FileManager.default.isExecutableFile(atPath: validator)

  /// Lines that begin with `Error`; the exit status of dciodvfy says nothing.
  static func errors(_ file: URL) throws -> [String] {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: validator)
    process.arguments = ["-new", file.path]
    (process.standardError, process.standardOutput) = (pipe, pipe)
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(!text.isEmpty, "the validator names the object type at least")
    return text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("Error") }
  }

  @Test(.enabled(if: isInstalled, "dciodvfy not found"), arguments: [Matrix3.identity, Written.oblique])
  func objectsAreValid(direction: Matrix3) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let grid = Written.grid(direction)
    for file in try Self.everything(grid, to: folder) {
      let errors = try Self.errors(file)
      #expect(errors.isEmpty, "\(file.lastPathComponent): \(errors.joined(separator: "\n"))")
    }
  }

  /// All objects that are written but RT Dose of 32 bits, on which dciodvfy aborts.
  static func everything(_ grid: Grid, to folder: URL) throws -> [URL] {
    let context = Written.context
    let structures = Written.structures(grid)
    let regions = structures.structures.map { RegionOfInterest(tracing: $0) }
    var files = [
      try DICOMWriter.writeSegmentation(structures, coding: .binary, context, to: folder, name: "SEG_binary"),
      try DICOMWriter.writeSegmentation(
        structures, coding: .fractional, context, to: folder, name: "SEG_fraction"),
      try DICOMWriter.writeStructureSet(regions, context, to: folder),
      try DICOMWriter.writeSPECT(Written.counts(grid), context, to: folder, name: "NM_counts"),
      try DICOMWriter.writeSPECT(Written.activity(grid), context, to: folder, name: "NM_activity"),
      try DICOMWriter.writeSPECT(
        Written.activity(grid), order: .reversed, context, to: folder, name: "NM_reversed"),
    ]
    files += try DICOMWriter.writeCT(Written.ramp(grid).map { $0 * 20 - 1000 }, context, to: folder)
    files += try DICOMWriter.writePET(Written.activity(grid), context, to: folder).map(\.url)
    files += try DICOMWriter.writeDose(Written.dose(grid), context, to: folder).map(\.url)
    files.append(
      try DICOMWriter.writeDose(
        Written.ramp(grid), kind: .effective, comment: "BED", context, to: folder, name: "RD_bed"
      ).url)
    return try files + reports(grid, to: folder)
  }

  /// Reports, documents, pictures and maps.
  static func reports(_ grid: Grid, to folder: URL) throws -> [URL] {
    let context = Written.context
    let segmentation = try DICOMWriter.segmentation(
      Written.structures(grid), coding: .binary, context, to: folder, name: "SEG_named")
    let captures = try DICOMWriter.writeCaptures([Written.picture, Written.picture], context, to: folder)
    var objects =
      captures + [
        segmentation,
        try DICOMWriter.writeMeasurements(
          Written.groups, segmentation: segmentation.reference, sourceSeries: "2.25.33", context, to: folder),
        try DICOMWriter.writeDocument(
          Data("%PDF-1.7 made up".utf8), title: "Dosimetry report", context, to: folder),
        try DICOMWriter.writeKeyObjects(
          [segmentation.reference] + captures.map(\.reference), note: "regions and pictures", context,
          to: folder),
      ]
    objects += try DICOMWriter.writeAdministrations(
      Written.events, organs: Written.organs, context, to: folder)
    for quantity in MappedQuantity.allCases {
      objects.append(
        try DICOMWriter.writeMap(
          Written.ramp(grid), of: quantity, context, to: folder, name: "PM_\(quantity)"))
      objects.append(
        try DICOMWriter.writeMap(
          Written.ramp(grid).map { $0 * 1e-4 }, of: quantity, context, to: folder,
          name: "PM_small_\(quantity)"))
    }
    return objects.map(\.url)
  }
}
