import Checks
import Stages

extension Registration {
  /// Its doubts; where somebody accepted it, they are settled, with who did it.
  ///
  /// - Parameter place: what it is about.
  package func findings(at place: String) -> [Finding] {
    let doubts = warnings.findings(at: place)
    guard let accepted else { return doubts }
    let fact = CaseNote.registrationAccepted(by: accepted.by, why: accepted.why)
    return doubts.map { $0.rank == .decision ? $0.answered(by: fact) : $0 }
  }
}

extension RegistrationDecision {
  /// It was on another registration, or there is none: nothing of it holds, a move by hand included.
  package var unmet: Finding {
    Finding(CaseNote.acceptedOtherwise(by: acceptance.by, timePoint: timePoint, mark: mark), at: timePoint)
  }
}
