import Foundation
import Synchronization
import Testing

@testable import Server

/// The queue: nothing that was acknowledged is lost.
@Suite struct JobTests {
  @Test func workRunsAndIsTold() throws {
    let house = try House([
      .test("work") { body, setting in
        setting.progress(0.5, "half")
        return .init(json: #"{"said": \#(String(decoding: body, as: UTF8.self))}"#, review: ["look at it"])
      }
    ])
    let browser = house.alone()
    let wire = Wire(house.port)
    wire.send(
      "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:\(house.port)\r\nCookie: \(browser.cookie!)\r\n\r\n")
    #expect(wire.receive(until: "still here").contains("text/event-stream"))
    let answer = browser.post("/api/operations/work", #"{"case": "cases/P01/case.json5"}"#)
    #expect(answer.status == 202)
    let id = try #require(answer.json["job"] as? String)
    #expect(wire.receive(until: "\"review\",").contains("event: job"))
    #expect(eventually { browser.get("/api/jobs/\(id)").json["state"] as? String == "review" })
    let job = browser.get("/api/jobs/\(id)").json
    #expect(job["case"] as? String == "P01" && job["fraction"] as? Double == 1)
    #expect((job["answer"] as? [String: Any])?["said"] != nil)
  }

  @Test func cancelledAndResumed() throws {
    let turns = Mutex(0)
    let house = try House([
      .test("work") { _, setting in
        let turn = turns.withLock { turns in
          turns += 1
          return turns
        }
        while turn == 1 { try setting.cancellation.check(); usleep(1000) }
        return .init(json: "{}", review: [])
      }
    ])
    let browser = house.alone()
    let id = try #require(browser.post("/api/operations/work").json["job"] as? String)
    #expect(eventually { browser.get("/api/jobs/\(id)").json["state"] as? String == "running" })
    #expect(browser.ask("DELETE", "/api/jobs/\(id)").status == 202)
    #expect(eventually { browser.get("/api/jobs/\(id)").json["state"] as? String == "cancelled" })
    #expect(browser.ask("DELETE", "/api/jobs/\(id)").status == 409)
    #expect(browser.post("/api/jobs/\(id)/resume").status == 202)
    #expect(eventually { browser.get("/api/jobs/\(id)").json["state"] as? String == "done" })
    #expect(browser.post("/api/jobs/\(id)/resume").status == 409)
  }

  @Test func aServerGoesOnWhereTheLastOneEnded() throws {
    let folder = House.newFolder()
    var ids: [String] = []
    do {
      let house = try House(
        [
          .test("work") { _, setting in
            while true { try setting.cancellation.check(); usleep(1000) }
          }
        ], folder: folder
      ) { $0.slots = 1 }
      let browser = house.alone()
      ids = (0..<3).compactMap { _ in browser.post("/api/operations/work").json["job"] as? String }
      #expect(eventually { browser.get("/api/jobs/\(ids[0])").json["state"] as? String == "running" })
    }
    let house = try House([.test("work")], folder: folder)
    let browser = house.alone()
    #expect(browser.get("/api/jobs/\(ids[0])").json["state"] as? String == "interrupted")
    #expect(eventually { browser.get("/api/jobs/\(ids[2])").json["state"] as? String == "done" })
    #expect(browser.post("/api/jobs/\(ids[0])/resume").status == 202)
    #expect(eventually { browser.get("/api/jobs/\(ids[0])").json["state"] as? String == "done" })
  }

  @Test func twoServersDoNotShareAFolder() throws {
    let house = try House()
    #expect(throws: (any Error).self) { try House(folder: house.folder) }
  }

  @Test func oneCaseAtATime() throws {
    let most = Mutex((now: 0, most: 0))
    let house = try House([
      .test("work") { _, _ in
        most.withLock {
          $0.now += 1; $0.most = max($0.most, $0.now)
        }
        usleep(20_000)
        most.withLock { $0.now -= 1 }
        return .init(json: "{}", review: [])
      }
    ]) { $0.slots = 4 }
    let browser = house.alone()
    let ids = (0..<5).compactMap { _ in
      browser.post("/api/operations/work", #"{"case": "cases/P01/case.json5"}"#).json["job"] as? String
    }
    #expect(
      eventually { ids.allSatisfy { browser.get("/api/jobs/\($0)").json["state"] as? String == "done" } })
    #expect(most.withLock { $0.most } == 1)
  }
}
