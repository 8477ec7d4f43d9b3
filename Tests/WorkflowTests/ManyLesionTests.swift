import Foundation
import ImageFiles
import Stages
import Testing
import Volumes
import Workflow

@testable import Documents

/// Innumerable lesions, as in patients with hepatotoxicity: each has its number, the page has their distribution.
@Suite struct ManyLesionTests {
  /// Lesions of 1 to 8 voxels of 4 mm, each with an uptake of its own, on a lattice in a liver within a body.
  struct Patient {
    var lesions: Int
    let grid = try! Grid(size: GridSize(32, 32, 32), spacing: Vector3(4, 4, 4))

    /// Lower corner, edge in voxels, and activity concentration, Bq/mL.
    var places: [(corner: SIMD3<Int>, edge: Int, activity: Float)] {
      (0..<lesions).map { (n: Int) in
        let corner = SIMD3<Int>(n % 6, n / 6 % 6, n / 36)
        let activity = Float(2 + n % 7) * 100_000
        return (corner: corner &* 4 &+ 4, edge: 1 + n % 2, activity: activity)
      }
    }

    private func box(_ low: SIMD3<Int>, _ edge: Int, _ put: (Int, Int, Int) -> Void) {
      for k in low.z..<low.z + edge {
        for j in low.y..<low.y + edge { for i in low.x..<low.x + edge { put(i, j, k) } }
      }
    }

    func write(to folder: URL) throws {
      var activity = Volume<Float>(grid: grid, repeating: 0)
      var (body, liver, labels) = (activity, activity, activity)
      box(SIMD3(repeating: 1), 30) { body[$0, $1, $2] = 1 }
      box(SIMD3(repeating: 3), 26) { liver[$0, $1, $2] = 1 }
      for n in activity.voxels.indices { activity.voxels[n] = 2e3 * body.voxels[n] + 5e4 * liver.voxels[n] }
      for (n, place) in places.enumerated() {
        box(place.corner, place.edge) {
          labels[$0, $1, $2] = Float(n + 1)
          activity[$0, $1, $2] = place.activity
        }
      }
      for (name, volume) in [("body", body), ("liver", liver), ("lesions", labels)] {
        try ImageFiles.write(volume, folder.appending(path: "\(name).nii.gz").path)
      }
      for hours in [4.0, 24, 96] {
        try ImageFiles.write(
          activity.map { $0 * Float(exp2(-hours / 80)) }, folder.appending(path: "\(Int(hours)).nii.gz").path)
      }
    }

    var text: String {
      let images = [(4, "01T14"), (24, "02T10"), (96, "05T10")].map { hours, time in
        "{ path: \"\(hours).nii.gz\", unit: \"Bq/mL\", time: \"2026-03-\(time):00:00\" }"
      }
      let names = (1...lesions).map { "\"\($0)\": \"Lesion \($0)\"" }.joined(separator: ", ")
      let roles = (1...lesions).map { "\"Lesion \($0)\": \"tumour\"" }.joined(separator: ", ")
      return """
        { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
          administrations: [{ start: "2026-03-01T10:00:00", activityGBq: 7.4 }],
          enter: { activity: [\(images.joined(separator: ", "))] },
          structures: [
            { path: "body.nii.gz", names: { "1": "Body" }, roles: { "Body": "body" } },
            { path: "liver.nii.gz", names: { "1": "Liver" }, roles: { "Liver": "liver" } },
            { path: "lesions.nii.gz", names: { \(names) }, roles: { \(roles) } },
          ],
          options: { engine: "local" } }
        """
    }
  }

  @Test func eachLesionHasItsNumberAndThePageTheirDistribution() throws {
    try JourneyTests.inFolder { folder in
      let patient = Patient(lesions: 40)
      try patient.write(to: folder)
      let outcome = try EnteredMapTests.run(folder, patient.text)
      let results = folder.appending(path: "results")
      let table = try String(contentsOf: results.appending(path: "regions.csv"), encoding: .utf8)
      let rows = table.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      let column = try #require(rows[0].firstIndex(of: "mean_Gy"))
      func dose(_ name: String) throws -> Double {
        let row = try #require(rows.first { $0.contains(name) })
        return try #require(Double(row[column]))
      }
      // Local deposition: dose goes with the concentration of each lesion.
      let first = try dose("Lesion 1")
      for (n, place) in patient.places.enumerated() {
        let ratio = try dose("Lesion \(n + 1)") / first
        #expect(abs(ratio - Double(place.activity) / 2e5) < 2e-3 * ratio, "Lesion \(n + 1)")
      }
      let page = try String(contentsOf: results.appending(path: "report.html"), encoding: .utf8)
      #expect(page.contains("40 lesions, "))
      #expect(!page.contains(">Lesion 17<"))
      // The terminal and the findings do not grow with the lesions either.
      #expect(outcome.text.split(separator: "\n").count < 40, "\(outcome.text)")
      #expect(outcome.text.contains("more lesions"))
      #expect(outcome.review.count < 12, "\(outcome.review)")
    }
  }
}
