import Checks
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
import Summaries
import Volumes
import Workflow

// What each step leaves in the work folder and says on the terminal.

extension Journey {
  func alignOutcome(_ aligned: Aligned) throws -> Outcome {
    var study = aligned.study
    study.registrations = study.registrations.map { $0.accepted(by: therapy.accepted) }
    let lines = study.registrations.map { r in
      let residual =
        r.residual.map { "residual \($0.value.printedShort(decimals: 2)) mm" } ?? "residual not evaluated"
      return "\(r.moving) → \(r.fixed): \(residual); \(r.method); mark \(r.mark)"
    }
    let warnings =
      aligned.review + study.registrations.flatMap { $0.findings(at: $0.moving) }
      + therapy.accepted.unmet(by: study.registrations).map(\.unmet)
    return try Outcome(
      text: lines.isEmpty ? "one time point: nothing to align" : lines.joined(separator: "\n"),
      content: Versioned("registrations", study.registrations), findings: warnings)
  }

  func quantifyOutcome(_ results: Quantified) throws -> Outcome {
    let records = results.activities.map { image in
      ActivityRecord(
        id: image.id, hoursAfterAdministration: image.afterAdministration?.inHours,
        totalMegabecquerel: image.map.total.inMegabecquerels)
    }
    let lines = records.map { "\($0.id): \(rounded($0.totalMegabecquerel)) MBq in the field" }
    return try Outcome(
      text: lines.joined(separator: "\n"), content: Versioned("activities", records), findings: results.review
    )
  }

  func integrateOutcome(_ results: Integrated) throws -> Outcome {
    let integration = results.integration
    let lines = integration.fits.map { fit in
      "\(fit.region): \(fit.timeIntegratedActivity.printed(in: 3.6e9)) MBq·h, "
        + "\(fit.model), \(fit.extrapolatedFraction.printedPercent()) extrapolated"
    }
    let warnings = integration.fits.flatMap { $0.warnings.findings(at: $0.region.label) }
    return try Outcome(
      text: ([integration.method] + lines + [fitOnly]).joined(separator: "\n"),
      content: Versioned("curves", integration.curves),
      findings: results.review + warnings)
  }

  private var fitOnly: String {
    "± (k = 1): points and fit alone; calibration and recovery, common to all points, come in with the dose"
  }

  func doseOutcome(_ results: Dosed) throws -> Outcome {
    let (dose, energy) = (results.dose, results.energy)
    let record = DoseRecord(
      engine: dose.engine, maximumGray: Double(dose.map.values.voxels.max() ?? 0),
      emittedJoule: energy.emitted, inTissueJoule: energy.inTissue, outsideGridJoule: energy.outsideGrid,
      assumptions: dose.assumptions, engines: results.disagreements.map(DisagreementRecord.init))
    let maximum = "\(record.engine): maximum \(rounded(record.maximumGray)) Gy"
    let followed =
      "; of \(rounded(record.emittedJoule)) J emitted \(rounded(record.inTissueJoule)) J are in tissue on the grid"
    let parts =
      [maximum + (energy.emitted > 0 ? followed : "")] + results.disagreements.compactMap(places)
    return try Outcome(text: parts.joined(separator: "\n\n"), content: record, findings: results.notes)
  }

  /// Where two engines disagree, as the report has it.
  private func places(_ d: EngineDisagreement) -> String? {
    let comparison = EngineComparison(
      title: "\(d.evaluatedName) against \(d.referenceName)", engines: [d.referenceName, d.evaluatedName],
      rows: [],
      places: d.places.map(EngineComparison.Place.init))
    return DoseTables.places(comparison).map { "\($0.caption)\n\($0.text)" }
  }

  func summariseOutcome(_ results: Summarised) throws -> Outcome {
    let summary = results.summary
    let warnings = summary.regions.flatMap { $0.warnings.findings(at: $0.region.label) }
    return try Outcome(
      text: summaryText(summary), content: Versioned("summary", summary),
      findings: results.review + warnings)
  }

  /// - Returns: the files, and what a human must look at.
  func writeReport(
    _ results: Summarised, of inputs: [Provenance.Input], truth: [TruthComparison],
    amending earlier: ReportAmendment?
  ) throws -> ([URL], [Finding]) {
    let kept = try earlier.map { try keep($0) } ?? []
    progress(0.87, "writing the report")
    let content = try reportContent(results, of: inputs, truth: truth, amending: earlier)
    let report = try Report.write(content, to: folder.url)
    progress(0.95, "writing DICOM objects")
    let bed = try tissueBED(results)
    let objects = try writeObjects(results, bed, content) + writeBED(bed) + kept
    return (report + objects, Report.findings(content))
  }

  private func keep(_ earlier: ReportAmendment) throws -> [URL] {
    guard earlier.pseudonym == therapy.patient.pseudonym else {
      throw Problem(
        .dataRejected, what: "the report that is amended is of another pseudonym than the case",
        at: "--amends", why: "the reports of two patients would be one chain",
        remedy: "name the patient's own report.json")
    }
    return try earlier.keepEarlier(in: folder.url)
  }

  /// BED in Gy, 0 outside the tissue.
  private func writeBED(_ maps: [TissueBED]) throws -> [URL] {
    try maps.map { map in
      let url = folder.bed(map.role.rawValue)
      try ImageFiles.write(
        map.values, url.path, description: "BED, Gy, \(map.parameters.name); 0 outside \(map.role.rawValue)")
      return url
    }
  }
}

extension Passage {
  func outcome(
    _ summary: DoseSummary, _ truth: [TruthComparison], _ files: [String], _ findings: [Finding],
    account: String?
  ) throws -> Outcome {
    let folder = journey.folder.url
    let record = ReportRecord(
      report: folder.appending(path: "report.html").path,
      files: files.map { folder.appending(path: $0).path },
      made: made.map { $0.stage.rawValue }, reused: reused.map(\.rawValue), review: findings.toReview,
      notes: findings.forInformation, undecided: findings.undecided)
    let parts = [
      summaryText(summary), truthTable(truth), account, decisionsAsked(findings), "report: \(record.report)",
    ]
    return try Outcome(
      text: parts.compactMap { $0 }.joined(separator: "\n\n"), content: record, findings: findings)
  }
}

package struct ActivityRecord: Encodable {
  var id: String
  var hoursAfterAdministration: Double?
  var totalMegabecquerel: Double
}

package struct DoseRecord: Encodable {
  var hepatica = 1
  var engine: String
  var maximumGray, emittedJoule, inTissueJoule, outsideGridJoule: Double
  var assumptions: [String]
  var engines: [DisagreementRecord]
}

package struct ReportRecord: Encodable {
  var hepatica = 1
  var report: String
  var files: [String]
  /// Steps that were done, and those whose results were true.
  var made, reused: [String]
  /// What needs a decision, and what is for information.
  var review, notes: [String]
  /// As `decided` of the case file would answer what needs a decision.
  var undecided: [UndecidedRecord]
}

/// Result against truth; `nil` where no truth is known.
package func truthTable(_ rows: [TruthComparison], tolerance: Double? = nil) -> String? {
  DoseTables.truth(rows.map { TruthRow($0, tolerance: tolerance) }).map { "\($0.caption)\n\($0.text)" }
}
