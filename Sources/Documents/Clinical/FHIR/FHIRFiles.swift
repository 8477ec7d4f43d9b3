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
  /// Rows of a registry of ours other than laboratory results.
  package private(set) var rows: [FHIRRow] = []
  /// Names and identities of results that were retracted.
  package internal(set) var retracted: [String] = []
  /// What is not a result, by what it is.
  package internal(set) var leftOut: [String: Int] = [:]
  package internal(set) var problems: [Problem] = []
  private var index = FHIRPatients()
  var resources: [FHIRResource] = []
  var pages = FHIRPages()
  /// Resources that were deleted, as `Observation/o2`.
  var deleted: Set<String> = []

  /// - Parameter knows: whether some test has a LOINC code.
  /// - Throws: `Problem` for a file that is not FHIR; what is wrong with single resources stands in ``problems``.
  package init(_ paths: [String], knows: @escaping (String) -> Bool) throws {
    names = paths.map { URL(filePath: $0).lastPathComponent }
    for (n, path) in paths.enumerated() { try read(path, file: n) }
    for resource in resources where resource.kind == "Patient" { index.add(resource) }
    patients = index.all
    let newest = newest()
    let retractions = FHIRRetractions(newest)
    for (n, resource) in newest.enumerated() {
      if let reason = retractions.reasons[n] { retract(resource, reason) } else { take(resource, knows) }
    }
    retracted += retractions.absent.sorted()
    problems += pages.problems
  }

  /// What is wrong with a file is said with its name.
  mutating func reject(_ resource: FHIRResource, _ problem: Problem) {
    var problem = problem
    problem.location = "\(names[resource.file]): \(problem.location)"
    problems.append(problem)
  }

  private mutating func take(_ resource: FHIRResource, _ knows: @escaping (String) -> Bool) {
    if let row = FHIRRow(resource, in: names[resource.file]) {
      rows.append(row)
      // A patient and a course say something to others as well.
      guard ["patients", "courses"].contains(row.table) else {
        leftOut[FHIRRow.kind, default: 0] += 1
        return
      }
    }
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
    case .retracted: return retract(resource, FHIRRetractions.own)
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

  mutating func retract(_ resource: FHIRResource, _ reason: String) {
    retracted.append(resource.name)
    leftOut[reason, default: 0] += 1
  }

  private func nobody(_ resource: FHIRResource) -> Problem {
    Problem(
      .dataRejected, what: "the reference of the subject names no patient of these files",
      at: "resource \(resource.number), element subject", why: "nobody knows whose result it is",
      remedy: "export the Patient resources too, or references such as Patient/A1")
  }
}
