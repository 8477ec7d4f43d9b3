import Arguments
import Diagnostics
import Documents
import Files
import Foundation

private struct NewCase: Decodable { var id: String }

extension Workstation {
  var caseRoutes: [Route] {
    [
      .get("/api/cases", .readCases) { call in .json(.array(self.list(matching: call.query("search")))) },
      .change("POST", "/api/cases", .editCases) { _, body in
        let id = try decoded(NewCase.self, body).id
        guard Workspace.isName(id) else { throw Self.noName(id) }
        let home = try CaseFolder(self.workspace, id, isNew: true)
        guard mkdir(home.url.path, 0o755) == 0 else {
          throw Refusal(409, "there is such a case already", at: id)
        }
        self.tellCase(id)
        return .json(.object([("id", .text(id))]), 201)
      },
      .get("/api/cases/:case", .readCases) { call in
        let state = try self.state(call["case"])
        return .json(
          .object(
            state.summary + [
              ("steps", state.steps), ("findings", state.findings), ("files", self.files(state.home)),
              ("signatures", state.signed), ("job", text(state.job?.id)), ("leftOut", state.leftOut),
            ]))
      },
      .get("/api/cases/:case/inventory", .readCases) { call in
        let home = try CaseFolder(self.workspace, call["case"])
        return .text(json: try self.run("inspect", ["paths": ["cases/\(home.id)/images"]], call))
      },
    ]
      + ["report", "report.json", "report.html", "report.pdf", "summary.csv", "report.txt"]
      .map(report)
  }

  private func report(_ name: String) -> Route {
    .get("/api/cases/:case/\(name)", .readCases) { call in
      let home = try CaseFolder(self.workspace, call["case"])
      let file = home.results.appending(path: name == "report" ? "report.json" : name)
      var response = try Response.file(file, call.request)
      // The page of a report carries its own styles and scripts; it may run them, and reach nothing.
      if name == "report.html" {
        response.headers.append(
          (
            "Content-Security-Policy",
            "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
          ))
      }
      return response
    }
  }

  private func list(matching search: String?) -> [JSON] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: workspace.cases.path)) ?? []
    let summaries = names.filter(Workspace.isName).sorted().compactMap { try? state($0).summary }
    return summaries.map { JSON.object($0) }.filter { Self.holds($0, search) }
  }

  private static func holds(_ summary: JSON, _ search: String?) -> Bool {
    guard let search, !search.isEmpty else { return true }
    return ["id", "pseudonym", "therapy", "date"].contains { key in
      guard case .text(let text) = summary[key] else { return false }
      return text.localizedCaseInsensitiveContains(search)
    }
  }

  func state(_ id: String) throws -> CaseState {
    let home = try CaseFolder(workspace, id)
    return CaseState(home, job: queue.last(of: id), cases)
  }

  private func files(_ home: CaseFolder) -> JSON {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: home.results.path)) ?? []
    return .array(names.filter { !$0.hasPrefix(".") }.sorted().map { .text("results/\($0)") })
  }

  /// Runs a short operation at once.
  func run(_ name: String, _ fields: [String: Any], _ call: Call) throws -> String {
    guard let operation = queue.operation(name) else {
      throw Refusal(404, "there is no such operation", at: name)
    }
    let body = try JSONSerialization.data(withJSONObject: fields)
    let setting = setting(call.session.account)
    try operation.check(body, setting)
    return try operation.run(body, setting).json
  }

  /// Sends everybody word that a case has changed.
  func tellCase(_ id: String) {
    guard let state = try? state(id) else { return }
    hub.tell("case", .object([("id", .text(id)), ("state", .text(state.word.rawValue))]), to: .readCases)
  }
}
