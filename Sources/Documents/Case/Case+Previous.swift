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
    try refuseForeign()
    return all
  }

  /// A summary has no name of its patient; the report next to it has.
  private func refuseForeign() throws {
    let problems = previous.compactMap { url -> Problem? in
      guard let other = Self.pseudonym(nextTo: url), other.lowercased() != patient.pseudonym.lowercased()
      else { return nil }
      return Problem(
        .dataRejected, what: "the report next to this summary is of another pseudonym than the case",
        at: url.path, why: "doses of two patients would be added up",
        remedy:
          "name summaries of this patient; if the pseudonym was changed, hepatica report of that cycle writes it anew"
      )
    }
    if !problems.isEmpty { throw Problems(problems) }
  }

  private static func pseudonym(nextTo summary: URL) -> String? {
    struct Report: Decodable {
      struct Header: Decodable { var pseudonym: String }
      var header: Header
    }
    let url = summary.deletingLastPathComponent().appending(path: "report.json")
    guard let data = try? Data(contentsOf: url) else { return nil }
    return (try? JSONDecoder().decode(Report.self, from: data))?.header.pseudonym
  }

  /// One image cannot show two cycles: neither of two earlier ones, nor of an earlier one and this.
  ///
  /// - Parameter images: SHA-256 of the images of this cycle.
  /// - Throws: `Problem` naming the cycles.
  package func refuseRepeatedImages(_ images: Set<String>, in earlier: [DoseSummary]) throws {
    var seen = Dictionary(uniqueKeysWithValues: images.map { ($0, title) })
    for summary in earlier {
      let own = Set(summary.provenance.inputs.map(\.sha256).filter { !$0.isEmpty })
      if let other = own.sorted().compactMap({ seen[$0] }).first {
        throw Problem(
          .dataRejected, what: "\(summary.title) and \(other) are of one image", at: "previous",
          why: "one cycle would be reported, and counted, as two",
          remedy: "name one summary.json per earlier cycle, and the images of this one")
      }
      for image in own { seen[image] = summary.title }
    }
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
