import Diagnostics
import DoseEngines
import Nuclides
import Stages
import Testing
import Volumes

@Suite struct MaterialMapTests {
  @Test func fromCTNumbers() throws {
    let grid = Cases.grid(3, 2, 1)
    let ct = try Volume<Float>(grid: grid, voxels: [-1000, -700, -98, 50, 900, .nan])
    let map = try MaterialMap(hounsfield: ct, conversion: .schneider2000)
    #expect(map.tissues.count == Tissue.allCases.count && map.conversion == "Schneider 2000, edition 1")
    #expect(
      map.tissue.voxels.dropLast().map { map.tissues[Int($0)] } == [
        "air", "lung", "adipose", "soft tissue", "bone",
      ])
    #expect(abs(map.density[1, 1, 0] - 1.5498) < 1e-4 && map.density[2, 1, 0].isNaN)
  }

  @Test func infiniteCTNumberIsRefused() throws {
    var ct = Volume<Float>(grid: Cases.grid(2, 2, 2), repeating: 0)
    ct[1, 0, 1] = .infinity
    let problem = #expect(throws: Problem.self) {
      try MaterialMap(hounsfield: ct, conversion: .schneider2000)
    }
    #expect(problem?.location == "voxel (1, 0, 1)")
  }
}
