import Checks
import Diagnostics
import Files
import Foundation
import Quantities
import Stages
import Studies
import Workflow

/// The program against what is known: the digital patient without noise, blurring and motion.
public enum Validation {
  /// Accepted relative deviation of decays and doses of the ideal patient.
  package static let tolerance = 0.03

  /// - Throws: `Problem` if the folder cannot be written or a step fails; `.interrupted` if the task was cancelled.
  public static func patient(_ folder: URL, progress: @escaping ProgressHandler) throws -> Outcome {
    let patient = try Demonstration.ideal(folder, engine: .local, progress: progress)
    let failed = patient.filter { abs($0.result / $0.truth - 1) > tolerance }
    let text =
      (truthTable(patient, tolerance: tolerance) ?? "")
      + "\n\(patient.count - failed.count) of \(patient.count) within \(percent(tolerance))"
    return try Outcome(
      text: text, content: Versioned("comparisons", patient),
      findings: failed.map { Finding(ProgramNote.deviates($0.result / $0.truth - 1), at: $0.quantity) })
  }
}
