import Criteria
import Diagnostics
import Files
import Quantities

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
  package var laboratory = ""
  package var sample = ""
  package var method = ""
  package var note = ""
  /// Written by a registry of ours.
  package var isOwn = false

  package static let header = [
    "patient", "date", "loinc", "test", "value", "unit", "lower", "lower unit", "upper", "upper unit",
    "laboratory", "status", "issued", "sample", "method",
  ]

  package var fields: [String] {
    [
      patient, date, loinc, test, value, unit, lower, lowerUnit, upper, upperUnit, laboratory, status, issued,
      sample, method,
    ]
  }
}

/// Takes the results out of one Observation.
package struct FHIRObservation {
  package let resource: FHIRResource
  package let patient: FHIRPatient
  /// LOINC codes that some test has.
  package let knows: (String) -> Bool
  package private(set) var results: [FHIRResult] = []
  package private(set) var leftOut: [String] = []
  package private(set) var problems: [Problem] = []

  package init(_ resource: FHIRResource, patient: FHIRPatient, knows: @escaping (String) -> Bool) {
    (self.resource, self.patient, self.knows) = (resource, patient, knows)
    let whole = resource.content
    if let other = otherKind(whole) {
      leftOut.append(other)
      return
    }
    checkNames(whole)
    let parts = whole["component"]?.elements ?? []
    if parts.isEmpty || whole.hasValue { take(whole, part: nil) }
    for (n, part) in parts.enumerated() { take(part, part: n) }
  }

  /// An element that all but has the name of one that changes the meaning of a result is a misspelt one.
  private mutating func checkNames(_ content: JSON5Value) {
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

  /// Observations that are known to be none of a laboratory.
  private func otherKind(_ content: JSON5Value) -> String? {
    let codes = content["code"]?["coding"]?.elements ?? []
    if codes.contains(where: { $0["code"]?.text.map(knows) ?? false }) { return nil }
    let categories = (content["category"]?.elements ?? []).flatMap { $0["coding"]?.elements ?? [] }
    let isForeign = !categories.isEmpty && !categories.contains { $0["code"]?.text == "laboratory" }
    let isOwn = codes.contains { $0["system"]?.text?.hasPrefix("urn:hepatica:") ?? false }
    let isResponse = codes.contains { $0["code"]?.text == "97509-4" }
    return isForeign || isOwn || isResponse ? "Observation of another kind" : nil
  }

  private mutating func take(_ content: JSON5Value, part: Int?) {
    var result = FHIRResult()
    (result.loinc, result.test) = test(content)
    guard value(content, &result) else { return }
    let whole = resource.content
    (result.patient, result.file, result.number) = (patient.pseudonym, resource.file, resource.number)
    result.id = resource.name + (part == nil ? "" : "-" + (result.loinc.isEmpty ? result.test : result.loinc))
    result.date = date
    result.status = whole["status"]?.text ?? ""
    result.isOwn = FHIRResource.identifiers(whole).contains { $0.system.hasPrefix("urn:hepatica:") }
    // Of our own export: the registry did not say.
    if whole["_status"] != nil { result.status = "" }
    result.issued = whole["issued"]?.text ?? ""
    result.laboratory = whole["performer"]?.elements.first?["display"]?.text ?? ""
    result.sample = sample
    result.method =
      whole["method"]?["text"]?.text ?? whole["method"]?["coding"]?.elements.first?["display"]?.text ?? ""
    result.note = whole["note"]?.elements.first?["text"]?.text ?? ""
    limits(content, &result)
    results.append(result)
  }

  private var date: String {
    let whole = resource.content
    let text =
      whole["effectiveDateTime"]?.text ?? whole["effectiveInstant"]?.text
      ?? whole["effectivePeriod"]?["start"]?.text ?? whole["effectiveTiming"]?["event"]?.elements.first?.text
      ?? ""
    let local = whole["_effectiveDateTime"]?["extension"]?.elements.first {
      $0["url"]?.text == "urn:hepatica:local-time"
    }
    return text + (local?["valueString"]?.text.map { "T" + $0 } ?? "")
  }

  /// What distinguishes two samples. A contained specimen has a name within its resource alone.
  private var sample: String {
    let specimen = resource.content["specimen"]
    if let name = specimen?["display"]?.text { return name }
    guard let reference = specimen?["reference"]?.text else {
      return specimen?["identifier"]?["value"]?.text ?? ""
    }
    guard reference.hasPrefix("#") else { return reference }
    return resource.contained(reference).map(FHIRResource.name).flatMap { "#" + $0 == reference ? nil : $0 }
      ?? ""
  }

  private func test(_ content: JSON5Value) -> (loinc: String, name: String) {
    let codings = content["code"]?["coding"]?.elements ?? []
    let loinc = codings.filter { $0["system"]?.text == "http://loinc.org" }.compactMap { $0["code"]?.text }
    if let code = loinc.first(where: knows) ?? loinc.first { return (code, "") }
    // Without a LOINC code the name must do; with one that nobody knows it may be another material.
    return ("", content["code"]?["text"]?.text ?? codings.first?["display"]?.text ?? "")
  }

  /// - Returns: false for an Observation without a result.
  private mutating func value(_ content: JSON5Value, _ result: inout FHIRResult) -> Bool {
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
  private static func unit(_ quantity: JSON5Value) -> String {
    let isUCUM = quantity["system"]?.text.map { $0 == "http://unitsofmeasure.org" } ?? true
    let (code, unit) = (quantity["code"]?.text, quantity["unit"]?.text)
    return (isUCUM ? code ?? unit : unit ?? code) ?? ""
  }

  private static func contradicts(_ quantity: JSON5Value) -> Bool {
    guard let code = quantity["code"]?.text, let unit = quantity["unit"]?.text else { return false }
    return areDifferentUnits(code, unit)
  }

  private mutating func reject(_ element: String, _ what: String) -> Bool {
    problems.append(
      Problem(
        .dataRejected, what: what, at: "resource \(resource.number), element \(element)",
        why: "the result would be missing"))
    return false
  }
}

extension FHIRObservation {
  /// The normal range for this patient; several ranges for different people are not guessed among.
  private mutating func limits(_ content: JSON5Value, _ result: inout FHIRResult) {
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

/// For whom a reference range is.
private struct FHIRRange {
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

extension JSON5Value {
  /// Whether an Observation has a result of its own, in addition to those of its parts.
  fileprivate var hasValue: Bool {
    ["valueQuantity", "valueString", "valueInteger"].contains { self[$0] != nil }
  }
}
