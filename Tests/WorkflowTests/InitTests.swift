import Diagnostics
import Foundation
@testable import ImageFiles
@testable import Intake
@testable import Quantities
import Stages
import Testing
import Volumes
@testable import Workflow

@testable import Documents
@testable import Studies

/// A first case file states what the images state, asks for the rest, and can be read.
@Suite struct InitTests {
  static let grid = try! Grid(
    size: GridSize(16, 16, 16), spacing: Vector3(4, 4, 4), frameOfReference: "2.25.20")
  static let given = DateTime(iso8601: "2026-03-02T10:00:00")!

  static func context(_ n: Int) -> WriteContext {
    WriteContext(
      study: "2.25.1\(n)", frameOfReference: "2.25.2\(n)", patient: "SECRET", studyTime: given,
      seriesDescription: "s", seriesNumber: n)
  }

  static func image(_ unit: ImageUnit, hours: Double, nuclide: String = "Lu-177") -> EmissionImage {
    let start = given.advanced(by: .hours(hours))
    return EmissionImage(
      values: EnteredMapTests.cube(1234.5).on(grid), unit: unit, nuclide: nuclide,
      halfLife: .hours(nuclide == "Lu-177" ? 159.5 : 64.0), start: start, duration: TimeSpan(1200),
      frameDuration: TimeSpan(20), projections: 60,
      decayReference: unit == .becquerelPerMillilitre ? start : nil,
      administeredActivity: .gigabecquerels(7.4), administered: given)
  }

  /// Two sessions with CT, structures drawn on the second.
  static func study(_ folder: URL, _ unit: ImageUnit, nuclide: String = "Lu-177") throws {
    for (n, hours) in [(0, 4.0), (1, 24)] {
      let own = grid.with(frameOfReference: "2.25.2\(n)")
      var image = image(unit, hours: hours, nuclide: nuclide)
      image.values = try Volume(grid: own, voxels: image.values.voxels)
      let place = folder.appending(path: "images/\(n)")
      if unit == .counts {
        _ = try DICOMWriter.writeSPECT(image, context(n), to: place)
      } else {
        _ = try DICOMWriter.writePET(image, context(n), to: place)
      }
      var ct = context(n)
      ct.seriesNumber = 10
      ct.seriesDescription = "ct"
      _ = try DICOMWriter.writeCT(Volume(grid: own, repeating: 40), ct, to: place.appending(path: "ct"))
    }
    var mask = Volume<Bool>(grid: grid.with(frameOfReference: "2.25.21"), repeating: false)
    for k in 5..<10 { for j in 5..<10 { for i in 5..<10 { mask[i, j, k] = true } } }
    let set = try StructureSet([
      Structure(program: "Liver", role: .liver, region: Occupancy(mask)),
      Structure(program: "Kidney L", role: .kidney, region: Occupancy(mask)),
    ])
    _ = try DICOMWriter.writeStructureSet(
      set.structures.map { RegionOfInterest(tracing: $0) }, context(1),
      to: folder.appending(path: "images/rs"))
  }

  static func text(_ folder: URL) throws -> (text: String, outcome: Outcome) {
    let file = folder.appending(path: "case.json5")
    let outcome = try CaseTemplate.run(folder.appending(path: "images"), to: file, overwrite: true) { _, _ in
    }
    return (try String(contentsOf: file, encoding: .utf8), outcome)
  }

  /// The keys that are left for a human.
  static func open(_ text: String) -> [String] {
    text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.flatMap { line in
      line.matches(of: /([A-Za-z]+): "FILL IN"/).map { String($0.output.1) }
    }
  }

  @Test func imagesInBecquerelsAskForNothing() throws {
    try JourneyTests.inFolder { folder in
      try Self.study(folder, .becquerelPerMillilitre)
      let (text, outcome) = try Self.text(folder)
      #expect(Self.open(text).isEmpty, "\(text)")
      #expect(outcome.review.isEmpty)
      #expect(text.contains("activityGBq: 7.4,") && text.contains("start: \"2026-03-02T10:00:00"))
      #expect(text.contains("kind: \"PRRT\"") && text.contains("calibration: \"none\""))
      #expect(text.contains("reference: \"24 h\"") && text.contains("timePoint: \"24 h\""))
      #expect(text.contains("gray: 23") && text.contains("Emami") && text.contains("alphaBetaGy: 2.6"))
      #expect(!text.contains("SECRET") && text.contains(/pseudonym: "P-[0-9a-f]{6}"/))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "calibration.json5").path))
      let therapy = try CaseFile.read(folder.appending(path: "case.json5"))
      #expect(therapy.reference == "24 h" && therapy.administrations[0].activity == .gigabecquerels(7.4))
      try Journey(therapy, folder: WorkFolder(folder.appending(path: "results"))).preflight()
    }
  }

  /// A localiser lies in the same study and space as its CT and shows one slice; a series of somebody else is nobody's time point.
  @Test func localisersAndOtherPatientsAreNotProposed() throws {
    try JourneyTests.inFolder { folder in
      try Self.study(folder, .becquerelPerMillilitre)
      let plain = try Self.text(folder).text
      for n in 0..<2 {
        // Two, with other UIDs, so that whichever comes first by its identifier is the wrong one once.
        let scout = try Grid(
          size: GridSize(64, 64, 1), spacing: Vector3(1, 1, 4), origin: Vector3(0, 0, 20 + Double(n)),
          frameOfReference: "2.25.21")
        var context = Self.context(1)
        (context.seriesNumber, context.seriesDescription) = (30 + n, "scout \(n)")
        _ = try DICOMWriter.writeCT(
          Volume(grid: scout, repeating: Float(n)), context, to: folder.appending(path: "images/scout\(n)"))
      }
      var other = Self.context(2)
      other.patient = "SOMEBODY"
      _ = try DICOMWriter.writePET(
        Self.image(.becquerelPerMillilitre, hours: 48), other, to: folder.appending(path: "images/other"))
      let (text, _) = try Self.text(folder)
      #expect(text.contains("1 series of another patient in this folder is left out"))
      #expect(text.contains("// Not used; to use one, name its series where it belongs:"))
      let without = text.split(separator: "\n").filter {
        !$0.contains("another patient") && !$0.contains("// Not used;") && !$0.contains(", 1 file)")
      }
      #expect(without == plain.split(separator: "\n"), "\(text)")
      #expect(!text.contains("SOMEBODY") && !text.contains("SECRET"))
    }
  }

  @Test func countsGetACalibrationFileWithComments() throws {
    try JourneyTests.inFolder { folder in
      try Self.study(folder, .counts)
      let (text, _) = try Self.text(folder)
      #expect(Self.open(text).isEmpty)
      let file = folder.appending(path: "calibration.json5")
      let calibration = try String(contentsOf: file, encoding: .utf8)
      #expect(Self.open(calibration) == ["factor", "counts", "date"], "three answers")
      #expect(calibration.contains("nuclide: \"Lu-177\""))
      #expect(throws: (any Error).self) { try CalibrationFile.read(file) }
      let filled = calibration.replacing("factor: \"FILL IN\"", with: "factor: 9.1")
        .replacing("counts: \"FILL IN\"", with: "counts: \"total\"")
        .replacing("date: \"FILL IN\"", with: "date: \"2026-01-12T09:00:00\"")
      try Data(filled.utf8).write(to: file)
      _ = try CalibrationFile.read(file)
      // One that is there is used, and not replaced.
      _ = try Self.text(folder)
      #expect(try String(contentsOf: file, encoding: .utf8) == filled)
    }
  }

  /// Frames are compared before anything is registered, and the message has the line that mends it.
  @Test func preflightNamesTheReference() throws {
    try JourneyTests.inFolder { folder in
      try Self.study(folder, .becquerelPerMillilitre)
      let (text, _) = try Self.text(folder)
      let wrong = text.replacing("reference: \"24 h\"", with: "reference: \"4 h\"")
        .replacing("timePoint: \"24 h\",", with: "").replacing("\"Liver\": ", with: "\"Lebber\": ")
      let therapy = try CaseFile.parse(wrong, at: folder.appending(path: "case.json5"))
      let journey = try Journey(therapy, folder: WorkFolder(folder.appending(path: "results")))
      let problems = #expect(throws: Problems.self) { try journey.take(.run) }
      #expect(problems?.all.count == 2)
      #expect(problems?.all[0].remedy.contains("reference: \"24 h\"") == true)
      #expect(problems?.all[1].what.contains("Lebber") == true)
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "results/alignment.json").path))
    }
  }

  @Test(arguments: [
    ("Lu-177", "", Therapy.Kind.prrt), ("Y-90", "", .tare), ("Ho-166", "QuiremSpheres", .tare),
    ("Y-90", "Y-90-DOTATOC", .prrt), ("F-18", "FDG", nil), ("Ga-68", "Ga-68-DOTATATE", nil),
    ("Tc-99m", "MAA", nil),
    ("In-111", "", nil), ("I-131", "", nil), ("Re-188", "", nil), ("Re-188", "Lipiodol microspheres", .tare),
  ])
  func kindFollowsFromTheNuclideWhereItCan(nuclide: String, product: String, kind: Therapy.Kind?) {
    #expect(Therapy.Kind.usual(nuclide: nuclide, product: product) == kind)
  }

  @Test func aKindThatIsNotStatedFollowsFromTheNuclide() throws {
    func text(_ nuclide: String) -> String {
      """
      { hepatica: 1, patient: { pseudonym: "X" }, therapy: { nuclide: "\(nuclide)" },
        enter: { regionActivityMBqh: { a: 1 } } }
      """
    }
    #expect(try CaseRegionTests.read(text("Y-90")).therapy.kind == .tare)
    #expect(CaseRegionTests.problems(text("I-131")).contains { $0.contains("“kind” is missing") })
  }

  /// A folder as TotalSegmentator leaves it, beside a CT: masks become structures with roles, those that play none are left out.
  @Test func masksOfOneOrganEach() throws {
    try JourneyTests.inFolder { folder in
      try Self.study(folder, .becquerelPerMillilitre)
      let masks = folder.appending(path: "images/segmentations")
      try FileManager.default.createDirectory(at: masks, withIntermediateDirectories: true)
      var mask = Volume<UInt8>(grid: Self.grid, repeating: 0)
      for k in 4..<12 { for j in 4..<12 { for i in 4..<12 { mask[i, j, k] = 1 } } }
      for name in ["liver", "kidney_left", "liver_vessels", "lung_upper_lobe_left", "vertebrae_L1"] {
        try ImageFiles.write(mask, masks.appending(path: "\(name).nii.gz").path)
      }
      let (text, _) = try Self.text(folder)
      #expect(text.contains("\"liver\": \"liver\"") && text.contains("\"kidney_left\": \"kidney\""))
      #expect(text.contains("\"lung_upper_lobe_left\": \"lung\""))
      // What plays no role is left out, and listed with the line that takes it in.
      let comments = text.split(separator: "\n").filter { $0.hasPrefix("  //") }.joined(separator: "\n")
      let rest = text.split(separator: "\n").filter { !$0.hasPrefix("  //") }.joined(separator: "\n")
      for name in ["vertebrae_L1", "liver_vessels"] {
        #expect(comments.contains("images/segmentations/\(name).nii.gz"))
        #expect(!rest.contains("\"\(name)\":"))
      }
      #expect(comments.contains("add to structures: { path:"))
      let taken = #/add to structures: (\{.*\} \})/#
      let line = try #require(comments.firstMatch(of: taken)).output.1
      #expect(line.hasPrefix("{ path: \"images/segmentations/") && line.hasSuffix("\": \"other\" } }"))
      let plain = text.replacing(/\{ path: "images", series: "RS[^}]*\} \},/, with: "")
      let therapy = try CaseFile.parse(plain, at: folder.appending(path: "case.json5"))
      try Journey(therapy, folder: WorkFolder(folder.appending(path: "results"))).preflight()
      #expect(therapy.structures.count == 3)
    }
  }

  /// A volume of several labels, and a CT, as NIfTI.
  @Test func labelVolumesAndTomographiesAreTold() throws {
    try JourneyTests.inFolder { folder in
      let images = folder.appending(path: "images")
      try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
      var labels = Volume<UInt8>(grid: Self.grid, repeating: 0)
      var ct = Volume<Float>(grid: Self.grid, repeating: -1000)
      for k in 2..<14 {
        for j in 2..<14 {
          for i in 2..<14 {
            labels[i, j, k] = i < 8 ? 1 : 2
            ct[i, j, k] = 55
          }
        }
      }
      try ImageFiles.write(labels, images.appending(path: "labels.nii.gz").path)
      try ImageFiles.write(ct, images.appending(path: "ct.nii.gz").path)
      let (text, _) = try Self.text(folder)
      #expect(text.contains("role: \"ct\", unit: \"HU\"") && text.contains("regionActivityMBqh"))
      #expect(text.contains("\"label 1\": \"other\"") && text.contains("labels.nii.gz: label 1 55.3 mL"))
      #expect(Self.open(text).count <= 3, "\(Self.open(text))")
      let filled = text.replacing("nuclide: \"FILL IN\"", with: "nuclide: \"Lu-177\"")
        .replacing("\"label 1\": \"FILL IN\"", with: "\"label 1\": 900")
      let outcome = try EnteredMapTests.run(folder, filled)
      #expect(outcome.text.contains("label 1"))
    }
  }

  /// Segments of 3D Slicer with their names, on their way into a structure.
  @Test func segmentsOfSlicer() throws {
    try JourneyTests.inFolder { folder in
      try Self.study(folder, .becquerelPerMillilitre)
      let header = """
        NRRD0004
        type: unsigned char
        dimension: 3
        space: left-posterior-superior
        sizes: 16 16 16
        space directions: (4,0,0) (0,4,0) (0,0,4)
        kinds: domain domain domain
        encoding: raw
        space origin: (0,0,0)
        Segment0_LabelValue:=1
        Segment0_Name:=Liver
        Segment1_LabelValue:=2
        Segment1_Name:=Tumour 1


        """
      let voxels = (0..<4096).map { UInt8($0 / 256 % 16 > 8 ? 0 : $0 % 16 < 8 ? 1 : 2) }
      let file = folder.appending(path: "images/a.seg.nrrd")
      try (Data(header.utf8) + Data(voxels)).write(to: file)
      let (text, _) = try Self.text(folder)
      #expect(text.contains("a.seg.nrrd") && text.contains("\"Tumour 1\": \"tumour\""))
      let (set, _) = try StructureReader.read(file.path, onto: Self.grid.with(frameOfReference: nil))
      #expect(set.structures.map(\.name) == ["Liver", "Tumour 1"])
      #expect(abs(set.structures[0].region.millilitres - 8 * 16 * 9 * 0.064) < 1e-6)
    }
  }
}

extension Volume<Float> {
  fileprivate func on(_ grid: Grid) -> Volume<Float> {
    var all = Volume<Float>(grid: grid, repeating: 0)
    for n in all.voxels.indices { all.voxels[n] = voxels[n % voxels.count] }
    return all
  }
}
