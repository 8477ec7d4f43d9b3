import Diagnostics
import Foundation

/// Who is asked for: `VALUE`, or `SYSTEM|VALUE` where the service has several kinds of identifiers.
package struct FHIRQuestion: Sendable {
  package var identifier: String
  /// Who the patient is in the answer.
  package var pseudonym: String
  /// Observations and procedures from this day on, `YYYY-MM-DD`.
  package var since: String?
  /// Category of the observations, such as `laboratory`; all without it.
  package var category: String?

  package init(identifier: String, pseudonym: String, since: String? = nil, category: String? = nil) {
    (self.identifier, self.pseudonym, self.since, self.category) = (identifier, pseudonym, since, category)
  }
}

/// What a FHIR service has of one patient, under a pseudonym: a collection Bundle that every command for clinical data reads.
package struct FHIRRecord: Sendable {
  package private(set) var bundle: String
  /// Resources by type.
  package private(set) var counts: [String: Int]
  /// Elements that were left out, such as `Observation.note`.
  package private(set) var leftOut: [String: Int]
  /// Remarks of the service, whose texts are not repeated.
  package private(set) var remarks: Int

  /// - Throws: `Problem` if there is not exactly one such patient, or not all of the record came.
  package init(_ question: FHIRQuestion, from server: FHIRServer) throws(Problem) {
    let (patient, id) = try server.patient(question.identifier)
    var minimal = FHIRMinimal(question.pseudonym)
    var resources = [minimal.patient(patient)]
    (counts, remarks) = (["Patient": 1], 0)
    for type in ["Observation", "DiagnosticReport", "Procedure"] {
      var conditions = [("patient", id)]
      if let since = question.since { conditions.append(("date", "ge" + since)) }
      if type == "Observation", let category = question.category { conditions.append(("category", category)) }
      let pages = try server.search(type, conditions)
      try server.refuseOthers(pages.resources, than: id, type)
      resources += pages.resources.compactMap { minimal.resource($0) }
      counts[type] = pages.resources.count
      remarks += pages.remarks
    }
    leftOut = minimal.leftOut
    bundle =
      #"{"resourceType":"Bundle","type":"collection","entry":["# + "\n"
      + resources.map { #"{"resource":\#($0)}"# }.joined(separator: ",\n") + "\n]}\n"
  }
}

extension FHIRServer {
  /// The only patient of an identifier, and the id that the service gave.
  ///
  /// - Throws: `Problem` if there is none, or more than one.
  func patient(_ identifier: String) throws(Problem) -> (FHIRText, id: String) {
    let found = try search("Patient", [("identifier", identifier)]).resources
    let ids = Set(found.compactMap { $0["id"]?.text })
    guard let patient = found.first, let id = ids.first else {
      throw Problem(
        .inputMissing, what: "the service has no patient of this identifier", at: peer.name,
        remedy: "check the identifier; where there are several kinds, state SYSTEM|VALUE")
    }
    guard ids.count == 1 else {
      throw Problem(
        .dataRejected, what: "\(ids.count) patients of the service have this identifier", at: peer.name,
        why: "the record of one would be taken for that of another",
        remedy: "state the kind of identifier as SYSTEM|VALUE, or have the patients merged")
    }
    return (patient, id)
  }

  /// The reference to the only patient of an identifier.
  package func reference(to identifier: String) throws(Problem) -> String {
    "Patient/" + (try patient(identifier).id)
  }

  /// A service that does not know a condition may pass over it.
  func refuseOthers(_ resources: [FHIRText], than id: String, _ type: String) throws(Problem) {
    let others = resources.count { resource in
      let parts = (resource["subject"]?["reference"]?.text ?? "").split(separator: "/").map(String.init)
      guard let at = parts.lastIndex(of: "Patient"), at + 1 < parts.count else { return true }
      return parts[at + 1] != id
    }
    guard others > 0 else { return }
    throw Problem(
      .dataRejected, what: "\(others) resources of \(type) are not of the patient that was asked for",
      at: peer.name, why: "the record of one would be taken for that of another",
      remedy: "the service does not search by patient: have its administrator enable it")
  }
}
