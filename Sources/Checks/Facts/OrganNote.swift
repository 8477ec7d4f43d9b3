import Stages

/// What organ doses by S coefficients rest on.
package enum OrganNote: FindingFact {
  /// The table has no coefficient from this source.
  case coefficientMissing(source: String)
  /// Masses in g: the patient's, and the phantom's.
  case massFar(Double, reference: Double)
  /// MBq·h by which the named organs exceed the whole body.
  case wholeBodyExceeded(by: Double)
  case remainderMissing

  package var rank: Finding.Rank {
    switch self {
    case .remainderMissing: .information
    case .coefficientMissing, .massFar, .wholeBodyExceeded: .decision
    }
  }

  package var code: Finding.Code {
    switch self {
    case .coefficientMissing: Finding.Code("organs.coefficient")
    case .massFar: Finding.Code("organs.mass")
    case .wholeBodyExceeded: Finding.Code("organs.whole-body")
    case .remainderMissing: Finding.Code("organs.no-remainder")
    }
  }
}
