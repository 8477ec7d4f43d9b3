import Criteria
import Diagnostics
import Registry

/// A quantity that analyses look for by its name, with the units that they understand and the values that can be.
///
/// One spelt otherwise would be left out of every analysis in silence; one in another unit would be used as it stands.
package struct MeasuredQuantity: Sendable {
  package let name: String
  package let units: [String]
  package let range: ClosedRange<Double>

  package static let known: [MeasuredQuantity] =
    ["SUV", "SUVmax", "SUVmean", "SUVpeak", "SULpeak", "SULmean"].map {
      MeasuredQuantity(name: $0, units: ["1", "", "g/mL"], range: 0...1000)
    }
    + ["longest diameter", "short axis", "enhancing diameter"].map {
      MeasuredQuantity(name: $0, units: ["mm", "cm"], range: 0...500)
    }
    + [
      MeasuredQuantity(name: "T/N", units: ["1", ""], range: 0...10_000),
      MeasuredQuantity(name: "time-integrated activity coefficient", units: ["h", "s"], range: 0...1e7),
      MeasuredQuantity(
        name: "activity concentration", units: ["Bq/mL", "kBq/mL", "MBq/mL", "MBq/L", "GBq/L"],
        range: 0...1e12),
      MeasuredQuantity(name: "uptake", units: ["%", "%IA", "1"], range: 0...110),
      MeasuredQuantity(name: "volume", units: ["mL", "cm3", "L"], range: 0...300_000),
      MeasuredQuantity(name: "lung shunt fraction", units: ["%", "1"], range: 0...100),
      MeasuredQuantity(name: "liver burden", units: ["%"], range: 0...100),
      MeasuredQuantity(name: "planned lung dose", units: ["Gy"], range: 0...1000),
      MeasuredQuantity(name: "planned normal-liver dose", units: ["Gy"], range: 0...1000),
      MeasuredQuantity(name: "planned activity", units: ["GBq", "MBq"], range: 0...100_000),
      MeasuredQuantity(name: "attenuation", units: ["HU"], range: -1100...4000),
    ]

  /// What is wrong with a measurement; nothing for a quantity of somebody's own.
  package static func problems(_ row: MeasurementRow) -> [Problem] {
    let word = row.text(.quantity)
    guard let quantity = known.first(where: { $0.name == word }) else { return misspelt(word) }
    let unit = row.text(.unit)
    guard quantity.units.contains(unit) else {
      return [
        Problem(
          .dataRejected, what: "\(quantity.name) is not measured in this unit",
          at: "measurements, column unit",
          why: "the number would be used in the wrong unit",
          remedy: "one of: " + quantity.units.filter { !$0.isEmpty }.joined(separator: ", "))
      ]
    }
    guard let value = row[.value].number, !quantity.range.contains(value) else { return [] }
    return [
      Problem(
        .dataRejected, what: "\(quantity.name) cannot have this value in \(unit)",
        at: "measurements, column value", remedy: "check value and unit")
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
