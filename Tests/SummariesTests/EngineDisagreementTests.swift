import Diagnostics
import Stages
import Testing
import Volumes

@testable import Summaries

@Suite struct EngineDisagreementTests {
  let grid = Scene.grid(12, 10, 8)

  /// 10 % too much in the left half (a place of its own), right elsewhere.
  func disagreement(density: Volume<Float>? = nil) throws -> EngineDisagreement {
    let reference = Scene.field(grid) { _ in 50 }
    let evaluated = Scene.field(grid) { $0.x < 6 ? 55 : 50 }
    let left = Scene.field(grid) { $0.x < 6 ? 1 : 0 }.voxels.map { $0 > 0 }
    return try EngineDisagreement(
      Scene.dose(evaluated), against: Scene.dose(reference, statistical: reference.map { $0 * 0.01 }),
      density: density, places: [DisagreementPlace(name: "left", reason: "made so", voxels: left)])
  }

  @Test func theFirstPlaceClaimsItsVoxels() throws {
    let result = try disagreement()
    #expect(result.places.map(\.name) == ["left", "other soft tissue"])
    #expect(abs(result.places[0].relative! - 0.1) < 1e-6 && result.places[1].relative == 0)
    #expect(abs(result.places[0].massShare - 0.5) < 1e-12)
    #expect(result.places[0].differenceShare == 1 && result.places[1].differenceShare == 0)
    #expect(abs(result.places[0].rootMeanSquare - 5) < 1e-6 && abs(result.places[0].noise - 0.5) < 1e-6)
  }

  @Test func massIsTheWeight() throws {
    let heavy = Scene.field(grid) { $0.x < 6 ? 3 : 1 }
    #expect(abs(try disagreement(density: heavy).places[0].massShare - 0.75) < 1e-12)
  }

  /// A single hot voxel and its neighbours are a steep place; voxels below the cut-off count nowhere.
  @Test func smallFociAreFound() throws {
    var reference = Scene.field(grid) { _ in 1 }
    reference[5, 5, 4] = 100
    let result = try EngineDisagreement(
      Scene.dose(reference), against: Scene.dose(reference), density: nil, places: [], cutoff: 0.005)
    #expect(result.places.count == 2 && result.places[0].name.contains("foci"))
    #expect(abs(result.places[0].massShare - 7.0 / Double(grid.size.count)) < 1e-12)
    let hot = try EngineDisagreement(
      Scene.dose(reference), against: Scene.dose(reference), density: nil, places: [], cutoff: 0.5)
    #expect(hot.places.count == 1 && hot.places[0].reference == 100)
  }

  @Test func foreignGridsAreRefused() {
    let other = Scene.field(Scene.grid(12, 10, 9)) { _ in 1 }
    #expect(throws: Problem.self) {
      try EngineDisagreement(
        Scene.dose(other), against: Scene.dose(Scene.field(grid) { _ in 1 }), density: nil, places: [])
    }
  }

  @Test func meanOfARegionWithItsNoise() throws {
    let values = Scene.field(grid) { _ in 20 }
    let map = Scene.dose(values, statistical: values.map { $0 * 0.1 }).map
    let region = Scene.mask(grid) { $0.x < 4 }
    let mean = map.mean(in: region, density: nil)
    // 320 independent voxels with 10 % each.
    #expect(mean.value.value == 20 && abs(mean.relativeUncertainty! - 0.1 / 320.0.squareRoot()) < 1e-9)
    #expect(Scene.dose(values).map.mean(in: region, density: nil).standardUncertainty == nil)
  }
}
