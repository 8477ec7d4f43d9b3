import Arguments
import Diagnostics
import Documents
import Files
import Foundation
import ImageFiles
import Quantification
import Quantities
import Stages
import Volumes

private struct Rule: Decodable {
  /// Of the greatest count in the liver, %.
  var percent: Float?
  var plane: LobePlane?
  /// `left` or `right` of the plane; the whole liver without it.
  var side: Lobe?
}

/// Perfused volumes of a plan under the hand: the images, rules, versions, and the doses of what is drawn.
extension Workstation {
  var territoryRoutes: [Route] {
    [
      .get("/api/plans/:plan/volumes", .readCases) { call in
        .json(.array(try self.volumes(of: self.territory(call))))
      },
      .get("/api/plans/:plan/volumes/:file", .readCases) { call in
        let scene = try self.territory(call)
        return try .file(
          self.file(Self.withoutEnding(call["file"]), scene), call.request, type: "application/octet-stream")
      },
      .get("/api/plans/:plan/structures", .readCases) { call in
        .json(.array(StructureVersion.all(try self.planFolder(call)).map(\.json)))
      },
      .change("PUT", "/api/plans/:plan/structures", .plan, limit: LabelBody.limit) { call, body in
        try self.saveTerritories(call, body)
      },
      .change("POST", "/api/plans/:plan/territories", .readCases, limit: LabelBody.limit) { call, body in
        let scene = try self.territory(call)
        let wanted = try decoded([String: Double].self, Data((call.query("activity") ?? "").utf8))
        let task = try self.plans.task(scene.home.file, wanted)
        let preview = try TerritoryPreview(scene, LabelBody.read(body, self.workspace), task)
        return .bytes(try JSONEncoder().encode(preview), "application/json; charset=utf-8")
      },
      self.ruled("liver") { body, scene in try Self.liver(decoded(Rule.self, body), scene) },
      self.ruled("threshold") { body, scene in try Self.threshold(decoded(Rule.self, body), scene) },
      self.ruled("grow") { body, scene in
        try decoded(Growth.self, body).mask(in: scene.images.emission)
      },
    ] + drawingRoutes(planPlace)
  }

  /// The images of a plan. A rule covers what is empty and nothing that is drawn for another injection.
  private var planPlace: DrawingPlace {
    DrawingPlace(address: "/api/plans/:plan", permission: .plan) {
      try self.planFolder($0)
    } spared: { _ in
      Set(1...255)
    }
  }

  private func planFolder(_ call: Call) throws(Refusal) -> CaseFolder {
    try CaseFolder(workspace, plan: call["plan"])
  }

  private func territory(_ call: Call) throws -> TerritoryScene {
    let home = try planFolder(call)
    return try territories.value(home.file) { try TerritoryScene(home) }
  }

  private func volumes(of scene: TerritoryScene) -> [JSON] {
    let entries: [(String, String, String)] =
      (scene.images.ct == nil ? [] : [("ct", "ct", "HU")])
      + [("spect", "counts", "counts"), ("labels", "labels", "")]
    return entries.map { id, kind, unit in
      .object([
        ("id", .text(id)), ("kind", .text(kind)), ("unit", .text(unit)),
        ("url", .text("/api/plans/\(scene.home.url.lastPathComponent)/volumes/\(id).nii.gz")),
        ("regions", .array(kind == "labels" ? scene.listed.map(\.json) : [])),
      ])
    }
  }

  private func file(_ id: String, _ scene: TerritoryScene) throws -> URL {
    try scene.home.picture(id, of: sha256((scene.home.text ?? "").utf8)) { file in
      if id == "labels" {
        try ImageFiles.write(scene.labels(), file.path, description: "labels")
      } else if id == "ct" {
        try ImageFiles.write(scene.volume(id).hounsfield, file.path, description: "HU")
      } else {
        try ImageFiles.write(scene.volume(id), file.path, description: "counts")
      }
    }
  }

  private func saveTerritories(_ call: Call, _ body: Data) throws -> Response {
    let (home, labels) = (try planFolder(call), try LabelBody.read(body, workspace))
    let version = try saveVersion(call.query("base").flatMap(Int.init), home) {
      try TerritoryEdit(self.territory(call), labels).save(authorship(call))
    }
    return .json(version.json, 201)
  }

  /// A rule gives a mask of its own, 0 and 1.
  private func ruled(
    _ name: String, _ mask: @escaping @Sendable (Data, TerritoryScene) throws -> Volume<Bool>
  ) -> Route {
    .change("POST", "/api/plans/:plan/contours/\(name)", .plan) { call, body in
      let scene = try self.territory(call)
      return try self.mask(mask(body, scene), onto: scene.grid)
    }
  }

  /// The liver with its tumours, or the part of it on one side of a plane.
  private static func liver(_ rule: Rule, _ scene: TerritoryScene) throws -> Volume<Bool> {
    let liver = try scene.images.wholeLiver()
    guard let plane = rule.plane, let side = rule.side else { return liver.dense.halfFilled }
    let parts = try plane.parts(of: liver)
    return (side == .left ? parts.left : parts.right).dense.halfFilled
  }

  /// Where the SPECT has at least a share of its greatest count within the liver.
  private static func threshold(_ rule: Rule, _ scene: TerritoryScene) throws -> Volume<Bool> {
    guard let percent = rule.percent, (0...100).contains(percent) else {
      throw Refusal(400, "percent is a number from 0 to 100", at: "percent")
    }
    return try Threshold.percentOfMaximum(Double(percent)).contour(
      scene.images.emission, within: scene.images.wholeLiver()
    ).dense.halfFilled
  }
}
