import Diagnostics
import Files
import Foundation
import Quantities

/// Laboratory results of a FHIR R4 bundle of Observation resources, or of a bulk export with one resource per line.
///
/// Taken are final, amended, corrected and preliminary observations with a LOINC code and a quantity, and the components
/// of panels. Whose they are is the reference of `subject`; sex and birth come from Patient resources.
struct FHIRBundle {
  static let header = [
    "patient", "date", "loinc", "value", "unit", "lower", "upper", "laboratory",
  ]

  private(set) var rows: [(fields: [String], number: Int)] = []
  private(set) var patients: [PatientRecord] = []
  private(set) var problems: [Problem] = []
  private var number = 0

  init(path: String) throws {
    let text = try readText(path, called: "FHIR file")
    let name = URL(filePath: path).lastPathComponent
    if path.hasSuffix("ndjson") {
      for line in text.split(separator: "\n") {
        resource(try JSON5.parse(String(line), document: name))
      }
    } else {
      let root = try JSON5.parse(text, document: name)
      guard root["resourceType"]?.text == "Bundle" else {
        throw root.rejected(
          "this is no FHIR bundle", remedy: "export a Bundle of Observation resources, or ndjson")
      }
      for entry in root["entry"]?.elements ?? [] {
        if let resource = entry["resource"] { self.resource(resource) }
      }
    }
  }

  private mutating func resource(_ value: JSON5Value) {
    number += 1
    switch value["resourceType"]?.text {
    case "Observation": observation(value)
    case "Patient": patient(value)
    default: break
    }
  }

  private mutating func patient(_ value: JSON5Value) {
    guard let id = value["id"]?.text else { return reject("id", "the patient has no id") }
    var record = PatientRecord(patient: id)
    record.sex = ["female": .female, "male": .male][value["gender"]?.text ?? ""]
    if let birth = value["birthDate"]?.text {
      record.birth = CalendarDay(iso8601: birth)
      if record.birth == nil { reject("birthDate", "this is no whole day") }
    }
    patients.append(record)
  }

  private mutating func observation(_ value: JSON5Value) {
    let status = value["status"]?.text ?? ""
    guard ["final", "amended", "corrected", "preliminary"].contains(status) else {
      return reject(
        "status", "an observation that is not final, amended, corrected or preliminary is not taken")
    }
    let subject = value["subject"]?["reference"]?.text ?? ""
    let patient = String(subject.split(separator: "/").last ?? "")
    let date = value["effectiveDateTime"]?.text ?? value["effectivePeriod"]?["start"]?.text ?? ""
    let laboratory = value["performer"]?.elements.first?["display"]?.text ?? ""
    let components = value["component"]?.elements ?? []
    for part in components.isEmpty ? [value] : components {
      guard let quantity = part["valueQuantity"] else {
        reject("valueQuantity", "the observation has no quantity")
        continue
      }
      let comparator = quantity["comparator"]?.text ?? ""
      let unit = quantity["code"]?.text ?? quantity["unit"]?.text ?? ""
      let limits = limits(part, unit)
      rows.append(
        (
          [
            patient, date, loinc(part), comparator + (quantity["value"]?.numberText ?? ""), unit,
            limits.lower, limits.upper, laboratory,
          ], number
        ))
    }
  }

  private func loinc(_ value: JSON5Value) -> String {
    let codings = value["code"]?["coding"]?.elements ?? []
    return codings.first { $0["system"]?.text == "http://loinc.org" }?["code"]?.text ?? ""
  }

  /// The normal range; several ranges for different people are not guessed among.
  private mutating func limits(_ value: JSON5Value, _ unit: String) -> (lower: String, upper: String) {
    let normal = (value["referenceRange"]?.elements ?? []).filter { range in
      let type = range["type"]?["coding"]?.elements.first?["code"]?.text
      return type == nil || type == "normal"
    }
    guard normal.count <= 1 else {
      reject("referenceRange", "there are several normal ranges, so that none is taken")
      return ("", "")
    }
    guard let range = normal.first else { return ("", "") }
    return (limit(range["low"], unit), limit(range["high"], unit))
  }

  private mutating func limit(_ value: JSON5Value?, _ unit: String) -> String {
    guard let value else { return "" }
    let own = value["code"]?.text ?? value["unit"]?.text ?? unit
    if own != unit {
      reject("referenceRange", "the limit of normal has another unit than the value, so that it is not taken")
      return ""
    }
    return value["value"]?.numberText ?? ""
  }

  private mutating func reject(_ element: String, _ what: String) {
    problems.append(Problem(.dataRejected, what: what, at: "resource \(number), element \(element)"))
  }
}

extension JSON5Value {
  /// A member of an object; `nil` for anything else.
  subscript(name: String) -> JSON5Value? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.name == name }?.value
  }
  var text: String? { if case .string(let text) = content { text } else { nil } }
  var numberText: String? { if case .number(_, let text) = content { text } else { nil } }
  var elements: [JSON5Value] { if case .array(let all) = content { all } else { [] } }
}
