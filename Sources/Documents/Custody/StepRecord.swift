import Files
import Foundation
import Stages

/// What one step was made of: equal for two runs that must give the same results.
package struct StepSources: Codable, Sendable, Equatable {
  /// Version and commit.
  package var program: String
  /// Editions of decay data and kernels, by name.
  package var data: [String: String]
  /// What the case says, by key; see `CaseContent`.
  package var options: [String: String]
  /// Files of the case by role, never by path.
  package var inputs: [Provenance.Input]
  /// Files of earlier steps, by name, with their SHA-256.
  package var records: [String: String]

  package init(
    program: String, data: [String: String], options: [String: String], inputs: [Provenance.Input],
    records: [String: String]
  ) {
    (self.program, self.data, self.options) = (program, data, options)
    (self.inputs, self.records) = (inputs, records)
  }
}

extension StepSources {
  /// What is another now, in words that name no value; empty if nothing is.
  /// - Parameter free: keys that the command line stated, which the case file need not say.
  package func differences(from now: StepSources, free: Set<String> = []) -> [String] {
    var all: [String] = []
    if program != now.program { all.append("the version of Hepatica") }
    all += Self.keys(data, now.data)
    all += Set(Self.keys(options, now.options).filter { !free.contains($0) }.map(Self.heading)).sorted()
    all += roles(now)
    all += Self.keys(records, now.records)
    var seen: Set<String> = []
    return all.filter { seen.insert($0).inserted }
  }

  private func roles(_ now: StepSources) -> [String] {
    let (before, after) = (
      Dictionary(grouping: inputs, by: \.role), Dictionary(grouping: now.inputs, by: \.role)
    )
    let order = inputs.map(\.role) + now.inputs.map(\.role)
    return order.filter { before[$0] != after[$0] }
  }

  private static func keys(_ a: [String: String], _ b: [String: String]) -> [String] {
    Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
  }

  /// `options.monteCarlo.seed` → `options.monteCarlo`, `administrations[0].activity` → `administrations.activity`; words
  /// that a user typed stay out.
  private static func heading(_ key: String) -> String {
    let parts = key.withoutIndices.split(separator: ".")
    let hasNames = parts.first == "structures" || parts.first == "entry"
    return parts.prefix(hasNames ? 1 : 2).joined(separator: ".")
  }
}

/// What one step left in the work folder, and what it was made of.
package struct StepRecord: Codable, Sendable, Equatable {
  package var sources: StepSources
  /// Keys of `sources.options` that came from the command line.
  package var commanded: [String]
  /// What it left, by name, with the SHA-256.
  package var files: [String: String]
  /// What a human must look at.
  package var review: [Finding]
  /// What no file holds, by name.
  package var remarks: [String: String]
  /// SHA-256 of all the above.
  private var digest = ""

  package init(
    sources: StepSources, commanded: [String], files: [String: String], review: [Finding],
    remarks: [String: String] = [:]
  ) throws {
    (self.sources, self.commanded, self.files) = (sources, commanded, files)
    (self.review, self.remarks) = (review, remarks)
    digest = try own()
  }

  package var isWhole: Bool { (try? own()) == digest }

  private func own() throws -> String {
    var copy = self
    copy.digest = ""
    return sha256(try prettyJSON(copy).utf8)
  }
}
