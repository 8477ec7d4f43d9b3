import Arguments
import Diagnostics
import Documents
import Files
import Foundation
import Reporting

private struct SignRequest: Decodable {
  var meaning: String
  var password: String?
  var comment: String?
}
private struct AmendRequest: Decodable { var reason: String }

extension Workstation {
  var signRoutes: [Route] {
    [
      Route("POST", "/api/cases/:case/sign", .sign) { call in
        .inTurn(limit: 1 << 16) { body in
          let request = try decoded(SignRequest.self, body)
          // Who signs is asked again, because a browser may stand open.
          if let accounts = self.accounts {
            try Self.confirm(call.session.account, request.password ?? "", accounts)
          }
          return try self.sign(call, .signature, request.meaning, request.comment ?? "")
        }
      },
      .change("POST", "/api/cases/:case/amend", .sign) { call, body in
        let reason = try decoded(AmendRequest.self, body).reason
        guard !reason.trimmingCharacters(in: .whitespaces).isEmpty else {
          throw Refusal(422, "an amendment needs a reason", at: "reason")
        }
        return try self.sign(call, .amendment, "Amended", reason)
      },
      // The report with its signatures in it; the bytes that were signed stand first, unchanged.
      .get("/api/cases/:case/signed.pdf", .readCases) { call in
        let state = try self.state(call["case"])
        guard let digest = state.holding.last?.digest else {
          throw Refusal(404, "no signature holds for this report", at: state.home.id, remedy: "sign it")
        }
        let report = try Data(contentsOf: state.home.results.appending(path: "report.pdf"))
        let signed = SignedPDF(report, digest: digest, signatures: state.holding.map(\.printed))
        return .bytes(try signed.data(), "application/pdf")
      },
      .get("/api/cases/:case/seal", .readCases) { call in .json(try self.seal(call["case"])) },
    ]
  }

  /// A wrong pass phrase at a signature ends no session: 401 would ask for a new log-in.
  private static func confirm(_ account: String, _ password: String, _ accounts: Accounts) throws {
    do { _ = try accounts.admit(account, password) } catch let refusal as Refusal where refusal.status == 401
    {
      throw Refusal(
        403, "the pass phrase is wrong", at: "password", why: "nothing was signed",
        remedy: "enter the pass phrase of \(account) again")
    }
  }

  private func sign(_ call: Call, _ kind: Signature.Kind, _ meaning: String, _ comment: String) throws
    -> Response
  {
    try edits.withLock { _ in
      let state = try self.state(call["case"])
      try refuse(state, kind, meaning, call.session.account)
      let home = state.home
      let signature = Signature(
        kind: kind, account: call.session.account, time: Surroundings.current.now().formatted(.iso8601),
        meaning: meaning, comment: comment,
        digest: try cases.digests.digest(home.results.appending(path: "report.pdf").path),
        reportDigest: try cases.digests.digest(home.results.appending(path: "report.json").path),
        auditHead: audit.head)
      try signature.add(to: home)
      tellCase(home.id)
      return .json(.object([("signature", signature.json(holds: true))]), 201)
    }
  }

  private func refuse(_ state: CaseState, _ kind: Signature.Kind, _ meaning: String, _ account: String) throws
  {
    guard state.report != nil else { throw Refusal(409, "there is no report to sign", at: state.home.id) }
    guard state.word != .running else { throw Refusal(409, "the case is being computed", at: state.home.id) }
    guard !state.isStale else {
      throw Refusal(
        409, "the report is not that of the case file of now", at: state.home.id, remedy: "run the case again"
      )
    }
    if kind == .signature, let refused = try AlignmentReview.refused(state.home).first {
      throw Refusal(
        409, "the registration of \(refused.timePoint) was refused by \(refused.by ?? "")", at: state.home.id,
        why: "the doses rest on it", remedy: "register anew and run the case again, or accept it")
    }
    try refuseBrokenCustody(state)
    // The file of signatures is added to: what cannot be read would be lost.
    _ = try Signature.all(state.home)
    if kind == .amendment, state.signatures.isEmpty {
      throw Refusal(409, "nothing was signed yet", at: state.home.id)
    }
    if kind == .signature,
      state.holding.contains(where: {
        $0.account == account && $0.meaning == meaning
      })
    {
      throw Refusal(409, "this account has signed that already", at: state.home.id)
    }
    if meaning.isEmpty { throw Refusal(422, "a signature has a meaning", at: "meaning") }
  }

  /// A report stands for all that it was made of: images, steps and files, as they are now.
  private func refuseBrokenCustody(_ state: CaseState) throws {
    for name in ["report.json", "report.pdf"] { try Custody.check(state.home.results.appending(path: name)) }
    let steps = try cases.steps(state.home, state.therapy.get())
    guard let step = steps.first(where: { $0.state != .done }) else { return }
    throw Refusal(
      409, "the results of \(step.step) are not those of the case as it is now", at: state.home.id,
      why: step.because.isEmpty
        ? FaultText("") : "changed since, or not as it was written: \(step.because.joined(separator: ", "))",
      remedy: "run the case again, and read its report")
  }

  /// Whether the files are still those that were signed.
  private func seal(_ id: String) throws -> JSON {
    let home = try CaseFolder(workspace, id)
    return .array(
      try Signature.all(home).map { signature in
        let holds = signature.holds(home, cases.digests)
        return .object([("signature", signature.json(holds: holds)), ("holds", .flag(holds))])
      })
  }
}
