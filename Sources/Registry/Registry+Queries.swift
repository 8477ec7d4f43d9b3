import Diagnostics

// What is asked and answered about rows stands in the audit record and nowhere else: chained to the changes between which
// it was said, part of every backup, and of no table that somebody could edit.

extension Registry {
  /// The subject of such records, and the name of no table.
  static let querySubject = "queries"

  /// Each query as it was kept last, in the order in which they were first kept.
  /// - Throws: `Problem` if the database fails.
  public func queries() throws(Problem) -> [(id: String, json: String)] {
    var all: [(id: String, json: String)] = []
    for record in try queryRecords("") {
      guard let json = record.after else { continue }
      if let n = all.firstIndex(where: { $0.id == record.key }) {
        all[n].json = json
      } else {
        all.append((record.key, json))
      }
    }
    return all
  }

  /// Keeps a query as it is now.
  /// - Parameter json: all that was said in it.
  /// - Throws: what `change` throws.
  public func keep(query id: String, _ json: String, by author: Author) throws {
    let before = try queryRecords(" AND \"key\" = $2", [.text(id)]).last?.after
    guard before != json else { return }
    try change(by: author) { change in
      try change.record(before == nil ? .insert : .update, Self.querySubject, id, before: before, after: json)
    }
  }

  private func queryRecords(_ condition: String, _ values: [Value] = []) throws(Problem) -> [AuditRecord] {
    try store.run(
      AuditRecord.selection + " WHERE \"subject\" = $1\(condition) ORDER BY \"sequence\"",
      [.text(Self.querySubject)] + values
    ).map { AuditRecord($0) }
  }
}
