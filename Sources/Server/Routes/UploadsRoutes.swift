import Arguments
import Diagnostics
import Files
import Foundation

private struct NewUpload: Decodable { var `case`: String }

extension Workstation {
  var uploadRoutes: [Route] {
    [
      .change("POST", "/api/uploads", .editCases) { call, body in
        let name = try decoded(NewUpload.self, body).case
        guard Workspace.isName(name) else { throw Self.noName(name) }
        let upload = try Upload.begin(self.workspace, case: name, account: call.session.account)
        return .json(.object([("upload", .text(upload.id))]), 201)
      },
      Route("PUT", "/api/uploads/:upload/*", .editCases) { call in
        let upload = try Upload(self.workspace, call["upload"])
        return .streamed(
          try upload.sink(
            call["*"], offset: Self.number(call, "offset") ?? 0, total: Self.number(call, "size")))
      },
      .get("/api/uploads/:upload", .editCases) { call in
        let upload = try Upload(self.workspace, call["upload"])
        let files = upload.list.map { file in
          JSON.object([
            ("path", .text(file.path)), ("bytes", .number(Double(file.bytes))),
            ("complete", .flag(file.isComplete)),
          ])
        }
        return .json(.object([("case", .text(upload.caseName)), ("files", .array(files))]))
      },
      .change("POST", "/api/uploads/:upload/finish", .editCases) { call, _ in
        let upload = try Upload(self.workspace, call["upload"])
        let home = try CaseFolder(self.workspace, upload.caseName, isNew: true)
        try upload.finish(home)
        self.tellCase(home.id)
        return .json(.object([("case", .text(home.id))]))
      },
    ]
  }

  static func noName(_ name: String) -> Refusal {
    Refusal(
      400, "this cannot be the name of a case", at: name,
      remedy: "letters, digits, hyphen, point and underscore, at most 64")
  }

  private static func number(_ call: Call, _ name: String) throws -> UInt64? {
    guard let text = call.query(name) else { return nil }
    guard let number = UInt64(text) else { throw Refusal(400, "this is not a number of bytes", at: name) }
    return number
  }
}
