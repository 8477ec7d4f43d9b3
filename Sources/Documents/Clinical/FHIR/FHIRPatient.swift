import Files
import Quantities

/// A Patient resource.
package struct FHIRPatient: Sendable {
  /// Every name that the sources know the patient by, the likeliest pseudonym first: our own identifier, the id, the
  /// other identifiers.
  package var names: [String]
  /// Pseudonym for the registry: our own identifier, else the first one that is given, else the id.
  package var pseudonym: String
  /// `male`, `female`, `other` or `unknown`; empty where nothing is said.
  package var gender: String
  /// `1960-01-31`, or only as much of it as is known.
  package var birth: String
  package var died: String
  /// Elements that say who it is.
  package var identifying: [String]
  package var location: String

  package init(_ content: JSON5Value) {
    let identifiers = FHIRResource.identifiers(content)
    let own = identifiers.filter { $0.system.hasPrefix("urn:hepatica:") }.map(\.value)
    names = own + [content["id"]?.text ?? ""].filter { !$0.isEmpty } + identifiers.map(\.value)
    pseudonym = FHIRResource.name(content)
    gender = content["gender"]?.text ?? ""
    birth = content["birthDate"]?.text ?? ""
    died = content["deceasedDateTime"]?.text ?? ""
    identifying = ["name", "telecom", "address", "photo", "contact"].filter { content[$0] != nil }
    location = content.location
  }
}

/// The patients of all files of a command, and who a reference means.
package struct FHIRPatients: Sendable {
  package private(set) var all: [FHIRPatient] = []
  private var byReference: [String: Int] = [:]

  package mutating func add(_ resource: FHIRResource) {
    let patient = FHIRPatient(resource.content)
    let addresses = ["Patient/" + resource.id, resource.fullURL].filter { !$0.isEmpty && $0 != "Patient/" }
    if let known = addresses.compactMap({ byReference[$0] }).first {
      for address in addresses { byReference[address] = known }
      return
    }
    for address in addresses { byReference[address] = all.count }
    all.append(patient)
  }

  /// Who the `subject` of a resource is: by reference (relative, absolute, with a version, `urn:uuid`, contained), or by
  /// identifier. A patient who is in no file has the name that the reference gives.
  /// - Returns: `nil` where the reference names nobody.
  package func subject(of resource: FHIRResource) -> FHIRPatient? {
    guard let subject = resource.subject else { return nil }
    if let reference = subject["reference"]?.text, let patient = patient(reference, in: resource) {
      return patient
    }
    return subject["identifier"]?["value"]?.text.map { named($0, resource) }
  }

  private func patient(_ reference: String, in resource: FHIRResource) -> FHIRPatient? {
    if reference.hasPrefix("#") { return resource.contained(reference).map(FHIRPatient.init) }
    let plain = reference.split(separator: "/_history/", maxSplits: 1).first.map(String.init) ?? reference
    if let known = byReference[plain] { return all[known] }
    // An address of nothing but a number means a resource of the file alone.
    if plain.hasPrefix("urn:") { return nil }
    let parts = plain.split(separator: "/").suffix(2)
    guard let id = parts.last.map(String.init), !id.isEmpty else { return nil }
    if parts.count == 2, parts.first != "Patient" { return nil }
    if let known = byReference["Patient/" + id] { return all[known] }
    return named(id, resource)
  }

  private func named(_ name: String, _ resource: FHIRResource) -> FHIRPatient {
    if let known = all.first(where: { $0.names.contains(name) }) { return known }
    var unknown = FHIRPatient(resource.content)
    (unknown.names, unknown.pseudonym) = ([name], name)
    (unknown.gender, unknown.birth, unknown.died, unknown.identifying) = ("", "", "", [])
    return unknown
  }
}
