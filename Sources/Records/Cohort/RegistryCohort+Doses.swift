import Quantities
import Registry
import Trials

/// Dose and outcome of the regions of a registry.
///
/// A tumour responded if the lesion of its name shrank by 30 % or more; where that lesion was not measured, if the
/// patient had an objective response by mRECIST, or RECIST 1.1 where there is no mRECIST. A complication of normal
/// liver is a hepatic adverse event of grade 2 or more after the dose. Doses of all administrations of one kind of
/// therapy are one case: a lesion responds to their sum.
extension RegistryCohort {
  private static let hepatic = [
    "hepat", "liver", "ascites", "portal", "bilirubin", "encephalopathy", "REILD",
  ]

  var doseTable: TextTable {
    get throws {
      let own = Dictionary(grouping: events) { $0.text(.patient) }
      let rows = try regionDoses.compactMap { dose -> [String]? in
        guard starts[dose.patient] != nil, let outcome = outcome(dose, own[dose.patient] ?? []) else {
          return nil
        }
        return [
          dose.patient, dose.region, dose.role, "\(dose.mean)", dose.uncertainty.map { "\($0)" } ?? "",
          outcome.came ? "yes" : "no", outcome.basis,
        ]
      }
      return table(
        "doses",
        ["patient", "lesion", "region", "dose_gy", "dose_uncertainty_gy", "outcome", "outcome_basis"], rows)
    }
  }

  /// The dose to one region by all administrations of one kind of therapy.
  private struct RegionDose {
    var patient, region, role: String
    /// First day.
    var delivered: String
    /// Gy
    var mean: Double
    /// Gy; `nil` if one administration has none.
    var uncertainty: Double?
  }

  private var regionDoses: [RegionDose] {
    get throws {
      var (doses, places): ([RegionDose], [[String]: Int]) = ([], [:])
      for row in try registry.rows(of: DoseSummaryColumn.self, order: [.patient, .delivered]) {
        let (patient, region, role) = (row.text(.patient), row.text(.region), row.text(.role))
        let key = [patient, region, role, row.text(.therapy)]
        let (mean, uncertainty) = (row[.meanGy].number ?? 0, row[.meanUGy].number)
        if let n = places[key] {
          doses[n].mean += mean
          // The administrations of one department share its calibration.
          doses[n].uncertainty = doses[n].uncertainty.flatMap { known in uncertainty.map { known + $0 } }
        } else {
          places[key] = doses.count
          doses.append(
            RegionDose(
              patient: patient, region: region, role: role, delivered: row.text(.delivered), mean: mean,
              uncertainty: uncertainty))
        }
      }
      return doses
    }
  }

  private func outcome(_ dose: RegionDose, _ events: [AdverseEventRow]) -> (came: Bool, basis: String)? {
    switch dose.role {
    case "tumour": response(dose.patient, dose.region)
    case "normal liver": (events.contains { isComplication($0, after: dose.delivered) }, "patient")
    default: nil
    }
  }

  private func response(_ patient: String, _ lesion: String) -> (came: Bool, basis: String)? {
    if let own = lesions.responded(patient, lesion) { return (own, "lesion") }
    let criterion = responses.criteria.contains("mRECIST") ? "mRECIST" : "RECIST 1.1"
    return responses.best(patient, criterion).map { ($0 == "CR" || $0 == "PR", "patient") }
  }

  private func isComplication(_ event: AdverseEventRow, after day: String) -> Bool {
    (event[.grade].integer ?? 0) >= 2 && event.text(.started) >= day
      && Self.hepatic.contains { event.text(.term).localizedCaseInsensitiveContains($0) }
  }
}
