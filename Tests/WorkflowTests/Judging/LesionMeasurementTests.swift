import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Documents
@testable import Studies

/// Structures and images become rows that the response command reads.
@Suite struct LesionMeasurementTests {
  private func job(_ folder: URL, _ day: String) throws -> MeasureJob {
    var job = try MeasureJob(structures: folder.appending(path: "labels.nii.gz"), patient: "P1", date: day)
    var request = UptakeTests.request(folder)
    request.leanMass = "janmahasatian"
    job.uptake = request
    (job.labelNames, job.except) = (request.labelNames, ["Liver"])
    (job.organ, job.tracer) = ("liver", "DOTATATE")
    job.table = folder.appending(path: "lesions.csv")
    return job
  }

  @Test func rowsGoFromPETToResponse() throws {
    try JourneyTests.inFolder { folder in
      try UptakeTests.write(folder)
      for day in ["2026-03-02", "2026-06-02"] {
        _ = try LesionMeasurement.run(try job(folder, day)) { _, _ in }
      }
      let rows = try Fixtures.table(folder.appending(path: "lesions.csv"))
      #expect(rows.map { $0["lesion"] } == ["Lesion", "Lesion"])
      // A square of eight voxels of 4 mm: its diagonal, less the corners that half occupancy cuts.
      let long = try #require(rows[0].number("long_mm"))
      #expect(long > 38 && long < 45.3, "\(long)")
      #expect(agree(rows[0].number("volume_ml") ?? 0, 32.77, relative: 1e-3))
      let uptake: Double = 50_000 * UptakeTests.factor
      #expect(agree(rows[0].number("suvmax") ?? 0, uptake, relative: 1e-3))
      let bodyMassIndex: Double = 80 / (1.75 * 1.75)
      let lean: Double = 9270 / (6680 + 216 * bodyMassIndex)
      #expect(agree(rows[0].number("sulpeak") ?? 0, uptake * lean, relative: 2e-3))

      let judged = try TumourResponse.run(
        ResponseJob(lesions: folder.appending(path: "lesions.csv").path))
      #expect(judged.text.contains("SMD") && judged.text.contains("SD"))
    }
  }

  @Test func otherTablesAreNotTouched() throws {
    try JourneyTests.inFolder { folder in
      try UptakeTests.write(folder)
      let table = folder.appending(path: "lesions.csv")
      try "patient,lesion\nP1,A\n".write(to: table, atomically: true, encoding: .utf8)
      #expect(throws: Problem.self) { try LesionMeasurement.run(try job(folder, "2026-03-02")) { _, _ in } }
      #expect(try String(contentsOf: table, encoding: .utf8) == "patient,lesion\nP1,A\n")
      #expect(throws: Problem.self) { try MeasureJob(structures: folder, patient: "P1", date: "2.3.2026") }
    }
  }
}
