import Arguments
import Diagnostics
import Documents
import Files
import Foundation
import Stages
import Workflow

/// The steps of a case with their badges.
extension CaseState {
  private enum Badge: String { case done, warning, error, outdated, todo }

  var steps: JSON {
    let first = [
      step("images", hasImages ? .done : .todo, hasImages ? "" : "no images yet"),
      step(
        "case file", fileBadge,
        fileBadge == .error ? "\(counted(problems.count, "thing", "is", "are")) open" : ""),
    ]
    return .array(first + made + [step("sign", signBadge, signatures.last?.line ?? "")])
  }

  private var hasImages: Bool { FileManager.default.fileExists(atPath: home.images.path) }
  private var fileBadge: Badge {
    home.text == nil ? .todo : problems.isEmpty ? .done : .error
  }
  private var signBadge: Badge {
    switch seal {
    case .none: .todo
    case .unreadable: .error
    case .broken: .outdated
    case .holds: isStale ? .outdated : .done
    }
  }

  /// The steps of the path as the chain of custody has them; while the case is computed, as they were before.
  private var made: [JSON] {
    guard let known = try? therapy.get() else { return unknown("") }
    if word == .running { return memory.lastSteps(home).map { $0.map(step) } ?? unknown("") }
    do { return try memory.steps(home, known).map(step) } catch {
      return unknown(ErrorReport(error).problems.first?.what ?? "", .error)
    }
  }

  private func unknown(_ note: String, _ badge: Badge = .todo) -> [JSON] {
    Stage.allCases.map { step($0.rawValue, badge, note) }
  }

  private func step(_ state: StepState) -> JSON {
    let badge: Badge =
      switch state.state {
      case .done: state.step == "report" && report?.header.state == "Needs review" ? .warning : .done
      case .outdated: .outdated
      case .error: .error
      case .todo: failed ? .error : .todo
      }
    return step(state.step, badge, state.because.joined(separator: ", "))
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
        ("rank", .text(Self.rank(entry))), ("what", text(entry.text)),
        ("where", text(entry.subject)),
        ("why", .text("")), ("remedy", .text("")),
      ])
    }
    return .array(open + failure + (brokenSeal + refusedRegistrations).map { finding("stops", $0) } + made)
  }

  /// What whoever reads a report must know before it.
  private var brokenSeal: [Problem] {
    switch seal {
    case .none, .holds: []
    case .unreadable:
      [
        Problem(
          .dataRejected, what: "the signatures of this case cannot be read", at: "signatures.json",
          why: "who stands for the report is not known", remedy: "bring the file back from a backup")
      ]
    case .broken:
      [
        Problem(
          .dataRejected, what: "the report is not the one that was signed", at: "report.pdf",
          why: "\(signatures.last?.account ?? "") signed another one on \(signatures.last?.time ?? "")",
          remedy:
            "if the case was meant to be computed again, read the report and sign it; else bring the signed one back from a backup"
        )
      ]
    }
  }

  /// What a reviewer refused stands till the time points are registered anew.
  private var refusedRegistrations: [Problem] {
    do {
      return try AlignmentReview.refused(home).map { review in
        Problem(
          .dataRejected, what: "the registration of \(review.timePoint) was refused", at: "alignment.json",
          why: [review.by, review.note].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": "),
          remedy: "register it anew, with another seed or other images, or accept it")
      }
    } catch { return [error] }
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

  /// As the report states it; reports of before 0.2 state a severity alone.
  private static func rank(_ entry: Report.Finding) -> String {
    if let rank = entry.rank.flatMap(Finding.Rank.init) { return rank == .stop ? "stops" : rank.rawValue }
    return switch entry.severity {
    case "stops", "blocking", "critical": "stops"
    case "information", "note": "information"
    default: "decision"
    }
  }
}
