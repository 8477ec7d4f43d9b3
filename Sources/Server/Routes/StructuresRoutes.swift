import Arguments
import Diagnostics
import Documents
import Files
import Foundation
import Stages
import Volumes

extension Workstation {
  var structureRoutes: [Route] {
    [
      .get("/api/cases/:case/structures", .readCases) { call in
        let home = try CaseFolder(self.workspace, call["case"])
        return .json(.array(self.original(home) + StructureVersion.all(home).map(\.json)))
      },
      // For other programs, such as a treatment planning system or a viewer.
      .get("/api/cases/:case/structures.dcm", .readCases) { call in
        guard let form = StructureObject.Form(rawValue: call.query("as") ?? "rtstruct") else {
          throw Refusal(400, "structures go out as rtstruct or seg", at: "as")
        }
        let scene = try self.scenes.scene(CaseFolder(self.workspace, call["case"]))
        var response = Response.bytes(
          try StructureObject(scene: scene, form: form).bytes(in: self.workspace), "application/dicom")
        response.headers.append(
          ("Content-Disposition", "attachment; filename=\"\(call["case"])-\(form.rawValue).dcm\""))
        return response
      },
      .change("PUT", "/api/cases/:case/structures", .editCases, limit: LabelBody.limit) { call, body in
        let home = try CaseFolder(self.workspace, call["case"])
        let labels = try LabelBody.read(body, self.workspace)
        return try self.save(call.query("base").flatMap(Int.init), home) {
          try StructureEdit(self.scenes.scene(home), labels, named: try Self.named(call)).save(
            self.authorship(call))
        }
      },
      // The lobes of the liver, by a line between them.
      .change("POST", "/api/cases/:case/structures/lobes", .editCases) { call, body in
        let home = try CaseFolder(self.workspace, call["case"])
        let plane = try decoded(LobePlane.self, body)
        return try self.save(plane.base, home) {
          try StructureEdit(self.scenes.scene(home), lobes: plane).save(
            self.authorship(call, note: "lobes by a plane"))
        }
      },
    ] + drawingRoutes(casePlace)
  }

  private func save(_ base: Int?, _ home: CaseFolder, _ make: () throws -> StructureVersion) throws
    -> Response
  {
    let version = try saveVersion(base, home, make: make)
    tellCase(home.id)
    return .json(version.json, 201)
  }

  /// As the case file's own sources have them.
  private func original(_ home: CaseFolder) -> [JSON] {
    [
      .object([
        ("version", .number(0)), ("author", .text("case file")),
        ("time", text(home.changed(home.file)?.formatted(.iso8601))),
        ("note", .text("as the images have them")), ("base", .null),
      ])
    ]
  }

  private struct Named: Decodable {
    var name, role: String
    var side: String?
  }

  /// `{"16": {"name": "Lesion 6", "role": "tumour"}}` in the query.
  private static func named(_ call: Call) throws -> [Int: LabelledRegion] {
    let given = try decoded([String: Named].self, Data((call.query("regions") ?? "").utf8))
    var named: [Int: LabelledRegion] = [:]
    for (key, region) in given {
      guard let label = Int(key), (1...254).contains(label), StructureRole(rawValue: region.role) != nil,
        !region.name.isEmpty
      else {
        throw Refusal(422, "a region has a label from 1 to 254, a name and a role", at: "regions.\(key)")
      }
      // It is written into the case file as it stands.
      guard region.side.map({ Lobe(rawValue: $0) != nil }) ?? true else {
        let words = Lobe.allCases.map(\.rawValue).joined(separator: ", ")
        throw Refusal(422, "a side is one of: \(words)", at: "regions.\(key).side")
      }
      named[label] = LabelledRegion(label: label, name: region.name, role: region.role, side: region.side)
    }
    return named
  }
}
