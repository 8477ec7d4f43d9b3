import Diagnostics
import Foundation
import Stages

extension Case {
  /// What the summary of this therapy is called.
  package var title: String { "\(therapy.kind.rawValue), cycle \(therapy.cycle)" }

  /// Summaries of earlier cycles, for the record with this one.
  /// - Throws: `Problem` for a file that is not a summary; `Problems` for a cycle that is named twice.
  package func earlierSummaries() throws -> [DoseSummary] {
    let all = try previous.map { url in
      named(try readSummary(url, at: url.path, remedy: "name the summary.json of an earlier cycle"))
    }
    try refuseRepeated(all.map(\.title))
    return all
  }

  private func refuseRepeated(_ titles: [String]) throws {
    let counts = Dictionary(grouping: titles + [title]) { $0 }.mapValues(\.count)
    let problems = counts.filter { $0.value > 1 }.keys.sorted().map { same in
      Problem(
        .dataRejected,
        what: same == title
          ? "“previous” names a summary of this very cycle, “\(same)”" : "“previous” names “\(same)” twice",
        at: "previous", why: "one cycle would be reported, and counted, as two",
        remedy: "name one summary.json per earlier cycle; check therapy.cycle where two were numbered alike")
    }
    if !problems.isEmpty { throw Problems(problems) }
  }

  /// Summaries of version 0.1 name their regions and nothing else: a region that this case calls the same by one role has it
  /// there too.
  private func named(_ summary: DoseSummary) -> DoseSummary {
    var copy = summary
    for n in copy.regions.indices where copy.regions[n].region.isOfEarlierFile {
      let name = copy.regions[n].region.parentName
      let known = structures.compactMap { $0.role(of: name) }
      if Set(known).count == 1 { copy.regions[n].region.role = known[0] }
    }
    return copy
  }
}

extension StructureSource {
  fileprivate func role(of name: String) -> StructureRole? {
    switch self {
    case .file(let file): file.roles[name]
    case .threshold(let region): region.name == name ? region.role : nil
    }
  }
}
