import DICOM
import Stages

/// value = stored × slope + intercept.
struct Linear: Sendable, Hashable {
  var slope = 1.0, intercept = 0.0
  static let identity = Linear()

  /// True if both lead to the same values within the digits that headers keep.
  func agrees(with other: Linear) -> Bool {
    abs(slope - other.slope) <= 1e-4 * max(abs(slope), abs(other.slope))
      && abs(intercept - other.intercept) <= max(1e-4 * max(abs(intercept), abs(other.intercept)), abs(slope))
  }
}

/// One item of a Real World Value Mapping Sequence (0040,9096): stored value → quantity (PS3.3 C.7.6.16.2.11).
struct RealWorldMapping: Sendable, Hashable {
  var scale: Linear
  /// Code value of the unit, UCUM.
  var unitCode: String
  /// Code meaning of the unit, which says it in words.
  var meaning = ""
  /// Stored values for which it holds.
  var range: ClosedRange<Double>?

  /// The unit with the factor to this program's unit; `nil` for codes that are not known, which then mean nothing.
  var unit: (unit: ImageUnit, factor: Double)? { Self.unit(code: unitCode) }

  /// True if the meaning is that of a unit, and the code is not.
  var contradictsItself: Bool {
    guard let meant = Self.code(meaning: meaning).flatMap(Self.unit) else { return false }
    return unit.map { $0 != meant } ?? true
  }

  private static func unit(code: String) -> (unit: ImageUnit, factor: Double)? {
    switch code {
    case "Bq/ml", "Bq/mL": (.becquerelPerMillilitre, 1)
    case "kBq/ml", "kBq/mL": (.becquerelPerMillilitre, 1e3)
    case "MBq/ml", "MBq/mL": (.becquerelPerMillilitre, 1e6)
    case "{SUVbw}g/ml", "g/ml{SUVbw}", "{SUVbw}g/mL", "g/mL{SUVbw}": (.suvBodyWeight, 1)
    case "{counts}", "{count}": (.counts, 1)
    case "[hnsf'U]": (.hounsfield, 1)
    case "Bq.s/ml", "Bq.s/mL": (.decays, 1)
    case "MBq.h/ml", "MBq.h/mL": (.decaysInMegabecquerelHours, 1)
    case "Gy": (.gray, 1)
    case "mGy": (.gray, 1e-3)
    case "cGy": (.gray, 1e-2)
    default: nil
    }
  }

  /// UCUM code of the words that PS3.16 (CID 84, CID 7181 and their like) and writers have for the units above.
  private static func code(meaning: String) -> String? {
    switch meaning.lowercased().replacing("litre", with: "liter") {
    case "bq/ml", "bqml", "becquerel/milliliter", "becquerels/milliliter", "becquerels per milliliter":
      "Bq/ml"
    case "kbq/ml", "kilobecquerel/milliliter", "kilobecquerels/milliliter", "kilobecquerels per milliliter":
      "kBq/ml"
    case "mbq/ml", "megabecquerel/milliliter", "megabecquerels/milliliter", "megabecquerels per milliliter":
      "MBq/ml"
    case "counts", "count": "{counts}"
    case "hounsfield unit", "hounsfield units", "hu": "[hnsf'U]"
    case "bq.s/ml", "becquerel seconds/milliliter", "becquerel seconds per milliliter": "Bq.s/ml"
    case "mbq.h/ml", "megabecquerel hours/milliliter", "megabecquerel hours per milliliter": "MBq.h/ml"
    case "gy", "gray": "Gy"
    case "mgy", "milligray": "mGy"
    case "cgy", "centigray": "cGy"
    case "standardized uptake value body weight", "{suvbw}g/ml", "g/ml{suvbw}": "{SUVbw}g/ml"
    default: nil
    }
  }

  /// From stored value to this program's unit.
  var scaled: Linear? {
    unit.map { Linear(slope: scale.slope * $0.factor, intercept: scale.intercept * $0.factor) }
  }

  /// All linear items in an image, a functional group or a mapping object. Items with a look-up table instead of a
  /// slope are not linear and are passed over.
  static func all(in set: DataSet) -> [RealWorldMapping] {
    set.items(.realWorldValueMappingSequence).compactMap { item in
      guard let slope = item.double(.realWorldValueSlope),
        let intercept = item.double(.realWorldValueIntercept)
      else { return nil }
      let unit = item.items(.measurementUnitsCodeSequence).first
      let first =
        item.double(.realWorldValueFirstValueMapped) ?? item.double(.doubleRealWorldValueFirstValueMapped)
      let last =
        item.double(.realWorldValueLastValueMapped) ?? item.double(.doubleRealWorldValueLastValueMapped)
      let range = first.flatMap { f in last.flatMap { f <= $0 ? f...$0 : nil } }
      return RealWorldMapping(
        scale: Linear(slope: slope, intercept: intercept), unitCode: unit?.string(.codeValue) ?? "",
        meaning: unit?.string(.codeMeaning) ?? "", range: range)
    }
  }
}
