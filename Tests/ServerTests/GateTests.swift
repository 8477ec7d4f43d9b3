import Foundation
import Testing

@testable import Server

/// Who gets in, and how.
@Suite struct GateTests {
  @Test func aTokenOpensOneSession() throws {
    let house = try House()
    let target = "/?" + house.running.address.split(separator: "?")[1]
    var browser = Browser(port: house.port)
    #expect(browser.get("/api/session").status == 401)
    let first = browser.get(target)
    #expect(first.status == 303 && first.headers["location"] == "/")
    let cookie = try #require(first.headers["set-cookie"])
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    browser.keep(first)
    #expect(browser.get("/api/session").json["mode"] as? String == "alone")
    #expect(Browser(port: house.port).get(target).status == 401)
    #expect(browser.get(target).status == 303, "whoever is in already just goes on")
  }

  @Test func aCookieThatAClientMadeUpIsWorthless() throws {
    let house = try House()
    let made = "hepatica-\(house.port)=" + String(repeating: "a", count: 64)
    #expect(Browser(port: house.port, cookie: made).get("/api/session").status == 401)
    // Fixation: the value that was there before the log-in is not the one after it.
    var victim = Browser(port: house.port, cookie: made)
    victim.keep(victim.get("/?" + house.running.address.split(separator: "?")[1]))
    #expect(victim.cookie != made && victim.get("/api/session").status == 200)
    #expect(Browser(port: house.port, cookie: made).get("/api/session").status == 401)
  }

  @Test(arguments: ["evil.example", "evil.example:80", "127.0.0.1:1", ""])
  func anotherHostIsRefused(_ host: String) throws {
    let house = try House()
    #expect(house.alone().get("/api/session", headers: ["Host": host]).status == (host.isEmpty ? 421 : 421))
  }

  @Test func aChangeComesFromAPageOfThisServer() throws {
    let house = try House([.test("work")])
    let browser = house.alone()
    let own = "http://127.0.0.1:\(house.port)"
    #expect(browser.post("/api/operations/work", headers: ["Origin": own]).status == 202)
    #expect(browser.post("/api/operations/work", headers: ["Origin": "http://evil.example"]).status == 403)
    #expect(browser.post("/api/operations/work", headers: ["Origin": "null"]).status == 403)
    #expect(browser.post("/api/operations/work", headers: ["X-Hepatica": nil]).status == 403)
    #expect(browser.post("/api/operations/work", headers: ["Sec-Fetch-Site": "cross-site"]).status == 403)
    #expect(browser.ask("DELETE", "/api/jobs/J000001", headers: ["X-Hepatica": nil]).status == 403)
  }

  @Test func everyAnswerForbidsForeignContent() throws {
    let house = try House()
    for target in ["/", "/api/session", "/nothing", "/api/jobs"] {
      let answer = house.alone().get(target)
      let policy = answer.headers["content-security-policy"] ?? ""
      #expect(policy.contains("default-src 'self'") && policy.contains("script-src 'self';"), "\(target)")
      #expect(answer.headers["x-content-type-options"] == "nosniff")
    }
  }

  /// Two policies would each forbid what the other allows.
  @Test func aReportHasOnePolicy() throws {
    let house = try House()
    let results = house.folder.appending(path: "cases/P01/results")
    try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
    try "<script>1</script>".write(
      to: results.appending(path: "report.html"), atomically: true, encoding: .utf8)
    let answer = house.alone().get("/api/cases/P01/report.html")
    #expect(answer.status == 200 && answer.lines("content-security-policy").count == 1)
    #expect(answer.lines("content-security-policy")[0].contains("script-src 'unsafe-inline'"))
    #expect(answer.lines("x-content-type-options") == ["nosniff"])
  }

  @Test(arguments: [
    "/assets/../../Package.swift", "/assets/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc%2fpasswd",
    "/assets//etc/passwd", "/help/..%5c..%5cetc", "/assets/%00", "/assets/%zz", "/assets/link",
  ])
  func noPathLeavesTheAssets(_ target: String) throws {
    let assets = House.newFolder()
    try FileManager.default.createSymbolicLink(
      at: assets.appending(path: "link"), withDestinationURL: URL(filePath: "/etc/passwd"))
    let house = try House { $0.assets = assets }
    let answer = Browser(port: house.port).get(target)
    #expect([400, 404].contains(answer.status), "\(answer.status)")
    #expect(!answer.text.contains("root:"))
  }

  @Test func sizesAndNonsenseAreRefused() throws {
    let house = try House([.test("work")])
    let browser = house.alone()
    #expect(browser.post("/api/operations/work", headers: ["Content-Length": "99999999999"]).status == 413)
    #expect(browser.get("/" + String(repeating: "a", count: 9000)).status >= 400)
    #expect(browser.get("/api/none").status == 404)
    #expect(browser.ask("PATCH", "/api/jobs").status == 405)
    #expect(browser.post("/api/cases", "{").status == 400)
    #expect(browser.post("/api/login").status == 404, "nobody logs in where one works alone")
  }

  @Test func nobodyIsReachableWithoutAccountsAndTLS() throws {
    let folder = House.newFolder()
    let file = try House.accounts([.reader], in: House.newFolder())
    var settings = Workstation.Settings(workspace: folder)
    settings.place.address = "0.0.0.0"
    #expect(throws: (any Error).self) { try Workstation(settings, []) }
    settings.accounts = file
    #expect(throws: (any Error).self) { try Workstation(settings, []) }
    settings.place.address = "127.0.0.1"
    settings.hosts = ["hepatica.example"]
    #expect(throws: (any Error).self) { try Workstation(settings, []) }
    settings.isBehindTLS = true
    #expect(throws: Never.self) { try Workstation(settings, []) }
  }
}

/// No route is open to an account whose roles do not allow it, whatever it names.
@Suite struct RouteTests {
  @Test(arguments: Role.allCases)
  func everyRouteAsksForItsRight(_ role: Role) throws {
    let place = House.newFolder().appending(path: "none.sqlite").path
    let house = try House([.test("run")]) {
      $0.accounts = try House.accounts([role], in: House.newFolder())
      $0.registry = place
    }
    let browser = house.logIn(role.rawValue)
    let workstation = house.running.workstation
    let gate = Gate(
      sessions: workstation.sessions, tokens: workstation.tokens, accounts: nil, port: 0, hosts: [],
      isSecure: false)
    let routes = workstation.routes(gate)
    #expect(routes.count > 60)
    for route in routes where !role.permissions.contains(route.permission) {
      let target =
        "/" + route.pattern.map { $0.hasPrefix(":") || $0 == "*" ? "X1" : $0 }.joined(separator: "/")
      // Another pattern may take the same words, such as /trials for /:table.
      let first = routes.first {
        $0.method == route.method && $0.match(target.split(separator: "/").map(String.init)) != nil
      }
      guard first?.pattern == route.pattern else { continue }
      #expect(browser.ask(route.method, target).status == 403, "\(role) \(route.method) \(target)")
      #expect(Browser(port: house.port).ask(route.method, target).status == 401, "\(target)")
    }
  }

  /// What each role may, written down once more: a right that is added to a role is a decision.
  @Test func rolesHaveTheRightsThatTheManualStates() {
    let rights: [Role: Set<Permission>] = [
      .reader: [.readCases, .readRegistry],
      .nurse: [.readCases, .readRegistry, .enterRows, .readTrials, .allocate],
      .clinician: [
        .readCases, .editCases, .sign, .plan, .readRegistry, .enterRows, .ask, .readTrials, .allocate,
      ],
      .physicist: [.readCases, .editCases, .sign, .plan, .readRegistry, .enterRows, .ask, .readTrials],
      .statistician: [.readRegistry, .ask, .readTrials, .analyse],
      .trialOffice: [.readRegistry, .ask, .readTrials, .holdTrial],
      .monitor: [.readCases, .readRegistry, .ask, .readTrials, .readAudit],
      .administrator: [.administer, .readAudit],
    ]
    for role in Role.allCases { #expect(role.permissions == rights[role]?.union([.see]), "\(role)") }
  }
}
