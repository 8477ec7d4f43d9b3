import Foundation
import ImageFiles
import Testing

@testable import Server

/// What a signature stands for.
@Suite struct SealTests {
  private func step(_ name: String, _ browser: Browser) -> String {
    let steps = browser.get("/api/cases/P01").json["steps"] as? [[String: Any]] ?? []
    return steps.first { $0["name"] as? String == name }?["state"] as? String ?? ""
  }
  private func sign(_ browser: Browser) -> Answer {
    browser.post("/api/cases/P01/sign", #"{"meaning": "Approved"}"#)
  }

  @Test func aReportMadeAnewIsNotSigned() throws {
    let house = try SmallCase.house()
    let folder = try SmallCase.make(house, "P01")
    let browser = house.alone()
    #expect(sign(browser).status == 409, "nothing is there to sign")
    #expect(["done", "review"].contains(SmallCase.run(browser, "P01")))
    #expect(step("report", browser) != "todo" && step("dose", browser) == "done")
    #expect(sign(browser).status == 201)
    #expect(sign(browser).status == 409, "twice the same")
    #expect(browser.get("/api/cases").list[0]["state"] as? String == "signed")
    #expect(step("sign", browser) == "done")
    // The same case file, another time: the report is another one. It states its second.
    usleep(1_100_000)
    _ = browser.post("/api/operations/run?wait=1", #"{"case": "cases/P01/case.json5", "fresh": true}"#)
    let now = browser.get("/api/cases/P01").json
    #expect(["ready", "needs-review"].contains(now["state"] as? String ?? ""))
    #expect(now["seal"] as? String == "broken" && step("sign", browser) == "outdated")
    let tasks = now["tasks"] as? [String] ?? []
    #expect(tasks.contains { $0.contains("sign again") })
    let findings = now["findings"] as? [[String: Any]] ?? []
    let told = findings.first { $0["rank"] as? String == "stops" }
    #expect((told?["remedy"] as? String ?? "").contains("sign"))
    let signatures = now["signatures"] as? [[String: Any]] ?? []
    #expect(signatures.map { $0["holds"] as? Bool } == [false])
    #expect(sign(browser).status == 201, "the new one can be signed by the same account")
    #expect(browser.get("/api/cases").list[0]["state"] as? String == "signed")
    try Data("[".utf8).write(to: folder.appending(path: "signatures.json"))
    let broken = browser.get("/api/cases/P01").json
    #expect(broken["seal"] as? String == "unreadable")
    #expect(sign(browser).status == 422, "signatures that cannot be read are not replaced")
  }

  @Test(arguments: ["results/report.pdf", "results/report.json"])
  func anAlteredReportIsNotSigned(_ name: String) throws {
    let house = try SmallCase.house()
    let folder = try SmallCase.make(house, "P01")
    let browser = house.alone()
    _ = SmallCase.run(browser, "P01")
    #expect(sign(browser).status == 201)
    let file = folder.appending(path: name)
    try (Data(contentsOf: file) + Data(" ".utf8)).write(to: file)
    #expect(browser.get("/api/cases").list[0]["state"] as? String != "signed")
    let seal = browser.get("/api/cases/P01/seal").list
    #expect(seal.map { $0["holds"] as? Bool } == [false])
    #expect(sign(browser).status == 422, "Hepatica did not write that")
  }

  @Test func aReportOfOtherImagesIsNotSigned() throws {
    let house = try SmallCase.house()
    let folder = try SmallCase.make(house, "P01")
    let browser = house.alone()
    _ = SmallCase.run(browser, "P01")
    let times = try FileManager.default.attributesOfItem(
      atPath: folder.appending(path: "images/dose.nii.gz").path)
    // An older date than the results have: clocks do not tell.
    let other = folder.appending(path: "images/dose.nii.gz")
    try ImageFiles.write(SmallCase.cube(60), other.path)
    try FileManager.default.setAttributes(
      [.modificationDate: times[.modificationDate] as! Date], ofItemAtPath: other.path)
    #expect(step("dose", browser) == "outdated")
    let answer = sign(browser)
    #expect(answer.status == 409 && answer.text.contains("dose"))
  }
}
