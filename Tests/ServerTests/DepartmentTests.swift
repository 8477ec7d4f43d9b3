import Files
import Foundation
import Testing

@testable import Server

/// Accounts, roles, lock-out, sessions that end.
@Suite struct DepartmentTests {
  private func house(_ roles: [Role], _ adjust: (inout Workstation.Settings) -> Void = { _ in }) throws
    -> House
  {
    let folder = House.newFolder()
    let file = try House.accounts(roles, in: House.newFolder())
    return try House([.test("run"), .test("registry-add", .enterRows)], folder: folder) {
      $0.accounts = file
      adjust(&$0)
    }
  }

  @Test func rolesDecide() throws {
    let house = try house([
      .reader, .nurse, .physicist, .monitor, .statistician, .trialOffice, .administrator,
    ])
    for (account, cases, run, rows) in [
      ("reader", 200, 403, 403), ("nurse", 200, 403, 202), ("physicist", 200, 202, 202),
      ("monitor", 200, 403, 403),
      ("statistician", 403, 403, 403), ("trial-office", 403, 403, 403), ("administrator", 403, 403, 403),
    ] {
      let browser = house.logIn(account)
      #expect(browser.get("/api/session").json["account"] as? String == account)
      #expect(browser.get("/api/cases").status == cases, "\(account)")
      #expect(browser.get("/api/jobs").status == 200, "\(account): one's own work")
      #expect(browser.post("/api/operations/run").status == run, "\(account)")
      #expect(browser.post("/api/operations/registry-add").status == rows, "\(account)")
    }
    let trail = try String(contentsOf: house.folder.appending(path: ".server/audit.jsonl"), encoding: .utf8)
    #expect(trail.contains(#""account": "nurse""#) && trail.contains("registry-add"))
    #expect(try AuditTrail.check(house.folder.appending(path: ".server/audit.jsonl")).count > 14)
  }

  @Test func wrongPassPhrasesLockOut() throws {
    let house = try house([.reader])
    for _ in 0..<Accounts.attempts {
      #expect(
        Browser(port: house.port).post("/api/login", #"{"account": "reader", "password": "no"}"#).status
          == 401)
    }
    let right = #"{"account": "reader", "password": "a long pass phrase"}"#
    #expect(Browser(port: house.port).post("/api/login", right).status == 429)
    #expect(
      Browser(port: house.port).post("/api/login", #"{"account": "nobody", "password": "x"}"#).status == 401)
  }

  @Test func aSessionEnds() throws {
    let house = try house([.reader]) { $0.length.idle = .milliseconds(500) }
    let browser = house.logIn("reader")
    #expect(browser.get("/api/session").status == 200)
    usleep(700_000)
    #expect(browser.get("/api/jobs").status == 401)
    let again = house.logIn("reader")
    #expect(again.post("/api/logout").status == 204)
    #expect(again.get("/api/jobs").status == 401)
  }

  @Test func noTokenOpensADepartment() throws {
    let house = try house([.reader])
    #expect(!house.running.address.contains("token"))
    let token = house.running.workstation.tokens.make()
    #expect(Browser(port: house.port).get("/?token=\(token)").status == 401)
  }

  @Test func aChangedRecordIsFound() throws {
    let folder = House.newFolder()
    let url = folder.appending(path: "audit.jsonl")
    let trail = try AuditTrail(url)
    for n in 0..<5 { try trail.record("a", "::1", "POST /\(n)", 200) }
    var text = try String(contentsOf: url, encoding: .utf8)
    #expect(try AuditTrail.check(url).count == 5)
    text = text.replacing("POST /2", with: "POST /9")
    try text.write(to: url, atomically: true, encoding: .utf8)
    #expect(throws: (any Error).self) { try AuditTrail(url) }
  }

  /// The chain alone does not tell that its end is gone.
  @Test func missingLastLinesAreFound() throws {
    let url = House.newFolder().appending(path: "audit.jsonl")
    let trail = try AuditTrail(url)
    for n in 0..<5 { try trail.record("a", "::1", "POST /\(n)", 200) }
    #expect(try AuditTrail.check(url).count == 5)
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    for kept in [4, 1, 0] {
      try lines.prefix(kept).map { $0 + "\n" }.joined().write(to: url, atomically: true, encoding: .utf8)
      #expect(throws: (any Error).self, "\(kept)") { try AuditTrail(url) }
    }
    // A line that came before the power went, and whose number did not.
    try lines.map { $0 + "\n" }.joined().write(to: url, atomically: true, encoding: .utf8)
    TrailEnd(of: url).write(4, sha256(Data(lines[3].utf8)))
    #expect(try AuditTrail.check(url).count == 5)
  }

  /// A disk that takes nothing, as `/dev/full` is.
  @Test func whatIsNotWrittenIsNotInTheChain() throws {
    let folder = House.newFolder()
    let url = folder.appending(path: "audit.jsonl")
    let full = AuditTrail(descriptor: open("/dev/full", O_WRONLY), count: 3, head: "h", size: 40)
    let refusal = #expect(throws: Refusal.self) { try full.record("a", "::1", "POST /1", 200) }
    #expect(refusal?.status == 507 && full.head == "h")
    #expect(throws: Refusal.self) { try full.checkReady() }
    let trail = try AuditTrail(url)
    try trail.checkReady()
    let head = try trail.record("a", "::1", "POST /1", 200)
    let kept = try AuditTrail.check(url)
    #expect(trail.head == head && kept.head == head)
  }

  /// On a disk of a few kilobytes: nothing is acknowledged that is not in the record, and the record goes on once there is room.
  @Test func aFullDiskAcknowledgesNothing() throws {
    let folder = House.newFolder()
    let url = folder.appending(path: "audit.jsonl")
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let trail = AuditTrail(descriptor: descriptor)
    try trail.record("a", "::1", "POST /1", 200)
    let saved = dup(descriptor)
    dup2(open("/dev/full", O_WRONLY), descriptor)
    #expect(throws: Refusal.self) { try trail.record("a", "::1", "POST /2", 200) }
    #expect(throws: Refusal.self) { try trail.checkReady() }
    dup2(saved, descriptor)
    try trail.checkReady()
    try trail.record("a", "::1", "POST /3", 200)
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(!text.contains("POST /2") && text.contains("goes on after"))
    #expect(try AuditTrail.check(url).count == 3)
  }

  @Test func theAdministratorKeepsTheAccounts() throws {
    let house = try house([.administrator, .physicist])
    let administrator = house.logIn("administrator")
    let put = { (name: String, json: String) in
      administrator.ask("PUT", "/api/accounts/\(name)", Data(json.utf8)).status
    }
    #expect(administrator.get("/api/accounts").list.count == 2)
    #expect(!administrator.get("/api/accounts").text.contains("argon2"))
    #expect(put("nm1", #"{"roles": ["clinician"], "password": "another long phrase"}"#) == 200)
    let clinician = house.logIn("nm1", "another long phrase")
    #expect(clinician.get("/api/cases").status == 200)
    #expect(clinician.get("/api/accounts").status == 403)
    // A change of roles holds at once, for whoever is in as well.
    #expect(put("nm1", #"{"roles": ["statistician"]}"#) == 200)
    #expect(clinician.get("/api/cases").status == 401)
    #expect(house.logIn("nm1", "another long phrase").get("/api/cases").status == 403)
    #expect(put("nm2", #"{"roles": ["reader"], "password": "short"}"#) == 400)
    #expect(put("nm2", #"{"roles": [], "password": "another long phrase"}"#) == 400)
    #expect(put("nm2", #"{"roles": ["king"], "password": "another long phrase"}"#) == 400)
    #expect(put("nm2", #"{"roles": ["reader"]}"#) == 400, "a new one needs a pass phrase")
    #expect(put("administrator", #"{"roles": ["reader"]}"#) == 422, "nobody would be left")
    #expect(administrator.ask("DELETE", "/api/accounts/administrator").status == 422)
    let physicist = house.logIn("physicist")
    #expect(administrator.ask("DELETE", "/api/accounts/physicist").status == 204)
    #expect(administrator.ask("DELETE", "/api/accounts/physicist").status == 404)
    #expect(physicist.get("/api/cases").status == 401)
    #expect(
      administrator.get("/api/accounts").list.map { $0["account"] as? String } == ["administrator", "nm1"])
    let single = try House()
    #expect(single.alone().get("/api/accounts").status == 404)
  }
}
