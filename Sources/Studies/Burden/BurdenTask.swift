import Checks
import Diagnostics
import Documents
import Files
import Foundation
import Reporting
import Stages
import Workflow

/// A burden measurement from its file to its pages.
public enum BurdenTask {
  /// - Parameter folder: where page, PDF, JSON and tables go.
  /// - Throws: `Problem` for images that do not fit and files that cannot be written.
  public static func run(_ input: Burden, to folder: URL, progress: @escaping ProgressHandler) throws
    -> Outcome
  {
    let scene = try BurdenScene(input, progress: progress)
    progress(0.7, "measuring")
    let measured = try BurdenMeasurement(input, scene)
    progress(0.85, "drawing")
    return try BurdenContent(measured).content.outcome(
      to: folder,
      findings: measured.findings)
  }
}
