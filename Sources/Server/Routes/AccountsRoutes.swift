import Arguments
import Diagnostics
import Files
import Foundation

private struct AccountChange: Decodable {
  var roles: [Role]?
  /// Needed for a new account; without it the old one stays.
  var password: String?
}

extension Workstation {
  /// The administrator's: who may come in, and as what.
  var accountRoutes: [Route] {
    [
      .get("/api/accounts", .administer) { _ in
        .json(.array(try self.known().all.map(\.json)))
      },
      Route("PUT", "/api/accounts/:account", .administer) { call in
        // A hash takes 64 MiB and a core: one after the other.
        .inTurn(limit: 4096) { body in
          let change = try decoded(AccountChange.self, body)
          try self.changeAccounts(call) { file throws(Problem) in
            try file.set(call["account"], roles: change.roles, password: change.password)
          }
          return .json(.array(try self.known().all.map(\.json)))
        }
      },
      .change("DELETE", "/api/accounts/:account", .administer) { call, _ in
        try self.changeAccounts(call) { file throws(Problem) in try file.remove(call["account"]) }
        return Response(204)
      },
    ]
  }

  private func known() throws(Refusal) -> Accounts {
    guard let accounts else { throw Refusal(404, "there are no accounts here") }
    return accounts
  }

  /// Sessions of a changed account end: what it may do is asked at the log-in alone.
  private func changeAccounts(_ call: Call, _ change: (inout AccountFile) throws(Problem) -> Void) throws {
    try known().change { file throws(Problem) in
      try change(&file)
      guard file.accounts.contains(where: { $0.roles.contains(.administrator) }) else {
        throw Problem(
          .dataRejected, what: "nobody would be administrator any more", at: call["account"],
          remedy: "make another account administrator first")
      }
    }
    sessions.endAll(of: call["account"])
  }
}

extension Account {
  fileprivate var json: JSON {
    .object([("account", .text(name)), ("roles", .array(roles.map { .text($0.rawValue) }))])
  }
}
