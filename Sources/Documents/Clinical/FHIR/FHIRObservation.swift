import Criteria
import Diagnostics
import Files
import Quantities

/// Takes the results out of one Observation.
package struct FHIRObservation {
  package let resource: FHIRResource
  package let patient: FHIRPatient
  /// LOINC codes that some test has.
  package let knows: (String) -> Bool
  package private(set) var results: [FHIRResult] = []
  package internal(set) var leftOut: [String] = []
  package internal(set) var problems: [Problem] = []

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
    result.ownColumns = result.isOwn && part == nil ? FHIRRow.columns(whole)?.texts ?? [:] : [:]
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

  mutating func reject(_ element: String, _ what: String) -> Bool {
    problems.append(
      Problem(
        .dataRejected, what: what, at: "resource \(resource.number), element \(element)",
        why: "the result would be missing"))
    return false
  }
}

extension JSON5Value {
  /// Whether an Observation has a result of its own, in addition to those of its parts.
  fileprivate var hasValue: Bool {
    ["valueQuantity", "valueString", "valueInteger"].contains { self[$0] != nil }
  }
}
