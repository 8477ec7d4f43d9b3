import Diagnostics
import Files
import Foundation

/// FHIR R4 (hl7.org/fhir/R4) with mCODE STU 3 profiles (hl7.org/fhir/us/mcode) where they fit.
enum FHIR {
  static let mcode = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
  /// Namespace of what no standard names.
  static let own = "urn:hepatica:"
  static let loinc = "http://loinc.org"
  static let ucum = "http://unitsofmeasure.org"

  /// A test with the code that belongs to the kind of its unit.
  private struct Test {
    var test, code, display: String
    var isMolar: Bool
  }

  private static let tests: [Test] = {
    let table = try! TableFile(Data(PackageResources.loinc_csv), path: "loinc.csv")
    return (0..<table.count).map { n in
      let fields = table.fields(n)
      return Test(
        test: fields[0], code: fields[1], display: fields[2], isMolar: fields[2].contains("[Moles/"))
    }
  }()

  /// LOINC separates mass and amount of substance: a bilirubin in µmol/L has another code than one in mg/dL.
  private static func code(_ test: String, _ unit: String) -> JSON? {
    let known = tests.filter { $0.test == test }
    let isMolar = unit.contains("mol")
    return (known.first { $0.isMolar == isMolar } ?? (known.count == 1 && !isMolar ? known.first : nil)).map {
      coded(loinc, $0.code, $0.display)
    }
  }

  /// Ids of FHIR hold letters, digits, `-` and `.` only and 64 of them at most.
  static func id(_ kind: String, _ id: String) -> String {
    let plain = id.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || $0.properties.numericType != nil
          || "-.".unicodeScalars.contains($0))
    }
    let text = kind + "-" + id
    return plain && text.utf8.count <= 64 ? text : kind + "-" + sha256(id.utf8).prefix(32)
  }
}

extension Registry {
  /// All patients, or one, as a collection Bundle in JSON: Patient, Condition, Procedure (courses), Observation
  /// (laboratory, doses, responses), AdverseEvent, and a resource for each row of the other tables that are about patients.
  /// Sites and allocations stay out.
  ///
  /// - Throws: `Problem` if the patient is unknown or the database fails.
  public func fhirBundle(patient: String? = nil) throws -> String {
    if let patient { _ = try self.patient(patient) }
    var resources: [JSON] = []
    func mine<Column: TableColumn>(_ column: Column) throws -> [TableRow<Column>] {
      try rows(of: Column.self, where: patient.map { [column: .text($0)] } ?? [:])
    }
    let deaths = Dictionary(
      try mine(DeathColumn.patient).map { ($0.text(.patient), $0.text(.died)) },
      uniquingKeysWith: { a, _ in a })
    func whole<Column: TableColumn>(
      _ resource: JSON, _ row: TableRow<Column>, except: Set<String> = []
    ) throws -> JSON {
      FHIR.whole(resource, row.row, try catalogue.table(Column.table), except: except)
    }
    for row in try mine(PatientColumn.id) {
      // To which site patients belong says whoever takes them in.
      resources += [
        try whole(FHIR.patient(row, died: deaths[row.id]), row, except: ["site"]), FHIR.condition(row),
      ]
    }
    resources += try mine(CourseColumn.patient).map { try whole(FHIR.course($0), $0) }
    resources += try mine(LaboratoryColumn.patient).map(FHIR.laboratory)
    resources += try furtherResources(patient: patient)
    resources += try mine(DoseSummaryColumn.patient).map { try whole(FHIR.dose($0), $0) }
    resources += try mine(ResponseColumn.patient).map { try whole(FHIR.response($0), $0) }
    resources += try mine(AdverseEventColumn.patient).map { try whole(FHIR.adverseEvent($0), $0) }
    let bundle: JSON = [
      "resourceType": "Bundle", "type": "collection", "timestamp": .text("\(clock())"),
      "entry": .array(resources.map { ["fullUrl": .text(FHIR.own + FHIR.identity($0)), "resource": $0] }),
    ]
    return bundle.compact + "\n"
  }
}

extension FHIR {
  static func identity(_ resource: JSON) -> String {
    guard case .object(let members) = resource,
      case .text(let id)? = members.first(where: { $0.0 == "id" })?.1
    else { return "" }
    return id
  }

  static func subject(_ patient: String) -> JSON {
    ["reference": .text("Patient/" + id("patient", patient))]
  }

  static func coded(_ system: String, _ code: String, _ text: String) -> JSON {
    [
      "coding": [["system": .text(system), "code": .text(code), "display": .text(text)]], "text": .text(text),
    ]
  }

  static func identifier<Column: TableColumn>(_ row: TableRow<Column>) -> JSON {
    [["system": .text(own + Column.table), "value": .text(row.id)]]
  }

  static func patient(_ row: TableRow<PatientColumn>, died: String?) -> JSON {
    [
      "resourceType": "Patient", "id": .text(id("patient", row.id)),
      "meta": ["profile": [.text(mcode + "mcode-cancer-patient")]], "identifier": identifier(row),
      "gender": member(row[.sex]), "birthDate": member(row[.birthYear]),
      "deceasedDateTime": died.map { .text($0) },
    ]
  }

  static func condition(_ row: TableRow<PatientColumn>) -> JSON {
    [
      "resourceType": "Condition", "id": .text(id("condition", row.id)),
      "meta": ["profile": [.text(mcode + "mcode-primary-cancer-condition")]],
      "clinicalStatus": coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active", "Active"),
      "code": coded("http://snomed.info/sct", "255046005", "Neuroendocrine neoplasm"),
      "bodySite": row[.primarySite].text.map { [["text": .text($0)]] },
      "stage": row[.grade].integer.map { [["summary": ["text": .text("WHO grade \($0)")]]] },
      "subject": ["reference": .text("Patient/" + id("patient", row.id))],
      "onsetDateTime": member(row[.diagnosed]),
    ]
  }

  static func course(_ row: TableRow<CourseColumn>) -> JSON {
    let isNuclear = ["TARE", "IV PRRT", "IA PRRT"].contains(row.text(.kind))
    return [
      "resourceType": "Procedure", "id": .text(id("course", row.id)),
      "meta": isNuclear ? ["profile": [.text(mcode + "mcode-radiotherapy-course-summary")]] : nil,
      "identifier": identifier(row),
      "status": .text(row[.ended].isNull ? "in-progress" : "completed"),
      "code": coded(own + "course-kind", row.text(.kind), row.text(.kind)),
      "subject": subject(row.text(.patient)),
      "performedPeriod": ["start": member(row[.started]), "end": member(row[.ended])],
      "bodySite": row[.region].text.map { [["text": .text($0)]] },
      "usedCode": row[.product].text.map { [["text": .text($0)]] },
    ]
  }

  static func laboratory(_ row: TableRow<LaboratoryColumn>) -> JSON {
    let (test, unit) = (row.text(.test), row.text(.unit))
    func quantity(_ value: Value, _ comparator: Value = .null) -> JSON? {
      value.text.map {
        [
          "value": .verbatim($0), "comparator": member(comparator), "unit": .text(unit),
          "system": .text(ucum),
          "code": .text(unit),
        ]
      }
    }
    func words(_ column: LaboratoryColumn) -> JSON? { row[column].text.map { ["text": .text($0)] } }
    let (low, high) = (quantity(row[.lower]), quantity(row[.upper]))
    let (day, time) = moment(row.text(.sampled))
    return [
      "resourceType": "Observation", "id": .text(id("lab", row.id)),
      "identifier": identifier(row), "extension": ownColumns(row),
      "status": .text(row[.status].text ?? "final"),
      "_status": row[.status].isNull
        ? ["extension": [["url": .text(own + "status-not-said"), "valueBoolean": .flag(true)]]] : nil,
      "category": [
        coded("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory")
      ],
      "code": code(test, unit) ?? ["text": .text(test)],
      "subject": subject(row.text(.patient)), "effectiveDateTime": .text(day), "_effectiveDateTime": time,
      "performer": row[.laboratory].text.map { [["display": .text($0)]] },
      "valueQuantity": quantity(row[.value], row[.comparator]),
      "note": row[.given].text.map { [["text": .text($0)]] }, "method": words(.method),
      "specimen": row[.sample].text.map { ["display": .text($0)] },
      "referenceRange": low == nil && high == nil
        ? nil : [["low": low, "high": high, "type": row[.rangeKind].text.map(rangeType)]],
    ]
  }

  /// What FHIR has no place for in a result.
  private static func ownColumns(_ row: TableRow<LaboratoryColumn>) -> JSON? {
    let columns: [LaboratoryColumn] = [.source, .anticoagulated, .rangeKind]
    let parts = columns.filter { !row[$0].isNull }.map { column -> JSON in
      [
        "url": .text(address(LaboratoryColumn.table, column.rawValue)),
        "valueString": .text(row[column].printed),
      ]
    }
    return parts.isEmpty ? nil : .array(parts)
  }

  /// The code that FHIR has for a kind of limits, else the word.
  private static func rangeType(_ kind: String) -> JSON {
    guard ["normal", "therapeutic"].contains(kind) else { return ["text": .text(kind)] }
    return coded("http://terminology.hl7.org/CodeSystem/referencerange-meaning", kind, kind)
  }

  /// FHIR has no time of day without its zone; such a one stands in an extension of ours.
  private static func moment(_ text: String) -> (day: String, local: JSON?) {
    let time = String(text.dropFirst(11))
    if time.isEmpty || time.contains(where: { "Z+-".contains($0) }) { return (text, nil) }
    return (
      String(text.prefix(10)),
      ["extension": [["url": .text(own + "local-time"), "valueString": .text(time)]]]
    )
  }

  static func gray(_ value: Double?) -> JSON? {
    value.map { ["value": .verbatim("\($0)"), "unit": "Gy", "system": .text(ucum), "code": "Gy"] }
  }

  /// What stands with a mean dose, Gy: its standard uncertainty, and BED.
  static func doseParts(u: Double?, bed: Double?, bedU: Double? = nil) -> JSON? {
    let parts = [
      ("standard-uncertainty", "standard uncertainty (k = 1)", u),
      ("bed", "biologically effective dose", bed),
      (
        "bed-standard-uncertainty", "standard uncertainty of the biologically effective dose (k = 1)", bedU
      ),
    ].compactMap { code, words, value -> JSON? in
      gray(value).map { ["code": coded(own + "dose", code, words), "valueQuantity": $0] }
    }
    return parts.isEmpty ? nil : .array(parts)
  }

  static func dose(_ row: TableRow<DoseSummaryColumn>) -> JSON {
    return [
      "resourceType": "Observation", "id": .text(id("dose", row.id)),
      "identifier": identifier(row),
      "status": "final", "code": coded(own + "dose", "mean-absorbed-dose", "mean absorbed dose"),
      "subject": subject(row.text(.patient)),
      "effectiveDateTime": member(row[.delivered]), "valueQuantity": gray(row[.meanGy].number),
      "bodySite": ["text": .text(row.text(.region))],
      "method": ["text": .text(row.text(.engine))], "note": [["text": .text(row.text(.definition))]],
      "component": doseParts(u: row[.meanUGy].number, bed: row[.bedGy].number),
    ]
  }

  static func response(_ row: TableRow<ResponseColumn>) -> JSON {
    [
      "resourceType": "Observation", "id": .text(id("response", row.id)),
      "meta": ["profile": [.text(mcode + "mcode-cancer-disease-status")]],
      "identifier": identifier(row),
      "status": "final", "code": coded(loinc, "97509-4", "Cancer disease progression"),
      "subject": subject(row.text(.patient)),
      "effectiveDateTime": member(row[.assessed]), "method": ["text": .text(row.text(.criterion))],
      "valueCodeableConcept": coded(own + "response", row.text(.result), row.text(.result)),
    ]
  }

  static func adverseEvent(_ row: TableRow<AdverseEventColumn>) -> JSON {
    [
      "resourceType": "AdverseEvent", "id": .text(id("event", row.id)),
      "identifier": ["system": .text(own + "adverse_events"), "value": .text(row.id)],
      "actuality": "actual", "event": ["text": .text(row.text(.term))],
      "subject": subject(row.text(.patient)),
      "date": member(row[.started]),
      "severity": row[.grade].integer.map {
        coded("urn:hepatica:ctcae-grade", "\($0)", "CTCAE grade \($0)")
      },
    ]
  }
}
