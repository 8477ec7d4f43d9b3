import Documents
import Foundation
import Testing
import Volumes

@testable import Operations
@testable import Server

/// What a person decides on a registration, from the page to the case file.
@Suite struct RegistrationReviewTests {
  private static let registered = """
    [{"fixed": "4 h", "moving": "24 h", "method": "rigid", "residualMeaning": "spread", "residual": 0.1, "warnings": [],
      "transform": {"rotation": {"c0": [1, 0, 0], "c1": [0, 1, 0], "c2": [0, 0, 1]}, "translation": [1, 2, 3]}}]
    """

  @Test func aRefusedRegistrationIsNotSigned() throws {
    let house = try SmallCase.house()
    let folder = try SmallCase.make(house, "P01")
    let browser = house.alone()
    #expect(browser.get("/api/cases/P01/alignment").status == 404)
    #expect(["done", "review"].contains(SmallCase.run(browser, "P01")))
    let say = { (json: String) in browser.post("/api/cases/P01/alignment", json) }
    #expect(browser.get("/api/cases/P01/alignment").status == 200)
    #expect(
      say(#"{"timePoint": "24 h", "accepted": false}"#).status == 422, "there is no such registration")
    try Self.registered.write(
      to: folder.appending(path: "results/alignment.json"), atomically: true, encoding: .utf8)
    let refused = #"{"timePoint": "24 h", "accepted": false, "nudge_mm": [1, 0, 0], "note": "liver is off"}"#
    #expect(say(refused).status == 201)
    #expect(browser.get("/api/cases/P01").text.contains("registration of 24 h was refused"))
    let signed = browser.post("/api/cases/P01/sign", #"{"meaning": "Approved"}"#)
    #expect(signed.status == 409 && signed.text.contains("24 h"), "\(signed.text)")
    try Data("{".utf8).write(to: folder.appending(path: "alignment-reviews.json"))
    #expect(say(refused).status == 422, "what is there is not replaced")
  }

  /// Accepted as it is or moved by hand, it stands in the case file, which the next run reads.
  @Test func anAcceptedRegistrationStandsInTheCaseFile() throws {
    let house = try SmallCase.house()
    let folder = try SmallCase.make(house, "P01")
    let file = folder.appending(path: "case.json5")
    let points = """
      // two days
      timePoints: [{ name: "4 h", emission: { path: "images" } }, { name: "24 h", emission: { path: "images" } }], enter:
      """
    try SmallCase.text("P01").replacing("enter:", with: points).write(
      to: file, atomically: true, encoding: .utf8)
    let results = folder.appending(path: "results")
    try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
    try Self.registered.write(
      to: results.appending(path: "alignment.json"), atomically: true, encoding: .utf8)
    let browser = house.alone()
    let say = { (json: String) in browser.post("/api/cases/P01/alignment", json).status }
    #expect(
      say(#"{"timePoint": "24 h", "accepted": true, "nudge_mm": [0, 0, -3], "note": "dome \"fits\""}"#) == 201
    )
    let stated = try CaseFile.read(file)
    #expect(stated.moves.map(\.shift) == [Vector3(0, 0, -3)])
    let acceptance = try #require(stated.accepted.first?.acceptance)
    #expect(acceptance.why == #"dome "fits""# && acceptance.at != nil && !acceptance.by.isEmpty)
    #expect(try String(contentsOf: file, encoding: .utf8).contains("// two days"))
    #expect(browser.get("/api/cases/P01/alignment").text.contains("dome"))
    #expect(say(#"{"timePoint": "24 h", "accepted": true, "nudge_mm": [0, 0, 900]}"#) == 422)
    #expect(say(#"{"timePoint": "24 h", "accepted": true, "nudge_mm": [1]}"#) == 422)
    #expect(try CaseFile.read(file).moves == stated.moves)
    #expect(say(#"{"timePoint": "24 h", "accepted": true}"#) == 201)
    #expect(try CaseFile.read(file).moves.isEmpty && CaseFile.read(file).accepted.count == 1)
    #expect(say(#"{"timePoint": "24 h", "accepted": false}"#) == 201)
    #expect(try CaseFile.read(file).accepted.isEmpty)
    // Anew: another seed for this time point alone, whatever was decided before.
    #expect(say(#"{"timePoint": "24 h", "accepted": true, "nudge_mm": [0, 0, -3]}"#) == 201)
    let redo = { (name: String) in
      browser.post("/api/cases/P01/alignment/redo", #"{"timePoint": "\#(name)"}"#).status
    }
    #expect(redo("48 h") == 422)
    #expect(redo("24 h") == 201 && redo("24 h") == 201)
    let anew = try CaseFile.read(file)
    #expect(anew.timePoints.map(\.registrationSeed) == [nil, 3])
    #expect(anew.accepted.isEmpty && anew.moves.isEmpty)
    #expect(try String(contentsOf: file, encoding: .utf8).contains("// two days"))
  }
}
