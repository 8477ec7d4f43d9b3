import Stages

/// What the account of a liver over all its therapies says before the next one. Doses in Gy, days as `YYYY-MM-DD`.
package enum LedgerNote: FindingFact {
  /// A sum over all therapies, or over those of one kind, that lies above a limit or a reference, and what that means.
  case sumAbove(DoseLimit.Quantity, therapy: String?, gray: Double, meaning: String)
  /// Radioembolisations of one lobe.
  case sameLobe(days: [String])
  /// Sessions of one course through one artery.
  case sameArtery(days: [String])
  case radioembolisationAndPRRT(radioembolisations: [String], courses: [String])
  case bothLobes
  /// Days within which the second lobe followed the first, 1….
  case lobesWithin(days: Int)
  /// Administrations, of how many, and courses that have no dose.
  case dosesMissing(administrations: Int, of: Int, courses: Int)
  /// How many definitions of normal liver are added up.
  case definitionsDiffer(Int)
  case lobeWithoutSide(gray: Double?, region: String, day: String)

  package var code: Finding.Code { Finding.Code("ledger") }
}
