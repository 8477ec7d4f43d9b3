import Criteria
import Diagnostics
import Documents
import Foundation
import Planning
import Quantities
import Reporting
import Stages
import Workflow

/// A plan from its file to its pages: the order of things, and no formula.
public enum PlanTask {
  /// - Parameter folder: where `plan.html`, `plan.pdf`, `plan.json`, `plan.csv` and `tables/*.csv` go.
  public static func run(_ plan: Plan, to folder: URL, progress: @escaping ProgressHandler) throws -> Outcome
  {
    var views: [PlanView] = []
    let record = try record(plan, work: folder, views: &views, progress: progress)
    progress(0.9, "writing the plan")
    return try PlanContent(record, plan, views).content.outcome(to: folder, findings: record.findings)
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
        .record()
      record.radioembolisation = part.record
      record.findings += part.findings
      views = part.views
    }
    if let prrt = plan.prrt {
      let part = try PRRTTask(prrt).record()
      record.prrt = part.record
      record.findings += part.findings
    }
    record.review = record.findings.toReview
    return record
  }
}
