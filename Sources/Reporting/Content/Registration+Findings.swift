import Checks
import Stages

extension Registration {
  /// Its doubts; where somebody accepted it, they are settled, with who did it.
  ///
  /// - Parameter place: what it is about.
  package func findings(at place: String) -> [Finding] {
    let doubts = warnings.findings(at: place)
    guard let accepted else { return doubts }
    return doubts.map { $0.rank == .decision ? $0.settled(by: accepted) : $0 }
  }
}

extension Finding {
  fileprivate func settled(by acceptance: Registration.Acceptance) -> Finding {
    let reason = acceptance.why.isEmpty ? "" : ": \(acceptance.why)"
    let end = text.hasSuffix(".") ? "" : "."
    return Finding(.information, code, "\(text)\(end) Accepted by \(acceptance.by)\(reason)", at: place)
  }
}

extension RegistrationDecision {
  /// It was on another registration, or there is none: nothing of it holds, a move by hand included.
  package var unmet: Finding {
    Finding(
      .decision, Finding.Code("registration.accepted-otherwise"),
      "\(acceptance.by) accepted the registration of \(timePoint) with the mark \(mark), and it is another one now, or none: it "
        + "counts as not looked at, and no move by hand is made. Look at it, then correct the line under “registered”, or remove it.",
      at: timePoint)
  }
}
