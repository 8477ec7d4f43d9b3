import Demonstrations
import Documents
import Network
import Stages
import Studies
import Workflow

extension AnswerShape {
  /// Of an operation by its name; a test holds every answer against it.
  static func of(operation name: String) -> AnswerShape { all[name] ?? .nothing }

  static let all: [String: AnswerShape] =
    path.merging(judging) { a, _ in a }.merging(registry) { a, _ in a }
    .merging(trial) { a, _ in a }.merging(archive) { a, _ in a }.merging(program) { a, _ in a }

  private static let path: [String: AnswerShape] = [
    "align": .of(["registrations": [Registration].self]),
    "quantify": .of(["activities": [ActivityRecord].self]),
    "integrate": .of(["curves": RegionRows<CurveRecord>.self]),
    "dose": .either(.record(DoseRecord.self), .record(ShardRecord.self)),
    "merge": .record(DoseRecord.self),
    "summarise": .of(["summary": DoseSummary.self]),
    "report": .record(ReportRecord.self), "run": .record(ReportRecord.self),
    "demo": .record(ReportRecord.self),
    "batch": .record(BatchRecord.self),
    "inspect": .record(Inspection.Record.self),
    "init": .record(CaseTemplate.Record.self),
    "compare": .record(Comparison.Record.self),
    "kernel": .of(["kernels": [KernelTask.Record].self]), "svalues": .record(SValues.Record.self),
    "organs": .record(OrganAnswer.self),
    "validate": .of(["comparisons": [TruthComparison].self]),
    "validate physics": .of(["comparisons": [PhysicsValidation.Record].self]),
    "validate kinetics": .of(["scenarios": [KineticsValidation.Verdict].self]),
    "validate uncertainty": .record(UncertaintyValidation.Record.self),
  ]

  private static let judging: [String: AnswerShape] = [
    "uptake": .record(UptakeRecord.self), "measure": .record(LesionMeasurement.Record.self),
    "burden": .either(.record(BurdenRecord.self), .of(["burden": String.self])),
    "plan": .either(.record(PlanRecord.self), .of(["plan": String.self])),
    "protocols": .either(.record(Protocols.Listing.self), .record(Protocols.Record.self)),
    "eligibility": .record(SelectionRecord.self), "toxicity": .record(ToxicityRecord.self),
    "response": .record(ResponseRecord.self),
    "cohort": .either(.record(CohortRecord.self), .result([String: String].self)),
    "segment": .record(SegmentationJob.Record.self), "segment confirm": .record(SegmentationJob.Record.self),
    "audit claims": .either(
      .record(ClaimAuditTask.Record.self), .of(["results": [ClaimAuditTask.Record].self])),
  ]

  private static let registry: [String: AnswerShape] = [
    "audit verify": .either(
      .record(RegistryKeeping.AuditRecordOutcome.self),
      .of(["results": [RegistryKeeping.AuditRecordOutcome].self])),
    "registry backup": .result([String: String].self), "registry restore": .result([String: Int].self),
    "registry migrate": .result([String: Int].self),
    "registry key": .either(.result([String: Int].self), .result([String: String].self)),
    "registry import": .result([String: Int].self),
    "registry export": .either(.result([String].self), .result([String: String].self)),
    "registry freeze": .result([String: String].self),
    "registry check": .either(.record(RegistryCheckContent.Record.self), .result([String: String].self)),
    "registry ledger": .record(LedgerRecord.self), "registry patient": .record(PatientContent.Record.self),
    "registry cycle": .record(CycleContent.Record.self),
    "registry schedule": .result([String: Int].self),
    "registry screen": .record(ReportScreening.Record.self),
    "registry overdue": .result([[String: String]].self), "registry init": .result([String: String].self),
    "registry add": .result([String: String].self), "registry set": .result([String: String].self),
    "registry remove": .result([String: String].self), "registry list": .result([[String: String]].self),
    "registry dictionary": .result([String: String].self), "registry schema": .result([[String]].self),
  ]

  private static let trial: [String: AnswerShape] = [
    "trial init": .result([String: String].self), "trial simulate": .record(TrialSimulation.Record.self),
    "trial lock": .record(TrialDesk.Commitments.self), "trial close": .result([String: String].self),
    "trial allocate": .result([String: String].self), "trial reveal": .result([String: String].self),
    "trial unblind": .result([String: String].self), "trial open": .result([[String: String]].self),
    "trial measure": .record(TrialMeasurementRecord.self),
    "trial respond": .record(TrialResponse.Record.self),
    "trial analyse": .record(TrialRecord.self), "trial report": .record(TrialRecord.self),
    "demo trial": .record(TrialRecord.self),
  ]

  private static let archive: [String: AnswerShape] = [
    "archive init": .record(ArchiveInitOperation.Record.self),
    "archive check": .record(ArchiveCheckOperation.Record.self),
    "archive echo": .record(ArchiveEchoOperation.Record.self),
    "archive find": .record(ArchiveFindOperation.Record.self),
    "archive fetch": .record(ArchiveFetchOperation.Record.self),
    "archive record": .record(ArchiveRecordOperation.Record.self),
    "archive report": .record(ArchiveReportOperation.Record.self),
    "archive send": .record(ArchiveSendOperation.Record.self),
    "receive": .record(ReceiveOperation.Record.self),
    "deidentify": .record(DeidentifyOperation.Record.self),
  ]

  private static let program: [String: AnswerShape] = [
    "completion": .of(["script": String.self]),
    "version": .of(["version": String.self, "commit": String.self, "libraries": [String: String].self]),
    "acceptance": .record(AcceptanceForm.self),
    "schema": .nothing, "serve": .nothing, "mcp": .nothing,
    "manual dictionary": .record(DictionaryTask.Record.self), "manual man": .of(["pages": [String].self]),
    "manual tables": .of(["changed": [String].self]), "accounts": .of(["accounts": [String].self]),
  ]
}
