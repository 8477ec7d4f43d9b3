import Foundation
@testable import ImageFiles
import Stages
import Studies
import Testing
import Volumes

@testable import Documents
@testable import Workflow

/// One label image with everything in it: no voxel has two labels, and no alarm follows from that.
@Suite struct LabelImageTests {
  static let grid = try! Grid(size: GridSize(36, 36, 36), spacing: Vector3(5, 5, 5))

  private static func labels() -> Volume<Float> {
    var all = Volume<Float>(grid: grid, repeating: 0)
    func fill(_ range: Range<Int>, _ label: Float) {
      for k in range { for j in range { for i in range { all[i, j, k] = label } } }
    }
    fill(2..<34, 1)
    fill(6..<26, 2)
    fill(10..<14, 3)
    fill(17..<20, 4)
    return all
  }

  private static func text(_ names: String) -> String {
    """
    { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "TARE", nuclide: "Y-90" },
      enter: { timeIntegratedActivity: { path: "tia.nii.gz", unit: "Bq·s/mL" } },
      structures: [{ path: "labels.nii.gz", \(names) }],
      options: { engine: "local" } }
    """
  }

  private static func summary(_ labels: Volume<Float>, _ names: String) throws -> (Outcome, DoseSummary) {
    var result: (Outcome, DoseSummary)?
    try JourneyTests.inFolder { folder in
      try ImageFiles.write(labels, folder.appending(path: "labels.nii.gz").path)
      let decays = labels.map { [0, 1e8, 1e9, 8e9, 8e9][Int($0)] as Float }
      try ImageFiles.write(decays, folder.appending(path: "tia.nii.gz").path)
      let outcome = try EnteredMapTests.run(folder, text(names))
      let data = try Data(contentsOf: folder.appending(path: "results/summary.json"))
      result = (outcome, try JSONDecoder().decode(DoseSummary.self, from: data))
    }
    return try #require(result)
  }

  static let named = """
    names: { "1": "Body", "2": "Liver", "3": "L1", "4": "L2" },
    roles: { Body: "body", Liver: "liver", L1: "tumour", L2: "tumour" }
    """

  @Test func theLiverHoldsTheLesionsThatItWasLabelledAround() throws {
    let (outcome, summary) = try Self.summary(Self.labels(), Self.named)
    func volume(_ name: String) throws -> Double {
      try #require(summary.regions.first { $0.region.name == name }, "\(name)").volume.value.value
    }
    let voxel = 0.125
    #expect(abs(try volume("Liver") - (8000 - 64 - 27) * voxel) < 1e-3)
    #expect(abs(try volume("Liver including lesions") - 8000 * voxel) < 1e-3)
    #expect(abs(try volume("Liver without lesions") - (8000 - 64 - 27) * voxel) < 1e-3)
    #expect(!outcome.review.contains { $0.contains("outside") || $0.contains("beyond") }, "\(outcome.review)")
    #expect(!outcome.review.contains { $0.contains("not counted") }, "\(outcome.review)")
  }

  /// A lesion that lies beyond the images costs its own row alone, and is named.
  @Test func aLesionThatIsNotThereCostsNoOther() throws {
    try JourneyTests.inFolder { folder in
      let wide = try Grid(size: GridSize(72, 36, 36), spacing: Vector3(5, 5, 5))
      var more = Volume<Float>(grid: wide, repeating: 0)
      for n in 10..<14 {
        more[n, 10, 10] = 1
        more[n + 45, 10, 10] = 2
      }
      try ImageFiles.write(more, folder.appending(path: "more.nii.gz").path)
      let labels = Self.labels()
      try ImageFiles.write(labels, folder.appending(path: "labels.nii.gz").path)
      try ImageFiles.write(labels.map { $0 * 1e8 }, folder.appending(path: "tia.nii.gz").path)
      let both = Self.text(Self.named).replacing(
        "}],",
        with: """
          }, { path: "more.nii.gz", names: { "1": "In", "2": "Out" }, roles: { In: "tumour", Out: "tumour" } }],
          """)
      let outcome = try EnteredMapTests.run(folder, both)
      let data = try Data(contentsOf: folder.appending(path: "results/summary.json"))
      let names = try JSONDecoder().decode(DoseSummary.self, from: data).regions.map(\.region.name)
      #expect(names.contains("In") && names.contains("L1") && !names.contains("Out"), "\(names)")
      #expect(outcome.review.contains { $0.contains("Out") && $0.contains("left out") }, "\(outcome.review)")
    }
  }
}
