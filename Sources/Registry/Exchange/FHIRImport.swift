import Diagnostics
import Files
import Foundation

extension Registry {
  /// Patients, laboratory Observations and Procedures of a FHIR R4 Bundle.
  ///
  /// Names, addresses and telephone numbers of a Patient are refused, not skipped: such a file should not have left its
  /// hospital. Resources that the registry has no table for are counted and left alone.
  /// - Parameter site: that new patients belong to.
  /// - Returns: what was imported, and how many resources of other kinds there were.
  public func importFHIR(_ url: URL, site: String, by author: Author) throws -> (
    count: ImportCount, skipped: [String: Int]
  ) {
    let root = try JSON5.parse(try text(of: url), document: url.lastPathComponent).object()
    guard try root["resourceType"]?.string() == "Bundle" else {
      throw Problem(.dataRejected, what: "this is no FHIR Bundle", at: root.location)
    }
    var reader = FHIRReader(site: site)
    for entry in try root["entry"]?.array() ?? [] {
      guard let resource = try entry.object()["resource"] else { continue }
      reader.take(try resource.object())
    }
    if !reader.problems.isEmpty { throw Problems(reader.problems) }
    let incoming = try reader.rows.map {
      Incoming(table: try catalogue.table($0.table), place: $0.place, texts: $0.texts)
    }
    return (try take(incoming, by: author), reader.skipped)
  }
}

private struct FHIRReader {
  let site: String
  var rows: [(table: String, place: String, texts: [String: String])] = []
  var problems: [Problem] = []
  var skipped: [String: Int] = [:]
  /// Pseudonym by FHIR id.
  private var patients: [String: String] = [:]

  init(site: String) { self.site = site }

  mutating func take(_ resource: JSON5Object) {
    do {
      switch try resource["resourceType"]?.string() ?? "" {
      case "Patient": try patient(resource)
      case "Observation": try observation(resource)
      case "Procedure": try procedure(resource)
      case let other: skipped[other, default: 0] += 1
      }
    } catch let problem as Problem { problems.append(problem) } catch {
      problems.append(Problem(.internalError, what: "\(error)", at: resource.location))
    }
  }

  private mutating func patient(_ o: JSON5Object) throws {
    for key in ["name", "telecom", "address", "photo", "contact"] where o[key] != nil {
      throw Problem(
        .dataRejected, what: "the Patient has “\(key)”", at: o.location,
        why: "the registry holds pseudonyms only",
        remedy: "pseudonymise the file where it comes from")
    }
    let pseudonym = try identity(o)
    if let id = try o["id"]?.string() { patients[id] = pseudonym }
    var texts = ["id": pseudonym, "site": site]
    if let sex = try o["gender"]?.string() { texts["sex"] = sex }
    if let birth = try o["birthDate"]?.string() { texts["birth_year"] = String(birth.prefix(4)) }
    rows.append(("patients", o.location, texts))
    if let died = try o["deceasedDateTime"]?.string() {
      rows.append(
        ("deaths", o.location, ["id": pseudonym, "patient": pseudonym, "died": String(died.prefix(10))]))
    }
  }

  /// Our own identifier, else the first one that is given, else the id.
  private func identity(_ o: JSON5Object) throws -> String {
    let list = try o["identifier"]?.array().map { try $0.object() } ?? []
    let own = try list.first { try $0["system"]?.string().hasPrefix(FHIR.own) ?? false } ?? list.first
    if let value = try own?["value"]?.string() { return value }
    return try o.required("id", "id of the resource").string()
  }

  private func subject(_ o: JSON5Object) throws -> String {
    let reference = try o.required("subject", "whose").object().required(
      "reference", "reference to a Patient"
    ).string()
    let id = String(reference.split(separator: "/").last ?? "")
    return patients[id] ?? id
  }

  private mutating func observation(_ o: JSON5Object) throws {
    let codings = try o["code"]?.object()["coding"]?.array().map { try $0.object() } ?? []
    let code = try codings.first { try $0["system"]?.string() == FHIR.loinc }?["code"]?.string()
    guard let test = FHIR.tests.first(where: { $0.code == code }) else {
      skipped["Observation of another kind", default: 0] += 1
      return
    }
    let quantity = try o.required("valueQuantity", "the value").object()
    var texts = [
      "id": try identity(o), "patient": try subject(o), "test": test.test,
      "sampled": String(try o.required("effectiveDateTime", "day of sampling").string().prefix(10)),
      "value": try quantity.required("value", "number").numberText(),
      "unit": try quantity["code"]?.string() ?? quantity.required("unit", "unit").string(),
    ]
    if let range = try o["referenceRange"]?.array().first?.object() {
      if let low = try range["low"]?.object()["value"]?.numberText() { texts["lower"] = low }
      if let high = try range["high"]?.object()["value"]?.numberText() { texts["upper"] = high }
    }
    rows.append(("laboratory", o.location, texts))
  }

  private mutating func procedure(_ o: JSON5Object) throws {
    let codings = try o["code"]?.object()["coding"]?.array().map { try $0.object() } ?? []
    guard
      let kind = try codings.first(where: { try $0["system"]?.string() == FHIR.own + "course-kind" })?[
        "code"]?.string()
    else {
      skipped["Procedure of another kind", default: 0] += 1
      return
    }
    let period = try o.required("performedPeriod", "when").object()
    var texts = [
      "id": try identity(o), "patient": try subject(o), "kind": kind,
      "started": String(try period.required("start", "first day").string().prefix(10)),
    ]
    if let end = try period["end"]?.string() { texts["ended"] = String(end.prefix(10)) }
    if let region = try o["bodySite"]?.array().first?.object()["text"]?.string() { texts["region"] = region }
    if let product = try o["usedCode"]?.array().first?.object()["text"]?.string() {
      texts["product"] = product
    }
    rows.append(("courses", o.location, texts))
  }
}
