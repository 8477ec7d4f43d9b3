import Diagnostics
import Foundation
import Stages
import Testing

@testable import Documents
@testable import Workflow

/// What the case file states of regions and time points, and what it may not state twice.
@Suite struct CaseRegionTests {
  static func text(
    points: [String] = ["24 h"], roles: String = "{ \"Lobe_R\": { role: \"liverLobe\", side: \"right\" } }",
    more: String = ""
  ) -> String {
    let list = points.map { "{ name: \"\($0)\", emission: { path: \".\" } }" }.joined(separator: ", ")
    return """
      { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
        administrations: [{ start: "2026-03-02T10:00:00", activityGBq: 7.4 }],
        timePoints: [\(list)], structures: [{ path: ".", roles: \(roles) }], \(more) }
      """
  }

  static func read(_ text: String) throws -> Case {
    try CaseFile.parse(text, at: FileManager.default.temporaryDirectory.appending(path: "case.json5"))
  }

  static func problems(_ text: String) -> [String] {
    do { _ = try read(text) } catch let all as Problems { return all.all.map { "\($0)" } } catch {
      return ["\(error)"]
    }
    return []
  }

  @Test func sidesStandBesideRoles() throws {
    let therapy = try Self.read(
      Self.text(
        roles:
          "{ \"Lobe_R\": { role: \"liverLobe\", side: \"right\" }, \"x\": { role: \"liverLobe\" }, \"Liver\": \"liver\" }"
      ))
    guard case .file(let file) = therapy.structures[0] else { throw CancellationError() }
    #expect(file.roles == ["Lobe_R": .liverLobe, "x": .liverLobe, "Liver": .liver])
    #expect(file.sides == ["Lobe_R": .right] && file.entry == 1)
    #expect(
      Self.problems(Self.text(roles: "{ \"a\": { role: \"liverLobe\", side: \"rigth\" } }"))[0].contains(
        "right"))
    #expect(Self.problems(Self.text(roles: "{ \"a\": { side: \"right\" } }"))[0].contains("role"))
    #expect(
      Self.problems(Self.text(roles: "{ \"a\": { role: \"liverLobe\", side: \"FILL IN\" } }"))[0].contains(
        "filled in"))
    #expect(
      Self.problems(Self.text(roles: "{ \"a\": \"liver\", \"a\": \"tumour\" }")) != [],
      "two roles of one name")
  }

  @Test func thresholdsHaveAPlaceAndASide() throws {
    let therapy = try Self.read(
      Self.text().replacing(
        "structures: [",
        with:
          "structures: [{ threshold: { name: \"L\", role: \"liverLobe\", side: \"left\", percentOfMaximum: 40 } }, "
      ))
    guard case .threshold(let region) = therapy.structures[0], case .file(let file) = therapy.structures[1]
    else {
      throw CancellationError()
    }
    #expect(region.identity.side == .left && region.identity.id == RegionID(threshold: 1) && file.entry == 2)
  }

  /// Names that meet in one file name, or do so where capital and small letters are the same.
  @Test(arguments: [
    ["24 h", "24_h"], ["24 h", "24 h"], ["24 h", "24 H"], ["a/b", "a:b"], ["Tag 1", "tag_1"],
    ["24\\\"h", "24 h"],
  ])
  func timePointsThatWouldOverwriteEachOtherAreRefused(names: [String]) {
    let found = Self.problems(Self.text(points: names + ["96 h"]))
    #expect(found.count == 1 && found[0].contains(names[1].replacing("\\", with: "")), "\(found)")
    #expect(found.first?.contains("96 h") == false)
  }

  @Test(arguments: [["24 h", "24.h"], ["24 h", "24-h"], ["1", "2"]])
  func otherTimePointsAreNot(names: [String]) { #expect(Self.problems(Self.text(points: names)) == []) }

  /// The same file twice is seen in the case file, the same cycle in two files when they are read.
  @Test func anEarlierCycleCountsOnce() throws {
    try JourneyTests.inFolder { folder in
      func write(_ name: String, _ title: String) throws {
        let summary = DoseSummary(title: title, engine: "local deposition", nuclide: "Lu-177", regions: [])
        try JSONEncoder().encode(summary).write(to: folder.appending(path: name))
      }
      try write("one.json", "PRRT, cycle 1")
      try write("again.json", "PRRT, cycle 1")
      try write("two.json", "PRRT, cycle 2")
      func read(_ previous: String, cycle: Int = 3) throws -> Case {
        let text = Self.text(more: "previous: [\(previous)]").replacing(
          "nuclide: \"Lu-177\"", with: "nuclide: \"Lu-177\", cycle: \(cycle)")
        return try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
      }
      #expect(try read("\"one.json\", \"two.json\"").earlierSummaries().count == 2)
      #expect(throws: Problems.self) { try read("\"one.json\", \"./one.json\"") }
      for (list, cycle) in [("\"one.json\", \"again.json\"", 3), ("\"one.json\", \"two.json\"", 2)] {
        let therapy = try read(list, cycle: cycle)
        #expect(throws: Problems.self, "before the long work starts") {
          try Journey(therapy, folder: WorkFolder(folder.appending(path: "results")))
        }
      }
    }
  }

  /// A summary says of which image it is; the report beside it, of whom.
  @Test func anImageIsOfOneCycleAndASummaryOfOnePatient() throws {
    try CustodyTests.inCase { small in
      small.changes = [("cycle: 1", "cycle: 1, plannedCycles: 4")]
      _ = try small.journey("one").take(.run)
      small.changes = [("cycle: 1", "cycle: 2"), ("limits:", "previous: [\"one/summary.json\"], limits:")]
      var said = refused { _ = try small.journey("two") }
      #expect(said.contains("PRRT, cycle 1 and PRRT, cycle 2 are of one image"), "\(said)")
      // Other images of the same place: another cycle.
      try small.image("a24", 850, day: 2)
      try small.image("a96", 380, day: 5)
      #expect(refused { _ = try small.journey("two").take(.run) } == "")
      // Two earlier files of one image, whatever they are called.
      let text = try String(contentsOf: small.url("one/summary.json"), encoding: .utf8)
      let summary = try JSONDecoder().decode(DoseSummary.self, from: Data(text.utf8))
      var other = summary
      other.title = "PRRT, cycle 3"
      try JSONEncoder().encode(other).write(to: small.url("other.json"))
      small.changes = [
        ("cycle: 1", "cycle: 4"), ("limits:", "previous: [\"one/summary.json\", \"other.json\"], limits:"),
      ]
      said = refused { _ = try small.journey("three") }
      #expect(said.contains("PRRT, cycle 3 and PRRT, cycle 1 are of one image"), "\(said)")
      // Of another patient.
      small.changes = [
        ("\"A-1\"", "\"B-7\""), ("cycle: 1", "cycle: 2"),
        ("limits:", "previous: [\"one/summary.json\"], limits:"),
      ]
      said = refused { _ = try small.journey("four") }
      #expect(said.contains("another pseudonym"), "\(said)")
      #expect(!said.contains("A-1") && !said.contains("B-7"))
    }
  }

  private func refused(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch { return "\(error)" }
  }

  /// Proposals of `init`, by names as hospitals and AAPM TG-263 write them.
  @Test(
    arguments: [
      ("Liver", StructureRole.liver, nil), ("Leber", .liver, nil), ("foie", .liver, nil),
      ("Hígado", .liver, nil),
      ("Fegato", .liver, nil), ("Lobe_R", .liverLobe, Lobe.right), ("Lobe_L", .liverLobe, .left),
      ("RHL", .liverLobe, .right), ("LHL", .liverLobe, .left), ("Right lobe", .liverLobe, .right),
      ("Left lobe (bright CE)", .liverLobe, .left), ("liver right", .liverLobe, .right),
      ("RightLobe", .liverLobe, .right), ("Liver_L", .liverLobe, .left),
      ("rechter Leberlappen", .liverLobe, .right),
      ("Leber links", .liverLobe, .left), ("Lobe droit", .liverLobe, .right),
      ("foie gauche", .liverLobe, .left),
      ("Lóbulo derecho", .liverLobe, .right), ("lóbulo hepático izquierdo", .liverLobe, .left),
      ("Lobo destro", .liverLobe, .right), ("lobo epatico sinistro", .liverLobe, .left),
      ("lobe", .liverLobe, nil),
      ("caudate lobe", .liverLobe, nil), ("right and left lobe", .liverLobe, nil), ("Kidney_L", .kidney, nil),
      ("Niere rechts", .kidney, nil), ("Rein droit", .kidney, nil), ("Riñón izq", .kidney, nil),
      ("Rene dx", .kidney, nil),
      ("Spleen", .spleen, nil), ("Milz", .spleen, nil), ("Rate", .spleen, nil), ("Bazo", .spleen, nil),
      ("milza", .spleen, nil), ("Lung_R", .lung, nil), ("right lung upper lobe", .lung, nil),
      ("Poumon D", .lung, nil),
      ("Polmone sx", .lung, nil), ("Knochenmark", .marrow, nil), ("Bone_Marrow", .marrow, nil),
      ("moelle épinière", .other, nil), ("GTV", .tumour, nil), ("Lesion right lobe", .tumour, nil),
      ("Lebermetastase 3", .tumour, nil), ("Läsion 1", .tumour, nil), ("métastase", .tumour, nil),
      ("Liver-GTV", .other, nil), ("Liver without lesions", .other, nil),
      ("Leber ohne Läsionen", .other, nil),
      ("perfused right lobe", .perfusedVolume, .right), ("External", .body, nil), ("Haut", .body, nil),
      ("vertebral body", .other, nil), ("Heart", .other, nil), ("", .other, nil),
    ] as [(String, StructureRole, Lobe?)])
  func namesPropose(name: String, role: StructureRole, side: Lobe?) {
    let proposal = StructureProposal(name)
    #expect(proposal.role == role, "\(name): \(proposal.role)")
    #expect(proposal.side == side, "\(name)")
  }

  /// What `init` writes can be read, each name once, and a lobe without a side waits for a human.
  @Test func proposalsAreAFile() throws {
    let names = ["Lobe_R", "Liver", "GTV", "GTV", "a \"quoted\" \\ name", "tab\tname"]
    let lines = CaseTemplate.roles(names)
    #expect(lines.count == 5 && lines[2].contains("2 structures of this name"))
    let therapy = try Self.read(Self.text(roles: "{\n\(lines.joined(separator: "\n"))\n}"))
    guard case .file(let file) = therapy.structures[0] else { throw CancellationError() }
    #expect(Set(file.roles.keys) == Set(names) && file.sides == ["Lobe_R": .right])
    let open = CaseTemplate.roles(["lobe"]).joined()
    #expect(Self.problems(Self.text(roles: "{ \(open) }")).contains { $0.contains("filled in") })
  }
}
