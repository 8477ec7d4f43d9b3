import Arguments
import Diagnostics
import Files
import Foundation

/// The steps of a case with their badges.
extension CaseState {
  private enum Badge: String { case done, warning, error, outdated, todo }

  var steps: JSON {
    let made: [(String, String)] = [
      ("align", "alignment.json"), ("quantify", "activity"), ("integrate", "curves.json"),
      ("dose", "dose.nii.gz"),
      ("summarise", "summary.json"), ("report", "report.json"),
    ]
    let first = [
      step("images", hasImages ? .done : .todo, hasImages ? "" : "no images yet"),
      step("case file", fileBadge, fileBadge == .error ? "\(problems.count) things are open" : ""),
    ]
    let last = step(
      "sign", signatures.isEmpty ? .todo : (isStale ? .outdated : .done), signatures.last?.line ?? "")
    return .array(first + made.map { step($0, badge(made: $1), "") } + [last])
  }

  private var hasImages: Bool { FileManager.default.fileExists(atPath: home.images.path) }
  private var fileBadge: Badge {
    home.text == nil ? .todo : problems.isEmpty ? .done : .error
  }

  private func badge(made name: String) -> Badge {
    guard home.has(name) else { return failed ? .error : .todo }
    if isStale || isOlder(home.results.appending(path: name)) { return .outdated }
    return name == "report.json" && report?.header.state == "Needs review" ? .warning : .done
  }

  /// Results without a report are held against the clock alone.
  private func isOlder(_ result: URL) -> Bool {
    guard report == nil, let made = home.changed(result), let file = home.changed(home.file) else {
      return false
    }
    return made < file
  }
  private var failed: Bool { job?.state == .failed }

  private func step(_ name: String, _ badge: Badge, _ note: String) -> JSON {
    .object([("name", .text(name)), ("state", .text(badge.rawValue)), ("text", .text(note))])
  }

  /// What stands against the case file.
  var problems: [Problem] {
    guard case .failure(let error) = therapy else { return [] }
    return ErrorReport(error).problems
  }

  /// What stops, what needs a decision, what is good to know.
  var findings: JSON {
    let open = home.text == nil ? [] : problems.map { finding("stops", $0) }
    let failure = job?.state == .failed ? job?.error.map { failedFindings($0) } ?? [] : []
    let made = (report?.findings ?? []).map { entry in
      JSON.object([
        ("rank", .text(Self.rank(entry.severity))), ("what", text(entry.text)),
        ("where", text(entry.subject)),
        ("why", .text("")), ("remedy", .text("")),
      ])
    }
    return .array(open + failure + made)
  }

  private func failedFindings(_ error: String) -> [JSON] {
    struct Failure: Decodable {
      struct Entry: Decodable { var what, at, why, remedy: String }
      var errors: [Entry]
    }
    let failure = try? JSONDecoder().decode(Failure.self, from: Data(error.utf8))
    return (failure?.errors ?? []).map {
      finding("stops", Problem(.dataRejected, what: $0.what, at: $0.at, why: $0.why, remedy: $0.remedy))
    }
  }

  private func finding(_ rank: String, _ problem: Problem) -> JSON {
    .object([
      ("rank", .text(rank)), ("what", .text(problem.what)), ("where", .text(place(problem.location))),
      ("why", .text(problem.why)), ("remedy", .text(problem.remedy)),
    ])
  }
  /// Without the folders of this machine.
  private func place(_ location: String) -> String { location.replacing(home.url.path + "/", with: "") }

  private static func rank(_ severity: String?) -> String {
    switch severity {
    case "stops", "blocking", "critical": "stops"
    case "information", "note": "information"
    default: "decision"
    }
  }
}
