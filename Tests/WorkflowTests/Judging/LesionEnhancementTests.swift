import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
import Quantities
import Stages
import Testing
import Volumes

@testable import Studies

/// Arterial enhancement fraction of lesions from three phases of one CT.
@Suite struct LesionEnhancementTests {
  /// A phase of one CT in which the liver has 50 HU more than nothing and the lesion stands out by its enhancement.
  private func write(_ name: String, _ folder: URL, lesion: Float) throws {
    var values = Volume<Float>(grid: UptakeTests.grid, repeating: 50)
    for k in 8..<16 { for j in 8..<16 { for i in 8..<16 { values[i, j, k] = lesion } } }
    let context = WriteContext(
      study: "2.25.1", frameOfReference: "2.25.2", patient: "X", studyTime: UptakeTests.scan)
    _ = try DICOMWriter.writeCT(values, context, to: folder.appending(path: name))
  }

  private func job(_ folder: URL) throws -> MeasureJob {
    var job = try MeasureJob(
      structures: folder.appending(path: "labels.nii.gz"), patient: "P1", date: "2026-03-02")
    (job.labelNames, job.except) = ([1: "Liver", 2: "Lesion"], ["Liver"])
    job.anatomy = folder.appending(path: "arterial")
    return job
  }

  @Test("Enhancement of the arterial phase over that of the portal venous one, less the attenuation before")
  func phases() throws {
    try JourneyTests.inFolder { folder in
      try UptakeTests.write(folder)
      try write("arterial", folder, lesion: 95)
      try write("portal", folder, lesion: 110)
      try write("plain", folder, lesion: 50)
      var job = try job(folder)
      // One phase alone gives attenuation, and no fraction.
      #expect(try !LesionMeasurement.run(job) { _, _ in }.text.contains("fraction"))
      job.portal = (folder.appending(path: "portal"), nil)
      #expect(throws: Problem.self) { try LesionMeasurement.run(job) { _, _ in } }
      job.unenhanced = (folder.appending(path: "plain"), nil)
      let text = try LesionMeasurement.run(job) { _, _ in }.text
      // (95 − 50) / (110 − 50)
      #expect(text.contains("P1,Lesion,2026-03-02,50.0,95.0,110.0,75.0"))
      // The table of lesions itself keeps its columns.
      job.table = folder.appending(path: "lesions.csv")
      _ = try LesionMeasurement.run(job) { _, _ in }
      #expect(try Fixtures.table(folder.appending(path: "lesions.csv")).map { $0["hu"] } == ["95.0"])
    }
  }

  @Test("Without portal venous enhancement there is no fraction, and a PET is not a phase")
  func none() throws {
    #expect(LesionEnhancement("L", arterial: 60, portal: 50, unenhanced: 50).fraction == nil)
    try JourneyTests.inFolder { folder in
      try UptakeTests.write(folder)
      try write("arterial", folder, lesion: 95)
      try write("plain", folder, lesion: 50)
      var job = try job(folder)
      job.portal = (folder.appending(path: "pet"), nil)
      job.unenhanced = (folder.appending(path: "plain"), nil)
      #expect(throws: (any Error).self) { try LesionMeasurement.run(job) { _, _ in } }
    }
  }
}
