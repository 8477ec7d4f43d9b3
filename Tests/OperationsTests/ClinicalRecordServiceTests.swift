import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Operations

/// From a FHIR service to a grade, as a user does it.
@Suite struct ClinicalRecordServiceTests {
  private static func observation(_ n: Int, _ day: String, _ value: String) -> String {
    """
    {"resource":{"resourceType":"Observation","id":"o\(n)","status":"final","category":[{"coding":[{"code":"laboratory"}]}],
    "code":{"coding":[{"system":"http://loinc.org","code":"1975-2"}]},"subject":{"reference":"Patient/17"},
    "effectiveDateTime":"\(day)","valueQuantity":{"value":\(value),"unit":"mg/dL"},
    "referenceRange":[{"low":{"value":0.2,"unit":"mg/dL"},"high":{"value":1.2,"unit":"mg/dL"}}]}}
    """
  }

  private static func service() -> WebStub {
    let patient =
      #"{"resource":{"resourceType":"Patient","id":"17","gender":"female","birthDate":"1956-03-07"}}"#
    let values = [observation(1, "2026-01-05", "0.8"), observation(2, "2026-03-05", "4.0")]
    return WebStub { request in
      let entries =
        request.path.contains("/Patient?")
        ? patient : request.path.contains("/Observation?") ? values.joined(separator: ",") : ""
      return (200, #"{"resourceType":"Bundle","type":"searchset","entry":[\#(entries)]}"#)
    }
  }

  @Test func theRecordIsGraded() throws {
    try ExistingFileTests.inFolder { folder in
      let stub = Self.service()
      defer { stub.stop() }
      try #"{aeTitle: "A", peers: {ehr: {fhir: "\#(stub.address)"}}}"#.write(
        to: folder.appending(path: "archives.json5"), atomically: true, encoding: .utf8)
      try "patient,cycles\nP01,2026-01-10\n".write(
        to: folder.appending(path: "patients.csv"), atomically: true, encoding: .utf8)
      let words = [
        "archive", "record", "archives.json5", "ehr", "P01.json", "--patient", "4711", "--pseudonym", "P01",
      ]
      let taken = try ExistingFileTests.run(words, in: folder)
      #expect(taken.text.contains("2 × Observation"))
      let mode = try FileManager.default.attributesOfItem(atPath: folder.appending(path: "P01.json").path)
      #expect(mode[.posixPermissions] as? Int == 0o600)
      let graded = try ExistingFileTests.run(
        ["toxicity", "P01.json", "--patients", "patients.csv"], in: folder)
      #expect(graded.text.contains("read: 2; left out: 0"))
      #expect(graded.text.contains(/Blood bilirubin increased +0 +0 +0 +1 +0/), "4.0 mg/dL of 1.2 is grade 3")
    }
  }
}
