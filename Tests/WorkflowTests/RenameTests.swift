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

  enum Form: CaseIterable { case contours, segments, slicer }

  /// Boxes of 20³ voxels, each with its lower and upper corner, in a file of some form.
  private func draw(_ boxes: [(name: String, low: Int, high: Int)], _ form: Form, _ folder: URL) throws {
    let grid = EnteredMapTests.grid.with(frameOfReference: form == .slicer ? nil : "1.2.826.0.1.3680043.10.2")
    let context = WriteContext(
      study: "1.2.826.0.1.3680043.10.1", frameOfReference: "1.2.826.0.1.3680043.10.2", patient: "A-1",
      studyTime: .init(year: 2026, month: 3, day: 2, hour: 10)!)
    switch form {
    case .contours:
      let regions = boxes.enumerated().map { n, box in
        RegionOfInterest(
          name: box.name, number: n + 1,
          contours: (box.low..<box.high).map { k in
            let (low, high) = (Double(box.low) - 0.5, Double(box.high) - 0.5)
            return Contour(
              points: [(low, low), (high, low), (high, high), (low, high)].map {
                grid.position(Vector3($0.0, $0.1, Double(k)))
              })
          })
      }
      try DICOMWriter.writeStructureSet(regions, context, to: folder, name: "S")
    case .segments:
      let set = try StructureSet(
        boxes.map { box in
          Structure(program: box.name, role: .other, region: region(box.low..<box.high, grid))
        })
      try DICOMWriter.writeSegmentation(set, coding: .binary, context, to: folder, name: "S")
    case .slicer:
      let names = boxes.enumerated().map { n, box in
        "Segment\(n)_Layer:=\(n)\nSegment\(n)_LabelValue:=1\nSegment\(n)_Name:=\(box.name)\n"
      }
      let header = """
        NRRD0004
        type: unsigned char
        dimension: 4
        space: left-posterior-superior
        sizes: \(boxes.count) 20 20 20
        space directions: none (4,0,0) (0,4,0) (0,0,4)
        kinds: list domain domain domain
        encoding: raw
        space origin: (0,0,0)
        \(names.joined())

        """
      let dense = boxes.map { region($0.low..<$0.high, grid).dense.voxels }
      let voxels = dense[0].indices.flatMap { n in dense.map { UInt8($0[n]) } }
      try (Data(header.utf8) + Data(voxels)).write(to: folder.appending(path: "S.seg.nrrd"))
    }
  }

  private func region(_ range: Range<Int>, _ grid: Grid) -> Occupancy {
    var values = Volume<Float>(grid: grid, repeating: 0)
    for k in range { for j in range { for i in range { values[i, j, k] = 1 } } }
    return Occupancy(values)
  }

  private func path(_ form: Form) -> String { form == .slicer ? "S.seg.nrrd" : "S.dcm" }

  /// Tissue and the grid of the dose are made of the file whose names change; another shape under an old name is another dose.
  @Test(arguments: Form.allCases) func structuresThatMakeTheDoseMayBeRenamedInTheirFile(_ form: Form) throws {
    try JourneyTests.inFolder { folder in
      try ImageFiles.write(EnteredMapTests.cube(1e12), folder.appending(path: "tia.nii.gz").path)
      func run(_ body: String, _ liver: String, liver box: (Int, Int) = (5, 15), swapped: Bool = false) throws
        -> String
      {
        let boxes = [(name: body, low: 1, high: 19), (name: liver, low: box.0, high: box.1)]
        let names = swapped ? [liver, body] : [body, liver]
        try draw(zip(names, boxes).map { ($0, $1.low, $1.high) }, form, folder)
        let text = """
          { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "TARE", nuclide: "Y-90" },
            enter: { timeIntegratedActivity: { path: "tia.nii.gz", unit: "Bq·s/mL" } },
            structures: [{ path: "\(path(form))", roles: { "\(body)": "body", "\(liver)": "liver" } }],
            materials: { name: "two", edition: "1", structures: { "\(body)": "soft tissue", "\(liver)": "liver" } },
            options: { engine: "kernel", doseGrid: { voxels: 5, crop: "\(liver)" } } }
          """
        let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
        return try Journey(therapy, folder: WorkFolder(folder.appending(path: "r"))).take(.run).text
      }
      func dose() throws -> [Data] {
        try ["dose.nii.gz", "dose.json"].map { try Data(contentsOf: folder.appending(path: "r/\($0)")) }
      }
      _ = try run("Body", "Liver")
      let first = try dose()
      let renamed = try run("Corpus", "Leber")
      #expect(renamed.contains("not done again: align, quantify, dose"), "\(renamed)")
      #expect(try dose() == first)
      for file in ["summary.json", "curves.json", "report.json", "report.html", "regions.csv"] {
        let text = try String(contentsOf: folder.appending(path: "r/\(file)"), encoding: .utf8)
        #expect(!text.contains("Liver\"") && !text.contains(">Liver<"), "\(file)")
      }
      #expect(try run("Corpus", "Leber").contains("nothing changed since"))
      #expect(try run("Corpus", "Leber", liver: (5, 14)).contains("dose (changed:"))
      #expect(try dose() != first)
      #expect(try run("Corpus", "Leber", swapped: true).contains("dose (changed:"))
    }
  }

  /// Activity laid over a structure that is called otherwise.
  @Test func theRegionOfACalibrationMayBeRenamedInItsFile() throws {
    try CustodyTests.inCase { small in
      func draw(_ name: String) throws {
        try self.draw([(name, 5, 15)], .contours, small.folder)
      }
      try draw("Lesion")
      small.changes = [
        ("path: \"labels.nii.gz\", names: { \"1\": \"Lesion\" },", "path: \"S.dcm\","),
        ("\"calibration.json5\"", "{ method: \"administered\", over: \"Lesion\" }"),
        ("kind: \"PRRT\"", "kind: \"TARE\""),
        (", { name: \"96 h\", emission: { path: \"a96\" } }", ""), ("\"hybrid\"", "\"permanent\""),
      ]
      _ = try small.run()
      let activity = try small.data("dose.nii.gz")
      try draw("Metastasis")
      small.changes.append(("Lesion", "Metastasis"))
      let again = try small.run()
      #expect(again.made == ["integrate", "summarise", "report"], "\(again)")
      #expect(try small.data("dose.nii.gz") == activity && table(small).contains("Metastasis"))
    }
  }
}
