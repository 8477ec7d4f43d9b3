import Arguments
import Diagnostics

/// All operations, in the order of the manual.
public enum OperationCatalogue {
  public static let program = "hepatica"

  public static let all: [OperationKind] = [
    OperationKind(InspectOperation.self), OperationKind(InitOperation.self),
    OperationKind(SegmentOperation.self), OperationKind(SegmentConfirmOperation.self),
    OperationKind(ArchiveInitOperation.self), OperationKind(ArchiveCheckOperation.self),
    OperationKind(ArchiveEchoOperation.self), OperationKind(ArchiveFindOperation.self),
    OperationKind(ArchiveFetchOperation.self), OperationKind(ArchiveSendOperation.self),
    OperationKind(ArchiveRecordOperation.self), OperationKind(ArchiveReportOperation.self),
    OperationKind(ReceiveOperation.self), OperationKind(DeidentifyOperation.self),
    OperationKind(RunOperation.self), OperationKind(BatchOperation.self),
    OperationKind(AlignOperation.self),
    OperationKind(QuantifyOperation.self),
    OperationKind(IntegrateOperation.self), OperationKind(DoseOperation.self),
    OperationKind(MergeOperation.self),
    OperationKind(SummariseOperation.self), OperationKind(ReportOperation.self),
    OperationKind(CompareOperation.self), OperationKind(KernelOperation.self),
    OperationKind(SValuesOperation.self), OperationKind(OrgansOperation.self),
    OperationKind(EligibilityOperation.self), OperationKind(ProtocolsOperation.self),
    OperationKind(BurdenOperation.self), OperationKind(UptakeOperation.self),
    OperationKind(PlanOperation.self),
    OperationKind(ToxicityOperation.self), OperationKind(MeasureOperation.self),
    OperationKind(ResponseOperation.self),
    OperationKind(RegistryInitOperation.self), OperationKind(RegistryAddOperation.self),
    OperationKind(RegistrySetOperation.self), OperationKind(RegistryRemoveOperation.self),
    OperationKind(RegistryListOperation.self), OperationKind(RegistryImportOperation.self),
    OperationKind(RegistryScreenOperation.self),
    OperationKind(RegistryExportOperation.self), OperationKind(RegistryLedgerOperation.self),
    OperationKind(RegistryPatientOperation.self), OperationKind(RegistryCycleOperation.self),
    OperationKind(RegistryScheduleOperation.self), OperationKind(RegistryOverdueOperation.self),
    OperationKind(RegistryFreezeOperation.self), OperationKind(RegistryCheckOperation.self),
    OperationKind(RegistryBackupOperation.self), OperationKind(RegistryRestoreOperation.self),
    OperationKind(RegistryMigrateOperation.self), OperationKind(RegistryKeyOperation.self),
    OperationKind(RegistryDictionaryOperation.self), OperationKind(RegistrySchemaOperation.self),
    OperationKind(TrialInitOperation.self), OperationKind(TrialSimulateOperation.self),
    OperationKind(TrialLockOperation.self), OperationKind(TrialAllocateOperation.self),
    OperationKind(TrialRevealOperation.self), OperationKind(TrialUnblindOperation.self),
    OperationKind(TrialMeasureOperation.self), OperationKind(TrialRespondOperation.self),
    OperationKind(TrialCloseOperation.self), OperationKind(TrialOpenOperation.self),
    OperationKind(TrialAnalyseOperation.self), OperationKind(TrialReportOperation.self),
    OperationKind(CohortOperation.self), OperationKind(AuditClaimsOperation.self),
    OperationKind(AuditVerifyOperation.self),
    OperationKind(DemoOperation.self), OperationKind(DemoTrialOperation.self),
    OperationKind(ValidateOperation.self), OperationKind(ValidatePhysicsOperation.self),
    OperationKind(ValidateKineticsOperation.self), OperationKind(ValidateUncertaintyOperation.self),
    OperationKind(AcceptanceOperation.self),
    OperationKind(ServeOperation.self), OperationKind(AccountsOperation.self),
    OperationKind(AssistantOperation.self),
    OperationKind(CompletionOperation.self), OperationKind(SchemaOperation.self),
    OperationKind(ManualPagesOperation.self), OperationKind(ManualTablesOperation.self),
    OperationKind(ManualDictionaryOperation.self),
    OperationKind(VersionOperation.self),
  ]

  /// A first time with the program.
  static let firstSteps: [Command.Example] = [
    .init("hepatica demo DEMO", "a digital patient from DICOM to report"),
    .init("hepatica inspect FOLDER", "what is in these files?"),
    .init("hepatica init FOLDER", "write a first case file for them"),
    .init("hepatica run FOLDER/case.json5", "full pipeline: images to report"),
  ]

  package static func unknown(_ name: String) -> Problem {
    let known = all.map(\.about.name) + families.map(\.name)
    let advice = likelyMeaning(of: name, among: known).map { "did you mean \(program) \($0)?" }
    return Problem(.usage, what: "there is no command “\(name)”", remedy: advice ?? "see \(program) --help")
  }
}
