import Checks
import Criteria
import Diagnostics
import Registry

/// A quantity that analyses look for by its name, with the units that they understand and the values that can be.
///
/// One spelt otherwise would be left out of every analysis in silence; one in another unit would be used as it stands.
package struct MeasuredQuantity: Sendable {
  /// Its row in the one table of what can be.
  package let plausible: Plausibility
  /// Units with the factor to the unit of the row.
  package let units: [(symbol: String, factor: Double)]
  package var name: String { plausible.quantity }

  package static let known: [MeasuredQuantity] = Plausibility.measuredRows.map {
    MeasuredQuantity(plausible: $0, units: units($0.unit))
  }

  /// A ratio has no unit, and SUV may be printed without its own.
  private static func units(_ unit: String) -> [(symbol: String, factor: Double)] {
    switch unit {
    case "g/mL": [("1", 1), ("", 1), ("g/mL", 1)]
    case "": [("1", 1), ("", 1)]
    case "mm": [("mm", 1), ("cm", 10)]
    case "h": [("h", 1), ("s", 1.0 / 3600)]
    case "MBq/mL": [("Bq/mL", 1e-6), ("kBq/mL", 1e-3), ("MBq/mL", 1), ("MBq/L", 1e-3), ("GBq/L", 1)]
    case "%": [("%", 1), ("%IA", 1), ("1", 100)]
    case "GBq": [("GBq", 1), ("MBq", 1e-3)]
    case "mL": [("mL", 1), ("cm3", 1), ("L", 1000)]
    default: [(unit, 1)]
    }
  }

  /// What is wrong with a measurement; nothing for a quantity of somebody's own.
  package static func problems(_ row: MeasurementRow) -> [Problem] {
    let word = row.text(.quantity)
    guard let quantity = known.first(where: { $0.name == word }) else { return misspelt(word) }
    let symbol = row.text(.unit)
    guard let unit = quantity.units.first(where: { $0.symbol == symbol }) else {
      return [
        Problem(
          .dataRejected, what: "\(quantity.name) is not measured in this unit",
          at: "measurements, column unit",
          why: "the number would be used in the wrong unit",
          remedy: "one of: " + quantity.units.map(\.symbol).filter { !$0.isEmpty }.joined(separator: ", "))
      ]
    }
    guard let value = row[.value].number, !quantity.plausible.allows(value * unit.factor) else { return [] }
    return [
      Problem(
        .dataRejected, what: "\(quantity.name) cannot have this value in \(symbol)",
        at: "measurements, column value", why: "\(quantity.plausible.span) are possible",
        remedy: "check value and unit")
    ]
  }

  private static func misspelt(_ word: String) -> [Problem] {
    let names = known.map(\.name)
    let folded = word.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let meant =
      names.first { $0.lowercased() == folded } ?? (folded.count > 5 ? nearMiss(folded, among: names) : nil)
    guard let meant else { return [] }
    return [
      Problem(
        .dataRejected, what: "the quantity is almost one that analyses look for",
        at: "measurements, column quantity", why: "spelt otherwise it would be left out silently",
        remedy: "did you mean “\(meant)”?")
    ]
  }
}
