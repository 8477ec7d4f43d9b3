/// What an account is for. An account may have several.
package enum Role: String, Sendable, CaseIterable, Codable {
  case reader, nurse, clinician, physicist, statistician, monitor, administrator
  case trialOffice = "trial-office"

  package var permissions: Set<Permission> {
    switch self {
    case .reader: [.see, .readCases, .readRegistry]
    case .nurse: [.see, .readCases, .readRegistry, .enterRows, .readTrials, .allocate]
    case .clinician:
      [
        .see, .readCases, .editCases, .sign, .plan, .readRegistry, .enterRows, .ask, .readTrials, .allocate,
      ]
    case .physicist:
      [.see, .readCases, .editCases, .sign, .plan, .readRegistry, .enterRows, .ask, .readTrials]
    case .statistician: [.see, .readRegistry, .ask, .readTrials, .analyse]
    case .trialOffice: [.see, .readRegistry, .ask, .readTrials, .holdTrial]
    case .monitor: [.see, .readCases, .readRegistry, .ask, .readTrials, .readAudit]
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
  /// Asks about rows of the registry, and closes what was answered; changes no row.
  case ask
  case readTrials, allocate
  /// Locks protocols, opens lists (with a second account).
  case holdTrial
  case analyse, readAudit, administer
}
