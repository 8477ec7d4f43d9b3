import Documents
import Quantities
import Registry
import Trials

extension TrialData {
  /// Uptake of each organ: percent of the administered activity where it was measured, else that per volume; and organs
  /// whose rows do not agree in their unit.
  func organUptake() -> (organs: [String: (unit: String, values: [OrganValue])], gaps: [String]) {
    let rows = measurements.filter {
      ["uptake", "uptake concentration"].contains($0.text(.quantity)) && !$0[.organ].isNull
        && $0[.lesion].isNull
    }
    var organs: [String: (unit: String, values: [OrganValue])] = [:], gaps: [String] = []
    let letters = letters
    for (organ, mine) in Dictionary(grouping: rows, by: { $0.text(.organ) }) {
      let whole = mine.filter { $0[.quantity] == "uptake" }
      let used = whole.isEmpty ? mine : whole
      let units = Set(used.map { $0.text(.unit) })
      guard units.count == 1, let unit = units.first else {
        gaps.append("\(organ): uptake is in \(units.sorted().joined(separator: " and "))")
        continue
      }
      organs[organ] = (
        unit,
        used.compactMap { row in
          row[.value].number.map {
            OrganValue(
              patient: row.text(.patient), cycle: row[.cycle].integer ?? 0, isArterial: isArterial(row),
              group: letters[row.text(.patient)], value: $0)
          }
        }
      )
    }
    return (organs, gaps)
  }

  /// By the row's own arm, else by the route of its administration.
  private func isArterial(_ row: MeasurementRow) -> Bool? {
    switch row.text(.arm) {
    case "IA": true
    case "IV": false
    default: AdministrationRoute(routes[row.text(.administration)] ?? "").map { $0 != .intravenous }
    }
  }
}
