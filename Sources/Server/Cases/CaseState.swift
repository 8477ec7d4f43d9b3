import Arguments
import Diagnostics
import Documents
import Files
import Foundation

/// Where a case stands, read from its files.
struct CaseState {
  enum Word: String { case draft, running, ready, signed, amended, stale, needsReview = "needs-review" }
  /// Whether what was signed is what is there.
  enum Seal: String { case none, holds, broken, unreadable }
  let home: CaseFolder
  let memory: CaseMemory
  let report: Report?
  let therapy: Result<Case, any Error>
  let job: Job?
  let signatures: [Signature]
  /// Those whose digests are those of the files of now.
  let holding: [Signature]
  /// Whether the results are those of another case file than the one of now.
  let isStale: Bool
  let seal: Seal

  /// What of a report shows in lists.
  struct Report: Decodable {
    struct Header: Decodable { var pseudonym, therapy, cycle, created, state, parameterFileHash: String? }
    struct Finding: Decodable { var severity, rank, subject, text: String? }
    var header: Header
    var findings: [Finding]?
  }

  init(_ home: CaseFolder, job: Job?, _ memory: CaseMemory) {
    (self.home, self.job, self.memory) = (home, job, memory)
    let (report, text) = (memory.report(home), home.text)
    (self.report, therapy) = (report, home.read())
    isStale = report.map { $0.header.parameterFileHash != text.map { sha256($0.utf8) } } ?? false
    let all = try? Signature.all(home)
    signatures = all ?? []
    holding = signatures.filter { $0.holds(home, memory.digests) }
    seal =
      all == nil ? .unreadable : signatures.isEmpty ? .none : holding.isEmpty ? .broken : .holds
  }

  var word: Word {
    if let job, !job.state.isOver { return .running }
    guard let report else { return .draft }
    if isStale { return .stale }
    if let last = holding.last { return last.kind == .amendment ? .amended : .signed }
    return report.header.state == "Needs review" ? .needsReview : .ready
  }

  var tasks: [String] {
    let again = seal == .broken ? ["sign again: the report is not the one that was signed"] : []
    return switch word {
    case .draft: (try? therapy.get()) == nil ? ["complete the case file"] : ["run"]
    case .running: []
    case .stale: ["run again: the case file was changed after its results"]
    case .needsReview: ["review the findings"] + (again.isEmpty ? ["sign"] : again)
    case .ready: again.isEmpty ? ["sign"] : again
    case .amended: ["sign"]
    case .signed: []
    }
  }

  var summary: [(String, JSON)] {
    let known = try? therapy.get()
    let cycle = known.map { "\($0.therapy.cycle)" } ?? report?.header.cycle
    let date = known?.administrations.first.map { String("\($0.start)".prefix(10)) }
    return [
      ("id", .text(home.id)), ("pseudonym", text(known?.patient.pseudonym ?? report?.header.pseudonym)),
      (
        "therapy",
        text(known.map { "\($0.therapy.kind.rawValue) \($0.therapy.product)" } ?? report?.header.therapy)
      ),
      ("cycle", text(cycle)), ("date", text(date)), ("state", .text(word.rawValue)),
      ("seal", .text(seal.rawValue)),
      ("tasks", .array(tasks.map { .text($0) })), ("changed", text(home.lastChange?.formatted(.iso8601))),
    ]
  }

  /// Points of curves that do not count.
  var leftOut: JSON {
    let all = (try? therapy.get())?.options.leftOut ?? []
    return .array(
      all.map {
        .object([
          ("region", .text($0.region)), ("timePoint", .text($0.timePoint)), ("reason", .text($0.reason)),
        ])
      })
  }

  /// Each signature with whether it holds.
  var signed: JSON {
    .array(signatures.map { $0.json(holds: $0.holds(home, memory.digests)) })
  }
}

func text(_ text: String?) -> JSON { text.map { .text($0) } ?? .null }
