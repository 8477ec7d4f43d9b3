import Foundation
import ImageFiles
import Testing
import Volumes

@testable import Operations
@testable import Server

/// Structures of another program come into a drawing.
@Suite struct ImportTests {
  private func told(_ answer: Answer) throws -> [String: Any] {
    let text = try #require(answer.headers["x-hepatica-regions"]?.removingPercentEncoding)
    return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test(arguments: ["rtstruct", "seg"], ["labels", "labels-ct"])
  func theyLieWhereTheyWereDrawn(_ form: String, _ grid: String) throws {
    let house = try SmallCase.house()
    try SmallCase.make(house, "P01")
    let browser = house.alone()
    #expect(["done", "review"].contains(SmallCase.run(browser, "P01")))
    let object = browser.get("/api/cases/P01/structures.dcm?as=\(form)").body
    let answer = browser.ask("POST", "/api/cases/P01/structures/import?grid=\(grid)", object)
    #expect(answer.status == 200, "\(answer.text)")
    let regions = try told(answer)["regions"] as? [[String: Any]] ?? []
    #expect(Set(regions.compactMap { $0["name"] as? String }) == ["Liver", "Lesion"])
    let shown = browser.get("/api/cases/P01/volumes/\(grid)")
    let (mine, theirs) = (try read(shown), try read(answer))
    #expect(theirs.voxels.count { $0 != 0 } == 343)
    #expect(zip(mine.voxels, theirs.voxels).count { $0 != $1 } == 0, "a known name keeps its number")
    #expect(browser.get("/api/cases/P01/structures").list.count == 1, "nothing is saved by looking")
  }

  @Test func whatIsNoStructureIsRefused() throws {
    let house = try SmallCase.house()
    try SmallCase.make(house, "P01")
    let browser = house.alone()
    let send = { (body: Data) in browser.ask("POST", "/api/cases/P01/structures/import", body).status }
    #expect(send(Data()) == 422)
    #expect(send(Data("no file".utf8)) == 422)
    #expect(send(Data(count: 128) + Data("DICM".utf8) + Data(count: 300)) != 200)
    #expect(
      browser.ask("POST", "/api/cases/P01/structures/import?grid=other", Data(count: 200)).status == 400)
    #expect(browser.ask("POST", "/api/cases/none/structures/import", Data(count: 200)).status == 404)
  }

  private func read(_ answer: Answer) throws -> Volume<Int32> {
    let file = House.newFolder().appending(path: "labels.nii")
    try answer.body.write(to: file)
    return try ImageFiles.readLabels(file.path)
  }
}
