import Arguments
import Diagnostics
import Foundation
import Registry

private struct NewQuery: Decodable {
  var table: String
  var patient, row, column: String?
  var text: String
}
private struct Words: Decodable { var text: String }

/// Questions about rows: whoever may ask opens and closes them, whoever enters rows answers.
extension Workstation {
  var queryRoutes: [Route] {
    [
      .get("/api/registry/queries", .readRegistry) { call in
        let wanted = call.query("patient")
        return .json(
          .array(self.queries.list.filter { wanted == nil || $0.patient == wanted }.map(\.json)))
      },
      .change("POST", "/api/registry/queries", .ask) { call, body in
        let query = try self.queries.ask(self.query(decoded(NewQuery.self, body), call))
        return self.told(query, 201)
      },
      .change("POST", "/api/registry/queries/:query/answer", .enterRows) { call, body in
        try self.turn(.answered, call, body) { query throws(Refusal) in
          guard query.state == .open else { throw Self.notNow(query) }
        }
      },
      .change("POST", "/api/registry/queries/:query/close", .ask) { call, body in
        try self.turn(.closed, call, body) { query throws(Refusal) in
          guard query.state != .closed else { throw Self.notNow(query) }
          try self.refuseOwnAnswer(query, call)
        }
      },
      .change("POST", "/api/registry/queries/:query/reopen", .ask) { call, body in
        try self.turn(.reopened, call, body) { query throws(Refusal) in
          guard query.state != .open else { throw Self.notNow(query) }
        }
      },
    ]
  }

  private static func notNow(_ query: Query) -> Refusal {
    Refusal(409, "the query is \(query.state.rawValue)", at: query.id, remedy: "load it again")
  }

  /// Four eyes: an answer is judged by somebody else than whoever gave it.
  private func refuseOwnAnswer(_ query: Query, _ call: Call) throws(Refusal) {
    guard accounts != nil, query.turns.last?.act == .answered,
      query.turns.last?.account == call.session.account
    else { return }
    throw Refusal(
      403, "the answer is this account’s own", at: query.id, why: "nobody closes a query by answering it",
      remedy: "somebody else reads the answer and closes it")
  }

  private func query(_ new: NewQuery, _ call: Call) throws -> Query {
    let registry = try desk().open()
    let table = try registry.catalogue.table(new.table)
    if let column = new.column, !column.isEmpty, table.column(column) == nil {
      throw Refusal(422, "the table has no such column", at: column)
    }
    var patient = new.patient ?? ""
    if let id = new.row, !id.isEmpty {
      guard let row = try registry.row(table.name, id) else {
        throw Refusal(404, "there is no such row", at: id)
      }
      patient = table.name == "patients" ? row.id : row[named: "patient"].printed
    }
    if !patient.isEmpty { patient = try registry.patient(patient).id }
    return Query(
      id: "", patient: patient, table: table.name, row: new.row ?? "", column: new.column ?? "",
      turns: [try words(.asked, new.text, call)])
  }

  private func words(_ act: Query.Act, _ text: String, _ call: Call) throws(Refusal) -> Query.Turn {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty, text.count <= 4000 else {
      throw Refusal(422, "a query and its answer are words, at most 4000 letters", at: "text")
    }
    return Query.Turn(
      act: act, account: call.session.account, time: Surroundings.current.now().formatted(.iso8601),
      text: text, auditHead: audit.head)
  }

  private func turn(_ act: Query.Act, _ call: Call, _ body: Data, _ judge: (Query) throws(Refusal) -> Void)
    throws -> Response
  {
    let turn = try words(act, decoded(Words.self, body).text, call)
    return told(try queries.add(turn, to: call["query"]) { try judge($0) }, 200)
  }

  private func told(_ query: Query, _ status: Int) -> Response {
    hub.tell(
      "query", .object([("id", .text(query.id)), ("state", .text(query.state.rawValue))]), to: .readRegistry)
    return .json(query.json, status)
  }
}
