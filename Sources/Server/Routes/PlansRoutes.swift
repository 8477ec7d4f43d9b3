import Arguments
import Diagnostics
import Documents
import Files
import Foundation
import Quantities
import Reporting
import Studies
import Synchronization

private struct NewPlan: Decodable {
  var name: String
  var text: String?
  /// Digest of the text that it replaces; without it the plan is a new one.
  var base: String?
}
private struct PlanPreviewRequest: Decodable { var activity_GBq: [String: Double] }

/// Plans whose images were measured, so that a slider need not measure them again.
final class PlanCache: Sendable {
  private struct Entry: Sendable {
    var plan: Plan
    var task: RadioembolisationTask?
  }
  private let kept = Memory<Entry>(limit: 8)

  func record(_ file: URL, _ activities: [String: Double]) throws -> String {
    let entry = try self.entry(file)
    let plan = entry.plan
    guard var task = entry.task else {
      return try prettyJSON(PlanTask.record(plan, work: Self.work(file)) { _, _ in })
    }
    try Self.set(&task.plan, activities)
    return try prettyJSON(PlanRecord(entry.plan, radioembolisation: task.record(withLobules: true)))
  }

  /// What the slider moves, without what stays.
  func preview(_ file: URL, _ activities: [String: Double]) throws -> Data {
    try JSONEncoder().encode(PlanPreview(task(file, activities).record()))
  }

  /// The plan as it is measured, at activities of its injections.
  /// - Throws: `Refusal` 409 for a plan without microspheres, 422 for an activity that is none.
  func task(_ file: URL, _ activities: [String: Double]) throws -> RadioembolisationTask {
    guard var task = try entry(file).task else {
      throw Refusal(409, "this plan has no activity of microspheres", at: "activity")
    }
    try Self.set(&task.plan, activities)
    return task
  }

  /// Cuts through image, structures and planned dose of an injection; none where the plan has no images.
  func pictures(_ file: URL, _ injection: String) throws -> [StudyContent.Section] {
    guard let result = try entry(file).task?.record(),
      let view = result.views.first(where: { $0.injection == injection })
    else { return [] }
    let title = "\(injection), planned dose of \(view.summary.title)"
    return [.init("planned", "Planned dose", ContentBlock.slices(view.material, title: title))]
  }

  static func work(_ file: URL) -> URL { file.deletingLastPathComponent().appending(path: "plan") }

  private func entry(_ file: URL) throws -> Entry {
    try kept.value(file) {
      let plan = try PlanFile.read(file)
      let task = try plan.radioembolisation.map {
        try RadioembolisationTask($0, patient: plan.patient, work: Self.work(file)) { _, _ in }
      }
      return Entry(plan: plan, task: task)
    }
  }

  private static func set(_ plan: inout RadioembolisationPlan, _ activities: [String: Double]) throws {
    for (name, activity) in activities {
      guard let n = plan.injections.firstIndex(where: { $0.name == name }) else {
        throw Refusal(422, "the plan has no injection of this name", at: "activity_GBq.\(name)")
      }
      guard activity.isFinite, activity > 0, activity <= 100 else {
        throw Refusal(422, "an activity is above 0 and at most 100 GBq", at: "activity_GBq.\(name)")
      }
      plan.injections[n].prescription = .activity(.gigabecquerels(activity))
    }
  }
}

extension Workstation {
  var planRoutes: [Route] {
    [
      .get("/api/plans", .readCases) { _ in
        let names = try FileManager.default.contentsOfDirectory(atPath: self.workspace.plans.path)
        return .json(.array(names.filter(Workspace.isName).sorted().map(self.plan)))
      },
      .change("POST", "/api/plans", .plan) { _, body in
        let plan = try decoded(NewPlan.self, body)
        guard Workspace.isName(plan.name) else { throw Self.noName(plan.name) }
        let folder = self.workspace.plans.appending(path: plan.name)
        try createFolder(folder)
        let (file, text) = (folder.appending(path: "plan.json5"), plan.text ?? PlanTemplate.text(.tare))
        try self.edits.withLock { _ in
          try Self.refuseOutdated(plan, file)
          try self.refusePathsOutside(JSON5Text(text))
          try writeAtomically(text, to: file, over: .state)
        }
        return .json(Self.saved(plan.name, text), 201)
      },
      .get("/api/plans/:plan", .readCases) { call in
        let file = try self.planFile(call)
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        guard case .object(let own) = Self.saved(call["plan"], text) else { return .json(.null) }
        do { return .text(json: JSON.object(own).printed(with: try self.plans.record(file, [:]))) } catch {
          return .json(.object(own + [("problems", .array(ErrorReport(error).problems.map(\.json)))]))
        }
      },
      .get("/api/plans/:plan/pictures", .readCases) { call in
        .json(
          StudyJSON(
            sections: try self.plans.pictures(self.planFile(call), call.query("injection") ?? "")
          ).json)
      },
      .change("POST", "/api/plans/:plan/preview", .readCases) { call, body in
        let request = try decoded(PlanPreviewRequest.self, body)
        return .bytes(
          try self.plans.preview(try self.planFile(call), request.activity_GBq),
          "application/json; charset=utf-8")
      },
    ]
  }

  private static func saved(_ name: String, _ text: String) -> JSON {
    .object([("id", .text(name)), ("text", .text(text)), ("digest", .text(sha256(text.utf8)))])
  }

  private static func refuseOutdated(_ plan: NewPlan, _ file: URL) throws {
    guard let known = FileManager.default.contents(atPath: file.path) else { return }
    guard plan.base != sha256(known) else { return }
    var refusal =
      plan.base == nil
      ? Refusal(
        409, "there is such a plan already", at: plan.name, why: "it would be lost",
        remedy: "choose another name, or open that plan and change it there")
      : Refusal(
        409, "the plan was changed by somebody else meanwhile", at: plan.name,
        why: "their change would be lost", remedy: "load it again")
    refusal.more = [("digest", .text(sha256(known)))]
    throw refusal
  }

  private func planFile(_ call: Call) throws -> URL {
    let file = workspace.plans.appending(path: "\(call["plan"])/plan.json5")
    guard Workspace.isName(call["plan"]), FileManager.default.fileExists(atPath: file.path) else {
      throw Refusal(404, "there is no such plan", at: call["plan"])
    }
    return file
  }

  private func plan(_ name: String) -> JSON {
    let file = workspace.plans.appending(path: "\(name)/plan.json5")
    let plan = try? PlanFile.read(file)
    return .object([
      ("id", .text(name)), ("pseudonym", text(plan?.patient.pseudonym)),
      ("kind", text(plan.map { $0.radioembolisation == nil ? "prrt" : "tare" })),
      ("state", .text(plan == nil ? "draft" : "ready")),
      (
        "changed",
        text(
          ((try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date)?
            .formatted(
              .iso8601))
      ),
    ])
  }
}

extension JSON {
  /// The members of this object, and those of an object that is text already.
  fileprivate func printed(with object: String) -> String {
    let own = printed.dropLast().trimmingCharacters(in: .whitespacesAndNewlines)
    return own + ",\n" + object.drop { $0 != "{" }.dropFirst()
  }
}
