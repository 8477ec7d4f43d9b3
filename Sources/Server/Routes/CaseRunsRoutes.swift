import Arguments
import Diagnostics
import Files
import Foundation

/// What somebody decided on a registration.
private struct AlignmentReview: Codable {
  var timePoint: String
  var accepted: Bool
  var by: String?
  var time: String?
  var note: String?
  /// DICOM LPS.
  var nudge_mm: [Double]?
}

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
      .change("POST", "/api/cases/:case/curves", .editCases) { _, _ in
        throw Refusal(501, "the case file has no key for that yet", at: "curves")
      },
      .get("/api/cases/:case/alignment", .readCases) { call in
        let home = try CaseFolder(self.workspace, call["case"])
        let file = home.results.appending(path: "alignment.json")
        guard let made = FileManager.default.contents(atPath: file.path) else {
          throw Refusal(404, "the time points are not registered yet", at: home.id)
        }
        return .text(
          json: """
            {"registrations": \(String(decoding: made, as: UTF8.self)), "reviews": \(try prettyJSON(Self.reviews(home)))}
            """)
      },
      .change("POST", "/api/cases/:case/alignment", .editCases) { call, body in
        let home = try CaseFolder(self.workspace, call["case"])
        var review = try decoded(AlignmentReview.self, body)
        (review.by, review.time) = (call.session.account, Surroundings.current.now().formatted(.iso8601))
        let new = review
        try self.edits.withLock { _ in
          try writeAtomically(
            try prettyJSON(Self.reviews(home) + [new]),
            to: home.url.appending(path: "alignment-reviews.json"),
            over: .state)
        }
        self.tellCase(home.id)
        return .text(json: try prettyJSON(new), 201)
      },
    ]
  }

  private static func reviews(_ home: CaseFolder) -> [AlignmentReview] {
    FileManager.default.contents(atPath: home.url.appending(path: "alignment-reviews.json").path).flatMap {
      try? JSONDecoder().decode([AlignmentReview].self, from: $0)
    } ?? []
  }
}
