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
      #expect(browser.get("/api/jobs").status == cases, "\(account)")
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
    for n in 0..<5 { trail.record("a", "::1", "POST /\(n)", 200) }
    var text = try String(contentsOf: url, encoding: .utf8)
    #expect(try AuditTrail.check(url).count == 5)
    text = text.replacing("POST /2", with: "POST /9")
    try text.write(to: url, atomically: true, encoding: .utf8)
    #expect(throws: (any Error).self) { try AuditTrail(url) }
  }
}
