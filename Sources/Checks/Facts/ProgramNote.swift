import Stages

/// What a comparison with reference data, an audit or an exchange with an archive needs a person for.
package enum ProgramNote: FindingFact {
  // Comparisons with known truth; deviations and tolerances as parts of one.
  case deviates(Double)
  case pointsOutside(Int, tolerance: Double)
  /// Bias and coverage as parts of one.
  case kinetics(bias: Double, coverage: Double)
  /// How often 95 % intervals of a quantity hold the truth, 0…1.
  case coverage(quantity: String, Double)
  /// What an acceptance trial showed, and what was expected of it.
  case trialFailed(seen: String, expected: String)
  case manualTables
  // Statements of a manuscript.
  case statementsFalse(Int)
  case statementsUnread(Int)
  // Archives and research copies.
  case archive(ArchiveNote)
  case nothingSent
  case conflicting([String])
  case storedWith(warning: String, objects: Int)
  case commitment(CommitmentNote)
  case withoutCommitment
  case serviceRemarks(Int)
  case copies(CopiesNote)

  package var code: Finding.Code {
    switch self {
    case .coverage: Finding.Code("validation.coverage")
    case .deviates, .pointsOutside, .kinetics, .trialFailed: Finding.Code("validation")
    case .manualTables: Finding.Code("manual.tables")
    case .statementsFalse, .statementsUnread: Finding.Code("claims")
    case .archive, .nothingSent, .conflicting, .storedWith, .commitment, .withoutCommitment, .serviceRemarks:
      Finding.Code("archive")
    case .copies: Finding.Code("deidentification")
    }
  }
}
