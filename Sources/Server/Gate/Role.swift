/// What an account is for. An account may have several.
package enum Role: String, Sendable, CaseIterable, Codable {
  case reader, nurse, clinician, physicist, statistician, monitor, administrator
  case trialOffice = "trial-office"

  package var permissions: Set<Permission> {
    switch self {
    case .reader: [.see, .readCases, .readRegistry]
    case .nurse: [.see, .readCases, .readRegistry, .enterRows, .readTrials, .allocate]
    case .clinician:
      [.see, .readCases, .editCases, .sign, .plan, .readRegistry, .enterRows, .readTrials, .allocate]
    case .physicist: [.see, .readCases, .editCases, .sign, .plan, .readRegistry, .enterRows, .readTrials]
    case .statistician: [.see, .readRegistry, .readTrials, .analyse]
    case .trialOffice: [.see, .readRegistry, .readTrials, .holdTrial]
    case .monitor: [.see, .readCases, .readRegistry, .readTrials, .readAudit]
    case .administrator: [.see, .administer, .readAudit]
    }
  }
}

/// What a route asks for. No role has all of them; whoever works alone has.
package enum Permission: Sendable, CaseIterable {
  /// Anything that needs a session and nothing more.
  case see
  case readCases, editCases, sign, plan
  case readRegistry, enterRows
  case readTrials, allocate
  /// Locks protocols, opens lists (with a second account).
  case holdTrial
  case analyse, readAudit, administer
}
