import Fixtures
import Foundation
import Quantities
import Stages
import Testing
import Volumes

@testable import Summaries

@Suite struct ComparisonTests {
  let grid = Scene.grid(24, 20, 18, spacing: 2)

  func linear(_ slope: Double, shift: Double = 0) -> Volume<Float> {
    Scene.field(grid) { 100 + slope * ($0.x - shift) }
  }

  /// A linear gradient shifted by s: γ = |g s/ΔD| / √(1 + (g Δd/ΔD)²), g the slope.
  @Test(arguments: [0.5, 1, 4, 15], [0.4, 1.7, 3])
  func shiftedGradient(slope: Double, shift: Double) {
    let (reference, evaluated) = (linear(slope), linear(slope, shift: shift))
    let highest = Double(reference.voxels.max()!)
    let criteria = GammaCriteria(lowDoseCutoff: 0, limit: 3)
    let gamma = GammaIndex(evaluated: evaluated, reference: reference, criteria: criteria)
    let tolerance = 0.03 * highest
    let steep = slope * 3 / tolerance
    let expected = slope * shift / tolerance / (1 + steep * steep).squareRoot()
    for i in 6...17 { #expect(agree(Double(gamma.map[i, 9, 9]), expected, relative: 1e-3, absolute: 1e-4)) }
  }

  @Test(arguments: GammaCriteria.Normalisation.allCases)
  func scaledUniformDose(normalisation: GammaCriteria.Normalisation) {
    let reference = Scene.field(grid) { $0.x < 20 ? 50 : 100 }
    var evaluated = reference
    evaluated.voxels = reference.voxels.map { $0 * 1.06 }
    let gamma = GammaIndex(
      evaluated: evaluated, reference: reference,
      criteria: GammaCriteria(doseDifference: 3, distance: Length(2), normalisation: normalisation))
    // Far from the step: 6 % of the point's dose over 3 % of the normalisation.
    #expect(agree(Double(gamma.map[22, 9, 9]), 2, relative: 1e-4))
    #expect(agree(Double(gamma.map[2, 9, 9]), normalisation == .global ? 1 : 2, relative: 1e-4))
    #expect(gamma.passRate < 0.6)
  }

  @Test func identicalMapsAgreeAndCutoffIsKept() throws {
    let dose = Scene.field(grid) { 1 + $0.x * $0.x }
    let result = try compare(dose, with: dose)
    let gamma = try #require(result.gamma)
    #expect(gamma.passRate == 1 && gamma.mean == 0)
    #expect(result.rootMeanSquare < 1e-4 && result.largest < 1e-3)
    let highest = dose.voxels.max()!
    #expect(gamma.judged == dose.voxels.filter { Double($0) >= 0.1 * Double(highest) }.count)
    #expect(gamma.map[0, 0, 0].isNaN)
    #expect(gamma.criteria.printed == "3.0 % / 3.0 mm, global, above 10.0 % of the maximum")
  }

  /// Maps on other grids, moved, finer and turned, of the same linear dose.
  @Test func gridsMayDiffer() throws {
    let turned = Matrix3(Vector3(0, 1, 0), Vector3(-1, 0, 0), Vector3(0, 0, 1))
    let other = try Grid(
      size: GridSize(60, 44, 50), spacing: Vector3(1.1, 0.9, 1.3), direction: turned,
      origin: Vector3(52, -8, -6))
    let field = { (p: Vector3) in 40 + 1.5 * p.x - 0.7 * p.y + 0.2 * p.z }
    let reference = Scene.field(grid, field)
    let evaluated = Scene.field(other) { field($0) + 2 }
    let box = DefinedRegion(Region(program: "box", role: .other), region: Scene.mask(grid) { $0.x < 20 })
    let result = try compare(evaluated, with: reference, over: [box], gamma: nil, cutoff: 0)
    #expect(agree(result.meanDifference, 2, relative: 1e-5))
    #expect(agree(result.rootMeanSquare, 2, relative: 1e-5))
    #expect(result.percentiles.values.allSatisfy { agree($0, 2, relative: 1e-4) })
    #expect(result.voxels < grid.size.count && result.difference.voxels.contains { $0.isNaN })
    let region = result.regions[0]
    #expect(agree(region.difference, 2, relative: 1e-5) && region.covered > 0.25 && region.covered < 1)
    #expect(agree(try #require(region.relative), 2 / region.reference, relative: 1e-5))
  }

  /// Distances count in millimetres also on anisotropic voxels: a step displaced along z.
  @Test func distanceIsInMillimetres() throws {
    let long = try Grid(size: GridSize(9, 9, 60), spacing: Vector3(3, 3, 1))
    let reference = Scene.field(long) { $0.z < 30 ? 0.001 : 100 }
    let evaluated = Scene.field(long) { $0.z < 32 ? 0.001 : 100 }
    let gamma = GammaIndex(
      evaluated: evaluated, reference: reference,
      criteria: GammaCriteria(distance: Length(4), lowDoseCutoff: 0.5))
    // At z = 30 the dose 100 is found at z = 32 and, with 3 % to spare, 0.1 µm before: γ = 2/4.
    let at = Double(gamma.map[4, 4, 30])
    #expect(at < 0.503 && at > 0.4999)
    #expect(gamma.map[4, 4, 50] == 0)
  }

  /// Against a brute-force search on a fine lattice, for an uneven dose.
  @Test func searchFindsTheMinimum() {
    let small = Scene.grid(12, 12, 12, spacing: 2)
    func bumpy(_ p: Vector3) -> Double { 60 + 30 * sin(p.x / 5) + 20 * sin(p.y / 4 + 1) * sin(p.z / 6) }
    let reference = Scene.field(small, bumpy)
    let evaluated = Scene.field(small) { bumpy($0 + Vector3(0.8, -0.5, 0.3)) * 1.02 }
    let gamma = GammaIndex(
      evaluated: evaluated, reference: reference,
      criteria: GammaCriteria(doseDifference: 2, distance: Length(2)))
    let tolerance = 0.02 * Double(reference.voxels.max()!)
    evaluated.voxels.withUnsafeBufferPointer { buffer in
      let sampler = TrilinearSampler(buffer.baseAddress!, grid: small)
      for n in [4, 5, 6, 7] {
        var best = Double.infinity
        for k in -24...24 {
          for j in -24...24 {
            for i in -24...24 {
              let step = Vector3(Double(i), Double(j), Double(k)) / 24 * 0.75
              guard let value = sampler.value(Vector3(Double(n), Double(n), 6) + step) else { continue }
              let e = (value - Double(reference[n, n, 6])) / tolerance
              best = min(best, step.dot(step) + e * e)
            }
          }
        }
        let found = Double(gamma.map[n, n, 6])
        #expect(found < best.squareRoot() + 0.01 && found > best.squareRoot() - 0.02)
      }
    }
  }

  @Test func foreignFramesAreRefused() {
    let a = Volume<Float>(grid: grid.with(frameOfReference: "1.2"), repeating: 1)
    let b = Volume<Float>(grid: grid.with(frameOfReference: "1.3"), repeating: 1)
    #expect(throws: (any Error).self) { try compare(a, with: b) }
    let far = try! Grid(size: GridSize(3, 3, 3), spacing: Vector3(1, 1, 1), origin: Vector3(900, 0, 0))
    #expect(throws: (any Error).self) { try compare(Volume<Float>(grid: far, repeating: 1), with: a) }
  }
}
