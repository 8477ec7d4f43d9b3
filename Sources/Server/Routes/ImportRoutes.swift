import Arguments
import Diagnostics
import Files
import Foundation

extension Workstation {
  var importRoutes: [Route] {
    [
      // The regions of an object as a label image; names and roles stand in a header, for the body is voxels.
      .change("POST", "/api/cases/:case/structures/import", .editCases, limit: LabelBody.limit) {
        call, body in
        let scene = try self.scenes.scene(CaseFolder(self.workspace, call["case"]))
        guard let place = Scene.Place(rawValue: call.query("grid") ?? "labels") else {
          throw Refusal(400, "the grid is labels or labels-ct", at: "grid")
        }
        let read = try StructureImport(body, into: scene, on: place, self.workspace)
        guard !read.regions.isEmpty else {
          throw Refusal(
            422, "the object has no region that can be drawn", at: "body",
            why: "bodies, lobes and perfused volumes hold other regions",
            remedy: "name the file in the case file, below structures")
        }
        var response = Response.bytes(
          try LabelBody.bytes(read.image, self.workspace), "application/octet-stream")
        response.headers.append(("X-Hepatica-Regions", Self.header(read)))
        return response
      }
    ]
  }

  private static func header(_ read: StructureImport) -> String {
    let json = JSON.object([
      ("regions", .array(read.regions.map(\.json))), ("leftOut", .array(read.leftOut.map { .text($0) })),
      ("notes", .array(read.notes.map { .text($0) })),
    ])
    return json.printed.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }
}
