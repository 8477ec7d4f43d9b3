import Foundation
import Registry
import Testing

@testable import Operations
@testable import Server

/// Who learns of what others did, and of arms.
@Suite struct BlindingTests {
  private static let roles: [Role] = [.reader, .nurse, .physicist, .statistician, .monitor, .trialOffice]

  private func house() throws -> House {
    let secret: @Sendable (Data, ServedOperation.Setting) throws -> ServedOperation.Answer = { _, setting in
      setting.progress(0.5, "arm B of S-1")
      return .init(json: #"{"arm": "B-secret"}"#, review: ["S-1 is in B-secret"])
    }
    return try House([
      .test("run", .editCases) { _, _ in .init(json: #"{"dose": "of-a-case"}"#, review: []) },
      .test("trial-analyse", .analyse, secret), .test("registry-import", .enterRows, secret),
    ]) { $0.accounts = try House.accounts(Self.roles, in: House.newFolder()) }
  }

  @Test func answersAreForThoseWhoMightAsk() throws {
    let house = try house()
    let wires = ["reader", "statistician"].map { name in
      let wire = Wire(house.port)
      wire.send(
        "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:\(house.port)\r\nCookie: \(house.logIn(name).cookie!)\r\n\r\n"
      )
      _ = wire.receive(until: "still here")
      return wire
    }
    let statistician = house.logIn("statistician")
    let id = try #require(statistician.post("/api/operations/trial-analyse").json["job"] as? String)
    #expect(eventually { statistician.get("/api/jobs/\(id)").json["state"] as? String == "review" })
    #expect(statistician.get("/api/jobs/\(id)").text.contains("B-secret"))
    #expect(statistician.get("/api/jobs").text.contains("B-secret"), "one's own work is seen")
    let physicist = house.logIn("physicist")
    let run = try #require(physicist.post("/api/operations/run").json["job"] as? String)
    #expect(eventually { physicist.get("/api/jobs/\(run)").json["state"] as? String == "done" })
    for name in ["reader", "nurse", "physicist", "monitor"] {
      let browser = house.logIn(name)
      #expect(browser.get("/api/jobs").status == 200)
      #expect(!browser.get("/api/jobs").text.contains("secret"), "\(name)")
      #expect(!browser.get("/api/jobs/\(id)").text.contains("secret"), "\(name)")
      #expect(browser.get("/api/jobs/\(run)").text.contains("of-a-case"), "\(name)")
    }
    #expect(house.logIn("trial-office").get("/api/jobs").list.isEmpty)
    #expect(house.logIn("trial-office").get("/api/jobs/\(id)").status == 404)
    let heard = wires[0].receive(until: "\"done\",")
    #expect(heard.contains("event: job") && !heard.contains("secret"))
    #expect(wires[1].receive(until: "\"review\",").contains("secret"))
  }

  @Test func whatIsHiddenCannotBeSoughtFor() throws {
    let place = House.newFolder().appending(path: "r.sqlite").path
    let house = try House(OperationCatalogue.served) {
      $0.accounts = try House.accounts(Self.roles + [.administrator], in: House.newFolder())
      $0.registry = place
    }
    _ = house.logIn("administrator").post("/api/operations/registry-init?wait=1")
    for name in ["reader", "nurse", "physicist", "monitor"] {
      let browser = house.logIn(name)
      for (table, column) in [
        ("allocations", "arm"), ("allocation_lists", "sealed"), ("unblindings", "reason"),
        ("measurements", "arm"),
      ] {
        let answer = browser.get("/api/registry/rows/\(table)?\(column)=B")
        #expect(answer.status == 403, "\(name) \(table)")
        #expect(browser.get("/api/registry/rows/\(table)").status == 200)
      }
      #expect(browser.get("/api/registry/rows/allocations?subject=S-1").status == 200)
      #expect(browser.post("/api/operations/trial-report", "{}").status == 403, "\(name)")
    }
    #expect(house.logIn("statistician").get("/api/registry/rows/allocations?arm=B").status == 200)
    #expect(house.logIn("trial-office").get("/api/registry/rows/allocations?arm=B").status == 200)
  }
}
