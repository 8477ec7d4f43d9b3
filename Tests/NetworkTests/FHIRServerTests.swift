import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Network

/// The clinical record of a patient from a FHIR service: whole, of the right patient, and without names.
@Suite struct FHIRServerTests {
  /// A service with one patient, whose observations lie on two pages.
  static func service(
    _ pages: [String] = [observation(1, "7.40"), observation(2, "0.050")], total: Int? = nil,
    patients: [String] = [patient], next: String = "{self}/Observation?page=2"
  ) -> WebStub {
    WebStub { request in
      let path = request.path
      if path.hasPrefix("/fhir/metadata") {
        return (200, #"{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1"}"#)
      }
      if path.hasPrefix("/fhir/Patient?") { return (200, bundle(patients)) }
      if path.hasPrefix("/fhir/Observation?page=2") { return (200, bundle(Array(pages.dropFirst()))) }
      if path.hasPrefix("/fhir/Observation?") {
        return (200, bundle(Array(pages.prefix(1)), next: pages.count > 1 ? next : nil, total: total))
      }
      return path.hasPrefix("/fhir/Procedure?") || path.hasPrefix("/fhir/DiagnosticReport?")
        ? (200, bundle([])) : (404, "")
    }
  }

  static let patient = """
    {"resourceType":"Patient","id":"17","identifier":[{"system":"urn:oid:1.2","value":"4711"}],"name":[{"family":"Canary"}],
    "gender":"female","birthDate":"1956-03-07","address":[{"city":"Canary"}],"telecom":[{"value":"canary"}]}
    """

  static func observation(_ n: Int, _ value: String, of patient: String = "17") -> String {
    """
    {"resourceType":"Observation","id":"o\(n)","status":"final","category":[{"coding":[{"code":"laboratory"}]}],
    "code":{"coding":[{"system":"http://loinc.org","code":"1975-2"}]},"subject":{"reference":"Patient/\(patient)","display":"Canary"},
    "effectiveDateTime":"2026-01-0\(n)T08:00:00+01:00","performer":[{"reference":"Practitioner/1","display":"Canary"},
    {"reference":"Organization/2","display":"Central laboratory"}],"note":[{"text":"Canary"}],
    "valueQuantity":{"value":\(value),"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}
    """
  }

  static func bundle(_ resources: [String], next: String? = nil, total: Int? = nil) -> String {
    let links = next.map { #","link":[{"relation":"next","url":"\#($0)"}]"# } ?? ""
    return
      #"{"resourceType":"Bundle","type":"searchset"\#(total.map { #","total":\#($0)"# } ?? "")\#(links),"entry":["#
      + resources.map { #"{"resource":\#($0)}"# }.joined(separator: ",") + "]}"
  }

  private static func peer(_ stub: WebStub) -> WebPeer {
    var peer = WebPeer(name: "ehr", address: stub.address)
    peer.waiting = .ample
    return peer
  }

  private static func record(_ stub: WebStub) throws -> FHIRRecord {
    defer { stub.stop() }
    return try FHIRRecord(FHIRQuestion(identifier: "4711", pseudonym: "P01"), from: FHIRServer(peer(stub)))
  }

  private static func fault(_ stub: WebStub) -> Problem? {
    do {
      _ = try record(stub)
      return nil
    } catch { return error as? Problem }
  }

  @Test func allPagesComeWithoutNamesAndWithTheirDigits() throws {
    let record = try Self.record(Self.service())
    #expect(record.counts == ["Patient": 1, "Observation": 2, "DiagnosticReport": 0, "Procedure": 0])
    for digits in ["7.40", "0.050"] { #expect(record.bundle.contains("\"value\":" + digits)) }
    for secret in ["Canary", "canary", "4711", "1956-03", "Practitioner"] {
      #expect(!record.bundle.contains(secret), "\(secret)")
    }
    #expect(record.bundle.contains("Central laboratory") && record.bundle.contains(#""birthDate":"1956""#))
    #expect(record.leftOut["Observation.performer"] == 2 && record.leftOut["Observation.note"] == 2)
    #expect(record.leftOut["Patient.name"] == 1)
    let read = try JSON5.parse(record.bundle, document: "bundle")
    guard case .object = read.content else { return #expect(Bool(false)) }
  }

  @Test func theNextPageMayBeRelativeOrNameAnotherPort() throws {
    for next in [
      "Observation?page=2", "/fhir/Observation?page=2", "https://127.0.0.1/fhir/Observation?page=2",
    ] {
      #expect(try Self.record(Self.service(next: next)).counts["Observation"] == 2, "\(next)")
    }
  }

  @Test(arguments: [
    ("http://elsewhere.example/fhir/Observation?page=2", "at another host"),
    ("http://127.0.0.1/other/Observation?page=2", "not below"),
    ("{self}/Observation?patient=17&_count=500", "do not end"),
  ]) func aPageThatLiesElsewhereIsNotFetched(_ next: String, _ words: String) {
    let fault = Self.fault(Self.service(next: next))
    #expect(fault?.what.contains(words) == true, "\(String(describing: fault?.what))")
  }

  @Test func nothingIsMissingSilently() {
    #expect(
      Self.fault(Self.service(total: 3))?.what.contains("counts 3 resources of Observation and sent 2")
        == true)
  }

  @Test func nobodyIsTakenForSomebodyElse() {
    let foreign = Self.service([Self.observation(1, "1.0"), Self.observation(2, "1.0", of: "170")])
    #expect(Self.fault(foreign)?.what.contains("1 resources of Observation are not of the patient") == true)
    #expect(Self.fault(Self.service(patients: []))?.kind == .inputMissing)
    let twins = Self.service(patients: [Self.patient, Self.patient.replacing("\"17\"", with: "\"18\"")])
    #expect(Self.fault(twins)?.what.contains("2 patients") == true)
  }

  @Test(arguments: [
    (200, "<html>", "not JSON"), (200, #"{"resourceType":"OperationOutcome"}"#, "does not have"),
    (404, "", "no FHIR service"), (401, "", "does not accept"), (302, "", "moved"), (500, "", "failed"),
  ]) func anAnswerThatIsNoneIsOneClearFault(_ status: Int, _ body: String, _ words: String) {
    let stub = WebStub { _ in (status, body) }
    defer { stub.stop() }
    let problem = #expect(throws: Problem.self) { try FHIRServer(Self.peer(stub)).ask() }
    #expect(problem?.what.contains(words) == true, "\(String(describing: problem?.what))")
    #expect(problem?.remedy.isEmpty == false)
  }

  @Test func onlyReleaseFourIsSpoken() throws {
    let good = Self.service()
    defer { good.stop() }
    try FHIRServer(Self.peer(good)).ask()
    let other = WebStub { _ in (200, #"{"resourceType":"CapabilityStatement","fhirVersion":"3.0.2"}"#) }
    defer { other.stop() }
    #expect(throws: Problem.self) { try FHIRServer(Self.peer(other)).ask() }
  }

  @Test func theTokenGoesInTheHeadAlone() throws {
    let stub = Self.service()
    defer { stub.stop() }
    var peer = Self.peer(stub)
    peer.secret = .token("abc")
    _ = try FHIRRecord(FHIRQuestion(identifier: "urn:oid:1.2|4711", pseudonym: "P01"), from: FHIRServer(peer))
    #expect(
      stub.requests.allSatisfy { $0.head.contains("Authorization: Bearer abc") && !$0.path.contains("abc") })
    #expect(stub.requests.first?.path.contains("identifier=urn%3Aoid%3A1.2%7C4711") == true)
  }

  @Test func aTransactionIsStoredOrNot() throws {
    let answers = [
      #"{"resourceType":"Bundle","entry":[{"response":{"status":"201 Created"}},{"response":{"status":"200 OK"}}]}"#,
      #"{"resourceType":"Bundle","entry":[{"response":{"status":"201 Created"}},{"response":{"status":"412"}}]}"#,
    ]
    for (n, answer) in answers.enumerated() {
      let stub = WebStub { _ in (200, answer) }
      defer { stub.stop() }
      let server = FHIRServer(Self.peer(stub))
      if n == 0 {
        let (made, known) = try server.send(#"{"resourceType":"Bundle"}"#)
        #expect(made == 1 && known == 1 && stub.requests.first?.body == #"{"resourceType":"Bundle"}"#)
      } else {
        #expect(throws: Problem.self) { try server.send("{}") }
      }
    }
  }

  @Test func aServiceOfTheRecordHasNoImages() throws {
    let peer = Peer(name: "ehr", way: .fhir(WebPeer(name: "ehr", address: "https://x")))
    var query = Query(.study)
    query.patientID = "P01"
    let archives = Archives(title: "A", listening: .init(), peers: [peer], location: "a")
    let problem = #expect(throws: Problem.self) { try Search.run(query, at: peer, of: archives) }
    #expect(problem?.remedy.contains("archive record") == true)
    let images = Peer(name: "pacs", way: .web(WebPeer(name: "pacs", address: "https://x")))
    #expect(throws: Problem.self) { try FHIRServer(images) }
  }
}
