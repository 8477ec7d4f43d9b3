import Diagnostics
import Files
import Foundation

/// Every fault of the input, however many there are.
struct InputFaults: Sendable {
  private(set) var problems: [Problem]
  private var unknown: [String: (count: Int, place: String)] = [:]

  init(_ problems: [Problem]) { self.problems = problems }

  var isEmpty: Bool { problems.isEmpty }

  mutating func add(_ problem: Problem) { problems.append(problem) }

  mutating func add(_ patient: PatientToxicity, ignoring: Set<String>) {
    problems += patient.problems
    for (name, found) in patient.unknown where !ignoring.contains(name.lowercased()) {
      let known = unknown[name] ?? (0, found.place)
      unknown[name] = (known.count + found.count, known.place)
    }
  }

  /// A test that no rule knows may be a misspelt one: it is left out only if somebody says so.
  mutating func finish(ignoring: Set<String>) {
    problems += unknown.sorted { $0.key < $1.key }.map { name, found in
      Problem(
        .dataRejected, what: "no rule knows the test “\(name)” (\(found.count) results)", at: found.place,
        why: "a misspelt test would be left out silently",
        remedy: "correct the name, or name it under --ignore")
    }
    unknown = [:]
  }

  /// As many as somebody reads, with the number of those that are not shown.
  var listed: [Problem] {
    let shown = problems.prefix(200)
    guard problems.count > shown.count else { return Array(shown) }
    return shown + [
      Problem(
        .dataRejected, what: "\(problems.count - shown.count) more problems are not shown",
        remedy: "give --output: all stand in problems.csv")
    ]
  }

  /// What a human must look at if the work went on.
  var review: [String] {
    problems.isEmpty
      ? []
      : ["\(problems.count) problems of the input: what they concern was left out"]
        + listed.map(\.description)
  }

  /// `problems.csv`; removed if there are none, so that an old one does not mislead.
  func write(to folder: URL) throws {
    let url = folder.appending(path: "problems.csv")
    if problems.isEmpty {
      removeResult(url)
      return
    }
    let lines = problems.map { csvLine([$0.location, $0.what, $0.why, $0.remedy]) }
    try writeAtomically(csvLine(["where", "what", "why", "remedy"]) + lines.joined(), to: url)
  }
}
