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
  public static func run(
    _ input: Burden, to folder: URL, link: RecordLink? = nil, progress: @escaping ProgressHandler
  ) throws -> Outcome {
    let known = try link.map { try $0.lastBurden(input.pseudonym) } ?? []
    let scene = try BurdenScene(input, progress: progress)
    progress(0.7, "measuring")
    let measured = try BurdenMeasurement(input, scene)
    progress(0.85, "drawing")
    let plain = try BurdenContent(measured).content.outcome(
      to: folder,
      findings: measured.findings + known.map { Finding($0) })
    let outcome = input.isFromFile ? plain.askingForDecisions : plain
    let recorded = try link?.write(
      measured.record.forRecord, input.pseudonym, source: "burden, input \(input.sha256.prefix(12))")
    let voted = try link.flatMap { try $0.vote(measured.record.readers, input.pseudonym) }
    return outcome.recorded(
      [recorded, voted].compactMap(\.self).isEmpty
        ? nil : [recorded, voted].compactMap(\.self).joined(separator: "\n"))
  }
}
