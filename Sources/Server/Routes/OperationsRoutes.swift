import Arguments
import Diagnostics
import Foundation

extension Workstation {
  /// One route for each declared operation.
  var operationRoutes: [Route] {
    [
      .get("/api/operations", .see) { call in
        .json(.array(self.operations.filter { call.session.may($0.permission) }.map(\.description)))
      },
      .get("/api/openapi.json", .see) { _ in .json(self.openAPI) },
    ] + operations.map(route)
  }

  private func route(_ operation: ServedOperation) -> Route {
    .change("POST", "/api/operations/\(operation.name)", operation.permission) { call, body in
      let request = body.isEmpty ? Data("{}".utf8) : body
      let account = call.session.account
      if call.query("wait") == "1" {
        let setting = self.setting(account)
        try operation.check(request, setting)
        return .text(json: try operation.run(request, setting).json)
      }
      let job = try self.queue.add(operation, request, account: account)
      return .json(.object([("job", .text(job.id))]), 202)
    }
  }

  /// OpenAPI 3.1 of what this server serves.
  var openAPI: JSON {
    let paths = operations.map { operation in
      ("/api/operations/\(operation.name)", JSON.object([("post", Self.described(operation))]))
    }
    return .object([
      ("openapi", .text("3.1.0")),
      ("info", .object([("title", .text("Hepatica")), ("version", .text(Version.current))])),
      ("paths", .object(paths)),
    ])
  }

  private static func described(_ operation: ServedOperation) -> JSON {
    func content(_ schema: JSON) -> JSON {
      .object([("content", .object([("application/json", .object([("schema", schema)]))]))])
    }
    let accepted = JSON.object([
      ("type", .text("object")), ("required", .array([.text("job")])),
      ("properties", .object([("job", .object([("type", .text("string"))]))])),
    ])
    guard case .object(let body) = content(accepted) else { return .null }
    return .object([
      ("operationId", .text(operation.name)), ("summary", operation.description["summary"]),
      ("requestBody", content(operation.description["input"])),
      ("responses", .object([("202", .object([("description", .text("in the queue"))] + body))])),
    ])
  }
}

extension JSON {
  /// A member of an object; null where there is none.
  subscript(_ name: String) -> JSON {
    guard case .object(let members) = self else { return .null }
    return members.first { $0.0 == name }?.1 ?? .null
  }
}
