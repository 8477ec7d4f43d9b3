import Foundation
import ImageFiles
import Testing
import Volumes

@testable import Server

/// What is asked for while one draws.
@Suite struct DrawingTests {
  private static func file(_ house: House, _ volume: Volume<UInt8>) throws -> Data {
    let file = house.folder.appending(path: "drawing.nii")
    try ImageFiles.write(volume, file.path)
    return try Data(contentsOf: file)
  }

  /// Little is sent while one draws: the box of what changed.
  @Test func aPartOfADrawingHasTheDosesOfTheWhole() throws {
    let house = try SmallCase.house()
    try SmallCase.make(house, "P01")
    let browser = house.alone()
    _ = SmallCase.run(browser, "P01")
    let ask = { (volume: Volume<UInt8>) throws -> Answer in
      browser.ask("POST", "/api/cases/P01/preview?names=%7B%7D&only=2", try Self.file(house, volume))
    }
    let box = IndexBox(lower: GridSize(4, 4, 3), upper: GridSize(8, 7, 7))
    let (whole, part) = (SmallCase.labels(), SmallCase.labels().cropped(to: box))
    let (first, second) = (try ask(whole), try ask(part))
    #expect(first.status == 200 && second.status == 200, "\(first.text) \(second.text)")
    let row = try #require(first.list.first)
    #expect(abs((row["volume_mL"] as? Double ?? 0) - 27 * 0.125) < 1e-6)
    #expect(first.text == second.text)
    let beside = try Volume(
      grid: Grid(
        size: part.grid.size, spacing: part.grid.spacing, origin: part.grid.origin + Vector3(2.5, 0, 0)),
      voxels: part.voxels)
    #expect(try ask(beside).status == 422, "half a voxel beside is another grid")
  }

  @Test(arguments: [
    (0, 0, 0, true), (5, 3, 2, true), (14, 0, 0, false), (-1, 0, 0, false),
  ])
  func aPartIsFoundInItsGrid(_ i: Int, _ j: Int, _ k: Int, _ isPart: Bool) {
    let grid = SmallCase.grid
    let box = IndexBox(lower: GridSize(i, j, k), upper: GridSize(i + 4, j + 4, k + 4))
    #expect(grid.box(of: grid.cropped(to: box)) == (isPart ? box : nil))
  }

  /// The dose of an earlier cycle can be taken away from this one's.
  @Test func anEarlierCycleIsAmongTheVolumes() throws {
    let house = try SmallCase.house()
    let browser = house.alone()
    let first = try SmallCase.make(house, "P01")
    _ = SmallCase.run(browser, "P01")
    let second = try SmallCase.make(house, "P02")
    try ImageFiles.write(SmallCase.cube(25), second.appending(path: "images/dose.nii.gz").path)
    try ImageFiles.write(SmallCase.cube(55), second.appending(path: "images/ct.nii.gz").path)
    try ImageFiles.write(SmallCase.labels(3..<9), second.appending(path: "images/labels.nii.gz").path)
    let text = SmallCase.text("P01").replacing(
      "nuclide: \"Lu-177\" }", with: "nuclide: \"Lu-177\", cycle: 2 }"
    )
    .replacing("structures: [", with: "previous: [\"../P01/results/summary.json\"], structures: [")
    try text.write(to: second.appending(path: "case.json5"), atomically: true, encoding: .utf8)
    #expect(["done", "review"].contains(SmallCase.run(browser, "P02")))
    let cycle = try #require(
      browser.get("/api/cases/P02/volumes").list.first { $0["id"] as? String == "cycle-1" })
    #expect(cycle["cycle"] as? String == "PRRT, cycle 1" && cycle["unit"] as? String == "Gy")
    // Without its case file there is no CT to register by.
    try FileManager.default.removeItem(at: first.appending(path: "case.json5"))
    let answer = browser.get("/api/cases/P02/volumes/cycle-1.nii.gz")
    let file = house.folder.appending(path: "cycle.nii.gz")
    try answer.body.write(to: file)
    let laid = try ImageFiles.read(file.path)
    #expect(answer.status == 200 && laid[5, 5, 5] == 40, "\(answer.text.prefix(200))")
    #expect(browser.get("/api/cases/P02/volumes/cycle-2.nii.gz").status == 404)
    #expect(browser.get("/api/cases/P01/volumes").list.allSatisfy { $0["cycle"] is NSNull })
  }

  @Test func aSentenceKeepsItsPattern() {
    let (name, number) = ("Anna {0}", 3)
    let text: FaultText = "\(name) saved version \(number) meanwhile"
    #expect(text.pattern == "{0} saved version {1} meanwhile" && text.values == ["Anna {0}", "3"])
    #expect(text.text == "Anna {0} saved version 3 meanwhile")
    let refusal = Refusal(409, text, at: "base", why: "their change would be lost")
    guard case .bytes(let body) = refusal.response.body else { return }
    let answer = String(decoding: body, as: UTF8.self)
    #expect(answer.contains("{0} saved version {1} meanwhile") && answer.contains("texts"))
    #expect(!answer.contains("\"remedy\" : {"), "what is not said has no pattern")
  }
}
