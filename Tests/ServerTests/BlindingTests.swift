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

  /// The trial office holds the list; whoever enrols gets one arm; nobody else sees it; two open the list.
  @Test func allocationByTwoRoles() throws {
    let place = House.newFolder().appending(path: "r.sqlite").path
    let house = try House(OperationCatalogue.served) {
      $0.accounts = try Self.accounts()
      $0.registry = place
    }
    _ = house.logIn("administrator").post("/api/operations/registry-init?wait=1")
    let nurse = house.logIn("nurse"), office = house.logIn("trial-office")
    #expect(nurse.post("/api/operations/trial-init?wait=1", #"{"protocol": "protocol.json5"}"#).status == 200)
    let text = try String(contentsOf: house.folder.appending(path: "protocol.json5"), encoding: .utf8)
    let lock = try JSONSerialization.data(withJSONObject: ["protocol": text, "why": "start"])
    #expect(nurse.ask("POST", "/api/registry/trials", lock).status == 403)
    #expect(office.ask("POST", "/api/registry/trials", lock).status == 201)
    let trial = try #require(nurse.get("/api/registry/trials").list.first?["id"] as? String)
    let known = nurse.get("/api/registry/trials/\(trial)").json
    var strata: [String: String] = [:]
    for stratum in known["strata"] as? [[String: Any]] ?? [] {
      strata[stratum["name"] as? String ?? ""] = (stratum["levels"] as? [String])?.first
    }
    let row = { (table: String, values: [String: String]) in
      nurse.ask(
        "POST", "/api/registry/rows/\(table)", try! JSONSerialization.data(withJSONObject: ["values": values])
      ).status
    }
    #expect(row("sites", ["id": "A", "name": "D"]) == 201)
    #expect(row("patients", ["id": "P01", "site": "A", "consented": "2025-12-01"]) == 201)
    let wish = try JSONSerialization.data(withJSONObject: ["subject": "P01", "strata": strata])
    let allocate = "/api/registry/trials/\(trial)/allocate"
    #expect(office.ask("POST", allocate, wish).status == 403, "who holds the list does not enrol")
    #expect(house.logIn("physicist").ask("POST", allocate, wish).status == 403)
    let given = nurse.ask("POST", allocate, wish)
    let arm = try #require(given.json["arm"] as? String, "\(given.text)")
    let receipt = given.json["receipt"] as? [String: Any] ?? [:]
    #expect(given.status == 201 && (receipt["head"] as? String)?.count == 64)
    #expect(receipt["account"] as? String == "nurse")
    #expect(nurse.ask("POST", allocate, wish).json["arm"] as? String == arm, "the same subject, the same arm")
    for (name, isBlind) in [
      ("reader", true), ("nurse", true), ("physicist", true), ("monitor", true), ("statistician", false),
      ("trial-office", false),
    ] {
      let rows = house.logIn(name).get("/api/registry/rows/allocations").list
      #expect(rows.count == 1 && (rows.first?["arm"] == nil) == isBlind, "\(name)")
      let patient = house.logIn(name).get("/api/registry/patients/P01").json
      let own = (patient["tables"] as? [String: Any])?["allocations"] as? [[String: Any]] ?? []
      #expect(own.allSatisfy { ($0["arm"] == nil) == isBlind }, "\(name)")
    }
    // The key lies with the server alone, and an open list needs two accounts.
    #expect(!given.text.contains("seed"))
    let open = "/api/registry/trials/\(trial)/open"
    #expect(nurse.post(open, #"{"reason": "end"}"#).status == 403)
    #expect(office.post(open, #"{"reason": "end"}"#).status == 202)
    #expect(office.post(open, #"{"reason": "end"}"#).status == 202, "one account twice is one account")
    let second = house.logIn("office2").post(open, #"{"reason": "end"}"#)
    #expect(second.status != 202 && second.status != 403, "the second account decides")
    #expect(try AuditTrail.check(house.folder.appending(path: ".server/audit.jsonl")).count > 10)
  }

  private static func accounts() throws -> URL {
    let url = try House.accounts(roles + [.administrator], in: House.newFolder())
    var file = try AccountFile.read(url)
    try file.set("office2", roles: [.trialOffice], password: "a long pass phrase")
    try file.write(url)
    return url
  }
}
