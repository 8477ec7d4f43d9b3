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

  /// Who signed, when and for what stands on the pages; the bytes that were signed stand first, as they were.
  @Test func theSignedPDFHoldsItsSignatures() throws {
    let house = try SmallCase.house()
    let folder = try SmallCase.make(house, "P01")
    let browser = house.alone()
    _ = SmallCase.run(browser, "P01")
    #expect(browser.get("/api/cases/P01/signed.pdf").status == 404)
    #expect(
      browser.post(
        "/api/cases/P01/sign",
        #"{"meaning": "Approved (physicist)", "comment": "dome “fits”; read with Łukasz Ďurčo and Ωμέγα"}"#
      ).status == 201)
    let report = try Data(contentsOf: folder.appending(path: "results/report.pdf"))
    let signed = browser.get("/api/cases/P01/signed.pdf").body
    #expect(signed.starts(with: report) && signed.count > report.count)
    let (before, after) = (try Self.pages(report, house.folder), try Self.pages(signed, house.folder))
    #expect(after.count == before.count + 1)
    #expect(after.allSatisfy { $0.contains("Approved (physicist)") })
    for (old, new) in zip(before, after) { #expect(new.contains(old.prefix(40)), "the page is still there") }
    let digest = try #require(browser.get("/api/cases/P01/seal").list[0]["signature"] as? [String: Any])[
      "digest"]
    #expect(
      after.last?.contains(digest as? String ?? "?") == true && after.last?.contains("dome “fits”") == true)
    #expect(after.last?.contains("Łukasz Ďurčo and Ωμέγα") == true, "names of any script")
    let structure = try Self.read("pdfinfo", ["-struct-text"], signed, house.folder)
    #expect(structure.contains("H1"), "the page is part of the structure")
    #expect(structure.contains("Signatures of this report"))
    try (report + Data(" ".utf8)).write(to: folder.appending(path: "results/report.pdf"))
    #expect(browser.get("/api/cases/P01/signed.pdf").status == 404, "what holds no longer is not printed")
  }

  /// The text of each page.
  private static func pages(_ pdf: Data, _ folder: URL) throws -> [String] {
    try read("pdftotext", ["-"], pdf, folder).split(separator: "\u{c}").map(String.init)
  }

  /// What a program of Poppler says of a file, which it reads without complaint.
  private static func read(_ name: String, _ arguments: [String], _ pdf: Data, _ folder: URL) throws -> String
  {
    let file = folder.appending(path: "read.pdf"), program = Process(), pipe = Pipe(), told = Pipe()
    try pdf.write(to: file)
    program.executableURL = URL(filePath: "/usr/bin/\(name)")
    let options = arguments.filter { $0 != "-" }
    program.arguments = options + [file.path] + arguments.filter { $0 == "-" }
    (program.standardOutput, program.standardError) = (pipe, told)
    try program.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    program.waitUntilExit()
    #expect(program.terminationStatus == 0)
    // Poppler remarks that the structure of Cairo's pages has no single root; that is no error.
    let complaints = String(decoding: told.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(!complaints.contains("Error"), "\(complaints)")
    return String(decoding: data, as: UTF8.self)
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
