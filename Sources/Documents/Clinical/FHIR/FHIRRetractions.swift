import Files

/// What the newest versions of a record take back: results that are retracted themselves, those that a retracted report
/// or panel names, and those that were derived from one of them.
///
/// A result that another report still stands by stays, as does one that was amended after the report was retracted: the
/// laboratory has looked at it again.
struct FHIRRetractions {
  /// Places of the resources, with the reason.
  private(set) var reasons: [Int: String] = [:]
  /// Ids of results that no file has, and that are taken back all the same.
  private(set) var absent: Set<String> = []
  private let resources: [FHIRResource]
  private var places: [String: Int] = [:]
  /// Who names a result without being retracted itself.
  private var keepers: [Int: [Int]] = [:]

  static let own = "results that were retracted, cancelled or entered in error"
  static let reported = "results of a report or panel that was retracted"
  private static let derived = "results that were derived from a retracted one"

  /// - Parameter resources: the newest version of each.
  init(_ resources: [FHIRResource]) {
    self.resources = resources
    for (n, resource) in resources.enumerated() {
      for address in resource.addresses where places[address] == nil { places[address] = n }
    }
    for (n, resource) in resources.enumerated() {
      if resource.outer.map(FHIRResource.isTakenBack) ?? false {
        reasons[n] = Self.reported
      } else if !resource.isRetracted {
        for target in targets(of: resource, resource.names).found { keepers[target, default: []].append(n) }
      } else if resource.kind == "Observation" {
        reasons[n] = Self.own
      }
    }
    // What is taken back no longer keeps others, which may have been looked at before.
    var count = -1
    while count < reasons.count {
      count = reasons.count
      for (n, resource) in resources.enumerated() where resource.isRetracted || reasons[n] != nil {
        follow(resource)
      }
    }
    followDerived()
  }

  private func targets(of resource: FHIRResource, _ references: [JSON5Value]) -> (
    found: [Int], absent: [String]
  ) {
    var (found, absent): ([Int], [String]) = ([], [])
    for reference in references {
      let address = reference["reference"]?.text.map { resource.address($0) } ?? ""
      let number = reference["identifier"]?["value"]?.text
      if let place = places[address] ?? number.flatMap({ places["identifier " + $0] }) {
        found.append(place)
      } else {
        absent += [number, address.split(separator: "/").last.map(String.init)].compactMap(\.self)
      }
    }
    return (found, absent)
  }

  /// What a retracted report or panel names, and what those name.
  private mutating func follow(_ holder: FHIRResource) {
    let (found, absent) = targets(of: holder, holder.names)
    self.absent.formUnion(absent)
    for n in found where reasons[n] == nil && !isKept(n) && !resources[n].isAmended(after: holder) {
      reasons[n] = Self.reported
    }
  }

  /// Whether a report or panel stands by it that is not taken back with another.
  private func isKept(_ n: Int) -> Bool { keepers[n, default: []].contains { reasons[$0] == nil } }

  private mutating func followDerived() {
    var grows = true
    while grows {
      grows = false
      for (n, resource) in resources.enumerated() where reasons[n] == nil && resource.kind == "Observation" {
        let sources = targets(of: resource, resource.content["derivedFrom"]?.elements ?? []).found
        guard sources.contains(where: { reasons[$0] != nil }) else { continue }
        reasons[n] = Self.derived
        grows = true
      }
    }
  }
}

extension FHIRResource {
  /// Results that a report or a panel names.
  fileprivate var names: [JSON5Value] {
    switch kind {
    case "DiagnosticReport": content["result"]?.elements ?? []
    case "Observation": content["hasMember"]?.elements ?? []
    default: []
    }
  }

  fileprivate var isRetracted: Bool {
    ["DiagnosticReport", "Observation"].contains(kind) && Self.isTakenBack(content)
  }

  fileprivate static func isTakenBack(_ content: JSON5Value) -> Bool {
    if case .retracted = FHIRStatus(content["status"]?.text ?? "") { return true }
    return false
  }

  fileprivate func isAmended(after other: FHIRResource) -> Bool {
    guard ["amended", "corrected"].contains(content["status"]?.text ?? "") else { return false }
    guard let mine = age.updated, let theirs = other.age.updated else { return false }
    return mine > theirs
  }

  /// What others may call this resource.
  fileprivate var addresses: [String] {
    let own = [identity, fullURL.isEmpty || outer != nil ? nil : fullURL].compactMap(\.self)
    return own + Self.identifiers(content).map { "identifier " + $0.value }
  }

  /// A reference of this resource as an address: relative, absolute, with a version, `urn:uuid`, contained.
  fileprivate func address(_ reference: String) -> String {
    if reference.hasPrefix("#") {
      let holder = outer.map { "\($0["resourceType"]?.text ?? "")/\($0["id"]?.text ?? fullURL)" }
      return (holder ?? "\(kind)/\(id.isEmpty ? fullURL : id)") + reference
    }
    let plain = reference.split(separator: "/_history/", maxSplits: 1).first.map(String.init) ?? reference
    guard !plain.hasPrefix("urn:") else { return plain }
    return plain.split(separator: "/").suffix(2).joined(separator: "/")
  }
}
