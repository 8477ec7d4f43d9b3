import Diagnostics
import Files

// Tables of which no resource says everything: the resource has what FHIR knows of the row, and the row itself as
// extensions, so that an export reads back equal.

extension FHIR {
  /// Address of a column in an extension.
  static func address(_ table: String, _ column: String) -> String { "\(own)\(table)#\(column)" }

  /// Every column of a row that has something.
  static func columns(_ row: Row, _ table: Table, except: Set<String> = []) -> JSON? {
    let parts = table.columns.filter {
      $0.name != "id" && !except.contains($0.name) && !row[$0.name].isNull
    }.map { column -> JSON in
      ["url": .text(address(table.name, column.name)), "valueString": .text(row[column.name].printed)]
    }
    return parts.isEmpty ? nil : .array(parts)
  }

  /// The resource of a row with its own columns in addition.
  static func whole(_ resource: JSON, _ row: Row, _ table: Table, except: Set<String> = []) -> JSON {
    guard case .object(let members) = resource else { return resource }
    return .present(members + [("extension", columns(row, table, except: except))])
  }

  /// Tables that become resources by ``resource(_:_:)``, in the order in which they refer to each other.
  static let tables = [
    "research_studies", "administrations", "studies", "structures", "lesions", "measurements", "deaths",
    "visits",
    "procedures", "workups", "drugs", "screenings", "findings", "scores", "referrals", "deviations",
  ]

  /// A row of one of ``tables``.
  static func resource(_ row: Row, _ table: Table) -> JSON {
    let subject = row["patient"].text.map { FHIR.subject($0) }
    let own: [(String, JSON?)] =
      switch table.name {
      case "research_studies": study(row)
      case "screenings": screening(row)
      case "administrations": administration(row)
      case "drugs": drug(row)
      case "referrals": referral(row)
      case "procedures": procedure(row)
      case "workups": workup(row)
      case "deviations": deviation(row)
      case "visits": visit(row)
      case "studies": imaging(row)
      case "structures", "lesions": body(row)
      default: observation(row, table)
      }
    let isPatients = ["BodyStructure", "DetectedIssue"].contains(kind(own))
    let person =
      kind(own) == "Task"
      ? "for" : kind(own) == "ResearchSubject" ? "individual" : isPatients ? "patient" : "subject"
    return whole(
      .present(
        own + [
          ("id", .text(id(table.name.replacing("_", with: "-"), row.id))),
          ("identifier", [["system": .text(FHIR.own + table.name), "value": .text(row.id)]]),
          (person, subject),
        ]), row, table)
  }

  private static func kind(_ members: [(String, JSON?)]) -> String {
    if case .text(let kind)? = members.first?.1 { kind } else { "" }
  }

  private static func words(_ row: Row, _ column: String) -> JSON? {
    row[column].text.map { ["text": .text($0)] }
  }

  private static func study(_ row: Row) -> [(String, JSON?)] {
    [
      ("resourceType", "ResearchStudy"),
      ("status", .text(row["ended"].isNull ? "active" : "closed-to-accrual")), ("title", member(row["name"])),
      ("period", ["start": member(row["started"]), "end": member(row["ended"])]),
    ]
  }

  private static func screening(_ row: Row) -> [(String, JSON?)] {
    let enrolled = row["enrolled"].integer
    return [
      ("resourceType", "ResearchSubject"),
      ("status", .text(enrolled == 1 ? "on-study" : enrolled == 0 ? "ineligible" : "screening")),
      (
        "study",
        row["study"].text.map { ["reference": .text("ResearchStudy/" + id("research-studies", $0))] }
          ?? ["display": .text(row["protocol"].printed)]
      ),
      ("assignedArm", member(row["arm"])),
    ]
  }

  private static func administration(_ row: Row) -> [(String, JSON?)] {
    [
      ("resourceType", "MedicationAdministration"), ("status", "completed"),
      (
        "medicationCodeableConcept",
        ["text": .text(row["product"].text ?? row["nuclide"].text ?? "radionuclide")]
      ),
      ("effectiveDateTime", .text(String(row["started"].printed.prefix(10)))),
      (
        "dosage",
        [
          "route": words(row, "route"),
          "dose": row["activity_gbq"].number.map {
            ["value": .verbatim("\($0)"), "unit": "GBq", "system": .text(ucum), "code": "GBq"]
          },
          "text": .text("cycle \(row["cycle"].printed)"),
        ]
      ),
    ]
  }

  private static func drug(_ row: Row) -> [(String, JSON?)] {
    [
      ("resourceType", "MedicationStatement"),
      ("status", .text(row["ended"].isNull ? "active" : "completed")),
      ("medicationCodeableConcept", words(row, "name")),
      ("effectivePeriod", ["start": member(row["started"]), "end": member(row["ended"])]),
      ("reasonCode", words(row, "reason").map { [$0] }),
    ]
  }

  private static func referral(_ row: Row) -> [(String, JSON?)] {
    [
      ("resourceType", "ServiceRequest"),
      ("status", .text(["done": "completed", "declined": "revoked"][row["decision"].printed] ?? "active")),
      ("intent", "order"), ("code", words(row, "purpose")), ("authoredOn", member(row["referred"])),
    ]
  }

  private static func procedure(_ row: Row) -> [(String, JSON?)] {
    [
      ("resourceType", "Procedure"), ("status", "completed"),
      (
        "code",
        coded(own + "procedure", "arterial-administration", "Intra-arterial administration of activity")
      ),
      (
        "partOf",
        row["administration"].text.map {
          [["reference": .text("MedicationAdministration/" + id("administrations", $0))]]
        }
      ),
      ("complication", words(row, "complications").map { [$0] }),
    ]
  }

  private static func workup(_ row: Row) -> [(String, JSON?)] {
    [
      ("resourceType", "Procedure"), ("status", "completed"),
      ("code", coded(own + "procedure", "angiography", "Angiography before an intra-arterial treatment")),
      ("performedDateTime", member(row["done"])),
    ]
  }

  private static func deviation(_ row: Row) -> [(String, JSON?)] {
    [
      ("resourceType", "DetectedIssue"), ("status", "final"), ("code", words(row, "kind")),
      ("identifiedDateTime", member(row["occurred"])), ("detail", member(row["description"])),
    ]
  }

  private static func visit(_ row: Row) -> [(String, JSON?)] {
    [
      ("resourceType", "Task"),
      (
        "status",
        .text(!row["done"].isNull ? "completed" : row["missed"].isNull ? "requested" : "cancelled")
      ), ("intent", "plan"), ("description", member(row["name"])),
      ("executionPeriod", ["start": member(row["earliest"]), "end": member(row["latest"])]),
    ]
  }

  private static func imaging(_ row: Row) -> [(String, JSON?)] {
    [
      ("resourceType", "ImagingStudy"), ("status", "available"),
      ("started", .text(String(row["started"].printed.prefix(10)))),
      (
        "modality",
        [["system": "http://dicom.nema.org/resources/ontology/DCM", "code": member(row["modality"])]]
      ),
    ]
  }

  private static func body(_ row: Row) -> [(String, JSON?)] {
    [
      ("resourceType", "BodyStructure"), ("description", member(row["name"])),
      ("location", words(row, row["organ"].isNull ? "role" : "organ")),
    ]
  }

  /// LOINC has ECOG and Karnofsky.
  private static let scales = [
    "ECOG": ("89247-1", "ECOG Performance Status score"),
    "Karnofsky": ("89243-0", "Karnofsky Performance Status score"),
  ]

  private static func observation(_ row: Row, _ table: Table) -> [(String, JSON?)] {
    let word = ["measurements": "quantity", "scores": "scale", "findings": "term"][table.name] ?? "cause"
    let text = row[word].text ?? table.name
    let day = ["measurements": "measured", "scores": "scored", "findings": "found"][table.name] ?? "died"
    let code = scales[text].map { coded(loinc, $0.0, $0.1) } ?? coded(own + table.name, text, text)
    let value: (String, JSON?) =
      switch table.name {
      case "findings": ("valueBoolean", row["present"].integer.map { .flag($0 == 1) })
      case "deaths": ("valueCodeableConcept", words(row, "cause"))
      default:
        (
          "valueQuantity",
          row["value"].number.map { ["value": .verbatim("\($0)"), "unit": member(row["unit"])] }
        )
      }
    return [
      ("resourceType", "Observation"), ("status", "final"), ("code", code),
      ("effectiveDateTime", member(row[day])), value, ("method", words(row, "method")),
    ]
  }
}

extension Registry {
  /// Resources of the rows that FHIR has no profile of its own for.
  func furtherResources(patient: String?) throws -> [JSON] {
    try FHIR.tables.flatMap { name -> [JSON] in
      guard let table = catalogue.tables.first(where: { $0.name == name }) else { return [] }
      let isOfPatients = table.column("patient") != nil
      guard isOfPatients || patient == nil else { return [] }
      let wanted: [String: Value] = isOfPatients ? patient.map { ["patient": .text($0)] } ?? [:] : [:]
      return try rows(name, where: wanted).map { FHIR.resource($0, table) }
    }
  }
}
