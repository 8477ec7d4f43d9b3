import Diagnostics
import Files
import Foundation

/// The jobs on the disk, one file each, written whole before anybody gets an answer.
package struct JobStore: Sendable {
  private let folder: URL

  /// - Throws: `Problem` if the folder cannot be made.
  package init(_ folder: URL) throws(Problem) {
    self.folder = folder
    try createFolder(folder)
    removeAbandonedFiles(below: folder)
  }

  package func save(_ job: Job) throws {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try writeAtomically(try encoder.encode(job), to: url(job.id), over: .state)
  }

  /// All of them, in order. What cannot be read is not passed over: a job that was acknowledged would be lost unsaid.
  package func all() throws -> [Job] {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().map { name in
      do {
        return try decoder.decode(Job.self, from: try Data(contentsOf: folder.appending(path: name)))
      } catch {
        throw Problem(
          .dataRejected, what: "this record of a job cannot be read", at: folder.appending(path: name).path,
          remedy: "move it away, and ask for the work again")
      }
    }
  }

  private func url(_ id: String) -> URL { folder.appending(path: "\(id).json") }
}
