import Arguments
import Diagnostics
import Files
import Foundation
import Records
import Registry
import Studies
import Trials

private struct AllocateRequest: Decodable {
  var subject: String
  var strata: [String: String]?
}
private struct LockRequest: Decodable {
  var `protocol`: String
  var why: String?
}
private struct Reason: Decodable { var reason: String }

extension Workstation {
  var trialRoutes: [Route] {
    [
      .get("/api/registry/trials", .readTrials) { _ in
        let registry = try self.desk().open()
        return .json(
          .array(try registry.rows(of: TrialColumn.self).map { .object(try Self.summary($0, registry)) }))
      },
      .change("POST", "/api/registry/trials", .holdTrial) { call, body in
        let request = try decoded(LockRequest.self, body)
        let author = try ChangeAuthor(
          who: call.session.account, why: request.why ?? "locked by the trial office")
        return .text(json: try self.office.lock(request.protocol, place: self.desk().place, by: author), 201)
      },
      .get("/api/registry/trials/:trial", .readTrials) { call in .json(try self.trial(call)) },
      .change("POST", "/api/registry/trials/:trial/allocate", .allocate) { call, body in
        try self.allocate(call, body)
      },
      .change("POST", "/api/registry/trials/:trial/unblind", .holdTrial) { call, body in
        let reason = try decoded(Reason.self, body).reason
        guard let subject = call.query("subject") else { throw Refusal(400, "whose arm?", at: "subject") }
        let author = try ChangeAuthor(who: call.session.account, why: reason)
        return .text(
          json: try TrialDesk.unblind(self.request(call, subject), reason: reason, by: author).json)
      },
      .change("POST", "/api/registry/trials/:trial/close", .holdTrial) { call, body in
        let author = try ChangeAuthor(who: call.session.account, why: try decoded(Reason.self, body).reason)
        return .text(json: try TrialDesk.close(call["trial"], in: self.desk().place, by: author).json)
      },
      .change("POST", "/api/registry/trials/:trial/open", .holdTrial) { call, body in
        try self.openList(call, body)
      },
    ]
  }

  private func request(_ call: Call, _ subject: String = "", _ levels: [String: String] = [:]) throws
    -> TrialRequest
  {
    TrialRequest(
      place: try desk().place, trial: call["trial"], subject: subject, levels: levels,
      keyFile: try office.key(call["trial"]))
  }

  private static func summary(_ row: TrialRow, _ registry: Registry) throws -> [(String, JSON)] {
    let given = try registry.rows(
      of: AllocationColumn.self, where: [.trial: .text(row.id), .purpose: "production"])
    return [
      ("id", .text(row.id)), ("title", .text(row.text(.title))), ("sha256", .text(row.text(.sha256))),
      ("locked", text(row[.locked].text)), ("closed", text(row[.closed].text)),
      ("opened", text(row[.opened].text)),
      ("subjects", .number(Double(given.count))),
      ("planned", .number(Double(try TrialProtocol(locked: row).subjects))),
    ]
  }

  /// Blinded: who has a place, and when; the arms are for those who may know.
  private func trial(_ call: Call) throws -> JSON {
    let registry = try desk().open()
    let row = try registry.trial(call["trial"])
    let plan = try TrialProtocol(locked: row)
    let hidden = Self.hidden("allocations", call.session)
    let given = try registry.rows(
      "allocations", where: ["trial": .text(row.id), "purpose": "production"], order: ["reserved"])
    let strata = plan.strata.map { stratum in
      JSON.object([("name", .text(stratum.name)), ("levels", .array(stratum.levels.map { .text($0) }))])
    }
    return .object(
      try Self.summary(row, registry).filter { $0.0 != "subjects" } + [
        ("strata", .array(strata)),
        ("arms", .array(plan.arms.map { .text($0.name) })), ("blinded", .flag(!hidden.isEmpty)),
        ("held", .flag((try? office.key(row.id)) != nil)),
        ("subjects", .array(given.map { RegistryDesk.json($0, without: hidden) })),
      ])
  }

  /// One arm, and a receipt.
  private func allocate(_ call: Call, _ body: Data) throws -> Response {
    let wish = try decoded(AllocateRequest.self, body)
    let author = try ChangeAuthor(who: call.session.account, why: "allocation of \(wish.subject)")
    let request = try request(call, wish.subject, wish.strata ?? [:])
    let outcome = try TrialDesk.allocate(request, reveal: true, by: author)
    let registry = try desk().open()
    let row = try registry.allocation(call["trial"], request.purpose.rawValue, wish.subject)
    let plan = try TrialProtocol(locked: registry.trial(call["trial"]))
    let arm = row?.text(.arm).first.flatMap { plan.arm($0)?.name }
    let receipt = JSON.object([
      ("head", .text(try registry.auditHead())), ("sequence", text(row?[.place].printed)),
      ("time", text(row?[.revealed].text)), ("account", .text(call.session.account)),
      ("serverHead", .text(audit.head)),
    ])
    return .json(
      .object([
        ("subject", .text(wish.subject)), ("arm", text(arm)), ("text", .text(outcome.text)),
        ("receipt", receipt),
      ]), 201)
  }

  /// The second account that asks within a quarter of an hour opens it.
  private func openList(_ call: Call, _ body: Data) throws -> Response {
    let reason = try decoded(Reason.self, body).reason
    let request = try request(call)
    guard office.agree(call["trial"], call.session.account) else {
      return .json(
        .object([
          ("pending", .flag(true)),
          ("needs", .text("a second account of the trial office, within 15 minutes")),
        ]),
        202)
    }
    let author = try ChangeAuthor(who: call.session.account, why: reason)
    return .text(json: try TrialDesk.openLists(request, by: author).json)
  }
}
