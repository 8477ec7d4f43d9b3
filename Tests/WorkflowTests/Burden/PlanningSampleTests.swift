import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Studies
@testable import Workflow
/// The samples of the repository run as its README says.
@Suite struct PlanningSampleTests {
  private let samples = Fixtures.repository.appending(path: "Samples")

  /// Ellipsoids of 32, 14 and 9 SUV in a liver of 5: the first two are above twice normal liver.
  @Test func burden() throws {
    let input = try BurdenFile.read(samples.appending(path: "burden/burden.json5"))
    let record = try BurdenMeasurement(input, BurdenScene(input) { _, _ in }).record
    #expect(record.lesions.map(\.isConfirmed) == [true, true, false])
    #expect(record.lesions.map(\.krenningQuantitative) == [4, 3, 3])
    let drawn = record.rows.filter { $0.method == "structures" }
    #expect(drawn.map(\.region) == ["liver", "Right lobe", "Left lobe"])
    // The lobes share the liver and its tumours out without rest.
    #expect(agree(drawn[1].liverMl + drawn[2].liverMl, drawn[0].liverMl, relative: 1e-9))
    #expect(agree(drawn[1].tumourMl + drawn[2].tumourMl, drawn[0].tumourMl, relative: 1e-9))
    let sphere = try #require(record.sphere)
    #expect(sphere.diameterMm == 30 && abs(sphere.suvMean - 5) < 0.1)
    #expect(record.readers?.isUnanimous == true && record.readers?.names.count == 3)
  }

  @Test func voxelPlan() throws {
    try JourneyTests.inFolder { folder in
      let plan = try PlanFile.read(samples.appending(path: "plan-voxel.json5"))
      let tare = try #require(try PlanTask.record(plan, work: folder) { _, _ in }.radioembolisation)
      #expect(tare.injections.map(\.session) == [1, 2] && tare.lungMassSource == "densities of the CT")
      // Lungs of −740 HU weigh about a quarter of their volume.
      #expect(tare.lungMassGrams.value > 400 && tare.lungMassGrams.value < 530)
      let right = try #require(tare.injections.first)
      #expect(right.proposals.first { $0.isPrescribed }?.limiting?.region == "normal liver")
      // What the first session gave to the lungs counts against the cumulative limit of the second.
      let first = try #require(tare.sessions.first?.judged.first { $0.limit.scope == "cumulative" })
      let second = try #require(tare.sessions.last?.judged.first { $0.limit.scope == "cumulative" })
      #expect(agree(second.limit.receivedGray, first.doseGy.value, relative: 1e-9))
    }
  }

  @Test(arguments: ["plan-tare", "plan-prrt"])
  func plans(_ name: String) throws {
    let plan = try PlanFile.read(samples.appending(path: name + ".json5"))
    let record = try PlanTask.record(plan, work: samples) { _, _ in }
    guard let tare = record.radioembolisation else {
      #expect(record.prrt?.gates.count == 2)
      return
    }
    #expect(tare.injections.first?.given?.isWithinTolerance == true)
    #expect(tare.injections.first?.comparison.count == 2 && tare.total.count == 1)
    // Only the treated injection can have been delivered: normal liver of the first session alone.
    let first = try #require(tare.injections.first?.given?.dosesGy.normalLiver?.value)
    #expect(agree(tare.total[0].predictedGy.value, first, relative: 1e-9))
  }
}
