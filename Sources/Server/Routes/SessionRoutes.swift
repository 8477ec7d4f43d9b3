import Arguments
import Diagnostics
import Files
import Foundation

extension Workstation {
  /// What needs no session.
  func openRoutes(_ request: Request, _ gate: Gate) throws -> Reception? {
    switch (request.method, request.path.first) {
    case ("GET", nil), ("HEAD", nil):
      if let token = request.query["token"] { return .now(try exchange(token, request, gate)) }
      return .now(try assets.response("index.html", request))
    case ("GET", "assets"), ("HEAD", "assets"):
      return .now(try assets.response(request.path.dropFirst().joined(separator: "/"), request))
    case ("GET", "help"), ("HEAD", "help"):
      let rest = request.path.dropFirst().joined(separator: "/")
      return .now(try assets.response("help/" + (rest.isEmpty ? "index.html" : rest), request))
    case ("GET", "favicon.ico"): return .now(try assets.response("favicon.ico", request))
    case ("POST", "api") where request.path == ["api", "login"]: return logIn(request, gate)
    case ("GET", "api") where request.path == ["api", "session"] && gate.session(request) == nil:
      return .now(noSession(gate))
    default: return nil
    }
  }

  private func exchange(_ token: String, _ request: Request, _ gate: Gate) throws -> Response {
    guard gate.accounts == nil, tokens.take(token) else {
      // A reload of the printed address by somebody who is in already.
      if gate.session(request) != nil { return .redirect(to: "/") }
      throw Refusal(
        401, "this address was used before, or never printed", remedy: "use the newest printed address")
    }
    try audit.record("local", request.remote, "begin session", 303)
    var response = Response.redirect(to: "/")
    response.headers.append(gate.cookie(sessions.begin("local", Role.allCases, alone: true)))
    return response
  }

  /// The page asks this first: it learns whether to show a log-in.
  private func noSession(_ gate: Gate) -> Response {
    let remedy = gate.accounts == nil ? "open the printed address" : "log in"
    let problem = Problem(.usage, what: "there is no session", remedy: remedy)
    return .json(
      .object([
        ("hepatica", .number(1)), ("status", .number(64)), ("mode", .text(gate.mode)),
        ("errors", .array([problem.json])),
      ]), 401)
  }

  private func logIn(_ request: Request, _ gate: Gate) -> Reception {
    .inTurn(limit: 4096) { body in
      guard let accounts = gate.accounts else { throw Refusal(404, "there are no accounts here") }
      let entry = try decoded(Credentials.self, body)
      do {
        let account = try accounts.admit(entry.account, entry.password)
        try self.audit.record(account.name, request.remote, "log in", 200)
        self.sessions.end(request.cookie(gate.cookieName))
        var response = Response.json(
          .object([("account", .text(account.name)), ("roles", roles(account.roles))]))
        response.headers.append(gate.cookie(self.sessions.begin(account.name, account.roles)))
        return response
      } catch let refusal as Refusal {
        try self.audit.record(String(entry.account.prefix(64)), request.remote, "log in", refusal.status)
        throw refusal
      }
    }
  }

  func sessionRoutes(_ gate: Gate) -> [Route] {
    [
      .get("/api/session", .see) { call in self.sessionState(call, gate) },
      .change("POST", "/api/logout", .see) { call, _ in
        self.sessions.end(call.request.cookie(gate.cookieName))
        return Response(204, [gate.cookie(nil)])
      },
      // Another browser or device of the same person.
      .change("POST", "/api/session/invite", .administer) { _, _ in
        guard gate.accounts == nil else { throw Refusal(404, "with accounts one logs in") }
        return .json(.object([("address", .text("/?token=\(self.tokens.make())"))]), 201)
      },
      .get("/api/audit", .readAudit) { call in
        try .file(self.workspace.audit, call.request, type: "application/x-ndjson")
      },
    ]
  }

  private func sessionState(_ call: Call, _ gate: Gate) -> Response {
    .json(
      .object([
        ("mode", .text(gate.mode)), ("account", .text(call.session.account)),
        ("roles", roles(call.session.roles)),
        (
          "may",
          .array(Permission.allCases.filter(call.session.may).map { .text("\($0)") })
        ),
        ("version", .text(Version.current)), ("workspace", .text(workspace.url.lastPathComponent)),
        ("registry", .flag(settings.registry != nil)), ("researchUse", .text(Version.researchUse)),
        ("auditHead", .text(audit.head)),
      ]))
  }
}

private struct Credentials: Decodable { var account, password: String }

private func roles(_ roles: [Role]) -> JSON { .array(roles.map { .text($0.rawValue) }) }

/// A body of JSON.
/// - Throws: `Refusal` 400 that names the key.
func decoded<Body: Decodable>(_: Body.Type, _ data: Data) throws(Refusal) -> Body {
  do { return try JSONDecoder().decode(Body.self, from: data.isEmpty ? Data("{}".utf8) : data) } catch {
    throw Refusal(400, "this is not the JSON that is expected here", at: place(of: error))
  }
}

private func place(of error: any Error) -> String {
  switch error as? DecodingError {
  case .keyNotFound(let key, _): key.stringValue
  case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
    context.codingPath.map(\.stringValue).joined(separator: ".")
  default: ""
  }
}
