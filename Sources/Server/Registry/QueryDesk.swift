import Diagnostics
import Files
import Foundation
import Synchronization

/// The queries of a server, one file each, on the disk before anybody hears of it.
final class QueryDesk: Sendable {
  private let folder: URL
  private let all = Mutex<[Query]>([])

  /// - Throws: `Problem` for a file that cannot be read: no question vanishes unsaid.
  init(_ folder: URL) throws {
    self.folder = folder
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
    all.withLock { $0 = read }
  }

  var list: [Query] { all.withLock { $0 } }

  func ask(_ query: Query) throws -> Query {
    try all.withLock { all in
      var query = query
      let number = (all.compactMap { Int($0.id.dropFirst()) }.max() ?? 0) + 1
      query.id = "Q\(String(100_000 + number).dropFirst())"
      try save(query)
      all.append(query)
      return query
    }
  }

  /// Adds a turn to the query as it is now.
  /// - Throws: `Refusal` 404 without such a query, and what `judge` throws.
  func add(_ turn: Query.Turn, to id: String, judge: (Query) throws -> Void) throws -> Query {
    try all.withLock { all in
      guard let n = all.firstIndex(where: { $0.id == id }) else {
        throw Refusal(404, "there is no such query", at: id)
      }
      try judge(all[n])
      var query = all[n]
      query.turns.append(turn)
      try save(query)
      all[n] = query
      return query
    }
  }

  private func save(_ query: Query) throws {
    try writeAtomically(prettyJSON(query), to: folder.appending(path: query.id + ".json"), over: .state)
  }
}
