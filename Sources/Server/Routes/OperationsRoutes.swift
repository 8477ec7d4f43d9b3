import Arguments
import Diagnostics
import Files
import Foundation

extension Workstation {
  /// One route for each declared operation.
  var operationRoutes: [Route] {
    [
      .get("/api/operations", .see) { call in
        .json(.array(self.operations.filter { call.session.may($0.permission) }.map(\.description)))
      },
      .get("/api/openapi.json", .see) { _ in .json(ServedOperation.openAPI(self.operations)) },
    ] + operations.map(route)
  }

  private func route(_ operation: ServedOperation) -> Route {
    .change("POST", ServedOperation.route(operation.name), operation.permission) { call, body in
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
}

extension JSON {
  /// A member of an object; null where there is none.
  subscript(_ name: String) -> JSON {
    guard case .object(let members) = self else { return .null }
    return members.first { $0.0 == name }?.1 ?? .null
  }
}
