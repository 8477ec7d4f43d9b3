import Diagnostics
import Files
import Foundation
import Stages

/// The chain of custody of a work folder, `custody.json`: of each step what it left, with digests, and what that was made of.
package struct Custody: Sendable {
  package static let fileName = "custody.json"
  package let url: URL
  package private(set) var steps: [Stage: StepRecord]

  private struct Content: Codable {
    var hepatica = 1
    var steps: [String: StepRecord]
  }

  /// An empty one, which forgets what was there.
  package init(new folder: URL) { (url, steps) = (folder.appending(path: Self.fileName), [:]) }

  /// That of a folder; empty where nothing was recorded yet.
  /// - Throws: `Problem` of kind `dataRejected` for a record that is damaged or was edited.
  package init(of folder: URL) throws(Problem) {
    url = folder.appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: url.path) else {
      steps = [:]
      return
    }
    let data = try readFile(url.path, called: "record of the work folder")
    guard let content = try? JSONDecoder().decode(Content.self, from: data), content.hepatica == 1 else {
      throw Self.damaged(url, "the record of the work folder cannot be read")
    }
    steps = Dictionary(
      uniqueKeysWithValues: content.steps.compactMap { name, record in
        Stage(rawValue: name).map { ($0, record) }
      })
    guard steps.values.allSatisfy(\.isWhole) else {
      throw Self.damaged(url, "the record of the work folder was changed after Hepatica wrote it")
    }
  }

  private static func damaged(_ url: URL, _ what: String) -> Problem {
    Problem(
      .dataRejected, what: what, at: url.path, why: "what the results were made of is not known",
      remedy: "hepatica run CASE --fresh makes them all anew")
  }

  /// Keeps the record of a step, from now on.
  package mutating func keep(_ record: StepRecord, of stage: Stage) throws {
    steps[stage] = record
    let content = Content(
      steps: Dictionary(uniqueKeysWithValues: steps.map { ($0.key.rawValue, $0.value) }))
    try writeAtomically(prettyJSON(content), to: url, over: .state)
  }

  /// Files that earlier steps left and that a step reads, with their digests. No dose rests on the curves.
  package func records(above stage: Stage) -> [String: String] {
    let all = stage.upstream.reduce(into: [String: String]()) { all, step in
      all.merge(steps[step]?.files ?? [:]) { _, new in new }
    }
    return stage == .dose ? all.filter { $0.key != "curves.json" } : all
  }
}

extension Custody {
  /// Refuses a result that its folder's chain does not hold: it was edited, or what it was made of was made again since.
  /// A file that lies elsewhere than where it was made is held against its own seal alone.
  /// - Throws: `Problem` of kind `dataRejected`.
  package static func check(_ file: URL) throws(Problem) {
    let folder = file.deletingLastPathComponent()
    let custody = try Custody(of: folder)
    let name = file.lastPathComponent
    guard let (stage, record) = custody.steps.first(where: { $0.value.files[name] != nil }) else { return }
    guard try sha256(file: file.path) == record.files[name] else {
      throw Self.damage(of: file, leftBy: stage)
    }
    let now = custody.records(above: stage)
    let stale = Set(record.sources.records.keys).union(now.keys).filter {
      record.sources.records[$0] != now[$0]
    }
    guard let first = stale.min() else { return }
    throw Problem(
      .dataRejected, what: "\(first) was made again after \(name)", at: file.path,
      why: "the result is not that of the files next to it",
      remedy: "hepatica run CASE makes again what is outdated")
  }
}

extension Custody {
  /// A file that a step left and that is another now, whoever comes upon it: the step that reads it, or the one that would
  /// write it again.
  package static func damage(of file: URL, leftBy stage: Stage) -> Problem {
    Problem(
      .dataRejected, what: "\(file.lastPathComponent) is not the one that \(stage.rawValue) wrote",
      at: file.path, why: "it was damaged, or changed after it was made",
      remedy:
        "move it away if it is to be kept; hepatica \(stage.rawValue) CASE --force makes it again, and hepatica "
        + "run CASE all that depends on it")
  }

  /// A file in the way of a step, where it is one that a step left in this folder and somebody changed since.
  /// - Returns: `nil` for a file of somebody else, and where the record of the folder cannot be read.
  package static func damage(of file: URL, in folder: URL) -> Problem? {
    guard let steps = try? Custody(of: folder).steps else { return nil }
    let name = String(
      file.standardizedFileURL.path.dropFirst(folder.standardizedFileURL.path.count).drop { $0 == "/" })
    guard let (stage, record) = steps.first(where: { $0.value.files[name] != nil }),
      (try? sha256(file: file.path)) != record.files[name]
    else { return nil }
    return damage(of: file, leftBy: stage)
  }
}
