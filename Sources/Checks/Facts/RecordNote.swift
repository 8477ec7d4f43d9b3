import Diagnostics
import Stages

/// What a registry, or a reading of it, needs a person for.
package enum RecordNote: FindingFact {
  case openFindings(Int)
  case audit(AuditFault)
  /// No record has the hash that was kept elsewhere.
  case headUnknown
  case frozenFileChanged(String)
  case withoutSchedule(course: String)
  case visitsOverdue(Int)
  /// Patients with several courses of which none is marked as the index therapy.
  case indexTherapyUnclear(patients: Int)
  case diametersDiffer(Int)
  /// Patients whose imaging reports have the phrase that was sought in a denial.
  case reportsToRead(Int)
  /// A limit of the protocol that a cycle did not keep: what, the value, and what the protocol has.
  case notKept(String, value: String, limits: String)
  /// Values that a cohort leaves out, of the laboratory or of another table.
  case valuesLeftOut([Problem], isLaboratory: Bool)
  /// Why a patient is in no table of survival.
  case withoutTimes(TimeGap)
  /// Rows of a table that lie after the day of death, the last by `days` days.
  case rowsAfterDeath(Int, table: String, days: Int)
  /// Patients whose follow-up ends with another contact than the day last seen.
  case contactStandsIn(patients: [String])

  /// What keeps time from being counted; `origin` says from when it would count.
  package enum TimeGap: Sendable, Hashable {
    case origin(String)
    case contact
    /// Died, or was last seen, `days` days before.
    case order(isDeath: Bool, days: Int, origin: String)
  }

  package var code: Finding.Code {
    switch self {
    case .openFindings: Finding.Code("registry.open")
    case .audit, .headUnknown: Finding.Code("registry.audit")
    case .frozenFileChanged: Finding.Code("registry.frozen")
    case .withoutSchedule, .visitsOverdue: Finding.Code("registry.visits")
    case .indexTherapyUnclear: Finding.Code("registry.index-therapy")
    case .diametersDiffer: Finding.Code("registry.diameters")
    case .notKept: Finding.Code("registry.protocol")
    case .reportsToRead: Finding.Code("registry.screening")
    case .valuesLeftOut, .withoutTimes, .rowsAfterDeath, .contactStandsIn: Finding.Code("registry.rows")
    }
  }
}
