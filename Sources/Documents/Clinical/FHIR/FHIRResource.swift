import Files
import Quantities

/// One resource of a FHIR file, with where it stands.
package struct FHIRResource: Sendable {
  package let content: JSON5Value
  package let file: Int
  /// From 1, in the order of the file.
  package let number: Int
  let fullURL: String
  /// The resource in which this one is contained.
  var outer: JSON5Value?

  package var kind: String { content["resourceType"]?.text ?? "" }
  package var id: String { content["id"]?.text ?? "" }

  /// What makes two resources versions of one: type and id, or where it has none the address.
  package var identity: String? {
    if let outer { return outerID(outer).map { "\(outer["resourceType"]?.text ?? "")/\($0)#\(id)" } }
    if !id.isEmpty { return kind + "/" + id }
    return fullURL.isEmpty ? nil : fullURL
  }

  /// Of the resource that this one is contained in.
  var outerIdentity: String? {
    guard let outer else { return nil }
    let id = outer["id"]?.text ?? ""
    return id.isEmpty ? (fullURL.isEmpty ? nil : fullURL) : "\(outer["resourceType"]?.text ?? "")/\(id)"
  }

  /// A resource that stands inside this one, by `#id`.
  func contained(_ reference: String) -> JSON5Value? {
    let all = (content["contained"]?.elements ?? []) + (outer?["contained"]?.elements ?? [])
    return all.first { $0["id"]?.text == String(reference.dropFirst()) }
  }

  private func outerID(_ outer: JSON5Value) -> String? {
    let known = outer["id"]?.text ?? fullURL
    return known.isEmpty || id.isEmpty ? nil : known
  }

  /// Results that stand inside a report: they have no address of their own, and may leave the patient to it.
  var containedResults: [FHIRResource] {
    guard kind != "Observation" else { return [] }
    return (content["contained"]?.elements ?? []).filter { $0["resourceType"]?.text == "Observation" }.map {
      FHIRResource(content: $0, file: file, number: number, fullURL: fullURL, outer: content)
    }
  }

  /// Whose it is, in words of FHIR.
  var subject: JSON5Value? {
    content["subject"] ?? content["patient"] ?? outer?["subject"] ?? outer?["patient"]
  }

  /// Business identifiers as system and value.
  package static func identifiers(_ content: JSON5Value) -> [(system: String, value: String)] {
    let given = content["identifier"]
    // AdverseEvent has one, most others a list.
    let all = given?.elements.isEmpty == false ? given?.elements ?? [] : given.map { [$0] } ?? []
    return all.compactMap { one in one["value"]?.text.map { (one["system"]?.text ?? "", $0) } }
  }

  /// Our own identifier, else the first one that is given, else the id.
  package var name: String {
    let own = Self.name(content)
    return outer.map { "\(Self.name($0))-\(own)" } ?? own
  }

  package static func name(_ content: JSON5Value) -> String {
    let all = identifiers(content)
    return all.first { $0.system.hasPrefix("urn:hepatica:") }?.value ?? all.first?.value
      ?? content["id"]?.text ?? ""
  }
}

extension FHIRResource {
  /// How far a resource is in its life: a version number, a time of writing, and the rank of its status.
  package struct Age: Comparable {
    package var version: Int
    var updated: DateTime?
    package var rank: Int

    package static func < (a: Age, b: Age) -> Bool {
      if a.version != b.version { return a.version < b.version }
      if let x = a.updated, let y = b.updated, x != y { return x < y }
      return a.rank < b.rank
    }
  }

  package var age: Age {
    // What is contained has no version of its own.
    let meta = outer?["meta"] ?? content["meta"]
    let time = meta?["lastUpdated"]?.text ?? content["issued"]?.text ?? outer?["issued"]?.text
    return Age(
      version: meta?["versionId"]?.text.flatMap({ Int($0) }) ?? 0,
      updated: time.flatMap { DateTime(iso8601: $0) },
      rank: FHIRStatus((outer ?? content)["status"]?.text ?? "").rank)
  }
}

/// What `Observation.status` says of a result.
package enum FHIRStatus {
  case taken(String)
  case retracted
  /// Not measured yet.
  case open
  case unknown

  package init(_ code: String) {
    switch code {
    case "final", "amended", "corrected", "preliminary": self = .taken(code)
    case "entered-in-error", "cancelled": self = .retracted
    case "registered": self = .open
    default: self = .unknown
    }
  }

  package var rank: Int {
    switch self {
    case .open, .unknown: 0
    case .taken("preliminary"): 1
    case .taken("final"): 2
    case .taken: 3
    case .retracted: 4
    }
  }
}
