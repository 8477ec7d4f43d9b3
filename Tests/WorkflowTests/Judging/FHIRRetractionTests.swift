import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Documents
@testable import Records
@testable import Registry

/// FHIR R4, DiagnosticReport.status and Observation.status: what a report takes back is no result any more.
@Suite("Retracted reports and results")
struct FHIRRetractionTests {
  let folder: URL

  init() throws { folder = try Fixtures.temporaryFolder() }

  private static let patient = #"{"resourceType":"Patient","id":"A1","gender":"male"}"#

  private static func result(
    _ id: String, _ value: String, _ code: String = "777-3", day: String = "2024-02-20",
    status: String = "final",
    extra: String = ""
  ) -> String {
    let unit = code == "777-3" ? "10*9/L" : "mg/dL"
    return """
      {"resourceType":"Observation","id":"\(id)","status":"\(status)","code":{"coding":[{"system":"http://loinc.org","code":"\(code)"}]},
       "subject":{"reference":"Patient/A1"},"effectiveDateTime":"\(day)","valueQuantity":{"value":\(value),"code":"\(unit)"}\(extra)}
      """
  }

  private static func report(
    _ id: String, _ status: String, _ results: [String], version: Int = 1, extra: String = ""
  ) -> String {
    let names = results.map { "{\"reference\":\"\($0)\"}" }.joined(separator: ",")
    return """
      {"resourceType":"DiagnosticReport","id":"\(id)","status":"\(status)","meta":{"versionId":"\(version)"},
       "subject":{"reference":"Patient/A1"},"result":[\(names)]\(extra)}
      """
  }

  private func files(_ bundles: [[String]]) throws -> FHIRFiles {
    try FHIRFiles(paths(bundles)) { ["777-3", "2160-0", "33914-3"].contains($0) }
  }

  private func paths(_ bundles: [[String]]) throws -> [String] {
    try bundles.enumerated().map { n, resources in
      let entries = ([Self.patient] + resources).map { "{\"resource\":\($0)}" }.joined(separator: ",")
      let url = folder.appending(path: "\(UUID().uuidString)-\(n).json")
      try Data("{\"resourceType\":\"Bundle\",\"entry\":[\(entries)]}".utf8).write(to: url)
      return url.path
    }
  }

  private func values(_ bundles: [[String]]) throws -> [String] {
    let found = try files(bundles)
    #expect(found.problems.isEmpty, "\(found.problems)")
    return found.results.map(\.value).sorted()
  }

  @Test(
    "A report that is retracted takes its results with it, however it names them",
    arguments: ["entered-in-error", "cancelled"],
    ["Observation/o1", "https://lab.invalid/fhir/Observation/o1", "Observation/o1/_history/3"])
  func report(_ status: String, _ reference: String) throws {
    let results = [Self.result("o1", "9"), Self.result("o2", "200", day: "2024-03-20")]
    #expect(try values([results + [Self.report("r", "final", [reference])]]) == ["200", "9"])
    #expect(try values([results + [Self.report("r", status, [reference])]]) == ["200"])
    // In another file, before or after.
    let retraction = [Self.report("r", status, [reference], version: 2)]
    let first = results + [Self.report("r", "final", [reference])]
    #expect(try values([first, retraction]) == ["200"])
    #expect(try values([retraction, first]) == ["200"])
  }

  @Test("A version that is older than the present one takes nothing back")
  func older() throws {
    let all = [
      Self.result("o1", "9"), Self.report("r", "entered-in-error", ["Observation/o1"], version: 1),
      Self.report("r", "corrected", ["Observation/o1"], version: 2),
    ]
    #expect(try values([all]) == ["9"])
  }

  @Test("A result that another report stands by stays, as does one that was corrected later")
  func kept() throws {
    let wrong = Self.report("r", "entered-in-error", ["Observation/o1"])
    let right = Self.report("s", "final", ["Observation/o1"])
    #expect(try values([[Self.result("o1", "90"), wrong, right]]) == ["90"])
    let dated = Self.report(
      "t", "entered-in-error", ["Observation/o1"], extra: ",\"issued\":\"2024-02-21T08:00:00Z\"")
    let late = Self.result(
      "o1", "90", status: "corrected", extra: ",\"issued\":\"2024-02-22T08:00:00Z\"")
    let early = Self.result(
      "o1", "90", status: "corrected", extra: ",\"issued\":\"2024-02-20T08:00:00Z\"")
    #expect(try values([[late, dated]]) == ["90"])
    #expect(try values([[early, dated]]) == [])
  }

  @Test("Panels, contained results, and what was derived from a retracted result")
  func others() throws {
    let panel = { (status: String) in
      """
      {"resourceType":"Observation","id":"p","status":"\(status)","code":{"text":"panel"},"subject":{"reference":"Patient/A1"},
       "hasMember":[{"reference":"Observation/o1"}]}
      """
    }
    #expect(try values([[Self.result("o1", "9"), panel("final")]]) == ["9"])
    #expect(try values([[Self.result("o1", "9"), panel("entered-in-error")]]) == [])
    // The report names the panel, the panel its members.
    let report = Self.report("r", "cancelled", ["Observation/p"])
    #expect(try values([[report, Self.result("o1", "9"), panel("final")]]) == [])
    let inner = Self.result("in", "9")
    let contains = { (status: String, version: Int) in
      Self.report("r", status, ["#in"], version: version, extra: ",\"contained\":[\(inner)]")
    }
    #expect(try values([[contains("final", 1)]]) == ["9"])
    #expect(try values([[contains("entered-in-error", 1)]]) == [])
    #expect(try values([[contains("final", 1), Self.report("r", "entered-in-error", [], version: 2)]]) == [])
    let source = { (status: String) in Self.result("c", "1.1", "2160-0", status: status) }
    let derived = Self.result(
      "e", "2.5", "2160-0", day: "2024-02-21", extra: ",\"derivedFrom\":[{\"reference\":\"Observation/c\"}]")
    #expect(try values([[source("final"), derived]]) == ["1.1", "2.5"])
    #expect(try values([[source("entered-in-error"), derived]]) == [])
  }

  @Test("An amended report with another result leaves the first where it is not contradicted")
  func amended() throws {
    let inner = { (value: String) in Self.result("in", value) }
    let version = { (value: String, n: Int, status: String) in
      Self.report("r", status, ["#in"], version: n, extra: ",\"contained\":[\(inner(value))]")
    }
    #expect(try values([[version("9", 1, "final"), version("90", 2, "amended")]]) == ["90"])
    #expect(try values([[version("90", 2, "amended"), version("9", 1, "final")]]) == ["90"])
  }

  @Test("What is left out is counted with its reason")
  func counted() throws {
    let found = try files([[Self.result("o1", "9"), Self.report("r", "cancelled", ["Observation/o1"])]])
    #expect(found.leftOut["results of a report or panel that was retracted"] == 1)
    #expect(found.retracted == ["o1"])
  }

  @Test("A later retraction takes rows out of a registry: of results, reports, panels and deletions")
  func registry() throws {
    let place = folder.appending(path: "r.sqlite")
    let registry = try Registry.create(.file(place), anchors: folder)
    let author = try Author(who: "t", why: "t")
    try registry.change(by: author) { try $0.insert(["id": "S", "name": "H"], into: "sites") }
    func take(_ text: [String]) throws -> [String] {
      _ = try registry.importFHIR(
        try paths([text]).map { URL(filePath: $0) }, site: "S", by: author)
      return try registry.rows("laboratory").map(\.id).sorted()
    }
    let panel = """
      {"resourceType":"Observation","id":"w","status":"final","code":{"text":"blood"},"subject":{"reference":"Patient/A1"},
       "effectiveDateTime":"2024-05-20","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"777-3"}]},
       "valueQuantity":{"value":150,"code":"10*9/L"}}]}
      """
    let first = try take([
      Self.result("o1", "90"), Self.result("o2", "200", day: "2024-03-20"),
      Self.result("o3", "180", day: "2024-04-20"), panel,
    ])
    #expect(first == ["o1", "o2", "o3", "w-777-3"])
    #expect(try take([Self.report("r", "entered-in-error", ["Observation/o1"])]) == ["o2", "o3", "w-777-3"])
    #expect(try take([panel.replacing("final", with: "entered-in-error")]) == ["o2", "o3"])
    #expect(try take([Self.result("o2", "200", day: "2024-03-20", status: "cancelled")]) == ["o3"])
    let deletion = folder.appending(path: "d.json")
    try Data(
      #"{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Observation/o3"}}]}"#
        .utf8
    ).write(to: deletion)
    _ = try registry.importFHIR(deletion, site: "S", by: author)
    #expect(try registry.rows("laboratory").isEmpty)
  }
}
