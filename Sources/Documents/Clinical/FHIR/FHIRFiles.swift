import Criteria
import Diagnostics
import Files
import Foundation

/// All FHIR R4 files of a command (Bundles, their pages, bulk exports with one resource per line, single resources), read
/// as one record: references and versions hold across files.
///
/// Taken are final, amended, corrected and preliminary observations with a result, and the parts of panels. Of several
/// versions of one resource the newest counts; a retracted one takes all of its versions with it. Whose a result is says
/// the reference of `subject`.
package struct FHIRFiles: Sendable {
  package let names: [String]
  package private(set) var patients: [FHIRPatient] = []
  package private(set) var results: [FHIRResult] = []
  package private(set) var procedures: [(resource: FHIRResource, patient: FHIRPatient)] = []
  /// Names and identities of results that were retracted.
  package private(set) var retracted: [String] = []
  /// What is not a result, by what it is.
  package private(set) var leftOut: [String: Int] = [:]
  package private(set) var problems: [Problem] = []
  private var index = FHIRPatients()
  private var resources: [FHIRResource] = []
  private var pages = FHIRPages()
  /// Resources that were deleted, as `Observation/o2`.
  private var deleted: Set<String> = []

  /// - Parameter knows: whether some test has a LOINC code.
  /// - Throws: `Problem` for a file that is not FHIR; what is wrong with single resources stands in ``problems``.
  package init(_ paths: [String], knows: @escaping (String) -> Bool) throws {
    names = paths.map { URL(filePath: $0).lastPathComponent }
    for (n, path) in paths.enumerated() { try read(path, file: n) }
    for resource in resources where resource.kind == "Patient" { index.add(resource) }
    patients = index.all
    for resource in newest() { take(resource, knows) }
    problems += pages.problems
  }

  /// What is wrong with a file is said with its name.
  private mutating func reject(_ resource: FHIRResource, _ problem: Problem) {
    var problem = problem
    problem.location = "\(names[resource.file]): \(problem.location)"
    problems.append(problem)
  }

  private mutating func take(_ resource: FHIRResource, _ knows: @escaping (String) -> Bool) {
    switch resource.kind {
    case "Patient": return
    case "Observation": observation(resource, knows)
    case "Procedure":
      if let patient = index.subject(of: resource) {
        procedures.append((resource, patient))
      } else {
        reject(resource, nobody(resource))
      }
    case "OperationOutcome":
      reject(
        resource,
        Problem(
          .dataRejected, what: "the server reports a fault of its answer", at: "resource \(resource.number)",
          why: "results may be missing", remedy: "ask the server again"))
    case let other where nearMiss(other, among: ["Observation", "Patient", "Procedure", "Bundle"]) != nil:
      reject(
        resource,
        Problem(
          .dataRejected, what: "the type of the resource is misspelt", at: "resource \(resource.number)",
          why: "its results would be missing"))
    case let other: leftOut[other.isEmpty ? "resources without a type" : other, default: 0] += 1
    }
  }

  private mutating func observation(_ resource: FHIRResource, _ knows: @escaping (String) -> Bool) {
    switch FHIRStatus(resource.content["status"]?.text ?? "") {
    case .taken: break
    case .retracted:
      retracted.append(resource.name)
      leftOut["results that were retracted, cancelled or entered in error", default: 0] += 1
      return
    case .open:
      leftOut["results that are registered and not there yet", default: 0] += 1
      return
    case .unknown:
      return reject(
        resource,
        Problem(
          .dataRejected,
          what: "an observation that is not final, amended, corrected or preliminary is not taken",
          at: "resource \(resource.number), element status", why: "nobody stands by its result"))
    }
    guard let patient = index.subject(of: resource) else { return reject(resource, nobody(resource)) }
    let observation = FHIRObservation(resource, patient: patient, knows: knows)
    results += observation.results
    for reason in observation.leftOut { leftOut[reason, default: 0] += 1 }
    for problem in observation.problems { reject(resource, problem) }
  }

  private func nobody(_ resource: FHIRResource) -> Problem {
    Problem(
      .dataRejected, what: "the reference of the subject names no patient of these files",
      at: "resource \(resource.number), element subject", why: "nobody knows whose result it is",
      remedy: "export the Patient resources too, or references such as Patient/A1")
  }
}

extension FHIRFiles {
  private mutating func read(_ path: String, file: Int) throws {
    let text = try readText(path, called: "FHIR file")
    var number = 0
    if path.lowercased().hasSuffix("ndjson") {
      for (n, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      where line.contains(where: { !$0.isWhitespace }) {
        add(try JSON5.parse(String(line), document: "\(names[file]), line \(n + 1)"), file, "", &number)
      }
    } else {
      add(try JSON5.parse(text, document: names[file]), file, "", &number)
    }
    guard number > 0 else {
      throw Problem(
        .dataRejected, what: "this is not a FHIR Bundle", at: path,
        remedy: "export a Bundle of Observation resources, or ndjson")
    }
  }

  private mutating func add(_ content: JSON5Value, _ file: Int, _ url: String, _ number: inout Int) {
    guard content["resourceType"]?.text == "Bundle" else {
      // A file without a single resource is refused as a whole.
      guard content["resourceType"]?.text != nil else {
        problems.append(
          Problem(
            .dataRejected, what: "a resource has no type", at: "\(names[file]): after resource \(number)",
            why: "nobody knows whether it is a result", remedy: "every resource has its resourceType"))
        return
      }
      number += 1
      let resource = FHIRResource(content: content, file: file, number: number, fullURL: url)
      resources += [resource] + resource.containedResults
      return
    }
    // An empty answer is a Bundle too.
    if content["entry"] == nil { number += 1 }
    pages.add(content, file: names[file])
    for entry in content["entry"]?.elements ?? [] {
      if entry["request"]?["method"]?.text == "DELETE", let url = entry["request"]?["url"]?.text {
        number += 1
        deleted.insert(url)
      }
      if let resource = entry["resource"] {
        add(resource, file, entry["fullUrl"]?.text ?? "", &number)
      } else if entry["request"]?["method"]?.text != "DELETE" {
        number += 1
        leftOut["entries of a Bundle without a resource", default: 0] += 1
      }
    }
  }

  /// Of each resource the newest version, in the order of the files.
  private mutating func newest() -> [FHIRResource] {
    var places: [String: Int] = [:]
    var kept: [FHIRResource] = []
    var contradicted: Set<Int> = []
    for resource in resources {
      guard let identity = resource.identity else {
        kept.append(resource)
        continue
      }
      if deleted.contains(identity) {
        retracted.append(resource.name)
        leftOut["results that were retracted, cancelled or entered in error", default: 0] += 1
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
    return kept.enumerated().filter { !contradicted.contains($0.offset) }.map(\.element)
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
