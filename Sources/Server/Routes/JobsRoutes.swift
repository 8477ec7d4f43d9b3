import Arguments
import Diagnostics
import Foundation

extension Workstation {
  func jobRoutes(_ gate: Gate) -> [Route] {
    [
      .get("/api/jobs", .readCases) { _ in
        let now = Surroundings.current.now()
        return .json(.array(self.queue.all.reversed().prefix(200).map { $0.json(at: now) }))
      },
      .get("/api/jobs/:job", .readCases) { call in
        guard let job = self.queue[call["job"]] else {
          throw Refusal(404, "there is no such job", at: call["job"])
        }
        return .json(job.json(at: Surroundings.current.now()))
      },
      .change("DELETE", "/api/jobs/:job", .see) { call, _ in
        try self.mayChange(call)
        return .json(try self.queue.cancel(call["job"]).json(at: Surroundings.current.now()), 202)
      },
      .change("POST", "/api/jobs/:job/resume", .see) { call, _ in
        try self.mayChange(call)
        return .json(try self.queue.resume(call["job"]).json(at: Surroundings.current.now()), 202)
      },
      Route("GET", "/api/events", .see) { call in
        let cookie = call.request.cookie(gate.cookieName)
        return .events { stream in
          self.hub.add(stream) { self.sessions.find(cookie, quietly: true)?.may($0) ?? false }
        }
      },
    ]
  }

  /// Whoever may ask for an operation may stop and resume it.
  private func mayChange(_ call: Call) throws {
    guard let job = queue[call["job"]], call.session.may(.readCases) || job.account == call.session.account
    else {
      throw Refusal(404, "there is no such job", at: call["job"])
    }
    guard let operation = queue.operation(job.operation), call.session.may(operation.permission) else {
      throw Refusal(403, "the roles of this account do not allow that", at: call["job"])
    }
  }
}
