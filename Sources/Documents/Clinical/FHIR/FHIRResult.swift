/// One laboratory result of an Observation, or of a part of one, with all that its source says, as texts that
/// `LaboratoryReader` checks.
package struct FHIRResult: Sendable {
  package var patient = ""
  /// Identity of the resource; a part has the code of its test behind it.
  package var id = ""
  package var file = 0
  package var number = 0
  /// Day, or day and time with the zone.
  package var date = ""
  package var status = ""
  package var issued = ""
  package var loinc = ""
  /// Name of the test where there is no LOINC code.
  package var test = ""
  package var value = ""
  package var unit = ""
  package var lower = ""
  package var lowerUnit = ""
  package var upper = ""
  package var upperUnit = ""
  /// What the limits are of; empty: normal.
  package var rangeKind = ""
  package var laboratory = ""
  package var sample = ""
  package var method = ""
  package var note = ""
  /// Written by a registry of ours.
  package var isOwn = false
  /// By column of such a registry, what FHIR has no place for.
  package var ownColumns: [String: String] = [:]

  package static let header = [
    "patient", "date", "loinc", "test", "value", "unit", "lower", "lower unit", "upper", "upper unit",
    "laboratory", "status", "issued", "sample", "method",
    "range_kind",
  ]

  package var fields: [String] {
    [
      patient, date, loinc, test, value, unit, lower, lowerUnit, upper, upperUnit, laboratory, status, issued,
      sample, method, rangeKind,
    ]
  }
}
