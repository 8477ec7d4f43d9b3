import Foundation
@testable import ImageFiles
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Workflow

/// A region that took nothing up has no curve, and costs no other region its own.
@Suite struct EmptyCurveTests {
  private func lesion(_ small: SmallCase) throws -> RegionDose {
    let summary = try JSONDecoder().decode(DoseSummary.self, from: small.data("summary.json"))
    return try #require(summary.regions.first { $0.region.name == "Lesion" })
  }

  @Test func oneRegionWithoutActivity() throws {
    try CustodyTests.inCase { small in
      _ = try small.run()
      let alone = try lesion(small)
      var labels = EnteredMapTests.cube(1)
      for k in 0..<3 { for j in 0..<3 { for i in 0..<3 { labels[i, j, k] = 2 } } }
      try ImageFiles.write(labels, small.url("labels.nii.gz").path)
      small.changes = [
        ("\"1\": \"Lesion\"", "\"1\": \"Lesion\", \"2\": \"Cold\""),
        ("Lesion: \"tumour\"", "Lesion: \"tumour\", Cold: \"tumour\""),
      ]
      let outcome = try small.journey().take(.run)
      #expect(outcome.review.contains { $0.hasPrefix("Cold: no measured activity is above zero") })
      let both = try lesion(small)
      #expect(
        both.mean.value == alone.mean.value && both.mean.standardUncertainty == alone.mean.standardUncertainty
      )
      #expect(try String(decoding: small.data("regions.csv"), as: UTF8.self).contains("Cold"))
      #expect(try small.journey().take(.run).review == outcome.review)
      // Where nothing took anything up there is no case.
      small.changes[1].1 = "Cold: \"tumour\""
      #expect(throws: (any Error).self) { try small.run() }
    }
  }

  @Test func aRegionThatFillsTheFieldLeavesNoRest() throws {
    try CustodyTests.inCase { small in
      let labels = Volume<Float>(grid: EnteredMapTests.grid, repeating: 1)
      try ImageFiles.write(labels, small.url("labels.nii.gz").path)
      _ = try small.run()
      #expect(try lesion(small).timeIntegratedActivity!.value.value > 0)
    }
  }
}
