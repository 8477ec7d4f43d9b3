import Criteria
import Documents
import Quantities

/// Ascites of one patient: new or not, when, and what imaging showed before.
package struct AscitesCourse: Sendable {
  package var patient, arm: String
  package var ascites: NewAscites
  package var clearImaging: CalendarDay?
  package var attribution: FindingsTable.Attribution?

  package init?(_ patient: PatientToxicity) {
    guard let ascites = patient.newAscites else { return nil }
    (self.patient, arm, self.ascites) = (patient.record.patient, patient.record.arm, ascites)
    (clearImaging, attribution) = (patient.clearImaging, patient.ascitesAttribution)
  }
}
