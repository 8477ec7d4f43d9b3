import Criteria
import Diagnostics
import Files

extension FHIRObservation {
  /// An element that all but has the name of one that changes the meaning of a result is a misspelt one.
  mutating func checkNames(_ content: JSON5Value) {
    guard case .object(let members) = content.content else { return }
    let elements = [
      "referenceRange", "valueQuantity", "component", "effectiveDateTime", "dataAbsentReason", "specimen",
    ]
    for member in members where !Self.known.contains(member.name) && isMisspelt(member.name, elements) {
      _ = reject(member.name, "the element is not known, and almost one that is")
    }
  }

  /// Elements of an Observation in R4.
  private static let known: Set = [
    "resourceType", "id", "meta", "implicitRules", "language", "text", "contained", "extension", "identifier",
    "basedOn", "partOf", "status", "category", "code", "subject", "focus", "encounter", "effectiveDateTime",
    "effectivePeriod", "effectiveTiming", "effectiveInstant", "issued", "performer", "valueQuantity",
    "valueCodeableConcept", "valueString", "valueInteger", "dataAbsentReason", "interpretation", "note",
    "bodySite", "method", "specimen", "device", "referenceRange", "hasMember", "derivedFrom", "component",
  ]

  /// `_effectiveDateTime` holds extensions of an element; `comment` is one of an earlier release.
  private func isMisspelt(_ name: String, _ elements: [String]) -> Bool {
    !elements.contains(name) && !name.hasPrefix("_") && !name.hasPrefix("comment")
      && nearMiss(name, among: elements) != nil
  }
}
