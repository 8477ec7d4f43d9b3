import Diagnostics
import Files
import Foundation
import Registry
import Synchronization

/// The queries of a server, one file each, on the disk before anybody hears of it, and in the record of the registry that
/// they are about. What another server wrote there, or a backup brings back, comes in before the next is said.
final class QueryDesk: Sendable {
  private let folder: URL
  private let registry: @Sendable () throws -> Registry?
  private let all = Mutex<[Query]>([])

  /// - Parameter registry: `nil` while there is none.
  /// - Throws: `Problem` for a file that cannot be read: no question vanishes unsaid.
  init(_ folder: URL, registry: @escaping @Sendable () throws -> Registry? = { nil }) throws {
    (self.folder, self.registry) = (folder, registry)
    try createFolder(folder)
    removeAbandonedFiles(below: folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let read = try names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().map { name in
      do {
        return try JSONDecoder().decode(Query.self, from: Data(contentsOf: folder.appending(path: name)))
      } catch {
        throw Problem(
          .dataRejected, what: "this query cannot be read", at: folder.appending(path: name).path,
          remedy: "bring the file back from a backup")
      }
    }
    try all.withLock { all in
      all = read
      // A server starts without its registry, and says so where that is asked for.
      if let registry = try? registry() { try take(from: registry, &all) }
    }
  }

  private func take(from registry: Registry, _ all: inout [Query]) throws {
    for (_, json) in try registry.queries() {
      let query = try JSONDecoder().decode(Query.self, from: Data(json.utf8))
      let n = all.firstIndex { $0.id == query.id }
      guard n.map({ all[$0].turns.count < query.turns.count }) ?? true else { continue }
      try save(query)
      if let n { all[n] = query } else { all.append(query) }
    }
  }

  var list: [Query] { all.withLock { $0 } }

  func ask(_ query: Query) throws -> Query {
    try all.withLock { all in
      let registry = try registry()
      if let registry { try take(from: registry, &all) }
      var query = query
      let number = (all.compactMap { Int($0.id.dropFirst()) }.max() ?? 0) + 1
      query.id = "Q\(String(100_000 + number).dropFirst())"
      try keep(query, registry)
      all.append(query)
      return query
    }
  }

  /// Adds a turn to the query as it is now.
  /// - Throws: `Refusal` 404 without such a query, and what `judge` throws.
  func add(_ turn: Query.Turn, to id: String, judge: (Query) throws -> Void) throws -> Query {
    try all.withLock { all in
      let registry = try registry()
      if let registry { try take(from: registry, &all) }
      guard let n = all.firstIndex(where: { $0.id == id }) else {
        throw Refusal(404, "there is no such query", at: id)
      }
      try judge(all[n])
      var query = all[n]
      query.turns.append(turn)
      try keep(query, registry)
      all[n] = query
      return query
    }
  }

  private func keep(_ query: Query, _ registry: Registry?) throws {
    if let registry, let turn = query.turns.last {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let author = try Author(who: turn.account, why: "query \(turn.act.rawValue)")
      try registry.keep(query: query.id, String(decoding: encoder.encode(query), as: UTF8.self), by: author)
    }
    try save(query)
  }

  private func save(_ query: Query) throws {
    try writeAtomically(prettyJSON(query), to: folder.appending(path: query.id + ".json"), over: .state)
  }
}
