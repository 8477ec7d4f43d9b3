import Diagnostics
import DoseEngines
import Files
import Foundation
import ImageFiles
import Intake
import Quantification
import Quantities
import Reporting
import Stages
import Volumes
import Workflow

// What each step leaves in the work folder and says on the terminal.

extension Journey {
  package func alignOutcome(_ study: AlignedStudy) throws -> Outcome {
    try write(study)
    let lines = study.registrations.map { r in
      let residual =
        r.residual.map { "residual \(($0.value * 100).rounded() / 100) mm" } ?? "residual not evaluated"
      return "\(r.moving) → \(r.fixed): \(residual); \(r.method)"
    }
    let warnings =
      study.questions + study.registrations.flatMap { r in r.warnings.map { "\(r.moving): \($0)" } }
    return try Outcome(
      text: lines.isEmpty ? "one time point: nothing to align" : lines.joined(separator: "\n"),
      content: Versioned("registrations", study.registrations), review: warnings)
  }

  package func quantifyOutcome(_ study: AlignedStudy) throws -> Outcome {
    var results = Results(study: study)
    try measure(&results)
    let records = results.activities.map { image in
      ActivityRecord(
        id: image.id, hoursAfterAdministration: image.afterAdministration?.inHours,
        totalMegabecquerel: image.map.total.inMegabecquerels)
    }
    let lines = records.map { "\($0.id): \(rounded($0.totalMegabecquerel)) MBq in the field" }
    return try Outcome(
      text: lines.joined(separator: "\n"), content: Versioned("activities", records), review: results.review)
  }

  package func integrateOutcome(_ integration: Integration, review: [String]) throws -> Outcome {
    let lines = integration.fits.map { fit in
      return "\(fit.region): \(fit.timeIntegratedActivity.printed(in: 3.6e9)) MBq·h, "
        + "\(fit.model), \(fit.extrapolatedFraction.printedPercent()) extrapolated"
    }
    let warnings = integration.fits.flatMap { fit in fit.warnings.map { "\(fit.region): \($0)" } }
    return try Outcome(
      text: ([integration.method] + lines + [fitOnly]).joined(separator: "\n"),
      content: Versioned("curves", integration.fits),
      review: review + integration.review + warnings)
  }

  private var fitOnly: String {
    "± (k = 1): points and fit alone; calibration and recovery, common to all points, come in with the dose"
  }

  package func doseOutcome(_ results: EngineResults) throws -> Outcome {
    try write(results)
    let calculation = results.calculation
    let dose = calculation.dose.map.values.voxels
    let record = DoseRecord(
      engine: calculation.dose.engine, maximumGray: Double(dose.max() ?? 0),
      emittedJoule: calculation.balance.emitted.value, inTissueJoule: calculation.balance.inTissue.value,
      outsideGridJoule: calculation.balance.outsideGrid.value, assumptions: calculation.dose.assumptions,
      engines: results.disagreements.map(DisagreementRecord.init))
    let text = """
      \(record.engine): maximum \(rounded(record.maximumGray)) Gy; of \(rounded(record.emittedJoule)) J emitted \
      \(rounded(record.inTissueJoule)) J are in tissue on the grid
      """
    let parts = [text] + results.disagreements.map(disagreementTable)
    return try Outcome(
      text: parts.joined(separator: "\n\n"), content: record, review: reviewNotes(calculation))
  }

  /// Puts the shards of the work folder, or those named, together and makes the dose of them.
  /// - Parameter partial: accepts missing shards; the uncertainty is then that of those that are there.
  /// - Throws: `Problem` for shards that are missing or of another simulation.
  public func mergeOutcome(_ files: [URL], partial: Bool) throws -> Outcome {
    try doseOutcome(merge(files, partial: partial))
  }

  package func enteredDoseOutcome(_ dose: DoseVolume) throws -> Outcome {
    try write(dose)
    let maximum = Double(dose.map.values.voxels.max() ?? 0)
    let record = DoseRecord(
      engine: dose.engine, maximumGray: maximum, emittedJoule: 0, inTissueJoule: 0, outsideGridJoule: 0,
      assumptions: dose.assumptions, engines: [])
    return try Outcome(
      text: "\(dose.engine): maximum \(rounded(maximum)) Gy", content: record, review: [])
  }

  package func summariseOutcome(_ summary: DoseSummary, review: [String]) throws -> Outcome {
    let warnings = summary.regions.flatMap { r in r.warnings.map { "\(r.region): \($0)" } }
    return try Outcome(
      text: summaryText(summary), content: Versioned("summary", summary), review: review + warnings)
  }

  package func reportOutcome(_ results: Results) throws -> Outcome {
    progress(0.87, "writing DICOM objects")
    let objects = try writeObjects(results)
    progress(0.9, "writing the report")
    let content = try reportContent(results)
    let files = try Report.write(content, to: folder.url) + objects
    let review = Report.attention(content)
    let record = ReportRecord(
      report: folder.url.appending(path: "report.html").path, files: files.map(\.path), review: review)
    let parts = [results.summary.map(summaryText), truthTable(results.truth), "report: \(record.report)"]
    let text = parts.compactMap { $0 }.joined(separator: "\n\n")
    return try Outcome(text: text, content: record, review: review)
  }
}

private struct ActivityRecord: Encodable {
  var id: String
  var hoursAfterAdministration: Double?
  var totalMegabecquerel: Double
}

private struct DoseRecord: Encodable {
  var hepatica = 1
  var engine: String
  var maximumGray, emittedJoule, inTissueJoule, outsideGridJoule: Double
  var assumptions: [String]
  var engines: [DisagreementRecord]
}

private struct ReportRecord: Encodable {
  var hepatica = 1
  var report: String
  var files: [String]
  var review: [String]
}

extension QuantityMap where Unit == BecquerelPerMillilitre {
  package var total: Activity {
    Activity(values.voxels.reduce(0.0) { $0 + Double($1) } * grid.voxelVolume.value)
  }
}

/// Result against truth; `nil` where no truth is known.
package func truthTable(_ rows: [TruthComparison]) -> String? {
  guard !rows.isEmpty else { return nil }
  return columns(
    [["result against truth", "result ± u (k = 1)", "truth", "", "deviation"]]
      + rows.map {
        [
          $0.quantity, $0.result.printed(uncertainty: $0.standardUncertainty), $0.truth.printed(), $0.unit,
          ($0.result / $0.truth - 1).printedPercent(signed: true),
        ]
      })
}
