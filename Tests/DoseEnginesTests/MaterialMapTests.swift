import Diagnostics
@testable import DoseEngines
@testable import Nuclides
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

  // MARK: By structures

  static let grid = Cases.grid(4, 1, 1)

  static func filled(_ name: String, _ tissue: String, _ parts: [Float]) throws -> FilledStructure {
    FilledStructure(
      name, region: Occupancy(try Volume(grid: grid, voxels: parts)), tissue: try #require(.named(tissue)))
  }

  /// Voxels of the body alone, of body and lung, of lung with a lesion that lies in it, and half outside.
  @Test func structuresShareVoxels() throws {
    let map = try MaterialMap(
      body: Self.filled("Body", "soft tissue", [1, 1, 1, 0.5]),
      others: [
        Self.filled("Lung", "lung", [0, 0.5, 1, 0]), Self.filled("Rib", "bone", [0, 0.5, 0, 0]),
        Self.filled("Lesion", "liver", [0, 0, 0.25, 0]),
      ], outside: #require(.named("air")), on: Self.grid, name: "test, edition 1")
    let expected: [Float] = [
      1.06, 0.5 * 0.26 + 0.5 * 1.92, 0.75 * 0.26 + 0.25 * 1.06, 0.5 * 1.06 + 0.5 * 0.001205,
    ]
    for (a, b) in zip(map.density.voxels, expected) { #expect(abs(a - b) < 1e-6) }
    #expect(
      map.tissue.voxels.map { map.tissues[Int($0)] } == ["soft tissue", "bone", "liver", "soft tissue"])
    #expect(map.compositions.keys.sorted() == ["liver"] && map.conversion == "test, edition 1")
    #expect(map.assumptions.first?.contains("Lesion liver of 1.060 g/mL") == true)
  }

  @Test func anEmptyBodyIsRefused() throws {
    let problem = #expect(throws: Problem.self) {
      try MaterialMap(
        body: Self.filled("Body", "soft tissue", [0, 0, 0, 0]), others: [], outside: #require(.named("air")),
        on: Self.grid, name: "test")
    }
    #expect(problem?.what == "the structure Body is empty")
  }

  /// What the engine knows of soft tissue by name, it makes of soft tissue by its elements: same seed, same tables but for
  /// the mean excitation energy (74.7 eV against Bragg's rule). Lead of the same density stops more than twice as many photons.
  @Test func aTissueByItsElements() throws {
    let grid = Cases.grid(9, 9, 9), source = try Cases.activity(Cases.point(grid, at: 4, 4, 4), "Tc-99m")
    func dose(_ name: String, _ composition: TissueComposition?) throws -> Double {
      var map = try MaterialMap(
        density: Volume(grid: grid, repeating: 1), tissue: Volume(grid: grid, repeating: 0), tissues: [name],
        conversion: "test")
      map.compositions[name] = composition
      let engine = DoseEngine.monteCarlo(MonteCarloTests.engine(50_000))
      return try engine.dose(source, materials: map).dose.map.values.voxels.reduce(0) { $0 + Double($1) }
    }
    let soft = try dose("soft tissue", nil)
    let same = try dose(
      "mine",
      TissueComposition(
        percent: [1: 10.2, 6: 14.3, 7: 3.4, 8: 70.8, 11: 0.2, 15: 0.3, 16: 0.3, 17: 0.2, 19: 0.3],
        density: 1.06,
        source: "ICRU Report 44"))
    #expect(abs(same / soft - 1) < 0.01)
    let heavy = try dose("heavy", TissueComposition(percent: [82: 100], density: 11.3, source: "lead"))
    #expect(heavy / soft > 2)
    #expect(throws: Problem.self) { try dose("nobody knows", nil) }
  }
}
