import Quantities
import Stages
@testable import Summaries
import Testing
import Volumes

/// What the size of the voxels does to a dose.
@Suite struct GridEffectTests {
  static let grid = try! Grid(size: GridSize(12, 12, 12), spacing: Vector3(2, 3, 4))

  static func region(_ low: Int, _ high: Int) -> DefinedRegion {
    var mask = Volume<Bool>(grid: grid, repeating: false)
    for k in low..<high { for j in low..<high { for i in low..<high { mask[i, j, k] = true } } }
    return DefinedRegion(Region(program: "box", role: .tumour), region: Occupancy(mask))
  }

  static func summary(_ dose: (Vector3) -> Double, budget: Double? = nil, _ region: DefinedRegion) throws
    -> RegionDose
  {
    var values = Volume<Float>(grid: grid, repeating: 0)
    for k in 0..<12 {
      for j in 0..<12 {
        for i in 0..<12 {
          values[i, j, k] = Float(dose(grid.position(Vector3(Double(i), Double(j), Double(k)))))
        }
      }
    }
    var given = TherapyDose(
      label: "1", dose: DoseVolume(map: try QuantityMap(values: values), engine: "test", nuclide: "Y-90"))
    if let budget {
      given.budgets[region.identity.id] = UncertaintyBudget([.init("other", relative: budget, basis: "")])
    }
    return try summarise([given], title: "t", over: [region]).regions[0]
  }

  /// The mean of x² over a voxel of edge h is larger than that of its centre by h²/12.
  @Test func quadraticDoseIsExact() throws {
    let found = try Self.summary({ 100 + $0.x * $0.x }, Self.region(3, 9))
    let effect = try #require(found.gridEffect)
    #expect(abs(effect.mean * found.mean.value.value - 4.0 / 12) < 2e-4)
  }

  @Test func linearAndEvenDosesHaveNone() throws {
    for dose in [{ (_: Vector3) in 50.0 }, { (p: Vector3) in 50 + p.x + 2 * p.y - p.z }] {
      let effect = try #require(try Self.summary(dose, Self.region(3, 9)).gridEffect)
      #expect(abs(effect.mean) < 1e-6 && abs(effect.d98) < 1e-5 && abs(effect.d2) < 1e-5)
    }
  }

  /// A hot voxel at the corner of a small region: mean and maximum fall, and the budget has a term.
  @Test func hotFocus() throws {
    let hot = { (p: Vector3) in p == Self.grid.position(Vector3(5, 5, 5)) ? 100.0 : 10 }
    let found = try Self.summary(hot, budget: 0.03, Self.region(5, 7))
    let effect = try #require(found.gridEffect)
    #expect(effect.d2 < -0.05 && effect.mean < -0.005)
    let term = try #require(found.budget.first { $0.source == .voxelSize })
    #expect(abs(term.relative - abs(effect.mean)) < 1e-12 && term.sign == -1)
    let u = try #require(found.mean.relativeUncertainty)
    #expect(abs(u * u - (0.03 * 0.03 + effect.mean * effect.mean)) < 1e-9)
  }

  @Test func whereItDoesNotMatterTheBudgetStays() throws {
    let found = try Self.summary({ 100 + 0.01 * $0.x * $0.x }, budget: 0.03, Self.region(3, 9))
    #expect(found.budget.count == 1 && abs((found.mean.relativeUncertainty ?? 0) - 0.03) < 1e-12)
  }

  /// Voxels of air have no dose, which is no dose of zero.
  @Test func airTakesNoPart() throws {
    let effect = try #require(try Self.summary({ $0.x > 9 ? 0 : 50 }, Self.region(2, 5)).gridEffect)
    #expect(abs(effect.mean) < 1e-6)
  }
}
