import Criteria
import Documents
import Quantities
import Registry
import Trials

// MARK: What was done

extension TrialData {
  /// Cycles of the trial: those from the index therapy on.
  var trialAdministrations: [AdministrationRow] {
    administrations.filter { row in
      guard let day = CalendarDay(iso8601: row.text(.started).prefix(10)) else { return false }
      return starts[row.text(.patient)].map { day >= $0 } ?? false
    }
  }

  /// Subjects who were given a therapy through an artery.
  package var arterialCycles: [String] {
    trialAdministrations.filter {
      kinds[$0.text(.course)] == "IA PRRT" && AdministrationRoute($0.text(.route)) != .intravenous
    }.map { $0.text(.patient) }
  }

  /// Lobe whose artery was infused in a cycle; `nil` for another route.
  func infusedLobe(_ patient: String, _ cycle: Int) -> String? {
    let given = trialAdministrations.first { $0.text(.patient) == patient && $0[.cycle].integer == cycle }
    guard let given, case .arterial(let lobe) = AdministrationRoute(given.text(.route)) else { return nil }
    return lobe?.rawValue
  }

  /// First day of the scans by arm, by patient.
  var scanDays: [String: [String: CalendarDay]] {
    let rows = measurements.filter { $0[.quantity] == "SUV" && ["IA", "IV"].contains($0.text(.arm)) }
    return rows.reduce(into: [:]) { days, row in
      guard let day = CalendarDay(iso8601: row.text(.measured)) else { return }
      let (patient, arm) = (row.text(.patient), row.text(.arm))
      days[patient, default: [:]][arm] = min(day, days[patient]?[arm] ?? day)
    }
  }

  /// Whether the arm of a subject names the arterial scan as the first; `nil` where it names no order.
  func isArterialFirst(_ patient: String) -> Bool? {
    guard let row = allocations.first(where: { $0.text(.subject) == patient }),
      let name = row.text(.arm).first.flatMap({ plan.arm($0)?.name.lowercased() }), name.contains("first")
    else { return nil }
    return name.contains("arter") ? true : name.contains("venous") ? false : nil
  }

  /// Lesions of the liver in both scans, of patients who have fewer than the gate asks for.
  package var fewLesions: [String: Int] {
    guard let gate = plan.gate else { return [:] }
    let rows = measurements.filter { $0[.quantity] == "SUV" && ["IA", "IV"].contains($0.text(.arm)) }
    let counts = Dictionary(grouping: rows) { $0.text(.patient) }.mapValues { rows in
      let seen = inBothScans(hepatic(rows), of: rows[0].text(.patient))
      return plan.lesions.select(seen.keys.map { ($0, lesions[$0]?[.diameterMm].number ?? 0) }).count
    }
    return counts.filter { $0.value < gate.lesions }
  }

  /// The last screening of each subject.
  var screenings: [ScreeningRow] {
    let subjects = Set(allocations.map { $0.text(.subject) })
    return Dictionary(grouping: allScreenings) { $0.text(.patient) }.compactMap { patient, rows in
      subjects.contains(patient) ? rows.max { $0.text(.screened) < $1.text(.screened) } : nil
    }.sorted { $0.text(.patient) < $1.text(.patient) }
  }

  func isRefused(_ row: ScreeningRow) -> Bool {
    plan.enrolment.eligibility.map { EnrolmentCheck.isRefused(row, by: $0) } ?? false
  }
}
