import Diagnostics
import Foundation
@testable import ImageFiles
import Stages
import Testing
import Volumes
@testable import Workflow

@testable import Documents
@testable import Studies

@Suite("Organ doses of entered activities and of cases") struct OrganStudyTests {
  static func answer(_ outcome: Outcome) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(outcome.json.utf8)) as? [String: Any])
  }

  static func doses(_ outcome: Outcome, _ list: String = "organs") throws -> [String: Double] {
    let rows = try #require(try answer(outcome)[list] as? [[String: Any]])
    return Dictionary(
      rows.map { ($0["organ"] as? String ?? "", $0["dose"] as? Double ?? .nan) }, uniquingKeysWith: { $1 })
  }

  static var entered: OrganRequest {
    var request = OrganRequest()
    request.nuclide = "lu177"
    request.activities = [("liver", 40_000), ("Kidney", 14_000), ("spleen", 9_000), ("red marrow", 2_500)]
    request.remainder = 45_000
    return request
  }

  @Test("Entered activities, organs as clinicians call them; the whole body gives the remainder")
  func enteredActivities() throws {
    var request = Self.entered
    let doses = try Self.doses(OrganStudy.run(request))
    #expect(abs(doses["Liver"]! - 1.5156) < 2e-4 && abs(doses["R-marrow"]! - 0.13666) < 2e-5)
    (request.remainder, request.wholeBody) = (nil, 110_500)
    #expect(try Self.doses(OrganStudy.run(request)) == doses)
    request.wholeBody = 60_000
    let clipped = try OrganStudy.run(request)
    #expect(clipped.review.contains { $0.contains("5500 MBq·h more than the whole body") })
    request.wholeBody = nil
    let without = try OrganStudy.run(request)
    #expect(without.review.isEmpty && without.notes.contains { $0.contains("remainder") })
    #expect(try Self.doses(without)["R-marrow"]! < 0.1)
    #expect(without.text.contains("not given, and not in any dose"))
  }

  @Test("Mass of the body scales what comes from the remainder, and a strange organ mass is a question")
  func masses() throws {
    var request = Self.entered
    let light = try Self.doses(OrganStudy.run(request))
    request.bodyMass = 146
    request.masses = [("Liver", 2100), ("kidneys", 150)]
    let outcome = try OrganStudy.run(request)
    let heavy = try Self.doses(outcome)
    #expect(abs(heavy["R-marrow"]! - (light["R-marrow"]! - 0.03911 / 2)) < 1e-5)
    #expect(outcome.review.count == 1 && outcome.review[0].contains("150 g"))
    #expect(abs(heavy["Liver"]! - 1.6989) < 2e-3)
  }

  @Test("Red marrow from blood or vertebrae, never from both; other nuclides must state the ratio")
  func marrow() throws {
    var request = Self.entered
    request.activities.removeLast()
    request.blood = 2.67620
    let blood = try OrganStudy.run(request)
    let row = try #require(
      (try Self.answer(blood)["organs"] as? [[String: Any]])?.first { $0["organ"] as? String == "R-marrow" })
    let parts = try #require(row["parts"] as? [[String: Any]])
    let own = try #require(parts.first { $0["source"] as? String == "R-marrow" }?["dose"] as? Double)
    #expect(abs(own / 0.12285 - 1) < 1e-3)
    #expect(abs(try #require(Self.answer(blood)["marrowByBloodAlone"] as? Double) / 0.03952 - 1) < 1e-3)
    request.vertebrae = 160
    #expect(throws: Problem.self) { try OrganStudy.run(request) }
    request.blood = nil
    #expect(try OrganStudy.run(request).text.contains("from vertebrae with 12 % of the active marrow"))
    request.activities.append(("R-marrow", 1))
    #expect(throws: Problem.self) { try OrganStudy.run(request) }
    request = Self.entered
    (request.nuclide, request.blood) = ("Y-90", 1)
    request.activities.removeLast()
    #expect(throws: Problem.self) { try OrganStudy.run(request) }
    request.hematocrit = 0.4
    #expect(try OrganStudy.run(request).text.contains("0.3167"))
  }

  @Test("What no table has is refused, with its place", arguments: ["Tumour", "UB", ""])
  func unknownOrgan(word: String) throws {
    var request = Self.entered
    request.activities = [(word, 1)]
    let problem = #expect(throws: Problem.self) { try OrganStudy.run(request) }
    #expect(problem?.remedy.contains("Liver") == true)
    request.activities = []
    request.remainder = nil
    #expect(throws: Problem.self) { try OrganStudy.run(request) }
  }

  /// RADAR ICRP-89 male, Lu-177 as OLINDA/EXM 2.2 prints it; the same numbers in every form.
  static let matrix = """
    # RADAR, Lu-177, mGy/(MBq s)
    target,mass_g,Liver,Kidneys,Spleen,Red Mar.,Tot Body
    Red Marrow,1170,3.09E-08,3.35E-08,3.67E-08,1.15E-05,2.74E-07
    Liver,1800,,,,,
    Kidneys,310,,,,,
    Spleen,150,,,,,
    Total Body,73000,,,,,2e-6
    """
  static let pairs = """
    source;target;S Gy/(Bq·s);target_mass_kg;phantom
    Liver;Red Marrow;3.09E-17;1.17;AM
    Kidneys;Red Marrow;3.35E-17;1.17;AM
    Spleen;Red Marrow;3.67E-17;1.17;AM
    Red Marrow;Red Marrow;1.15E-14;1.17;AM
    Red Marrow;Red Marrow;1.15E-10;1.17;AF
    """
  static let bySource = """
    # mGy/MBq-h of Lu-177
    source,Red Marrow
    Liver,1.1124e-4
    Kidneys,1.206e-4
    Spleen,1.3212e-4
    Red Marrow,4.14e-2
    """

  static func withTable(
    _ text: String, unit: String? = nil, _ change: (inout OrganRequest) -> Void = { _ in }
  ) throws -> [String: Double] {
    var doses: [String: Double] = [:]
    try JourneyTests.inFolder { folder in
      let url = folder.appending(path: "table.csv")
      try text.write(to: url, atomically: true, encoding: .utf8)
      var request = entered
      request.remainder = nil
      (request.table, request.unit) = (url, unit)
      change(&request)
      doses = try Self.doses(OrganStudy.run(request))
    }
    return doses
  }

  @Test("Tables of the user: a matrix, its transpose and pairs", arguments: [matrix, pairs, bySource])
  func tables(text: String) throws {
    let dose = (40_000 * 3.09e-8 + 14_000 * 3.35e-8 + 9_000 * 3.67e-8 + 2_500 * 1.15e-5) * 3.6
    let doses = try Self.withTable(text)
    #expect(abs(doses["Red Marrow"]! / dose - 1) < 1e-9)
  }

  @Test("Their remainder is MIRD’s subtraction, and only masses of their own scale")
  func tableMasses() throws {
    let with = try Self.withTable(Self.matrix) { $0.remainder = 45_000 }
    let without = try Self.withTable(Self.matrix)
    #expect(abs((with["Red Marrow"]! - without["Red Marrow"]!) / (45_000 * 9.31e-8 * 3.6) - 1) < 5e-3)
    let half = try Self.withTable(Self.matrix) { $0.masses = [("marrow", 2340)] }
    #expect(abs((without["Red Marrow"]! - half["Red Marrow"]!) / (2_500 * 1.15e-5 * 1.8) - 1) < 1e-9)
    #expect(throws: Problem.self) { try Self.withTable(Self.bySource) { $0.masses = [("marrow", 1)] } }
    #expect(throws: Problem.self) { try Self.withTable(Self.bySource) { $0.remainder = 1 } }
  }

  @Test("A pair that the table lacks is missing aloud")
  func gaps() throws {
    try JourneyTests.inFolder { folder in
      let url = folder.appending(path: "table.csv")
      try "# mGy/(MBq s)\ntarget,Liver,Spleen\nLiver,1e-5,\nSpleen,1e-7,2e-4\n".write(
        to: url, atomically: true, encoding: .utf8)
      var request = Self.entered
      (request.table, request.remainder) = (url, nil)
      request.activities = [("Liver", 1000), ("Spleen", 100)]
      let outcome = try OrganStudy.run(request)
      #expect(outcome.review.contains { $0.contains("Liver") && $0.contains("no coefficient from Spleen") })
    }
  }

  @Test(
    "Tables that would be read wrongly are refused",
    arguments: [
      ("no unit", "source,target,S\nLiver,Liver,1\n"),
      ("another nuclide", "# Y-90, mGy/(MBq s)\nsource,target,S\nLiver,Liver,1\n"),
      ("a pair twice", "# mGy/(MBq s)\nsource,target,S\nLiver,Liver,1\nLiver,Liver,2\n"),
      ("not a table", "# mGy/(MBq s)\nname,value\nLiver,1\n"),
      ("a negative number", "# mGy/(MBq s)\ntarget,Liver\nLiver,-1\n"),
      ("words", "# mGy/(MBq s)\ntarget,Liver\nLiver,none\n"),
      ("decimal comma", "# mGy/(MBq s)\ntarget;Liver\nLiver;1,3\n"),
    ])
  func refused(name: String, text: String) throws {
    #expect(throws: (any Error).self) { try Self.withTable(text) { $0.activities = [("Liver", 1)] } }
  }

  @Test("A unit that is nowhere can be given, and only a real one")
  func unit() throws {
    let text = "source,target,S\nLiver,Liver,1e-5\n"
    for (unit, factor) in [("mGy/(MBq·s)", 1.0), ("mGy/MBq h", 1 / 3600.0), ("Gy/(Bq s)", 1e9)] {
      let doses = try Self.withTable(text, unit: unit) { $0.activities = [("Liver", 1000)] }
      #expect(abs(doses["Liver"]! / (1000 * 1e-5 * 3.6 * factor) - 1) < 1e-9)
    }
    #expect(throws: Problem.self) {
      try Self.withTable(text, unit: "rad") { $0.activities = [("Liver", 1)] }
    }
  }

  /// Blocks of 1 mL-voxels, so that masses are simple: liver 700 g, kidneys 147 and 74 g, spleen 105 g, a lesion, a stomach.
  static func caseFolder(_ folder: URL) throws -> Journey {
    let grid = try Grid(size: GridSize(24, 24, 24), spacing: Vector3(10, 10, 10))
    var labels = Volume<UInt8>(grid: grid, repeating: 0)
    var decays = Volume<Float>(grid: grid, repeating: 0)
    let boxes: [(UInt8, ClosedRange<Int>, ClosedRange<Int>, ClosedRange<Int>)] = [
      (1, 2...11, 2...11, 2...8), (2, 14...18, 2...5, 2...8), (3, 14...18, 8...9, 2...8),
      (4, 14...18, 12...15, 2...6),
      (5, 2...4, 14...16, 2...4), (6, 8...10, 14...18, 2...4),
    ]
    for (label, i, j, k) in boxes {
      for z in k {
        for y in j { for x in i { (labels[x, y, z], decays[x, y, z]) = (label, 3.6e9 * Float(label)) } }
      }
    }
    try ImageFiles.write(labels, folder.appending(path: "labels.nii.gz").path)
    try ImageFiles.write(decays, folder.appending(path: "tia.nii.gz").path)
    let text = """
      { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
        enter: { timeIntegratedActivity: { path: "tia.nii.gz", unit: "Bq·s/mL" } },
        structures: [{ path: "labels.nii.gz",
          names: { "1": "Liver", "2": "Right kidney", "3": "Left kidney", "4": "Spleen", "5": "Node", "6": "Stomach" },
          roles: { Liver: "liver", "Right kidney": "kidney", "Left kidney": "kidney", Spleen: "spleen", Node: "tumour", Stomach: "other" } }],
        options: { engine: "local" } }
      """
    let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
    return try Journey(therapy, folder: WorkFolder(folder.appending(path: "results")))
  }

  @Test("A case: sources, masses, kidneys one by one, and the voxel dose explained")
  func ofCase() throws {
    try JourneyTests.inFolder { folder in
      let journey = try Self.caseFolder(folder)
      #expect(throws: Problem.self) { try OrganStudy.run(OrganRequest(), of: journey) }
      _ = try journey.take(.run)
      var request = OrganRequest()
      request.regions = [("Stomach", "St-wall")]
      let outcome = try OrganStudy.run(request, of: journey)
      let doses = try Self.doses(outcome)
      // Electrons of 147.9 keV per decay and few photons, in 735 g: 700 MBq·h make 0.081 Gy.
      #expect((0.081...0.090).contains(doses["Liver"]!))
      #expect(abs(doses["Right kidney"]! / doses["Left kidney"]! - 2.0 / 3) < 0.02)
      #expect(try Self.doses(outcome, "lesions").keys.contains("Node (sphere)"))
      let pairs = try #require(try Self.answer(outcome)["comparison"] as? [[String: Any]])
      #expect(
        Set(pairs.compactMap { $0["region"] as? String })
          == ["Liver", "Liver without lesions", "Right kidney", "Left kidney", "Spleen", "Node"])
      for pair in pairs {
        let (organ, voxel) = (pair["organDose"] as! Double, pair["voxelDose"] as! Double)
        let parts = ["absorbedFraction", "fromOthers", "voxelFraction"].map { pair[$0] as! Double }
        #expect(abs((parts[0] + parts[1]) / parts[2] / (organ / voxel) - 1) < 1e-9)
        #expect((0.75...1.01).contains(parts[0]) && (0.7...1.05).contains(parts[2]))
      }
      #expect(
        outcome.text.replacing("\n", with: " ").contains(
          "Of the energy of its own decays the phantom’s organ absorbs"))
      // Small livers and kidneys are asked about.
      #expect(outcome.review.contains { $0.contains("Liver") && $0.contains("735 g") })
      // A table without masses scales nothing, and has no kidneys one by one.
      let table = folder.appending(path: "table.csv")
      try "# Lu-177, mGy/(MBq s)\ntarget,Liver,Kidneys,Spleen\nLiver,1e-5,1e-7,1e-7\nKidneys,1e-7,1e-4,1e-6\n"
        .write(
          to: table, atomically: true, encoding: .utf8)
      request.regions = []
      request.table = table
      #expect(try Set(Self.doses(OrganStudy.run(request, of: journey)).keys) == ["Liver", "Kidneys"])
      request.table = nil
      request.regions = [("Nothing", "Liver")]
      #expect(throws: Problem.self) { try OrganStudy.run(request, of: journey) }
      request.regions = []
      request.nuclide = "Y-90"
      #expect(throws: Problem.self) { try OrganStudy.run(request, of: journey) }
      try FileManager.default.removeItem(at: folder.appending(path: "results/summary.json"))
      request.nuclide = nil
      #expect(throws: Problem.self) { try OrganStudy.run(request, of: journey) }
    }
  }
}
