import Checks
import Criteria
import Diagnostics
import Files
import Foundation
import Stages

/// Every fault of the input, however many there are.
package struct InputFaults: Sendable {
  package private(set) var problems: [Problem]
  /// Rows that are in a registry and that nobody can use: reported, and no reason to refuse the rest.
  package private(set) var told: [Problem]
  private var unknown: [String: (count: Int, place: String)] = [:]

  package init(_ problems: [Problem], told: [Problem] = []) { (self.problems, self.told) = (problems, told) }

  package var all: [Problem] { problems + told }
  package var isEmpty: Bool { all.isEmpty }
  /// Whether the work cannot go on unless that is asked for.
  package var refuses: Bool { !problems.isEmpty }

  package mutating func add(_ problem: Problem) { problems.append(problem) }

  /// Tests that no rule uses, found while reading one patient.
  package mutating func add(unknown tests: [String: (count: Int, place: String)]) {
    for (name, found) in tests {
      let known = unknown[name] ?? (0, found.place)
      unknown[name] = (known.count + found.count, known.place)
    }
  }

  /// An unknown test may be a misspelt one: it is left out only on request.
  package mutating func finish(ignoring: Set<String>) {
    problems += unknown.sorted { $0.key < $1.key }.map { name, found in
      Problem(
        .dataRejected, what: "unknown test “\(name)” (\(counted(found.count, "result")))", at: found.place,
        why: "a misspelt test would be left out silently",
        remedy: "correct the name, or name it under --ignore")
    }
    unknown = [:]
    problems = DecimalComma.summed(problems)
  }

  /// As many as are readable, with the number of those that are not shown.
  package var listed: [Problem] {
    let shown = all.prefix(200)
    guard all.count > shown.count else { return Array(shown) }
    return shown + [
      Problem(
        .dataRejected, what: "\(all.count - shown.count) more problems are not shown",
        remedy: "give --output: all are in problems.csv")
    ]
  }

  /// What a human must look at if the work went on.
  package var findings: [Finding] {
    isEmpty ? [] : [Finding(InputNote.faults(all.count))] + listed.map { Finding(InputNote.fault($0)) }
  }

  /// `problems.csv`; removed if there are none, so that an old one does not mislead.
  package func write(to folder: URL) throws {
    let url = folder.appending(path: "problems.csv")
    if isEmpty {
      removeResult(url)
      return
    }
    let lines = all.map { csvLine([$0.location, $0.what, $0.why, $0.remedy]) }
    try writeAtomically(csvLine(["where", "what", "why", "remedy"]) + lines.joined(), to: url)
  }
}
