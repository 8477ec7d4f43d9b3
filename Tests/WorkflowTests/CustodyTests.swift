import Diagnostics
import Files
import Foundation
@testable import ImageFiles
@testable import Intake
@testable import Quantities
import Stages
import Studies
import Testing
import Volumes

@testable import Documents
@testable import Workflow

/// Two SPECT-like images in counts, a camera calibration, a lesion: small, and every step has something to do.
struct SmallCase {
  let folder: URL
  /// What replaces what in the case file.
  var changes: [(String, String)] = []

  static let text = """
    { hepatica: 1, patient: { pseudonym: "A-1", weightKg: 70 },
      therapy: { kind: "PRRT", product: "Lu-177-DOTATATE", nuclide: "Lu-177", cycle: 1 },
      administrations: [{ start: "2026-03-01T10:00:00", activityGBq: 7.4 }],
      timePoints: [
        { name: "24 h", emission: { path: "a24" } }, { name: "96 h", emission: { path: "a96" } }],
      calibration: "calibration.json5",
      structures: [{ path: "labels.nii.gz", names: { "1": "Lesion" }, roles: { Lesion: "tumour" } }],
      options: { engine: "local", voxelTimeModel: "hybrid", register: false },
      limits: [{ region: "Lesion", gray: 500, source: "test" }] }
    """

  init(_ folder: URL) throws {
    self.folder = folder
    try image("a24", 900, day: 2)
    try image("a96", 400, day: 5)
    try ImageFiles.write(EnteredMapTests.cube(1), url("labels.nii.gz").path)
    try calibrate(960)
  }

  /// - Parameter day: of March.
  @discardableResult func image(_ name: String, _ counts: Float, day: Int) throws -> URL {
    let start = DateTime(year: 2026, month: 3, day: day, hour: 10)!
    let context = WriteContext(
      study: "1.2.826.0.1.3680043.10.1", frameOfReference: "1.2.826.0.1.3680043.10.2", patient: "A-1",
      studyTime: start)
    try FileManager.default.createDirectory(at: url(name), withIntermediateDirectories: true)
    return try DICOMWriter.writeSPECT(
      EmissionImage(
        values: EnteredMapTests.cube(counts), unit: .counts, nuclide: "Lu-177", start: start,
        duration: TimeSpan(1200), frameDuration: TimeSpan(20), projections: 60, energyWindows: [187...229]),
      context, to: url(name))
  }

  func calibrate(_ factor: Double) throws {
    try """
    { unit: "Bq/mL per count", factor: \(factor), counts: "total", relativeUncertainty: 0.03,
      nuclide: "Lu-177", date: "2026-02-01T10:00:00" }
    """.write(to: url("calibration.json5"), atomically: true, encoding: .utf8)
  }

  func url(_ name: String) -> URL { folder.appending(path: name) }
  func journey(_ results: String = "results") throws -> Journey {
    let text = changes.reduce(Self.text) { $0.replacing($1.0, with: $1.1) }
    return try Journey(
      CaseFile.parse(text, at: url("case.json5")), folder: WorkFolder(url(results)))
  }

  /// What a run did, and what it took up.
  func run(fresh: Bool = false) throws -> (made: [String], reused: [String]) {
    let outcome = try journey().takeRun(fresh)
    let record = try JSONDecoder().decode(Account.self, from: Data(outcome.json.utf8))
    return (record.made, record.reused)
  }

  struct Account: Decodable { var made, reused: [String] }

  func data(_ name: String, in results: String = "results") throws -> Data {
    try Data(contentsOf: url(results).appending(path: name))
  }
}

extension Journey {
  fileprivate func takeRun(_ fresh: Bool) throws -> Outcome { try take(.run, fresh: fresh) }
}

@Suite struct CustodyTests {
  static let all = ["align", "quantify", "integrate", "dose", "summarise", "report"]

  static func inCase(_ body: (inout SmallCase) throws -> Void) throws {
    try JourneyTests.inFolder { folder in
      var small = try SmallCase(folder)
      try body(&small)
    }
  }

  @Test func aSecondRunDoesNothingAgainAndAFreshOneAll() throws {
    try Self.inCase { small in
      #expect(try small.run().made == Self.all)
      let dose = try small.data("dose.nii.gz"), custody = try small.data("custody.json")
      let second = try small.run()
      #expect(second.made.isEmpty && second.reused == Self.all)
      #expect(try small.journey().take(.run).text.contains("nothing changed since"))
      let third = try small.run(fresh: true)
      #expect(third.made == Self.all && third.reused.isEmpty)
      #expect(try small.data("dose.nii.gz") == dose && small.data("custody.json").count == custody.count)
    }
  }

  /// Each change, and the steps that it makes outdated: no more and no less.
  @Test(arguments: [
    ("\"A-1\"", "\"B-2\"", ["report"]),
    ("weightKg: 70", "weightKg: 71", ["report"]),
    ("gray: 500", "gray: 400", ["report"]),
    ("cycle: 1", "cycle: 2", ["summarise", "report"]),
    ("options: {", "options: { volumeDosesGy: [20],", ["summarise", "report"]),
    // More activity was given: the bounds of images and curves are others, their numbers are not.
    ("activityGBq: 7.4", "activityGBq: 7.5", ["quantify", "integrate", "report"]),
    ("engine: \"local\"", "engine: \"kernel\"", ["dose", "summarise", "report"]),
    // A name is for people: it stands with the curves and in the tables, and no dose rests on it.
    ("Lesion", "Metastasis", ["integrate", "summarise", "report"]),
    (
      "{ path: \"a24\" }", "{ path: \"a24\" }, deadTimeFactor: 1.1",
      ["quantify", "integrate", "dose", "summarise", "report"]
    ),
    // The map follows the curves of lesions and of organs, no others.
    ("tumour", "other", ["integrate", "dose", "summarise", "report"]),
    ("options: {", "options: { gridSpacingMm: 5,", all),
  ]) func aChangeOutdatesWhatDependsOnIt(_ part: String, _ change: String, _ steps: [String]) throws {
    try Self.inCase { small in
      _ = try small.run()
      small.changes = [(part, change)]
      let second = try small.run()
      #expect(second.made == steps)
      #expect(second.made + second.reused == second.made + Self.all.filter { !steps.contains($0) })
      #expect(try small.run().made.isEmpty)
    }
  }

  @Test func anotherCorrectionForPartialVolumeOutdatesCurvesAndTable() throws {
    try Self.inCase { small in
      _ = try small.run()
      for width in [8, 12] {
        small.changes = [
          ("options: {", "options: { partialVolume: { method: \"regions\", resolutionMm: \(width) },")
        ]
        let made = try small.run().made
        #expect(made.contains("integrate") && made.contains("summarise") && !made.contains("quantify"))
        #expect(try small.run().made.isEmpty)
      }
    }
  }

  @Test func anotherCalibrationOrImageOutdatesAllAfterIt() throws {
    try Self.inCase { small in
      _ = try small.run()
      let before = try JSONDecoder().decode(DoseSummary.self, from: small.data("summary.json")).regions[0]
        .mean
      try small.calibrate(1920)
      #expect(try small.run().made == ["quantify", "integrate", "dose", "summarise", "report"])
      let after = try JSONDecoder().decode(DoseSummary.self, from: small.data("summary.json")).regions[0].mean
      #expect(abs(after.value.value / before.value.value - 2) < 1e-6)
      try small.image("a96", 500, day: 5)
      #expect(try small.run().made == Self.all)
    }
  }

  /// The date of a file says nothing, neither that it changed nor that it did not.
  @Test func aTouchedFileIsTheSameAndOneChangedUnderItsDateIsNot() throws {
    try Self.inCase { small in
      _ = try small.run()
      let image = try small.image("a96", 400, day: 5)
      _ = try small.run()
      let date = Date(timeIntervalSince1970: 1_000_000_000)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: image.path)
      #expect(try small.run().made.isEmpty)
      let calibration = small.url("calibration.json5")
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: calibration.path)
      _ = try small.run()
      try small.calibrate(970)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: calibration.path)
      #expect(try small.run().made.first == "quantify")
    }
  }

  @Test(arguments: [Step.integrate, .dose, .summarise, .report])
  func aStepRefusesWhatIsOutdatedBeforeIt(_ step: Step) throws {
    try Self.inCase { small in
      _ = try small.run()
      try small.calibrate(1920)
      let problem = #expect(throws: Problem.self) { try small.journey().take(step) }
      #expect(problem?.kind == .dataRejected)
      #expect(problem?.what.contains("quantify") == true && problem?.why.contains("calibration file") == true)
      #expect(problem?.remedy.contains("hepatica quantify") == true)
      // Repeated in order, they all go.
      for again in [Step.quantify, .integrate, .dose, .summarise, .report] {
        _ = try small.journey().take(again)
      }
      #expect(try small.run().made.isEmpty)
    }
  }

  @Test func everyStepHasAState() throws {
    try Self.inCase { small in
      #expect(try small.journey().stepStates().allSatisfy { $0.state == .todo })
      _ = try small.run()
      #expect(try small.journey().stepStates().allSatisfy { $0.state == .done })
      try small.calibrate(1920)
      let states = try small.journey().stepStates()
      #expect(states.map(\.state) == [.done] + Array(repeating: .outdated, count: 5))
      #expect(states[1].because == ["calibration file"] && states[3].because == ["integrate"])
    }
  }

  @Test func aMissingStepIsNamed() throws {
    try Self.inCase { small in
      let problem = #expect(throws: Problem.self) { try small.journey().take(.quantify) }
      #expect(problem?.kind == .inputMissing && problem?.remedy.contains("hepatica align") == true)
    }
  }

  /// Whichever file of the folder is damaged, the report is refused with its path, and with the step that makes it again.
  @Test func aDamagedRecordIsRefused() throws {
    try Self.inCase { small in
      _ = try small.run()
      let names = try Custody(of: small.url("results")).steps.filter { $0.key != .report }
        .flatMap(\.value.files.keys)
      #expect(names.count > 12)
      for name in names + [Custody.fileName] {
        let url = small.url("results").appending(path: name)
        let whole = try Data(contentsOf: url)
        // A blank after the end of the chain's own record is no change of what it says.
        let longer = name == Custody.fileName ? [] : [whole + Data(" ".utf8)]
        for damage in [Data(whole.dropLast(20)), Self.flipped(whole)] + longer {
          try damage.write(to: url)
          let problem = #expect(throws: Problem.self, "\(name)") { try small.journey().take(.report) }
          #expect(problem?.kind == .dataRejected, "\(name)")
          #expect(problem?.location.hasSuffix(name) == true && problem?.remedy.isEmpty == false, "\(name)")
        }
        try whole.write(to: url)
      }
      #expect(try small.run().made.isEmpty)
    }
  }

  /// One byte in the middle.
  static func flipped(_ data: Data) -> Data {
    var copy = data
    copy[copy.startIndex + copy.count / 2] ^= 1
    return copy
  }

  @Test func recordsOfAnEarlierVersionAreNotBelieved() throws {
    try Self.inCase { small in
      _ = try small.run()
      try FileManager.default.removeItem(at: small.url("results/custody.json"))
      let problem = #expect(throws: Problem.self) { try small.journey().take(.report) }
      #expect(problem?.kind == .dataRejected && problem?.what.contains("alignment.json") == true)
      #expect(try small.run().made == Self.all)
    }
  }

  @Test func aSecondProcessIsTold() throws {
    try Self.inCase { small in
      _ = try small.run()
      let other = FileLock(small.url("results/.hepatica-lock").path, milliseconds: 0)
      #expect(try other.take())
      let problem = #expect(throws: Problem.self) { try small.journey().take(.report) }
      #expect(problem?.kind == .tryAgain)
      other.release()
      #expect(try small.run().made.isEmpty)
    }
  }

  /// What the command line said of the dose is no change of the case for the steps after it, but is one for `run`.
  @Test func anEngineOfTheCommandLineIsKept() throws {
    try Self.inCase { small in
      _ = try small.run()
      let stated = try CaseFile.parse(SmallCase.text, at: small.url("case.json5"))
      var told = stated
      told.options.engine = .kernel
      _ = try Journey(told, as: stated, folder: WorkFolder(small.url("results"))).take(.dose)
      for step in [Step.summarise, .report] { _ = try small.journey().take(step) }
      let summary = try JSONDecoder().decode(DoseSummary.self, from: small.data("summary.json"))
      #expect(summary.engine == "voxel kernel")
      #expect(try small.run().made == ["dose", "summarise", "report"])
    }
  }

  /// The voxels of a MetaImage lie in a file that the case does not name.
  @Test func theVoxelsOfAHeaderCount() throws {
    try JourneyTests.inFolder { folder in
      try ImageFiles.write(EnteredMapTests.cube(7), folder.appending(path: "map.mhd").path)
      let text = EnteredStepsTests.text(
        "timeIntegratedActivity: { path: \"map.mhd\", unit: \"MBq·h/mL\", confirmGeometry: true }")
      let journey = { try EnteredStepsTests.journey(folder, text, results: "r") }
      _ = try journey().take(.run)
      #expect(try journey().take(.run).text.contains("nothing changed"))
      try ImageFiles.write(EnteredMapTests.cube(8), folder.appending(path: "map.mhd").path)
      #expect(try journey().take(.run).text.contains("time-integrated activity"))
    }
  }

  /// A case that was moved to another place is the same case.
  @Test func aMovedFolderHolds() throws {
    try JourneyTests.inFolder { folder in
      let (one, other) = (folder.appending(path: "one"), folder.appending(path: "other"))
      try FileManager.default.createDirectory(at: one, withIntermediateDirectories: true)
      let text = EnteredStepsTests.text("activity: [\(try EnteredStepsTests.activities(one))]")
      _ = try EnteredStepsTests.journey(one, text, results: "r").take(.run)
      try FileManager.default.moveItem(at: one, to: other)
      let moved = {
        try Journey(
          CaseFile.parse(text, at: other.appending(path: "case.json5")),
          folder: WorkFolder(other.appending(path: "r")))
      }
      #expect(try moved().take(.run).text.contains("nothing changed"))
      for step in [Step.integrate, .dose, .summarise, .report] { _ = try moved().take(step) }
    }
  }

  @Test func aSummaryThatWasEditedOrIsOutdatedIsNotDelivered() throws {
    try Self.inCase { small in
      _ = try small.run()
      let summary = small.url("results/summary.json")
      #expect(try readSummary(summary).regions.count == 2)
      let copy = small.url("copy.json")
      let text = try String(contentsOf: summary, encoding: .utf8)
      try text.write(to: copy, atomically: true, encoding: .utf8)
      #expect(try readSummary(copy).regions.count == 2)
      try text.replacing("\"nuclide\" : \"Lu-177\"", with: "\"nuclide\" : \"Y-90\"")
        .write(to: copy, atomically: true, encoding: .utf8)
      let edited = #expect(throws: Problem.self) { try readSummary(copy) }
      #expect(edited?.what == "this record was changed after Hepatica wrote it")
      // Nor does it help to take the seal out.
      let open = text.replacing(/,\s*"seal" : "[0-9a-f]{64}"/, with: "")
      try open.replacing("\"nuclide\" : \"Lu-177\"", with: "\"nuclide\" : \"Y-90\"")
        .write(to: copy, atomically: true, encoding: .utf8)
      let unsealed = #expect(throws: Problem.self) { try readSummary(copy) }
      #expect(unsealed?.kind == .dataRejected && unsealed?.what == "this record has lost its seal")
      small.changes = [("engine: \"local\"", "engine: \"kernel\"")]
      _ = try small.journey().take(.dose)
      let outdated = #expect(throws: Problem.self) { try readSummary(summary) }
      #expect(outdated?.kind == .dataRejected && outdated?.what.contains("made again after") == true)
    }
  }

  @Test func regionsAreNamesForScriptsAndWholeBesideThem() throws {
    try Self.inCase { small in
      _ = try small.run()
      for (file, path) in [("curves.json", nil), ("summary.json", "regions")] {
        var json = try JSONSerialization.jsonObject(with: small.data(file))
        if let path { json = try #require((json as? [String: Any])?[path]) }
        let row = try #require((json as? [[String: Any]])?.first)
        #expect(row["region"] as? String == "Lesion")
        #expect((row["of"] as? [String: Any])?["role"] as? String == "tumour")
      }
      // Files of the form between: the region itself under “region”.
      let curves = try JSONDecoder().decode(RegionRows<CurveRecord>.self, from: small.data("curves.json"))
      let between = try JSONEncoder().encode(curves.wrappedValue.map(\.fit))
      let read = try JSONDecoder().decode(RegionRows<CurveRecord>.self, from: between)
      #expect(read.wrappedValue.map(\.region) == curves.wrappedValue.map(\.region))
    }
  }
}

@Suite struct CaseContentTests {
  static func content(_ text: String = SmallCase.text) throws -> CaseContent {
    try JourneyTests.inContent { CaseContent(try SmallCase($0).journey().therapy) }
  }

  /// A key that nobody listed matters to every step.
  @Test func whatIsNotListedMattersToAll() throws {
    let content = try Self.content()
    #expect(content.steps(of: "options.somethingNew") == Set(Stage.allCases))
    #expect(content.steps(of: "reference") == Set(Stage.allCases))
    #expect(content.steps(of: "options.monteCarlo.threads") == [.report])
    #expect(content.values["options.engine.rawValue"] == "local" && content.values["therapy.cycle"] == "1")
    #expect(!content.values.keys.contains { $0.contains("location") || $0.contains("path") })
  }
}

extension JourneyTests {
  static func inContent<T>(_ body: (URL) throws -> T) throws -> T {
    var value: T?
    try inFolder { value = try body($0) }
    return value!
  }
}
