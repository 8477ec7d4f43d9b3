import Diagnostics
@testable import DoseEngines
@testable import Nuclides
@testable import Quantities
import Stages
import Testing
import Volumes

@Suite struct BadInputTests {
  static let engines: [DoseEngine] = [
    .local(), .kernel(), .monteCarlo(MonteCarlo(mode: .analogue, stop: MonteCarlo.Stop(histories: 9000))),
  ]
  let grid = Cases.grid(5, 4, 3)

  func problem(
    _ engine: DoseEngine, _ values: Volume<Float>, _ nuclide: String = "Y-90", _ materials: MaterialMap? = nil
  )
    throws -> Problem?
  {
    let activity = try Cases.activity(values, nuclide)
    return #expect(throws: Problem.self) { try engine.dose(activity, materials: materials) }
  }

  @Test(arguments: engines) func notANumberIsNamed(_ engine: DoseEngine) throws {
    var values = Volume<Float>(grid: grid, repeating: 1)
    values[3, 2, 1] = .nan
    #expect(try problem(engine, values)?.location == "voxel (3, 2, 1)")
  }

  @Test(arguments: engines) func noActivity(_ engine: DoseEngine) throws {
    #expect(try problem(engine, Volume(grid: grid, repeating: 0))?.kind == .dataRejected)
    #expect(try problem(engine, Volume(grid: grid, repeating: -1))?.what.contains("not positive") == true)
  }

  @Test(arguments: engines) func unknownNuclide(_ engine: DoseEngine) throws {
    let values = Volume<Float>(grid: grid, repeating: 1)
    #expect(try problem(engine, values, "Y-91")?.remedy.contains("Y-90") == true)
  }

  @Test func nuclideWithoutTabulatedKernel() throws {
    let values = Volume<Float>(grid: grid, repeating: 1)
    #expect(try problem(.kernel(), values, "Ho-166")?.remedy.contains("hepatica kernel Ho-166") == true)
    #expect(try DoseEngine.local().dose(Cases.activity(values, "Ho-166")).dose.nuclide == "Ho-166")
  }

  @Test(arguments: engines) func foreignMaterials(_ engine: DoseEngine) throws {
    let other = Volume<Float>(grid: Cases.grid(5, 4, 4), repeating: 1)
    let values = Volume<Float>(grid: grid, repeating: 1)
    #expect(
      try problem(engine, values, "Y-90", Cases.materials(other))?.what.contains("another grid") == true)
  }

  @Test(arguments: engines) func activityOutsideCT(_ engine: DoseEngine) throws {
    let values = Volume<Float>(grid: grid, repeating: 1)
    var density = Volume<Float>(grid: grid, repeating: 1)
    density[0, 0, 0] = .nan
    #expect(try problem(engine, values, "Y-90", Cases.materials(density))?.what.contains("1.7 %") == true)
    var options = DoseOptions()
    options.allowedOutsideCT = 0.02
    let result = try engine.dose(
      Cases.activity(values), materials: Cases.materials(density), options: options)
    #expect(result.dose.assumptions.contains { $0.contains("1.7 % of the activity is outside the CT") })
    #expect(result.dose.map.values.voxels.allSatisfy { $0.isFinite && $0 > 0 })
  }

  @Test(arguments: engines) func impossibleDensity(_ engine: DoseEngine) throws {
    var density = Volume<Float>(grid: grid, repeating: 1)
    density[1, 0, 2] = -0.5
    let values = Volume<Float>(grid: grid, repeating: 1)
    #expect(try problem(engine, values, "Y-90", Cases.materials(density))?.location == "voxel (1, 0, 2)")
  }

  @Test(arguments: engines) func negativeActivityIsAChoice(_ engine: DoseEngine) throws {
    var values = Volume<Float>(grid: grid, repeating: 1)
    values[2, 2, 1] = -0.5
    let kept = try engine.dose(Cases.activity(values))
    #expect(kept.dose.assumptions.contains { $0.contains("negative weights") })
    var options = DoseOptions()
    options.negativeActivity = .clip
    let clipped = try engine.dose(Cases.activity(values), options: options)
    #expect(clipped.balance.emitted > kept.balance.emitted)
    #expect(clipped.dose.map.values.voxels.allSatisfy { $0 >= 0 })
  }

  @Test(arguments: engines) func optionsOutOfRange(_ engine: DoseEngine) throws {
    var options = DoseOptions()
    options.uniformDensity = Quantity(-1)
    let activity = try Cases.activity(Volume<Float>(grid: grid, repeating: 1))
    #expect(throws: Problem.self) { try engine.dose(activity, options: options) }
  }

  @Test(arguments: engines) func cancellation(_ engine: DoseEngine) async throws {
    let activity = try Cases.activity(Volume<Float>(grid: grid, repeating: 1))
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try engine.dose(activity).balance
    }
    let result = await task.result
    let problem = #expect(throws: Problem.self) { try result.get() }
    #expect(problem?.kind == .interrupted)
  }
}
