import Arguments
import Diagnostics
import Files
import Foundation
import Registry
import Studies

private struct NewRow: Decodable {
  var values: [String: FieldText]
  var why: String?
  /// The values entered a second time, where the form asks for that.
  var again: [String: FieldText]?
}

extension Workstation {
  func desk() throws(Refusal) -> RegistryDesk {
    guard let place = settings.registry else {
      throw Refusal(404, "this server has no registry", remedy: "start it with --registry")
    }
    return RegistryDesk(place: place)
  }

  var registryRoutes: [Route] {
    [
      .get("/api/registry", .readRegistry) { _ in
        let registry = try self.desk().open()
        let text = try self.answers.value("tables", .init(text: registry.auditHead())) {
          let tables = try registry.catalogue.tables.map {
            ($0.name, JSON.number(Double(try registry.rows($0.name).count)))
          }
          return JSON.object([("registry", .text(registry.identifier)), ("tables", .object(tables))]).printed
        }
        return .text(json: text)
      },
      .get("/api/registry/catalogue", .readRegistry) { _ in
        .json(.object([("tables", .array(Catalogue.newest.tables.map { RegistryDesk.json($0) }))]))
      },
      .get("/api/registry/patients", .readRegistry) { call in
        .text(json: try self.patients(call.query("search") ?? ""))
      },
      .get("/api/registry/patients/:patient", .readRegistry) { call in .json(try self.patient(call)) },
      .get("/api/registry/rows/:table", .readRegistry) { call in
        let registry = try self.desk().open()
        let table = try registry.catalogue.table(call["table"])
        var conditions: [String: Value] = [:]
        let hidden = Self.hidden(table.name, call.session)
        for (name, text) in call.request.query {
          guard let column = table.column(name) else { continue }
          // Which rows are found would tell what is hidden.
          if hidden.contains(name) {
            throw Refusal(403, "the roles of this account do not allow that", at: name)
          }
          guard let value = column.value(of: text) else {
            throw Refusal(422, "this is not a valid \(column.kind.rawValue)", at: name)
          }
          conditions[name] = value
        }
        return .json(
          .array(
            try registry.rows(table.name, where: conditions).map { RegistryDesk.json($0, without: hidden) }))
      },
      .change("POST", "/api/registry/rows/:table", .enterRows) { call, body in
        try self.write(call, body, id: nil)
      },
      .change("PUT", "/api/registry/rows/:table/:id", .enterRows) { call, body in
        try self.write(call, body, id: call["id"])
      },
      // An id may have slashes, such as that of a visit.
      .change("PUT", "/api/registry/rows/:table", .enterRows) { call, body in
        guard let id = call.query("id"), !id.isEmpty else { throw Refusal(400, "which row?", at: "id") }
        return try self.write(call, body, id: id)
      },
      .get("/api/registry/overdue", .readRegistry) { call in
        .text(json: try RegistryTask.overdue(self.desk().place, on: call.query("on")).json)
      },
    ]
  }

  /// Arms are for those who may be unblinded.
  static func hidden(_ table: String, _ session: Session) -> Set<String> {
    let mayKnow = session.may(.holdTrial) || session.may(.analyse)
    if mayKnow { return [] }
    return switch table {
    case "allocations", "allocation_lists", "unblindings": ["arm", "sealed", "reason"]
    // Of which arm the part of the body is that was measured.
    case "measurements": ["arm"]
    default: []
    }
  }

  /// Every change of the registry changes the head of its record: till then an answer holds.
  private func patients(_ search: String) throws -> String {
    let registry = try desk().open()
    return try answers.value("patients \(search)", .init(text: registry.auditHead())) {
      JSON.array(try Self.patients(registry, search)).printed
    }
  }

  private static func patients(_ registry: Registry, _ search: String) throws -> [JSON] {
    let courses = Dictionary(grouping: try registry.rows(of: CourseColumn.self), by: { $0.text(.patient) })
    let rows = try registry.rows(of: PatientColumn.self)
    return rows.filter { row in
      guard !search.isEmpty else { return true }
      let words = ([row.row] + (courses[row.id] ?? []).map(\.row)).flatMap { $0.values.values.map(\.printed) }
      return words.contains { $0.localizedCaseInsensitiveContains(search) }
    }.map { row in
      guard case .object(let members) = RegistryDesk.json(row.row) else { return .null }
      return .object(
        members + [
          (
            "courses",
            .array((courses[row.id] ?? []).map { .text("\($0.text(.kind)) \($0.text(.product))") })
          )
        ])
    }
  }

  private func patient(_ call: Call) throws -> JSON {
    let registry = try desk().open()
    let id = call["patient"]
    let row = try registry.patient(id)
    let timeline = try Timeline(registry, patient: id)
    let tables = timeline.tables.map { name, rows in
      (name, JSON.array(rows.map { RegistryDesk.json($0, without: Self.hidden(name, call.session)) }))
    }
    let ledger = try registry.ledger(id)
    return .object([
      ("patient", RegistryDesk.json(row.row)), ("tables", .object(tables)), ("timeline", timeline.json),
      ("ledger", .verbatim(try prettyJSON(LedgerRecord(ledger)))), ("cumulative", Self.cumulative(ledger)),
    ])
  }

  /// The account of normal liver day by day; the last sum of each part is that of the ledger.
  private static func cumulative(_ ledger: Ledger) -> JSON {
    var sums: [LiverPart: Double] = [:]
    return .array(
      ledger.entries.map { entry in
        sums[entry.lobe, default: 0] += entry.mean
        return .object([
          ("region", .text("normal liver, \(entry.lobe.title)")), ("date", .text("\(entry.day)")),
          ("therapy", .text(entry.therapy)), ("one", .number(entry.mean)),
          ("u_one", entry.meanUncertainty.map { .number($0) } ?? .null),
          ("gray", .number(sums[entry.lobe] ?? 0)),
        ])
      })
  }

  private func write(_ call: Call, _ body: Data, id: String?) throws -> Response {
    let entry = try decoded(NewRow.self, body)
    let registry = try desk().open()
    let table = try registry.catalogue.table(call["table"])
    // What the trial office gives is not entered by hand.
    guard !ServedOperation.protectedTables.contains(table.name) else {
      throw Refusal(403, "rows of this table are not entered", at: table.name)
    }
    do {
      if let again = entry.again { try Self.compare(entry.values, again, table) }
      var row = try RegistryDesk.row(entry.values, table)
      let author = try ChangeAuthor(who: call.session.account, why: entry.why ?? "entered in the workstation")
      if let id {
        let values = row.values.merging(
          entry.values.filter { $0.value.text.isEmpty }.mapValues { _ in Value.null }
        ) { $1 }
        try registry.change(by: author) { try $0.update(table.name, id, values) }
        return .json(.object([("id", .text(id))]))
      }
      if row[named: "id"].isNull { row[named: "id"] = .text(UUID().uuidString.lowercased()) }
      let new = row
      try registry.change(by: author) { try $0.insert(new, into: table.name) }
      return .json(.object([("id", .text(new.id))]), 201)
    } catch { return RegistryDesk.failure(error, table) }
  }

  /// Two entries of one form must agree.
  private static func compare(_ a: [String: FieldText], _ b: [String: FieldText], _ table: Table) throws {
    let names = Set(a.keys).union(b.keys).sorted()
    let wrong = names.filter { (a[$0]?.text ?? "") != (b[$0]?.text ?? "") }
    guard !wrong.isEmpty else { return }
    throw Problems(
      wrong.map { Problem(.dataRejected, what: "\($0) differs between the two entries", at: table.name) })
  }
}
