import Criteria
import Diagnostics
import Documents
import Foundation
import Planning
import Quantities
import Records
import Reporting
import Stages
import Workflow

/// A plan from its file to its pages: the order of things, and no formula.
public enum PlanTask {
  /// - Parameters:
  ///   - folder: where `plan.html`, `plan.pdf`, `plan.json`, `plan.csv` and `tables/*.csv` go.
  ///   - link: record that what the plan foresees is written to, if that was asked for.
  /// - Throws: `Problem` where the record refuses a row or a file cannot be written.
  public static func run(
    _ plan: Plan, to folder: URL, link: RecordLink? = nil, progress: @escaping ProgressHandler
  ) throws -> Outcome {
    var views: [PlanView] = []
    let record = try record(plan, work: folder, views: &views, progress: progress)
    progress(0.9, "writing the plan")
    let outcome = try PlanContent(record, plan, views).content.outcome(to: folder, findings: record.findings)
      .askingForDecisions
    guard let values = record.radioembolisation?.forRecord else { return outcome }
    return outcome.recorded(
      try link?.write(values, plan.patient.pseudonym, source: "plan, file \(plan.sha256.prefix(12))"))
  }

  /// A plan file with what the patient's record knows: earlier doses, volumes, ratios and the lung shunt fraction where the
  /// file leaves them out.
  /// - Throws: `Problems` with every fault of the file, also where it contradicts the record.
  public static func read(_ file: URL, link: RecordLink?) throws -> Plan {
    guard let link else { return try PlanFile.read(file) }
    let record = try link.record(link.patient == nil ? try PlanFile.pseudonym(file) : "")
    return try PlanFile.read(file, known: RecordedPlanInputs.knowledge(record, on: link.date()))
  }

  package static func record(_ plan: Plan, work: URL, progress: @escaping ProgressHandler) throws
    -> PlanRecord
  {
    var views: [PlanView] = []
    return try record(plan, work: work, views: &views, progress: progress)
  }

  private static func record(
    _ plan: Plan, work: URL, views: inout [PlanView], progress: @escaping ProgressHandler
  ) throws -> PlanRecord {
    var record = PlanRecord(planFileSHA256: plan.sha256, pseudonym: plan.patient.pseudonym)
    if let tare = plan.radioembolisation {
      let part = try RadioembolisationTask(tare, patient: plan.patient, work: work, progress: progress)
        .record(withLobules: true)
      record.radioembolisation = part.record
      record.findings += part.findings
      views = part.views
    }
    if let prrt = plan.prrt {
      let part = try PRRTTask(prrt).record()
      record.prrt = part.record
      record.findings += part.findings
    }
    record.findings = record.findings.decided(by: plan.decided) + record.findings.unmet(plan.decided)
    record.review = record.findings.toReview
    return record
  }
}
