import Checks
import Diagnostics

extension RecordNote: Worded {
  package var wording: Wording {
    switch self {
    case .openFindings(let count): Wording("\(count) findings need a decision")
    case .audit(let text), .transfer(let text), .ledger(let text), .rows(let text): Wording(text)
    case .notKept(let what, let value, let limits): Wording("\(what): \(value), protocol \(limits)")
    case .headUnknown:
      Wording("no record has the hash that was written down: records were replaced or cut off")
    case .frozenFileChanged(let file): Wording("\(file) is not what was frozen")
    case .withoutSchedule(let course):
      Wording("no visit is scheduled for \(course) (hepatica registry schedule)")
    case .visitsOverdue(let count):
      Wording(count == 1 ? "1 visit is overdue" : "\(count) visits are overdue")
    case .indexTherapyUnclear(let patients):
      Wording(
        (patients == 1 ? "one patient has" : "\(patients) patients have")
          + " several radionuclide courses and no single one is marked as index therapy: time counts from the first (registry set "
          + "courses … index_therapy=yes)")
    case .reportsToRead(let count):
      Wording("\(count == 1 ? "1 patient" : "\(count) patients") to be read by a person")
    case .diametersDiffer(let count):
      Wording(
        "\(count) diameters have several values for one lesion and day, and are left out (hepatica registry check lists them)"
      )
    }
  }
}
