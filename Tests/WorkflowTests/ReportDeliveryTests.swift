import Diagnostics
import Fixtures
import Foundation
import Testing
@testable import Workflow

@testable import Documents
@testable import Studies

/// The doses of a report in a clinical information system.
@Suite struct ReportDeliveryTests {
  private static func run(_ folder: URL, pseudonym: String = "X") throws -> URL {
    let text = try ReportExtrasTests.text(ReportExtrasTests.write(folder))
      .replacing("pseudonym: \"X\"", with: "pseudonym: \"\(pseudonym)\"")
    let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
    let results = folder.appending(path: "results")
    _ = try Journey(therapy, folder: WorkFolder(results)).take(.run)
    return results
  }

  private static func resources(_ delivery: ReportDelivery) throws -> [[String: Any]] {
    let bundle = try JSONSerialization.jsonObject(with: Data(delivery.bundle.utf8)) as? [String: Any]
    return try #require(bundle?["entry"] as? [[String: Any]])
  }

  @Test func eachRegionIsAnObservationOfTheReport() throws {
    try JourneyTests.inFolder { folder in
      let results = try Self.run(folder)
      let delivery = try ReportDelivery(results, to: "Patient/17", isFinal: false)
      let summary = try readSummary(results.appending(path: "summary.json"))
      let entries = try Self.resources(delivery)
      #expect(delivery.regions == summary.regions.count && entries.count == delivery.regions + 1)
      for (entry, region) in zip(entries, summary.regions) {
        let resource = try #require(entry["resource"] as? [String: Any])
        let quantity = try #require(resource["valueQuantity"] as? [String: Any])
        let mean = (region.recoveryCorrectedMean ?? region.mean).value.value
        #expect(quantity["unit"] as? String == "Gy")
        #expect(try abs(#require(quantity["value"] as? Double) - mean) < 1e-6 * mean)
        #expect((resource["bodySite"] as? [String: String])?["text"] == region.region.label)
        #expect((resource["subject"] as? [String: String])?["reference"] == "Patient/17")
      }
      let report = try #require(entries.last?["resource"] as? [String: Any])
      #expect(
        report["resourceType"] as? String == "DiagnosticReport"
          && report["status"] as? String == "preliminary")
      let held = (report["result"] as? [[String: String]])?.compactMap { $0["reference"] }
      #expect(held == entries.dropLast().compactMap { $0["fullUrl"] as? String })
      let form = try #require((report["presentedForm"] as? [[String: String]])?.first)
      let pdf = try Data(contentsOf: results.appending(path: "report.pdf"))
      #expect(form["data"].flatMap { Data(base64Encoded: $0) } == pdf)
    }
  }

  /// The identifiers are those of the report: a second delivery makes nothing, another report makes everything.
  @Test func aSecondDeliveryIsTheSame() throws {
    try JourneyTests.inFolder { folder in
      let results = try Self.run(folder)
      func conditions() throws -> [String] {
        try Self.resources(ReportDelivery(results, to: "Patient/17", isFinal: true)).compactMap {
          ($0["request"] as? [String: String])?["ifNoneExist"]
        }
      }
      let first = try conditions()
      #expect(try conditions() == first && Set(first).count == first.count)
    }
  }

  @Test func aReportThatWasEditedOrIsOfSomebodyElseIsRefused() throws {
    try JourneyTests.inFolder { folder in
      let results = try Self.run(folder, pseudonym: "P01")
      try ReportDelivery.check(results, isOf: "P01")
      #expect(throws: Problem.self) { try ReportDelivery.check(results, isOf: "4711") }
      let url = results.appending(path: "report.json")
      let text = try String(contentsOf: url, encoding: .utf8)
      try text.replacing("\"P01\"", with: "\"P02\"").write(to: url, atomically: true, encoding: .utf8)
      #expect(throws: Problem.self) { try ReportDelivery(results, to: "Patient/17", isFinal: true) }
      #expect(throws: Problem.self) { try ReportDelivery.check(results, isOf: "P02") }
    }
  }
}
