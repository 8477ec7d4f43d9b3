import Foundation
import Testing

@testable import Server

/// Uploads that go on where they stopped, ranges, entity tags.
@Suite struct FileTests {
  private func begin(_ browser: Browser, _ name: String = "P01") throws -> String {
    let answer = browser.post("/api/uploads", #"{"case": "\#(name)"}"#)
    #expect(answer.status == 201)
    return try #require(answer.json["upload"] as? String)
  }

  @Test func anUploadGoesOn() throws {
    let house = try House()
    let browser = house.alone()
    let id = try begin(browser)
    let target = "/api/uploads/\(id)/session%201/CT.dcm"
    let whole = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
    // The client goes away in the middle.
    let wire = Wire(house.port)
    wire.send(
      "PUT \(target)?offset=0&size=100000 HTTP/1.1\r\nHost: 127.0.0.1:\(house.port)\r\nCookie: \(browser.cookie!)\r\n"
        + "X-Hepatica: 1\r\nContent-Length: 100000\r\n\r\n")
    wire.send(whole[..<40_000])
    #expect(
      eventually {
        (browser.get("/api/uploads/\(id)").json["files"] as? [[String: Any]])?.first?["bytes"] as? Int
          == 40_000
      })
    wire.close()
    #expect(eventually { browser.ask("PUT", "\(target)?offset=90000", Data()).text.contains("40000") })
    #expect(browser.post("/api/uploads/\(id)/finish").status == 409)
    let rest = browser.ask("PUT", "\(target)?offset=40000&size=100000", whole[40_000...])
    #expect(rest.status == 200 && rest.json["complete"] as? Bool == true)
    #expect(browser.post("/api/uploads/\(id)/finish").json["case"] as? String == "P01")
    let file = house.folder.appending(path: "cases/P01/images/session 1/CT.dcm")
    #expect(try Data(contentsOf: file) == whole)
    #expect(browser.get("/api/uploads/\(id)").status == 404)
  }

  @Test func twoUploadsOfOneCaseKeepBoth() throws {
    let house = try House()
    let browser = house.alone()
    for _ in 0..<2 {
      let id = try begin(browser)
      #expect(browser.ask("PUT", "/api/uploads/\(id)/a.dcm", Data("x".utf8)).status == 200)
      #expect(browser.post("/api/uploads/\(id)/finish").status == 200)
    }
    let images = house.folder.appending(path: "cases/P01/images")
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: images.path).filter { $0.hasSuffix("a.dcm") }.count
        == 2)
  }

  @Test(arguments: ["%2e%2e/x", "..%2fx", "a/%2e%2e/%2e%2e/x", "%2fetc%2fx", "a%00b"])
  func noUploadLeavesItsFolder(_ path: String) throws {
    let house = try House()
    let browser = house.alone()
    let id = try begin(browser)
    #expect(browser.ask("PUT", "/api/uploads/\(id)/\(path)", Data("x".utf8)).status == 400)
    #expect(browser.post("/api/uploads", #"{"case": "../P01"}"#).status == 400)
    #expect(browser.get("/api/uploads/..%2f..%2f").status == 400)
  }

  @Test func aLinkIsNotFollowedOut() throws {
    let house = try House()
    let browser = house.alone()
    let id = try begin(browser)
    try FileManager.default.createSymbolicLink(
      at: house.folder.appending(path: "uploads/\(id)/files/out"), withDestinationURL: URL(filePath: "/tmp"))
    #expect(browser.ask("PUT", "/api/uploads/\(id)/out/x", Data("x".utf8)).status == 400)
  }

  @Test func hiddenFilesAreLeftOut() throws {
    let house = try House()
    let browser = house.alone()
    let id = try begin(browser)
    let answer = browser.ask("PUT", "/api/uploads/\(id)/a/.DS_Store", Data(repeating: 1, count: 5000))
    #expect(answer.status == 200 && answer.json["ignored"] as? Bool == true)
    #expect(browser.post("/api/uploads/\(id)/finish").status == 409)
  }

  /// What the disk did not take is not acknowledged. A pipe stands for that disk: it takes bytes and keeps none.
  @Test func aFileThatDidNotReachTheDiskIsNotThere() throws {
    let whole = House.newFolder().appending(path: "a.dcm")
    let sink = try UploadSink(whole, path: "a.dcm", offset: 0, total: 1)
    let descriptor = try #require(
      (3..<4096).first { number in
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)"))?
          .hasSuffix(whole.path + ".part") == true
      })
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0 && dup2(ends[1], Int32(descriptor)) >= 0)
    #expect([UInt8(1)].withUnsafeBytes { sink.take($0) })
    #expect(sink.finish().status == 507)
    #expect(!FileManager.default.fileExists(atPath: whole.path))
    let folder = House.newFolder().appending(path: "there")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data().write(to: folder.appending(path: "x"))
    #expect(try UploadSink(folder, path: "there", offset: 0, total: 0).finish().status == 507)
  }

  @Test func ranges() throws {
    let assets = House.newFolder()
    try Data((0..<100).map { UInt8($0) }).write(to: assets.appending(path: "v.bin"))
    let house = try House { $0.assets = assets }
    let browser = Browser(port: house.port)
    for (header, status, bytes) in [
      ("bytes=0-9", 206, 0..<10), ("bytes=90-", 206, 90..<100), ("bytes=-5", 206, 95..<100),
      ("bytes=95-500", 206, 95..<100), ("bytes=-500", 206, 0..<100), ("words=1-2", 200, 0..<100),
      ("bytes=5-2", 200, 0..<100), ("bytes=1-2,5-6", 200, 0..<100),
    ] {
      let answer = browser.get("/assets/v.bin", headers: ["Range": header])
      #expect(answer.status == status && Array(answer.body) == bytes.map { UInt8($0) }, "\(header)")
    }
    #expect(browser.get("/assets/v.bin", headers: ["Range": "bytes=100-"]).status == 416)
    let tag = try #require(browser.get("/assets/v.bin").headers["etag"])
    #expect(browser.get("/assets/v.bin", headers: ["If-None-Match": tag]).status == 304)
    #expect(browser.get("/assets/v.bin", headers: ["If-None-Match": "\"0\""]).status == 200)
  }

  @Test func whoSendsNothingHoldsNothingUp() throws {
    let house = try House()
    let wires = (0..<40).map { _ in Wire(house.port) }
    for wire in wires { wire.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(house.port)\r\nX-Slow: ") }
    #expect(house.alone().get("/api/session").status == 200)
  }
}
