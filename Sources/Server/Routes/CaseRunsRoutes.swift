import Arguments
import Diagnostics
import Files
import Foundation

private struct RedoWish: Decodable { var timePoint: String }

extension Workstation {
  var caseRunRoutes: [Route] {
    [
      .change("POST", "/api/cases/:case/run", .editCases) { call, body in
        let home = try CaseFolder(self.workspace, call["case"])
        guard let operation = self.queue.operation("run") else {
          throw Refusal(404, "there is no such operation", at: "run")
        }
        var fields = (try? JSONSerialization.jsonObject(with: body) as? [String: Any]) ?? [:]
        if let options = fields.removeValue(forKey: "options") as? [String: Any] {
          fields.merge(options) { $1 }
        }
        fields["case"] = "cases/\(home.id)/case.json5"
        let request = try JSONSerialization.data(
          withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
        let job = try self.queue.add(operation, request, account: call.session.account)
        return .json(.object([("job", .text(job.id))]), 202)
      },
      .get("/api/cases/:case/curves", .readCases) { call in
        let home = try CaseFolder(self.workspace, call["case"])
        return try .file(home.results.appending(path: "curves.json"), call.request)
      },
      .change("POST", "/api/cases/:case/curves", .editCases) { call, body in
        let home = try CaseFolder(self.workspace, call["case"])
        let change = try decoded(CurveChange.self, body)
        try self.edits.withLock { _ in
          let text = try change.applied(to: home.text ?? "", of: home.read().get())
          try writeAtomically(text, to: home.file, over: .state)
        }
        self.tellCase(home.id)
        return .json(.object([("region", .text(change.region))]), 201)
      },
      .get("/api/cases/:case/alignment", .readCases) { call in
        let home = try CaseFolder(self.workspace, call["case"])
        return .text(
          json: """
            {"registrations": \(try prettyJSON(AlignmentReview.registrations(home))), \
            "reviews": \(try prettyJSON(AlignmentReview.current(home)))}
            """)
      },
      .change("POST", "/api/cases/:case/alignment", .editCases) { call, body in
        let home = try CaseFolder(self.workspace, call["case"])
        var review = try decoded(AlignmentReview.self, body)
        (review.by, review.time) = (call.session.account, Surroundings.current.now().formatted(.iso8601))
        let new = try self.edits.withLock { _ in try review.add(to: home) }
        self.tellCase(home.id)
        return .text(json: try prettyJSON(new), 201)
      },
      // With another seed; the next run registers it anew.
      .change("POST", "/api/cases/:case/alignment/redo", .editCases) { call, body in
        let home = try CaseFolder(self.workspace, call["case"])
        let wish = try decoded(RedoWish.self, body)
        try self.edits.withLock { _ in
          let review = AlignmentReview(timePoint: wish.timePoint, accepted: false)
          try writeAtomically(review.redone(in: home), to: home.file, over: .state)
        }
        self.tellCase(home.id)
        return .json(.object([("timePoint", .text(wish.timePoint))]), 201)
      },
    ]
  }
}
