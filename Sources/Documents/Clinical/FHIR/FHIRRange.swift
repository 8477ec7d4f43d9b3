import Files
import Quantities

/// For whom a reference range is.
struct FHIRRange {
  private let sexes: Set<String>
  private let from, to: Double?

  init(_ range: JSON5Value) {
    let codes = (range["appliesTo"]?.elements ?? []).flatMap { $0["coding"]?.elements ?? [] }
    // HL7 v3 and FHIR administrative gender, SNOMED CT.
    let words = [
      "M": "male", "male": "male", "248153007": "male", "F": "female", "female": "female",
      "248152002": "female",
    ]
    sexes = Set(codes.compactMap { $0["code"]?.text.flatMap { words[$0] } })
    (from, to) = (Self.years(range["age"]?["low"]), Self.years(range["age"]?["high"]))
  }

  private static func years(_ age: JSON5Value?) -> Double? {
    guard let age, let value = age["value"]?.numberText.flatMap({ Double($0) }) else { return nil }
    switch age["code"]?.text ?? age["unit"]?.text ?? "" {
    case "a", "yr", "year", "years": return value
    case "mo", "month", "months": return value / 12
    case "wk", "weeks": return value / 52.1775
    case "d", "days": return value / 365.25
    default: return nil
    }
  }

  /// True where nothing that is known of the patient excludes it.
  func suits(_ patient: FHIRPatient, on day: CalendarDay?) -> Bool {
    if !sexes.isEmpty, !patient.gender.isEmpty, !sexes.contains(patient.gender) { return false }
    guard let day, let birth = CalendarDay(iso8601: patient.birth) else { return true }
    let age = Double(day.days(since: birth)) / 365.2425
    return age >= from ?? 0 && age < (to.map { $0 + 1 } ?? .infinity)
  }
}
