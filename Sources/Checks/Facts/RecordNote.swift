import Stages

/// What a registry, or a reading of it, needs a person for.
package enum RecordNote: FindingFact {
  case openFindings(Int)
  /// What is wrong with the audit record, as its verification says it.
  case audit(String)
  /// No record has the hash that was kept elsewhere.
  case headUnknown
  case frozenFileChanged(String)
  case withoutSchedule(course: String)
  case visitsOverdue(Int)
  /// What an import or an export left out, as the reader of the file says it.
  case transfer(String)
  /// What the account of the liver says, as the registry words it.
  case ledger(String)
  /// Patients with several courses of which none is marked as the index therapy.
  case indexTherapyUnclear(patients: Int)
  case diametersDiffer(Int)
  /// Patients whose imaging reports have the phrase that was sought in a denial.
  case reportsToRead(Int)
  /// A limit of the protocol that a cycle did not keep: what, the value, and what the protocol has.
  case notKept(String, value: String, limits: String)
  /// What a cohort or a patient's rows leave out, as the reader of the rows says it.
  case rows(String)

  package var code: Finding.Code {
    switch self {
    case .openFindings: Finding.Code("registry.open")
    case .audit, .headUnknown: Finding.Code("registry.audit")
    case .frozenFileChanged: Finding.Code("registry.frozen")
    case .withoutSchedule, .visitsOverdue: Finding.Code("registry.visits")
    case .transfer: Finding.Code("registry.transfer")
    case .ledger: Finding.Code("ledger")
    case .indexTherapyUnclear: Finding.Code("registry.index-therapy")
    case .diametersDiffer: Finding.Code("registry.diameters")
    case .notKept: Finding.Code("registry.protocol")
    case .reportsToRead: Finding.Code("registry.screening")
    case .rows: Finding.Code("registry.rows")
    }
  }
}
