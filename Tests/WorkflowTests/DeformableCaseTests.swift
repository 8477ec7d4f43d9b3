import Checks
import Diagnostics
import Foundation
@testable import Intake
import Phantoms
import Quantities
import Stages
import Testing
import Volumes

@testable import Alignment
@testable import Documents
@testable import Studies
@testable import Workflow

/// A case with two CTs, the second of a patient whose liver lies 15 mm lower.
@Suite("deformable registration in a case") struct DeformableCaseTests {
  static let patient = DigitalPatient.deformable(seed: 3, spacing: 8)
  static let points = [patient.timePoints[patient.reference], patient.timePoints[3]]

  static func write(_ folder: URL) throws {
    for (n, point) in points.enumerated() {
      let deformed: PatientDeformation? = n == 0 ? nil : .liverShift
      let start = DateTime(year: 2026, month: 3, day: n == 0 ? 2 : 8, hour: 10)!
      let context = WriteContext(
        study: "2.25.10\(n)", frameOfReference: point.frameOfReference, patient: "A-1", studyTime: start)
      try make(folder.appending(path: "ct\(n)"), folder.appending(path: "spect\(n)"))
      _ = try DICOMWriter.writeCT(
        patient.ct(at: point, deformed: deformed), context, to: folder.appending(path: "ct\(n)"))
      var counts = patient.concentration(at: point, deformed: deformed)
      for m in counts.voxels.indices { counts.voxels[m] = (counts.voxels[m] / 1000).rounded() }
      _ = try DICOMWriter.writeSPECT(
        EmissionImage(
          values: counts, unit: .counts, nuclide: "Lu-177", start: start, duration: TimeSpan(1200),
          frameDuration: TimeSpan(20), projections: 60, energyWindows: [187...229]),
        context, to: folder.appending(path: "spect\(n)"))
    }
    let context = WriteContext(
      study: "2.25.100", frameOfReference: points[0].frameOfReference, patient: "A-1",
      studyTime: DateTime(year: 2026, month: 3, day: 2, hour: 10)!)
    let regions = patient.structures.enumerated().map { n, structure in
      RegionOfInterest(
        name: structure.name, number: n + 1, kind: "ORGAN", frameOfReference: points[0].frameOfReference,
        contours: patient.contours(structure.name).map { Contour(points: $0) })
    }
    _ = try DICOMWriter.writeStructureSet(regions, context, to: folder.appending(path: "rs"))
    try """
    { unit: "Bq/mL per count", factor: 1000, counts: "total", relativeUncertainty: 0.03,
      nuclide: "Lu-177", date: "2026-02-01T10:00:00" }
    """.write(to: folder.appending(path: "calibration.json5"), atomically: true, encoding: .utf8)
  }

  private static func make(_ folders: URL...) throws {
    for folder in folders {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
  }

  static func journey(
    _ folder: URL, options: String = ", registration: \"deformable\"", point: String = "",
    structures: String = "path: \"rs\", roles: { Liver: \"liver\", \"Lesion 1\": \"tumour\" }",
    results: String = "results"
  ) throws -> Journey {
    let text = """
      { hepatica: 1, patient: { pseudonym: "A-1", weightKg: 70 }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
        administrations: [{ start: "2026-03-01T10:00:00", activityGBq: 7.4 }],
        timePoints: [
          { name: "24 h", emission: { path: "spect0" }, ct: { path: "ct0" } },
          { name: "168 h", emission: { path: "spect1" }, ct: { path: "ct1" }\(point) }],
        calibration: "calibration.json5", structures: [{ \(structures) }],
        options: { engine: "local", voxelTimeModel: "hybrid"\(options) } }
      """
    return try Journey(
      CaseFile.parse(text, at: folder.appending(path: "case.json5")),
      folder: WorkFolder(folder.appending(path: results)))
  }

  /// Root mean square distance, over the liver, between where the registration takes a point and where it is, mm.
  static func error(_ map: SpatialMap) -> Double {
    var squares = 0.0, count = 0.0
    for n in 0..<343 {
      let q = Vector3(Double(n % 7), Double(n / 7 % 7), Double(n / 49)) / 3 - Vector3(repeating: 1)
      guard q.norm <= 1 else { continue }
      let p = patient.options.position + Vector3(-65, -5, 20) + q * 60
      let d = map(p) - patient.target(p, at: points[1], deformed: .liverShift)
      squares += d.dot(d)
      count += 1
    }
    return (squares / count).squareRoot()
  }

  @Test("rigid by default, deformable where the case asks for it, to half a voxel; objects lead there and back")
  func whole() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      let rigid = try Passage(Self.journey(folder, options: "", results: "rigid"), .mend).aligned()
      let stiff = try #require(rigid.study.registrations.first)
      #expect(stiff.deformation == nil && stiff.quality == nil)
      _ = try Self.journey(folder).take(.run)
      let aligned = try Passage(Self.journey(folder), .mend).aligned()
      let found = try #require(aligned.study.registrations.first)
      #expect(found.deformation != nil && found.quality!.smallestJacobian > 0)
      #expect(Self.error(found.map) <= 4 && Self.error(found.map) < Self.error(stiff.map) / 2)
      #expect(found.mark != stiff.mark)
      #expect(found.warnings.contains { if case .registration(.deformed) = $0 { true } else { false } })
      try Self.checkReport(folder)
      try Self.checkObjects(folder, found)
    }
  }

  private static func checkReport(_ folder: URL) throws {
    let page = try String(contentsOf: folder.appending(path: "results/report.html"), encoding: .utf8)
    #expect(page.contains("Jacobian") && page.contains("inverse consistency"))
    let table = try String(
      contentsOf: folder.appending(path: "results/tables/registrations.csv"), encoding: .utf8)
    #expect(table.contains("jacobian_least"))
    let summary = try JSONDecoder().decode(
      DoseSummary.self, from: Data(contentsOf: folder.appending(path: "results/summary.json")))
    let lesion = try #require(summary.regions.first { $0.region.name == "Lesion 1" })
    let liver = try #require(summary.regions.first { $0.region.name == "Liver" })
    func part(_ region: RegionDose) -> Double {
      region.budget.first { $0.name == "registration" && $0.isCovariance != true }?.relative ?? 0
    }
    #expect(part(lesion) > part(liver) && part(liver) > 0, "small regions suffer more")
  }

  private static func checkObjects(_ folder: URL, _ found: Registration) throws {
    let dicom = folder.appending(path: "results/dicom")
    let object = dicom.appending(path: "REG_168_h.dcm")
    let map = try RegistrationObject.read(object.path).map(
      from: points[0].frameOfReference, to: points[1].frameOfReference, at: "test")
    let place = patient.options.position + Vector3(-80, 10, 25)
    #expect((map(place) - found.map(place)).norm < 0.1)
    // As a given registration: nothing is computed, and the same place is found.
    let path = "registrationObject: \"results/dicom/REG_168_h.dcm\""
    let given = try Passage(
      journey(folder, options: "", point: ", \(path)", results: "given"), .mend
    ).aligned().study.registrations[0]
    #expect((given.map(place) - found.map(place)).norm < 0.1)
    #expect(given.warnings == [.registration(.given)])
    // Contours that were carried to the second day, read there, come back to where they were drawn.
    let contours = """
      path: "results/dicom/RS_carried_168_h.dcm", timePoint: "168 h", roles: { "Lesion 1, carried from 24 h": "tumour" }
      """
    let back = try journey(folder, options: "", point: ", \(path)", structures: contours, results: "back")
    let study = try Passage(back, .mend).aligned().study
    let (set, review) = try back.structures(study, activity: nil)
    let lesion = try #require(set.structures.first { $0.role == .tumour })
    let centre = patient.options.position + Vector3(-100, 0, 30)
    #expect((lesion.region.centreOfMass - centre).norm < 4)
    #expect(abs(lesion.region.millilitres / 20 - 1) < 0.25)
    #expect(review.contains { $0.code.rawValue == "structures.carried" })
    #expect(lesion.origin.contains("carried from 168 h"))
  }

  @Test("an object of other images, and a deformation without CT, are refused")
  func refused() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      let frames = RegisteredFrame(
        frameOfReference: "2.25.999", map: SpatialMap(RigidTransform(translation: Vector3(1, 2, 3))),
        method: "test")
      let context = WriteContext(
        study: "2.25.1", frameOfReference: "2.25.998", patient: "A-1",
        studyTime: DateTime(year: 2026, month: 3, day: 2, hour: 10)!)
      _ = try DICOMWriter.writeRegistration(frames, context, to: folder, name: "other")
      let strange = try Self.journey(
        folder, options: "", point: ", registrationObject: \"other.dcm\"", results: "strange")
      #expect(throws: Problem.self) { try Passage(strange, .mend).aligned() }
      let text = """
        { hepatica: 1, patient: { pseudonym: "A-1" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
          administrations: [{ start: "2026-03-01T10:00:00", activityGBq: 7.4 }],
          timePoints: [
            { name: "24 h", emission: { path: "spect0" }, ct: { path: "ct0" } },
            { name: "168 h", emission: { path: "spect1" }, registration: "deformable" }],
          calibration: "calibration.json5" }
        """
      let bare = try Journey(
        CaseFile.parse(text, at: folder.appending(path: "case.json5")),
        folder: WorkFolder(folder.appending(path: "bare")))
      #expect(throws: Problem.self) { try Passage(bare, .mend).aligned() }
    }
  }

  @Test("contradictions of the case file are refused", arguments: [
    ("registration: \"elastic\"", ""), ("register: false, registration: \"deformable\"", ""),
    ("register: \"uptake\", registration: \"deformable\"", ""),
    ("", ", registration: \"rigid\", registrationObject: \"calibration.json5\""),
  ])
  func contradictions(_ options: String, _ point: String) throws {
    try JourneyTests.inFolder { folder in
      for name in ["spect0", "spect1", "ct0", "ct1", "rs"] { try Self.make(folder.appending(path: name)) }
      try "{}".write(to: folder.appending(path: "calibration.json5"), atomically: true, encoding: .utf8)
      #expect(throws: (any Error).self) {
        try Self.journey(folder, options: options.isEmpty ? "" : ", " + options, point: point)
      }
    }
  }

  @Test("a move by hand moves a deformation too, and its mark stays")
  func moved() throws {
    let lattice = try Grid(size: GridSize(5, 5, 5), spacing: Vector3(repeating: 20))
    var registration = Registration(
      fixed: "a", moving: "b", transform: RigidTransform(translation: Vector3(5, 6, 7)), residual: nil,
      residualMeaning: "", method: "")
    let rigidMark = registration.mark
    registration.deformation = try Deformation(
      lattice: lattice, coefficients: (0..<375).map { Float($0 % 11) / 3 })
    let (shift, p) = (Vector3(3, -4, 12), Vector3(41, 37, 52))
    let moved = registration.moved(by: Vector3(100, 0, 0)).moved(by: shift)
    #expect((moved.map(p) - registration.map(p - shift)).norm < 1e-6)
    #expect(moved.mark == registration.mark && registration.mark != rigidMark)
  }

}
