import Diagnostics
import Stages

/// What became of the tables and files that a clinical study reads.
package enum InputNote: FindingFact {
  package enum Kind: String, Sendable, Hashable { case results, rows }

  /// Faults whose rows were left out.
  case faults(Int)
  case fault(Problem)
  /// Neither read nor left out with a reason: an error of the program.
  case unexplained(Int, Kind)
  /// A column that no table knows, and the absent one that it nearly is.
  case columnMisspelt(String, likely: String)
  /// Patients whose eligibility cannot be decided.
  case unassessable(Int, of: Int)
  /// Values beyond the range that the data dictionary of a REDCap project has for a field, and the first row with one.
  case beyondDictionary(Int, field: String, firstRow: Int)
  /// A rule that a patient's lesions do not meet.
  case baseline(ResponseNote)
  case withoutMajority(patients: [String])
  case templateOpen
  /// What an analysis of a cohort rests on.
  case analysis(AnalysisNote)

  package var code: Finding.Code {
    switch self {
    case .faults, .fault: Finding.Code("input.fault")
    case .unexplained: Finding.Code("input.unexplained")
    case .columnMisspelt: Finding.Code("input.column")
    case .unassessable: Finding.Code("eligibility.open")
    case .beyondDictionary: Finding.Code("input.source")
    case .baseline: Finding.Code("response.baseline")
    case .withoutMajority: Finding.Code("response.readers")
    case .templateOpen: Finding.Code("template.open")
    case .analysis: Finding.Code("cohort.analysis")
    }
  }
}
