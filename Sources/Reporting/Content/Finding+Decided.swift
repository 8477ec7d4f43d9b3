import Checks
import Files
import Stages

extension Finding {
  /// By what a decision recognises it: the first digits of the SHA-256 of its sentence. Another number is another mark.
  package var mark: String { String(sha256("\(code) \(sentence)".utf8).prefix(6)) }

  /// Settled, with who did it; only what needs a decision can be decided.
  fileprivate func decided(by decision: Decision) -> Finding {
    let end = text.hasSuffix(".") ? "" : "."
    return Finding(
      .information, code, "\(text)\(end) Decided by \(decision.by): \(decision.why)", at: place)
  }
}

extension [Finding] {
  /// The same with what a person decided as information: single findings, or those that share a line. What stops a number
  /// cannot be decided.
  package func decided(by decisions: [Decision]) -> [Finding] {
    guard !decisions.isEmpty else { return self }
    let known = Dictionary(decisions.map { ($0.key, $0) }) { first, _ in first }
    let single = map { $0.rank == .decision ? known[$0.key].map($0.decided(by:)) ?? $0 : $0 }
    return single.grouped.map { $0.rank == .decision ? known[$0.key].map($0.decided(by:)) ?? $0 : $0 }
  }

  /// Decisions on what was not found so: it is otherwise now, or gone. Somebody answered what nobody asks, so a person looks
  /// again.
  package func unmet(_ decisions: [Decision]) -> [Finding] {
    let open = filter { $0.rank == .decision }
    let found = Set((open + open.grouped).map(\.key))
    return decisions.filter { !found.contains($0.key) }.map {
      Finding(
        .decision, .decidedOtherwise,
        "\($0.by) decided on “\($0.finding)” with the mark \($0.mark), which is not found so: it is otherwise now, or gone; "
          + "correct the line under “decided”, or remove it."
      )
    }
  }
}

extension Finding.Code {
  /// A decision of the case file that fits nothing.
  static let decidedOtherwise = Finding.Code("decided.otherwise")
}

extension Finding {
  fileprivate var key: String { "\(code) \(mark)" }
}

extension Decision {
  fileprivate var key: String { "\(finding) \(mark)" }
}
