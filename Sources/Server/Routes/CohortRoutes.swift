import Arguments
import Diagnostics
import Foundation
import Studies

private struct CohortWish: Decodable {
  /// Pseudonyms; all without them.
  var patients: [String]?
}
private struct FreezeWish: Decodable {
  var name: String
  var title: String?
}

/// The cohort under a filter, and data sets that are frozen out of it.
extension Workstation {
  var cohortRoutes: [Route] {
    [
      .change("POST", "/api/registry/cohort", .readRegistry) { call, body in
        try self.cohort(decoded(CohortWish.self, body), call)
      },
      .get("/api/registry/frozen", .analyse) { _ in .json(.array(try self.frozen.list)) },
      .change("POST", "/api/registry/frozen", .analyse) { call, body in
        let wish = try decoded(FreezeWish.self, body)
        guard Workspace.isName(wish.name) else { throw Self.noName(wish.name) }
        let title = wish.title ?? wish.name
        let registry = try self.desk().open()
        return .json(
          try self.edits.withLock { _ in try self.frozen.freeze(wish.name, title, registry) }, 201)
      },
      .get("/api/registry/frozen/:name/:file", .analyse) { call in
        var response = try Response.file(
          try self.frozen.file(call["name"], call["file"]), call.request)
        response.headers.append(
          ("Content-Disposition", "attachment; filename=\"\(call["name"])-\(call["file"])\""))
        return response
      },
    ]
  }

  /// Figures that need the arms are for those who may know them.
  private func cohort(_ wish: CohortWish, _ call: Call) throws -> Response {
    let desk = try desk()
    let head = try desk.open().auditHead()
    let tables = try cohortTables.value("tables", .init(text: head)) { try CohortPicture.Tables(desk.place) }
    let picture = CohortPicture(
      tables: tables, patients: wish.patients.map(Set.init),
      isBlinded: !Self.hidden("allocations", call.session).isEmpty)
    guard picture.count > 0 else {
      return .json(.object([("n", .number(0)), ("sections", .array([]))]))
    }
    return .json(
      .object([
        ("n", .number(Double(picture.count))), ("blinded", .flag(picture.isBlinded)),
        ("sections", StudyJSON(sections: try picture.sections).json),
      ]))
  }
}
