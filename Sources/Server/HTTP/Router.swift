import Diagnostics
import Files
import Foundation

/// A request that was let in.
struct Call: Sendable {
  let request: Request
  let session: Session
  /// Parts of the path by the names in the pattern.
  let parts: [String: String]

  subscript(_ name: String) -> String { parts[name]! }
  func query(_ name: String) -> String? { request.query[name] }
}

/// One method and pattern of path, what one must be allowed for it, and how it is taken.
struct Route: Sendable {
  let method: String
  let pattern: [Substring]
  let permission: Permission
  let take: @Sendable (Call) throws -> Reception

  init(
    _ method: String, _ pattern: String, _ permission: Permission,
    take: @escaping @Sendable (Call) throws -> Reception
  ) {
    (self.method, self.pattern, self.permission) = (method, pattern.split(separator: "/"), permission)
    self.take = take
  }

  static func get(
    _ pattern: String, _ permission: Permission, _ answer: @escaping @Sendable (Call) throws -> Response
  ) -> Route {
    Route("GET", pattern, permission) { call in .whole(limit: 0) { _ in try answer(call) } }
  }

  /// With a body of at most `limit` bytes.
  static func change(
    _ method: String, _ pattern: String, _ permission: Permission, limit: Int = 1 << 20,
    _ answer: @escaping @Sendable (Call, Data) throws -> Response
  ) -> Route {
    Route(method, pattern, permission) { call in
      .whole(limit: limit) { body in try answer(call, body) }
    }
  }

  /// Values of the named parts, if the path is one of this pattern. `*` takes all that is left.
  func match(_ path: [String]) -> [String: String]? {
    var parts: [String: String] = [:]
    for (n, part) in pattern.enumerated() {
      if part == "*" {
        parts["*"] = path.dropFirst(n).joined(separator: "/")
        return path.count > n ? parts : nil
      }
      guard n < path.count else { return nil }
      if part.hasPrefix(":") {
        parts[String(part.dropFirst())] = path[n]
      } else if part != path[n] {
        return nil
      }
    }
    return path.count == pattern.count ? parts : nil
  }
}

/// All routes, behind the gate, with the record of who did what.
struct Router: Sendable {
  let gate: Gate
  let audit: AuditTrail
  /// What needs no session: the page itself, its assets, the log-in.
  let open: @Sendable (Request) throws -> Reception?
  let routes: [Route]
  /// What bounds the files that requests and case files name, where several share the server.
  let confinement: Confinement?

  init(
    _ gate: Gate, _ audit: AuditTrail, open: @escaping @Sendable (Request) throws -> Reception?,
    _ routes: [Route], confinement: Confinement? = nil
  ) {
    (self.gate, self.audit, self.open, self.routes) = (gate, audit, open, routes)
    self.confinement = confinement
  }

  func receive(_ request: Request) -> Reception {
    do {
      try gate.checkOrigin(request)
      if let reception = try open(request) { return try sized(reception, request) }
      return try sized(route(request), request)
    } catch { return .now(response(to: error)) }
  }

  private func route(_ request: Request) throws -> Reception {
    guard let session = gate.session(request) else { throw noSession }
    let matches = routes.lazy.compactMap { route in route.match(request.path).map { (route, $0) } }
    let method = request.method == "HEAD" ? "GET" : request.method
    guard let (route, parts) = matches.first(where: { $0.0.method == method }) else {
      throw matches.first == nil
        ? Refusal(404, "there is no such address", at: request.path.joined(separator: "/"))
        : Refusal(405, "this address does not take \(request.method)")
    }
    guard session.may(route.permission) else {
      try audit.record(session.account, request.remote, action(request), 403)
      throw Refusal(
        403, "the roles of this account do not allow that", at: request.path.joined(separator: "/"),
        remedy: "ask the administrator")
    }
    if request.changesState { try audit.checkReady() }
    let reception = confined(try route.take(Call(request: request, session: session, parts: parts)))
    return request.changesState ? recorded(reception, request, session) : reception
  }

  private var noSession: Refusal {
    var refusal = Refusal(
      401, "there is no session",
      remedy: gate.accounts == nil ? FaultText("open the printed address") : FaultText("log in"))
    refusal.headers = [("X-Hepatica-Mode", gate.mode)]
    return refusal
  }

  private func action(_ request: Request) -> String {
    "\(request.method) /" + request.path.joined(separator: "/")
  }

  /// Refuses a body that is announced as larger than the route takes.
  private func sized(_ reception: Reception, _ request: Request) throws(Refusal) -> Reception {
    if let limit = reception.limit, let length = request.contentLength, length > limit {
      throw Refusal(413, "this is more than \(limit) bytes", at: "Content-Length")
    }
    return reception
  }

  /// Work of a route stays in the folder of the server.
  private func confined(_ reception: Reception) -> Reception {
    guard let confinement else { return reception }
    let bound:
      @Sendable (@escaping @Sendable (Data) throws -> Response) -> @Sendable (Data) throws -> Response = {
        handle in
        { body in try Confinement.$current.withValue(confinement) { try handle(body) } }
      }
    return switch reception {
    case .whole(let limit, let handle): .whole(limit: limit, bound(handle))
    case .inTurn(let limit, let handle): .inTurn(limit: limit, bound(handle))
    case .now, .streamed, .events: reception
    }
  }

  /// A change is in the record before it is acknowledged.
  private func recorded(_ reception: Reception, _ request: Request, _ session: Session) -> Reception {
    let (audit, action) = (audit, action(request))
    let note: @Sendable (Response) -> Response = { answer in
      do {
        try audit.record(session.account, request.remote, action, answer.status)
        return answer
      } catch { return response(to: error) }
    }
    switch reception {
    case .now(let response): return .now(note(response))
    case .whole(let limit, let handle): return .whole(limit: limit, noted(handle, note))
    case .inTurn(let limit, let handle): return .inTurn(limit: limit, noted(handle, note))
    case .streamed(let sink): return .streamed(RecordedSink(sink: sink, note: note))
    case .events: return reception
    }
  }
}

private func noted(
  _ handle: @escaping @Sendable (Data) throws -> Response, _ note: @escaping @Sendable (Response) -> Response
) -> @Sendable (Data) throws -> Response {
  { body in do { return note(try handle(body)) } catch { return note(response(to: error)) } }
}

private struct RecordedSink: BodySink {
  let sink: any BodySink
  let note: @Sendable (Response) -> Response
  func take(_ bytes: UnsafeRawBufferPointer) -> Bool { sink.take(bytes) }
  func finish() -> Response { note(sink.finish()) }
  func cancel() { sink.cancel() }
}
