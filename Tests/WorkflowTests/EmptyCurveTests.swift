import Diagnostics
import Foundation
@testable import ImageFiles
import Reporting
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

  /// Nor does one that no curve meets.
  @Test func oneRegionThatNoCurveMeets() throws {
    try JourneyTests.inFolder { folder in
      let enter = "activity: [\(try EnteredStepsTests.activities(folder))]"
      let journey = try EnteredStepsTests.journey(folder, EnteredStepsTests.text(enter), results: "results")
      let quantified = try Passage(journey, .renew).quantified()
      let regions = try journey.anatomy(quantified).regions
      let whole = try journey.curves(quantified, regions)
      #expect(whole.lost.isEmpty)
      // Below zero but at the end: activity never rises from nothing after days.
      var corner = Volume<Float>(grid: EnteredMapTests.grid, repeating: 0)
      for k in 0..<3 { for j in 0..<3 { for i in 0..<3 { corner[i, j, k] = 1 } } }
      var cold = regions[0]
      (cold.identity, cold.region) = (Region(program: "Cold", role: .other), Occupancy(corner))
      let images = quantified.images.enumerated().map { n, image in
        var image = image
        cold.region.forEach { offset, _ in
          image.activity.map.values.voxels[offset] = n == quantified.images.count - 1 ? 1000 : -10
        }
        return image
      }
      let other = Quantified(quantified.aligned, images: images, notes: [])
      let both = try journey.curves(other, [regions[0], cold])
      // The lesion's curve is as it is without the other (that of all lesions together was not asked for again).
      #expect(both.fits.map(\.timeIntegratedActivity) == [whole.fits[0].timeIntegratedActivity])
      #expect(both.fits.count == both.activities.count && both.lost.count == 1)
      #expect(both.lost.first?.sentence.hasPrefix("Cold: no mono-exponential curve") == true)
      // Where no region has a curve there is no case.
      #expect(throws: Problem.self) { try journey.curves(other, [cold]) }
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
