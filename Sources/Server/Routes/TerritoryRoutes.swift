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
  var low, high: Float?
  /// RAS mm, as the viewer states places.
  var seed_mm: [Double]?
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
      .get("/api/plans/:plan/structures/:version", .readCases) { call in
        guard let version = Int(Self.withoutEnding(call["version"])) else {
          throw Refusal(404, "there is no such version")
        }
        return try .file(
          self.planFolder(call).versions.appending(path: "\(version).nii.gz"), call.request,
          type: "application/octet-stream")
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
      self.ruled("liver") { rule, scene in try Self.liver(rule, scene) },
      self.ruled("threshold") { rule, scene in try Self.threshold(rule, scene) },
      self.ruled("grow") { rule, scene in
        guard let seed = rule.seed_mm, seed.count == 3 else {
          throw Refusal(400, "a seed has three numbers", at: "seed_mm")
        }
        return try Contours.grow(
          scene.images.emission, from: Vector3(-seed[0], -seed[1], seed[2]), rule.low ?? -.infinity,
          rule.high ?? .infinity)
      },
      self.redrawn("margin") { mask, call in
        try Contours.margin(mask, try Self.number(call, "mm", -100...100))
      },
      self.redrawn("interpolate") { mask, _ in try Contours.interpolated(mask) },
    ]
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
        ("regions", .array(kind == "labels" ? scene.regions.map(\.json) : [])),
      ])
    }
  }

  /// Made once for each state of the plan file.
  private func file(_ id: String, _ scene: TerritoryScene) throws -> URL {
    let key = sha256((scene.home.text ?? "").utf8).prefix(12)
    let file = scene.home.view.appending(path: "\(id)-\(key).nii.gz")
    if FileManager.default.fileExists(atPath: file.path) { return file }
    try createFolder(scene.home.view)
    // Those of an earlier state of the plan.
    for name in try FileManager.default.contentsOfDirectory(atPath: scene.home.view.path)
    where name.hasPrefix(id + "-") && name != file.lastPathComponent {
      unlink(scene.home.view.appending(path: name).path)
    }
    if id == "labels" {
      try ImageFiles.write(scene.labels(), file.path, description: "labels")
    } else if id == "ct" {
      try ImageFiles.write(scene.volume(id).hounsfield, file.path, description: "HU")
    } else {
      try ImageFiles.write(scene.volume(id), file.path, description: "counts")
    }
    return file
  }

  private func saveTerritories(_ call: Call, _ body: Data) throws -> Response {
    let labels = try LabelBody.read(body, workspace)
    guard let base = call.query("base").flatMap(Int.init) else {
      throw Refusal(400, "the version that it is based on is missing", at: "base")
    }
    let home = try planFolder(call)
    let version = try edits.withLock { _ in
      try StructureVersion.refuseOutdated(base, home)
      return try TerritoryEdit(self.territory(call), labels).save(
        author: call.session.account, note: call.query("note") ?? "",
        time: Surroundings.current.now().formatted(.iso8601))
    }
    hub.tell(
      "structures",
      .object([
        ("case", .text(home.id)), ("version", .number(Double(version.version))),
        ("account", .text(version.author)),
      ]), to: .readCases)
    return .json(version.json, 201)
  }

  /// A rule gives a mask of its own, 0 and 1.
  private func ruled(
    _ name: String, _ mask: @escaping @Sendable (Rule, TerritoryScene) throws -> Volume<Bool>
  ) -> Route {
    .change("POST", "/api/plans/:plan/contours/\(name)", .plan) { call, body in
      let scene = try self.territory(call)
      let drawn = try mask(decoded(Rule.self, body), scene)
      return .bytes(
        try LabelBody.bytes(Contours.laid(drawn, onto: scene.grid), self.workspace),
        "application/octet-stream")
    }
  }

  /// One label of a drawing is drawn anew; it covers what is empty and nothing that is drawn for another injection.
  private func redrawn(
    _ name: String, _ change: @escaping @Sendable (Volume<Bool>, Call) throws -> Volume<Bool>
  ) -> Route {
    .change("POST", "/api/plans/:plan/contours/\(name)", .plan, limit: LabelBody.limit) { call, body in
      let image = try LabelBody.read(body, self.workspace)
      let label = UInt8(try Self.number(call, "label", 1...255))
      let mask = try change(image.mask(of: Int32(label)), call)
      var out = image.bytes
      for n in out.voxels.indices where out.voxels[n] == label || out.voxels[n] == 0 {
        out.voxels[n] = mask.voxels[n] ? label : 0
      }
      return .bytes(try LabelBody.bytes(out, self.workspace), "application/octet-stream")
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
