import Files

/// Resources without what nobody needs to judge the patient: no name, address, identifier, note, nor person. Elements that are
/// kept stand as the service wrote them.
struct FHIRMinimal {
  let pseudonym: String
  /// Elements that were left out, by type and name, with their number.
  private(set) var leftOut: [String: Int] = [:]

  init(_ pseudonym: String) { self.pseudonym = pseudonym }

  static let kept: [String: Set<String>] = [
    "Observation": [
      "status", "category", "code", "effectiveDateTime", "effectivePeriod", "effectiveInstant",
      "effectiveTiming",
      "issued", "valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean", "valueInteger",
      "valueRange", "valueRatio", "valueSampledData", "valueTime", "valueDateTime", "valuePeriod",
      "dataAbsentReason", "interpretation", "bodySite", "method", "specimen", "referenceRange", "hasMember",
      "derivedFrom", "component",
    ],
    "Procedure": [
      "status", "statusReason", "category", "code", "performedDateTime", "performedPeriod", "performedString",
      "performedAge", "performedRange", "bodySite", "outcome", "complication", "usedCode", "partOf",
    ],
    "DiagnosticReport": [
      "status", "category", "code", "effectiveDateTime", "effectivePeriod", "issued", "specimen", "result",
    ],
    "Specimen": ["status", "type", "collection"],
    "Patient": ["gender", "deceasedDateTime", "deceasedBoolean"],
  ]

  /// The patient by pseudonym alone; of the date of birth the year.
  mutating func patient(_ resource: FHIRText) -> String {
    var members = [
      #""identifier":[{"system":"urn:hepatica:patients","value":\#(quotedJSON(pseudonym))}]"#
    ]
    for (name, value) in resource.members {
      switch name {
      case "resourceType", "id", "identifier": continue
      case "birthDate":
        members.append(#""birthDate":\#(quotedJSON(String((value.text ?? "").prefix(4))))"#)
      default: keep(name, value, of: "Patient", in: &members)
      }
    }
    return Self.object("Patient", pseudonymID, members)
  }

  /// - Returns: `nil` for a type that is not kept.
  mutating func resource(_ resource: FHIRText) -> String? {
    guard let type = resource["resourceType"]?.text, type != "Patient", Self.kept[type] != nil else {
      return nil
    }
    var members = [#""subject":{"reference":"Patient/\#(pseudonymID)"}"#]
    for (name, value) in resource.members {
      switch name {
      case "resourceType", "id", "subject": continue
      case "performer": laboratory(value, type, &members)
      case "contained": contained(value, type, &members)
      default: keep(name, value, of: type, in: &members)
      }
    }
    return Self.object(type, resource["id"]?.text, members)
  }

  private mutating func keep(_ name: String, _ value: FHIRText, of type: String, in members: inout [String]) {
    // An element of a simple type may have a companion for its extensions.
    let plain = name.hasPrefix("_") ? String(name.dropFirst()) : name
    guard Self.kept[type]?.contains(plain) == true else { return leave(type, name) }
    members.append(quotedJSON(name) + ":" + value.written)
  }

  /// A laboratory has limits of normal of its own; a person is not needed.
  private mutating func laboratory(_ value: FHIRText, _ type: String, _ members: inout [String]) {
    let (houses, people) = value.elements.reduce(into: ([FHIRText](), 0)) { all, one in
      let isHouse =
        one["type"]?.text == "Organization" || one["reference"]?.text?.contains("Organization/") == true
      if isHouse { all.0.append(one) } else { all.1 += 1 }
    }
    if people > 0 { leave(type, "performer", people) }
    guard !houses.isEmpty else { return }
    members.append(#""performer":["# + houses.map(\.written).joined(separator: ",") + "]")
  }

  private mutating func contained(_ value: FHIRText, _ type: String, _ members: inout [String]) {
    var inner: [String] = []
    for one in value.elements {
      if let text = resource(one) { inner.append(text) } else { leave(type, "contained") }
    }
    if !inner.isEmpty { members.append(#""contained":["# + inner.joined(separator: ",") + "]") }
  }

  private mutating func leave(_ type: String, _ name: String, _ count: Int = 1) {
    guard !["meta", "implicitRules", "language"].contains(name) else { return }
    leftOut["\(type).\(name)", default: 0] += count
  }

  /// Ids have letters, digits, `-` and `.` only, and 64 of them at most.
  private var pseudonymID: String {
    let isPlain = pseudonym.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 46
    }
    return isPlain && pseudonym.utf8.count <= 64 ? pseudonym : String(sha256(pseudonym.utf8).prefix(32))
  }

  private static func object(_ type: String, _ id: String?, _ members: [String]) -> String {
    let head = [#""resourceType":"\#(type)""#] + (id.map { [#""id":\#(quotedJSON($0))"#] } ?? [])
    return "{" + (head + members).joined(separator: ",") + "}"
  }
}
