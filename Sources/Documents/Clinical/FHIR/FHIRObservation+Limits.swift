import Files
import Quantities

extension FHIRObservation {
  /// The normal range for this patient; several ranges for different people are not guessed among.
  mutating func limits(_ content: JSON5Value, _ result: inout FHIRResult) {
    let all = content["referenceRange"]?.elements ?? []
    let normal = all.filter { Self.kind(of: $0) == "normal" }
    if normal.isEmpty { return other(all, &result) }
    if normal.count < all.count { leftOut.append(Self.beside) }
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

  private static let beside = "reference ranges of another kind in addition to those of normal"

  /// Limits of a therapy are kept where they are the only ones, and grade nothing.
  private mutating func other(_ ranges: [JSON5Value], _ result: inout FHIRResult) {
    guard ranges.count == 1 else {
      leftOut += ranges.map { _ in Self.beside }
      return
    }
    (result.lower, result.lowerUnit) = limit(ranges[0]["low"])
    (result.upper, result.upperUnit) = limit(ranges[0]["high"])
    result.rangeKind = Self.kind(of: ranges[0]) == "therapeutic" ? "therapeutic" : "other"
  }

  /// As coded, else in words; a range that does not say is one of normal.
  private static func kind(of range: JSON5Value) -> String {
    let type = range["type"]
    return (type?["coding"]?.elements.first?["code"]?.text ?? type?["text"]?.text ?? "normal").lowercased()
  }

  private mutating func limit(_ quantity: JSON5Value?) -> (value: String, unit: String) {
    guard let quantity else { return ("", "") }
    if Self.contradicts(quantity) {
      _ = reject("referenceRange", "the unit and its code mean different units")
    }
    return (quantity["value"]?.numberText ?? "", Self.unit(quantity))
  }
}
