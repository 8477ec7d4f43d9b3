import Diagnostics
@testable import DoseEngines
import Foundation
@testable import Nuclides
import Quantities
import Stages
import Testing
import Volumes

/// The dose on another grid than the activity.
@Suite struct DoseGridTests {
  static let engines: [DoseEngine] = [.local(), .kernel(), .monteCarlo(MonteCarloTests.engine(16_000))]
  static let activityGrid = Cases.grid(9, 8, 7, spacing: Vector3(4.8, 4.8, 4.8))

  static func options(_ grid: DoseGrid?, allowing share: Double = 0.01) -> DoseOptions {
    var options = Cases.water()
    options.grid = grid
    options.allowedOutsideCT = share
    return options
  }

  /// Uneven decays with an empty border, so that nothing is lost to a shifted grid.
  static func activity(_ nuclide: String = "Y-90", on grid: Grid = activityGrid) throws
    -> TimeIntegratedActivityVolume
  {
    var values = Cases.uneven(grid)
    let size = grid.size
    for n in values.voxels.indices {
      let (i, j, k) = (n % size.i, n / size.i % size.j, n / (size.i * size.j))
      if min(i, j, k) < 2 || i > size.i - 3 || j > size.j - 3 || k > size.k - 3 { values.voxels[n] = 0 }
    }
    return try Cases.activity(values, nuclide)
  }

  static func total(_ activity: TimeIntegratedActivityVolume) -> Double {
    activity.map.values.voxels.reduce(0.0) { $0 + Double($1) } * activity.map.grid.voxelVolume.value
  }

  static func turned(_ degrees: Double) -> Matrix3 {
    let (c, s) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
    return Matrix3(Vector3(c, s, 0), Vector3(-s, c, 0), Vector3(0, 0, 1))
  }

  /// Finer, coarser, anisotropic, with swapped and mirrored axes, and turned.
  static let others: [Grid] = [
    try! Grid(size: GridSize(40, 40, 40), spacing: Vector3(1.7, 2.3, 1.9), origin: Vector3(-9, -11, -8)),
    try! Grid(size: GridSize(8, 8, 8), spacing: Vector3(7, 8, 9), origin: Vector3(-5, -6, -7)),
    try! Grid(
      size: GridSize(30, 30, 30), spacing: Vector3(2, 3, 2.5),
      direction: Matrix3(Vector3(0, 1, 0), Vector3(0, 0, -1), Vector3(1, 0, 0)), origin: Vector3(-10, -10, 50)
    ),
    try! Grid(
      size: GridSize(40, 40, 30), spacing: Vector3(2, 2, 2), direction: turned(25),
      origin: Vector3(0, -25, -10)),
  ]

  @Test(arguments: others) func decaysAreConserved(_ grid: Grid) throws {
    let activity = try Self.activity()
    let (there, outside) = try activity.spread(onto: grid)
    #expect(outside < 1e-9)
    #expect(abs(Self.total(there) / Self.total(activity) - 1) < 2e-6)
    // The centre of the decays stays but for what voxels cannot show: a part of their own edge.
    let shift = Occupancy.centre(of: there.map.values) - Occupancy.centre(of: activity.map.values)
    #expect(shift.norm < 0.08 * grid.spacing.max(), "\(shift)")
  }

  @Test(arguments: others) func evenActivityStaysEven(_ grid: Grid) throws {
    let even = try Cases.activity(Volume<Float>(grid: Self.activityGrid, repeating: 5))
    let there = try even.spread(onto: grid).activity.map.values
    var worst: Float = 0
    for n in there.voxels.indices {
      let (i, j, k) = (
        n % grid.size.i, n / grid.size.i % grid.size.j, n / (grid.size.i * grid.size.j)
      )
      let p = Self.activityGrid.index(of: grid.position(Vector3(Double(i), Double(j), Double(k))))
      guard p.min() > 1.5, p.x < 6.5, p.y < 5.5, p.z < 4.5 else { continue }
      worst = max(worst, abs(there.voxels[n] - 5))
    }
    // Turned voxels: the total is set right with points that are counted to some parts in a thousand.
    #expect(worst < (VoxelOverlap(from: Self.activityGrid, to: grid) == nil ? 0.03 : 1e-5))
  }

  /// The mean over a region of independent voxels keeps its σ, whatever the grid.
  @Test(arguments: Array(others.dropLast())) func noiseOfRegionsStays(_ grid: Grid) throws {
    let own = Self.activityGrid
    let sigma = Volume<Float>(grid: own, repeating: 3)
    let activity = try Cases.activity(Self.activity().map.values, statistical: sigma)
    func variance(_ volume: Volume<Float>) -> Double {
      volume.voxels.reduce(0.0) { $0 + Double($1) * Double($1) } * pow(volume.grid.voxelVolume.value, 2)
    }
    let there = try activity.spread(onto: grid).activity.map.statistical!
    #expect(abs(variance(there) / variance(sigma) - 1) < 1e-5)
  }

  @Test func activityBesideTheGridStops() throws {
    let activity = try Self.activity()
    let half = DoseGrid(
      Self.activityGrid.cropped(to: IndexBox(lower: GridSize(0, 0, 0), upper: GridSize(5, 8, 7))))
    let problem = #expect(throws: Problem.self) {
      try DoseEngine.local().dose(activity, options: Self.options(half))
    }
    #expect(problem?.what.contains("is outside the dose grid") == true)
    let allowed = try DoseEngine.local().dose(activity, options: Self.options(half, allowing: 1))
    #expect(allowed.dose.assumptions.contains { $0.contains("of the activity is outside the grid") })
  }

  @Test func anotherFrameOfReferenceIsRefused() throws {
    let activity = try Cases.activity(
      Volume(grid: Self.activityGrid.with(frameOfReference: "1.2"), voxels: Self.activity().map.values.voxels)
    )
    let grid = DoseGrid(Self.activityGrid.with(frameOfReference: "1.3"))
    #expect(throws: GridError.self) { try DoseEngine.local().dose(activity, options: Self.options(grid)) }
  }

  @Test(arguments: engines) func sameGridGivesTheSameBytes(_ engine: DoseEngine) throws {
    let activity = try Self.activity("Lu-177")
    let plain = try engine.dose(activity, options: Self.options(nil)).dose.map
    let asked = try engine.dose(activity, options: Self.options(DoseGrid(Self.activityGrid))).dose.map
    #expect(plain.values == asked.values && plain.statistical == asked.statistical)
  }

  /// A part of the grid gets what the whole gives there: sources beside the part count.
  @Test(arguments: engines) func partOfTheGrid(_ engine: DoseEngine) throws {
    let activity = try Self.activity("Lu-177")
    let box = IndexBox(lower: GridSize(2, 1, 0), upper: GridSize(5, 6, 4))
    let whole = try engine.dose(activity, options: Self.options(nil))
    let part = try engine.dose(
      activity, options: Self.options(DoseGrid(transport: Self.activityGrid, box: box)))
    #expect(part.dose.map.values == whole.dose.map.values.cropped(to: box))
    #expect(part.dose.map.statistical == whole.dose.map.statistical?.cropped(to: box))
    #expect(part.balance == whole.balance)
  }

  /// Voxels cut in eight, averaged back: the same dose. Local and kernel to 0.1 % of the maximum (quadrature of the
  /// kernel), Monte Carlo within 4.5 σ of both in each of 504 voxels (false alarm below 1 %).
  @Test(arguments: engines) func refinedAndAveragedBack(_ engine: DoseEngine) throws {
    let activity = try Self.activity()
    let fine = try Self.activityGrid.refined(by: 2)
    let materials = Cases.materials(Volume(grid: fine, repeating: 1))
    let coarse = try engine.dose(activity, options: Self.options(nil)).dose.map
    let other = try engine.dose(activity, materials: materials, options: Self.options(DoseGrid(fine))).dose
      .map
    let back = other.values.averaged(by: 2)
    let sigma = other.statistical?.map { $0 * $0 }.averaged(by: 2)
    let top = coarse.values.voxels.max()!
    let wrong = back.voxels.indices.filter { n in
      let noise = ((sigma?.voxels[n] ?? 0) / 8 + pow(coarse.statistical?.voxels[n] ?? 0, 2)).squareRoot()
      return abs(back.voxels[n] - coarse.values.voxels[n]) > 0.001 * top + 4.5 * noise
    }
    #expect(wrong.isEmpty)
  }

  /// A grid shifted by parts of a voxel and turned: the energy in all of it stays.
  @Test(arguments: engines) func shiftedAndTurnedGridsKeepTheEnergy(_ engine: DoseEngine) throws {
    let activity = try Self.activity()
    func mean(_ calculation: DoseCalculation) -> Double {
      calculation.dose.map.values.voxels.reduce(0) { $0 + Double($1) }
        * calculation.dose.map.grid.voxelVolume.value
    }
    let size = GridSize(22, 22, 20)
    let reference = try Grid(size: size, spacing: Vector3(3, 3, 3), origin: Vector3(-14, -16, -15))
    let grids = [
      try Grid(size: size, spacing: Vector3(3, 3, 3), origin: Vector3(-15.3, -14.9, -14)),
      try Grid(
        size: size, spacing: Vector3(3, 3, 3), direction: Self.turned(10), origin: Vector3(-9, -18, -15)),
    ]
    let wanted = mean(try engine.dose(activity, options: Self.options(DoseGrid(reference))))
    for grid in grids {
      let found = try engine.dose(activity, options: Self.options(DoseGrid(grid)))
      // A little more or less bremsstrahlung leaves through nearer faces.
      #expect(abs(mean(found) / wanted - 1) < 0.002, "\(mean(found) / wanted)")
      #expect(abs(found.balance.closure) < 0.002)
    }
  }
}

extension Occupancy {
  fileprivate static func centre(of volume: Volume<Float>) -> Vector3 {
    let top = volume.voxels.max()!
    return Occupancy(volume.map { $0 / top }).centreOfMass
  }
}

extension Grid {
  fileprivate func refined(by n: Int) throws -> Grid {
    try Grid(
      size: GridSize(size.i * n, size.j * n, size.k * n), spacing: spacing / Double(n),
      origin: position(Vector3(repeating: -0.5 + 0.5 / Double(n))))
  }
}

extension Volume<Float> {
  fileprivate func averaged(by n: Int) -> Volume<Float> {
    let size = GridSize(grid.size.i / n, grid.size.j / n, grid.size.k / n)
    var result = Volume<Float>(grid: try! Grid(size: size, spacing: grid.spacing * Double(n)), repeating: 0)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i { result[i / n, j / n, k / n] += self[i, j, k] / Float(n * n * n) }
      }
    }
    return result
  }
}
