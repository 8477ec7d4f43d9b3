import Diagnostics
import Foundation
@testable import Intake
@testable import Phantoms
import Quantities
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Workflow

/// A registration that its own measure calls worse than none is not used, seen with the digital patient.
@Suite("Use of registrations") struct RegistrationUseTests {
  /// Emission images of two days, without CT. The second shows the first day's activity, halved, moved or not.
  static func write(_ folder: URL, moved: Bool) throws {
    var options = DigitalPatient.Options()
    (options.spectSize, options.spectSpacing) = (GridSize(40, 28, 36), Vector3(repeating: 10))
    (options.countNoise, options.motion) = (false, moved)
    let patient = DigitalPatient.standard(options: options)
    let still = patient.timePoints[patient.reference]
    var other = still
    other.motion = patient.timePoints[3].motion
    for (name, point, factor, day) in [("a24", still, Float(1), 2), ("a96", other, 0.5, 5)] {
      var counts = patient.spectCounts(at: point)
      for n in counts.voxels.indices { counts.voxels[n] = (counts.voxels[n] * factor).rounded() }
      let start = DateTime(year: 2026, month: 3, day: day, hour: 10)!
      let context = WriteContext(
        study: "1.2.826.0.1.3680043.10.1", frameOfReference: "1.2.826.0.1.3680043.10.2", patient: "A-1",
        studyTime: start)
      let place = folder.appending(path: name)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try DICOMWriter.writeSPECT(
        EmissionImage(
          values: counts, unit: .counts, nuclide: "Lu-177", start: start,
          duration: TimeSpan(1200), frameDuration: TimeSpan(20), projections: 60, energyWindows: [187...229]),
        context, to: place)
    }
    try """
    { unit: "Bq/mL per count", factor: 9.6, counts: "total", relativeUncertainty: 0.03,
      nuclide: "Lu-177", date: "2026-02-01T10:00:00" }
    """.write(to: folder.appending(path: "calibration.json5"), atomically: true, encoding: .utf8)
  }

  static func images(_ folder: URL, register: Bool, results: String) throws -> (Aligned, [Data]) {
    let text = """
      { hepatica: 1, patient: { pseudonym: "A-1" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
        administrations: [{ start: "2026-03-01T10:00:00", activityGBq: 7.4 }],
        timePoints: [
          { name: "24 h", emission: { path: "a24" } }, { name: "96 h", emission: { path: "a96" } }],
        calibration: "calibration.json5", options: { register: \(register) } }
      """
    let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
    let work = try WorkFolder(folder.appending(path: results))
    let passage = try Passage(try Journey(therapy, folder: work), .mend)
    let files = try passage.quantified().activities.map { activity in
      activity.map.values.voxels.withUnsafeBytes { Data($0) }
    }
    return (try passage.aligned(), files)
  }

  @Test("A patient who did not move: the images are taken as they lie, and the record says so")
  func still() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder, moved: false)
      let (aligned, registered) = try Self.images(folder, register: true, results: "with")
      let found = try #require(aligned.study.registrations.first)
      #expect(found.transform == .identity && found.method.hasSuffix("not used"))
      #expect(found.warnings.contains(.registration(.notUsed)))
      #expect(registered == (try Self.images(folder, register: false, results: "without").1))
    }
  }

  @Test("A patient who moved is registered")
  func moved() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder, moved: true)
      let found = try #require(
        try Self.images(folder, register: true, results: "with").0.study.registrations.first)
      #expect(found.transform != .identity && !found.method.hasSuffix("not used"))
      #expect(!found.warnings.contains(.registration(.notUsed)))
    }
  }
}
