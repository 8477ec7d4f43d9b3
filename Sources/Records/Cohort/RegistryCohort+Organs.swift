import Quantities
import Registry
import Trials

/// Doses to organs and tumours over the administrations of the index therapy, and what became of those who died.
///
/// The regions of one organ, such as two kidneys, and the lesions of one patient weigh the same. Doses of the administrations
/// are added up; the activity is known only where every dose is bound to an administration of known activity.
extension RegistryCohort {
  private static let organs = [
    "kidney": "kidneys", "spleen": "spleen", "liver": "liver", "normal liver": "normal liver",
    "lung": "lungs",
    "marrow": "bone marrow", "tumour": "tumour", "body": "whole body",
  ]

  var organDoseTable: TextTable {
    get throws {
      let activities = Dictionary(
        administrations.compactMap { row in row[.activityGbq].number.map { (row.id, $0) } },
        uniquingKeysWith: { first, _ in first })
      let doses = try registry.rows(of: DoseSummaryColumn.self, order: [.patient, .delivered]).filter(counts)
      let groups = Dictionary(grouping: doses) { [$0.text(.patient), Self.organ($0)] }
      let rows = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap {
        key, rows -> [String]? in
        guard !key[1].isEmpty else { return nil }
        let given = Dictionary(grouping: rows) { $0.text(.administration) + "/" + $0.text(.delivered) }
        let dose = given.values.map(Self.mean).reduce(0, +)
        let known = Set(rows.map { $0.text(.administration) }).map { activities[$0] }
        let activity = known.contains(nil) ? nil : known.compactMap(\.self).reduce(0, +)
        return key + ["\(dose)", activity.map { "\($0)" } ?? ""]
      }
      return table("organ_doses", ["patient", "organ", "dose_gy", "activity_gbq"], rows)
    }
  }

  /// Since the index therapy began.
  private func counts(_ dose: DoseSummaryRow) -> Bool {
    guard let start = starts[dose.text(.patient)], let day = CalendarDay(iso8601: dose.text(.delivered))
    else {
      return false
    }
    return day >= start
  }

  private static func organ(_ dose: DoseSummaryRow) -> String {
    let organ = organs[dose.text(.role)] ?? ""
    let lobe = dose.text(.lobe)
    return ["right", "left"].contains(lobe) && !organ.isEmpty && organ != "tumour"
      ? "\(organ), \(lobe) lobe" : organ
  }

  private static func mean(_ rows: [DoseSummaryRow]) -> Double {
    let doses = rows.compactMap { $0[.meanGy].number }
    return doses.isEmpty ? 0 : doses.reduce(0, +) / Double(doses.count)
  }

  /// Lesions of the liver and the longest diameter, mm, by patient.
  var liverLesions: [String: (count: Int, longest: Double?)] {
    get throws {
      let liver = try registry.rows(of: LesionColumn.self).filter {
        $0.text(.organ).lowercased().contains("liver")
      }
      return Dictionary(grouping: liver) { $0.text(.patient) }.mapValues { rows in
        (rows.count, rows.compactMap { $0[.diameterMm].number }.max())
      }
    }
  }

  /// Causes of death by patient.
  var causesOfDeath: [String: String] {
    get throws {
      Dictionary(
        try registry.rows(of: DeathColumn.self).map { ($0.text(.patient), $0.text(.cause)) },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// Days from the last administration to death, or to the last contact.
  func daysAfterLast(_ patient: PatientRow) -> Int? {
    guard let last = index.days[patient.id]?.max(),
      let end = deaths[patient.id] ?? contacts.last(patient)?.day
    else { return nil }
    return end.days(since: last)
  }
}
