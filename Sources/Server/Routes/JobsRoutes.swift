import Arguments
import Diagnostics
import Foundation

extension Workstation {
  func jobRoutes(_ gate: Gate) -> [Route] {
    [
      .get("/api/jobs", .see) { call in
        let now = Surroundings.current.now()
        let seen = self.queue.all.reversed().lazy.compactMap { self.view($0, call.session) }
        return .json(.array(seen.prefix(200).map { $0.json(at: now) }))
      },
      .get("/api/jobs/:job", .see) { call in
        guard let job = self.queue[call["job"]].flatMap({ self.view($0, call.session) }) else {
          throw Refusal(404, "there is no such job", at: call["job"])
        }
        return .json(job.json(at: Surroundings.current.now()))
      },
      .change("DELETE", "/api/jobs/:job", .see) { call, _ in
        try self.mayChange(call)
        return self.answer(try self.queue.cancel(call["job"]), call)
      },
      .change("POST", "/api/jobs/:job/resume", .see) { call, _ in
        try self.mayChange(call)
        return self.answer(try self.queue.resume(call["job"]), call)
      },
      Route("GET", "/api/events", .see) { call in
        let cookie = call.request.cookie(gate.cookieName)
        return .events { stream in
          self.hub.add(stream) { self.sessions.find(cookie, quietly: true) }
        }
      },
    ]
  }

  private func view(_ job: Job, _ session: Session) -> Job? {
    job.view(for: session, queue.operation(job.operation)?.permission)
  }

  private func answer(_ job: Job, _ call: Call) -> Response {
    .json(view(job, call.session)?.json(at: Surroundings.current.now()) ?? .null, 202)
  }

  /// Whoever may ask for an operation may stop and resume it.
  private func mayChange(_ call: Call) throws {
    guard let job = queue[call["job"]].flatMap({ view($0, call.session) }) else {
      throw Refusal(404, "there is no such job", at: call["job"])
    }
    guard let operation = queue.operation(job.operation), call.session.may(operation.permission) else {
      throw Refusal(403, "the roles of this account do not allow that", at: call["job"])
    }
  }
}
