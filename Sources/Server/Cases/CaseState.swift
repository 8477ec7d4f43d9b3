import Arguments
import Diagnostics
import Documents
import Files
import Foundation

/// Where a case stands, read from its files.
struct CaseState {
  enum Word: String { case draft, running, ready, signed, amended, stale, needsReview = "needs-review" }
  let home: CaseFolder
  let report: Report?
  let therapy: Result<Case, any Error>
  let job: Job?
  let signatures: [Signature]

  /// What of a report shows in lists.
  struct Report: Decodable {
    struct Header: Decodable { var pseudonym, therapy, cycle, created, state, parameterFileHash: String? }
    struct Finding: Decodable { var severity, subject, text: String? }
    var header: Header
    var findings: [Finding]?
  }

  init(_ home: CaseFolder, job: Job?) {
    (self.home, self.job) = (home, job)
    let data = FileManager.default.contents(atPath: home.results.appending(path: "report.json").path)
    report = data.flatMap { try? JSONDecoder().decode(Report.self, from: $0) }
    therapy = home.read()
    signatures = Signature.all(home)
  }

  private var digest: String? { home.text.map { sha256($0.utf8) } }

  /// Whether the results are those of another case file than the one of now.
  var isStale: Bool { report != nil && report?.header.parameterFileHash != digest }

  var word: Word {
    if let job, !job.state.isOver { return .running }
    guard let report else { return .draft }
    if isStale { return .stale }
    if let last = signatures.last { return last.kind == .amendment ? .amended : .signed }
    return report.header.state == "Needs review" ? .needsReview : .ready
  }

  var tasks: [String] {
    switch word {
    case .draft: (try? therapy.get()) == nil ? ["complete the case file"] : ["run"]
    case .running: []
    case .stale: ["run again: the case file was changed after its results"]
    case .needsReview: ["review the findings", "sign"]
    case .ready, .amended: ["sign"]
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
      ("tasks", .array(tasks.map { .text($0) })), ("changed", text(home.lastChange?.formatted(.iso8601))),
    ]
  }
}

func text(_ text: String?) -> JSON { text.map { .text($0) } ?? .null }
