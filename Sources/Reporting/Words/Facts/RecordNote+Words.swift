import Checks
import Diagnostics

extension RecordNote: Worded {
  package var wording: Wording {
    switch self {
    case .openFindings(let count): Wording("\(counted(count, "finding", "needs", "need")) a decision")
    case .audit(let fault): fault.wording
    case .valuesLeftOut(let faults, let isLaboratory):
      Wording(
        "\(faults.count) "
          + (isLaboratory
            ? "laboratory values were left out: "
            : "values of other tables are not what today's rules take (registry check lists them): ")
          + faults.prefix(5).map { "\($0.location): \($0.what)" }.joined(separator: "; ")
          + (faults.count > 5 ? "; …" : ""))
    case .withoutTimes(let gap): Wording("\(gap.words); the patient is in no table of survival")
    case .rowsAfterDeath(let count, let table, let days):
      Wording(
        "\(counted(count, "row")) of \(table) \(count == 1 ? "lies" : "lie") after the day of death, the last by \(counted(days, "day"))"
      )
    case .contactStandsIn(let patients):
      Wording(
        "\(counted(patients.count, "patient", "is", "are")) known to be alive after the day last seen, or without one: the last known day ends their "
          + "follow-up (\(patients.prefix(5).joined(separator: ", "))\(patients.count > 5 ? ", …" : ""))")
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
        "\(counted(count, "diameter", "has", "have")) several values for one lesion and day, and \(count == 1 ? "is" : "are") left out (hepatica registry check lists them)"
      )
    }
  }
}

extension RecordNote.TimeGap {
  fileprivate var words: String {
    switch self {
    case .origin(let origin): "has no day from which time could count (\(origin))"
    case .contact: "has no day of last contact"
    case .order(let isDeath, let days, let origin):
      "\(isDeath ? "died" : "was last seen") \(counted(days, "day")) before \(origin)"
    }
  }
}
