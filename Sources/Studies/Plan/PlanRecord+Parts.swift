import Documents
import Reporting
import Stages

extension PlanRecord {
  /// The record of a plan whose radioembolisation was computed apart, such as at other activities than the file has.
  package init(_ plan: Plan, radioembolisation part: RadioembolisationTask.Result) {
    self.init(planFileSHA256: plan.sha256, pseudonym: plan.patient.pseudonym)
    radioembolisation = part.record
    findings = part.findings.decided(by: plan.decided) + part.findings.unmet(plan.decided)
    review = findings.toReview
  }
}
