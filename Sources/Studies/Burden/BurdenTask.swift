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
  /// - Parameter folder: where `burden.html`, `burden.pdf`, `burden.json` and `burden.csv` go.
  public static func run(_ input: Burden, to folder: URL, progress: @escaping ProgressHandler) throws
    -> Outcome
  {
    let scene = try BurdenScene(input, progress: progress)
    progress(0.7, "measuring")
    let measured = try BurdenMeasurement(input, scene)
    progress(0.85, "drawing")
    var files = try BurdenPage(measured).page.write(to: folder, name: "burden")
    let json = folder.appending(path: "burden.json"), csv = folder.appending(path: "burden.csv")
    try writeAtomically(prettyJSON(measured.record), to: json)
    try writeAtomically(BurdenText(measured.record).csv, to: csv)
    files += [json, csv]
    return try Outcome(
      text: BurdenText(measured.record).text + "\nburden: \(files[0].path)", content: measured.record,
      findings: measured.record.review.map { Finding(remark: $0) }
        + measured.record.notes.map { Finding(.information, .remark, $0) })
  }
}
