import Criteria
import Files

extension FHIRObservation {
  /// - Returns: false for an Observation without a result.
  mutating func value(_ content: JSON5Value, _ result: inout FHIRResult) -> Bool {
    if let quantity = content["valueQuantity"] {
      let comparator = quantity["comparator"]?.text ?? ""
      guard ["", "<", "<=", ">", ">="].contains(comparator) else {
        return reject("valueQuantity.comparator", "this comparator is not known")
      }
      guard let number = quantity["value"]?.numberText else {
        return quantity["_value"] == nil && content["dataAbsentReason"] == nil
          ? reject("valueQuantity", "the quantity has no value") : absent()
      }
      result.value = comparator + number
      result.unit = Self.unit(quantity)
      if Self.contradicts(quantity) {
        return reject("valueQuantity", "the unit and its code mean different units")
      }
      return true
    }
    if let text = content["valueString"]?.text {
      guard let match = text.wholeMatch(of: /\s*([<>]=?)?\s*(\d[\d.,]*)\s*(.*?)\s*/) else {
        return inWords(result) ? false : reject("valueString", "this result is a text without a number")
      }
      result.value = String(match.1 ?? "") + String(match.2)
      result.unit = String(match.3)
      return true
    }
    if let whole = content["valueInteger"]?.numberText {
      result.value = whole
      return true
    }
    return noValue(content, result)
  }

  private mutating func noValue(_ content: JSON5Value, _ result: FHIRResult) -> Bool {
    if content["dataAbsentReason"] != nil {
      return absent()
    } else if content["hasMember"] != nil {
      leftOut.append("panels that name their results")
    } else if !inWords(result) {
      return reject("valueQuantity", "the observation has no quantity")
    }
    return false
  }

  /// - Returns: false: there is no result.
  private mutating func absent() -> Bool {
    leftOut.append("results that the source states are absent")
    return false
  }

  /// A finding of a test that no rule uses has no number to be read: “HBsAg negative”.
  /// - Returns: whether it is one, which is counted then.
  private mutating func inWords(_ result: FHIRResult) -> Bool {
    guard !result.loinc.isEmpty, !knows(result.loinc) else { return false }
    leftOut.append("results without a number, of tests that no rule uses")
    return true
  }

  /// The code is of UCUM, unless another system is named.
  static func unit(_ quantity: JSON5Value) -> String {
    let isUCUM = quantity["system"]?.text.map { $0 == "http://unitsofmeasure.org" } ?? true
    let (code, unit) = (quantity["code"]?.text, quantity["unit"]?.text)
    return (isUCUM ? code ?? unit : unit ?? code) ?? ""
  }

  static func contradicts(_ quantity: JSON5Value) -> Bool {
    guard let code = quantity["code"]?.text, let unit = quantity["unit"]?.text else { return false }
    return areDifferentUnits(code, unit)
  }
}
