import Files
import Reporting
import Stages
import Workflow

// What a person has decided, and how the rest is decided: by a line in the case file.

extension Journey {
  /// A step's findings with what the case file decided of them.
  func settled(_ outcome: Outcome) -> Outcome {
    var settled = outcome
    settled.findings = outcome.findings.decided(by: therapy.decided)
    return settled.askingForDecisions
  }
}

extension Outcome {
  /// With the lines of the input file that would decide what is open.
  var askingForDecisions: Outcome {
    var copy = self
    if let asked = decisionsAsked(findings) { copy.text += "\n\n" + asked }
    return copy
  }
}

/// What `decided` of a case file names.
struct UndecidedRecord: Encodable {
  var finding, mark, text: String
}

extension [Finding] {
  var undecided: [UndecidedRecord] {
    grouped.filter { $0.rank == .decision }.map {
      UndecidedRecord(finding: $0.code.rawValue, mark: $0.mark, text: $0.sentence)
    }
  }
}

/// Lines of the case file that would decide what is open, for a person to complete; `nil` where nothing is open.
func decisionsAsked(_ findings: [Finding]) -> String? {
  let open = findings.undecided
  guard !open.isEmpty else { return nil }
  let lines = open.map {
    "    { finding: \"\($0.finding)\", mark: \"\($0.mark)\", by: \"\", why: \"\" },  // \(short($0.text))"
  }
  return
    "what was looked at and stands is stated in the file of the case or plan, with who decided and why:\n  decided: [\n"
    + lines.joined(separator: "\n") + "\n  ]"
}

/// One line of a terminal.
private func short(_ text: String) -> String {
  let line = text.replacing("\n", with: " ")
  return line.count > 72 ? line.prefix(70) + "…" : line
}
