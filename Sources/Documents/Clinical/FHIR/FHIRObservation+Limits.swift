import Files
import Quantities

extension FHIRObservation {
  /// The normal range for this patient; several ranges for different people are not guessed among.
  mutating func limits(_ content: JSON5Value, _ result: inout FHIRResult) {
    let normal = (content["referenceRange"]?.elements ?? []).filter { range in
      let type = range["type"]?["coding"]?.elements.first?["code"]?.text
      return type == nil || type == "normal"
    }
    if normal.isEmpty { return }
    let day = CalendarDay(iso8601: result.date.prefix(10))
    let suitable = normal.filter { FHIRRange($0).suits(patient, on: day) }
    guard suitable.count == 1 else {
      _ = reject(
        "referenceRange",
        suitable.isEmpty
          ? "no normal range is for a patient of this sex and age, so that none is taken"
          : "there are several normal ranges, so that none is taken")
      return
    }
    (result.lower, result.lowerUnit) = limit(suitable[0]["low"])
    (result.upper, result.upperUnit) = limit(suitable[0]["high"])
    guard result.lower.isEmpty, result.upper.isEmpty else { return }
    if suitable[0]["text"] != nil {
      leftOut.append("reference ranges in words")
    } else {
      _ = reject("referenceRange", "the reference range has no limit")
    }
  }

  private mutating func limit(_ quantity: JSON5Value?) -> (value: String, unit: String) {
    guard let quantity else { return ("", "") }
    if Self.contradicts(quantity) {
      _ = reject("referenceRange", "the unit and its code mean different units")
    }
    return (quantity["value"]?.numberText ?? "", Self.unit(quantity))
  }
}
