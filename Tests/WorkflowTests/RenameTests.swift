import Foundation
@testable import ImageFiles
@testable import Intake
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Workflow

/// A name is for people: whoever calls a structure otherwise gets the same dose, which is not computed again, under the new name.
@Suite struct RenameTests {
  private func table(_ small: SmallCase) throws -> String {
    String(decoding: try small.data("regions.csv"), as: UTF8.self)
  }

  @Test(arguments: ["Metastasis", "Läsion 1", "24 h", "1.1", "Liver without lesions"])
  func theDoseOfARenamedStructureIsTakenUp(_ name: String) throws {
    try CustodyTests.inCase { small in
      _ = try small.run()
      let (dose, record) = (try small.data("dose.nii.gz"), try small.data("dose.json"))
      #expect(try table(small).contains("Lesion"))
      small.changes = [("{ Lesion:", "{ \"Lesion\":"), ("Lesion", name)]
      let text = try small.journey().take(.run).text
      #expect(text.contains("still true and not done again: align, quantify, dose"), "\(text)")
      #expect(text.contains("done: integrate (changed: structures), summarise"), "\(text)")
      #expect(try small.data("dose.nii.gz") == dose && small.data("dose.json") == record)
      #expect(try table(small).contains(name) && !table(small).contains("Lesion"))
      for file in ["summary.json", "curves.json", "report.json", "report.html"] {
        let text = String(decoding: try small.data(file), as: UTF8.self)
        #expect(!text.contains("Lesion\"") && !text.contains(">Lesion<"), "\(file)")
      }
      #expect(try small.run().made.isEmpty)
    }
  }

  /// What a structure is for is no name.
  @Test func anotherRoleIsAnotherDose() throws {
    try CustodyTests.inCase { small in
      _ = try small.run()
      small.changes = [("Lesion", "A"), ("tumour", "kidney")]
      #expect(try small.run().made.contains("integrate"))
    }
  }

  /// Tissue by structures and a dose around one of them: the case means them by name, the dose does not.
  @Test func structuresThatMakeTheDoseMayBeRenamed() throws {
    try JourneyTests.inFolder { folder in
      try DoseGridCaseTests.write(folder)
      let plain = DoseGridCaseTests.text(
        materials: DoseGridCaseTests.filling, options: "doseGrid: { voxels: 5, crop: \"Liver\" }")
      let renamed = [("\"Rest\"", "\"Corpus\""), ("\"Liver\"", "\"Leber\""), ("\"Lung\"", "\"Lunge\"")]
        .reduce(plain) { $0.replacing($1.0, with: $1.1) }
      func journey(_ text: String) throws -> Journey {
        try Journey(
          CaseFile.parse(text, at: folder.appending(path: "case.json5")),
          folder: WorkFolder(folder.appending(path: "r")))
      }
      _ = try journey(plain).take(.run)
      let dose = try Data(contentsOf: folder.appending(path: "r/dose.json"))
      let text = try journey(renamed).take(.run).text
      #expect(text.contains("not done again: align, quantify, dose"), "\(text)")
      #expect(try Data(contentsOf: folder.appending(path: "r/dose.json")) == dose)
      // Another structure under the old name is another dose.
      let swapped = plain.replacing("2: \"Liver\", 3: \"Lung\"", with: "3: \"Liver\", 2: \"Lung\"")
      let other = try journey(swapped).take(.run).text
      #expect(other.contains("dose (changed:"), "\(other)")
    }
  }

  /// A name in the file of the structures itself.
  @Test func contoursMayBeRenamedInTheirFile() throws {
    try CustodyTests.inCase { small in
      let context = WriteContext(
        study: "1.2.826.0.1.3680043.10.1", frameOfReference: "1.2.826.0.1.3680043.10.2", patient: "A-1",
        studyTime: .init(year: 2026, month: 3, day: 2, hour: 10)!)
      let grid = EnteredMapTests.grid
      let low = grid.position(Vector3(5.5, 5.5, 6)), high = grid.position(Vector3(12.5, 12.5, 6))
      let contours = (6..<12).map { k in
        let z = grid.position(Vector3(0, 0, Double(k))).z
        return Contour(
          points: [(low.x, low.y), (high.x, low.y), (high.x, high.y), (low.x, high.y)].map {
            Vector3($0.0, $0.1, z)
          })
      }
      func draw(_ name: String) throws {
        try DICOMWriter.writeStructureSet(
          [RegionOfInterest(name: name, contours: contours)], context, to: small.folder, name: "RS")
      }
      try draw("Lesion")
      small.changes = [("path: \"labels.nii.gz\", names: { \"1\": \"Lesion\" },", "path: \"RS.dcm\",")]
      _ = try small.run()
      let dose = try small.data("dose.nii.gz")
      try draw("Metastasis")
      small.changes.append(("Lesion", "Metastasis"))
      let again = try small.run()
      #expect(again.made == ["integrate", "summarise", "report"] && again.reused.contains("dose"))
      #expect(try small.data("dose.nii.gz") == dose && table(small).contains("Metastasis"))
    }
  }
}
