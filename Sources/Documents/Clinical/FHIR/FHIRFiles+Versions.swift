import Diagnostics
import Files

extension FHIRFiles {
  /// Of each resource the newest version, in the order of the files.
  mutating func newest() -> [FHIRResource] {
    var places: [String: Int] = [:]
    var kept: [FHIRResource] = []
    var contradicted: Set<Int> = []
    for resource in resources {
      guard let identity = resource.identity else {
        kept.append(resource)
        continue
      }
      if deleted.contains(identity) {
        if resource.kind == "Observation" {
          retract(resource, FHIRRetractions.own)
        } else {
          leftOut["resources that were deleted", default: 0] += 1
        }
        continue
      }
      guard let n = places[identity] else {
        places[identity] = kept.count
        kept.append(resource)
        continue
      }
      if resource.kind == "Patient" { continue }
      if !settle(resource, with: n, &kept) { contradicted.insert(n) }
    }
    // What was deleted and is in no file may be in a registry.
    let there = Set(resources.compactMap(\.identity))
    retracted += deleted.subtracting(there).filter { $0.contains("Observation/") }.sorted().compactMap {
      $0.split(separator: "/").last.map(String.init)
    }
    return kept.enumerated().filter { !contradicted.contains($0.offset) }.map(\.element)
      .filter { isOfNewest($0, kept, places) }
  }

  /// What is contained in an earlier version of a report is not in the newest one.
  private mutating func isOfNewest(_ resource: FHIRResource, _ kept: [FHIRResource], _ places: [String: Int])
    -> Bool
  {
    guard let outer = resource.outerIdentity, let n = places[outer] else { return true }
    if resource.age < kept[n].age {
      if case .retracted = FHIRStatus(kept[n].content["status"]?.text ?? "") {
        retract(resource, FHIRRetractions.reported)
      } else {
        leftOut["earlier versions of a resource", default: 0] += 1
      }
      return false
    }
    return true
  }

  /// - Returns: false for two versions of which neither is newer.
  private mutating func settle(_ resource: FHIRResource, with n: Int, _ kept: inout [FHIRResource]) -> Bool {
    let (old, new) = (kept[n].age, resource.age)
    let isSame = kept[n].content.plain == resource.content.plain
    if !isSame, !(old < new), !(new < old) {
      reject(
        resource,
        Problem(
          .dataRejected, what: "two versions of one resource differ, and neither is stated to be the newer",
          at: "resource \(resource.number), as \(names[kept[n].file]): resource \(kept[n].number)",
          why: "the results conflict",
          remedy: "export meta.versionId or meta.lastUpdated, or keep one"
        ))
      return false
    }
    leftOut[isSame ? "the same resource once more" : "earlier versions of a resource", default: 0] += 1
    if old < new { kept[n] = resource }
    return true
  }
}

extension JSON5Value {
  /// The content in one form, to compare two resources.
  fileprivate var plain: String {
    switch content {
    case .null: "null"
    case .bool(let yes): "\(yes)"
    case .number(_, let text): text
    case .string(let text): text.debugDescription
    case .array(let all): "[" + all.map(\.plain).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.sorted { $0.name < $1.name }.map { $0.name + ":" + $0.value.plain }.joined(separator: ",")
        + "}"
    }
  }
}
