import Foundation
import Nuclides
import Quantities
import Stages
import Volumes

// Laws that need no other code.

extension PhysicsComparison {
  /// Fano's theorem: in one medium of any density from place to place, with activity in proportion to mass, every voxel gets
  /// the same dose. Voxels of 20 × 20 × 4 mm of five densities in turn, far from the edges, Y-90.
  ///
  /// - Throws: `Problem` if the simulation refuses its input or is interrupted.
  public static func fano(histories: Int, seed: UInt64 = 1, threads: Int? = nil) throws -> PhysicsComparison {
    let densities: [Float] = [0.7, 1.9, 1.0, 1.3, 0.6]
    let size = GridSize(5, 5, 40)
    let grid = try Grid(size: size, spacing: Vector3(20, 20, 4))
    var density = Volume<Float>(grid: grid, repeating: 1)
    for k in 0..<size.k {
      for j in 0..<size.j { for i in 0..<size.i { density[i, j, k] = densities[(i + 2 * j + k) % 5] } }
    }
    let materials = try MaterialMap(
      density: density, tissue: density.map { _ in 3 }, tissues: Tissue.allCases.map(\.rawValue),
      conversion: "Fano")
    var options = DoseOptions()
    options.threads = threads
    let map = try DoseEngine.monteCarlo(
      MonteCarlo(mode: .analogue, stop: .init(histories: histories), seed: seed)
    ).dose(
      TimeIntegratedActivityVolume(
        map: try QuantityMap(values: density.map { $0 * 1e9 }), nuclide: "Y-90"), materials: materials,
      options: options
    ).dose.map
    var groups: [Float: (sum: Double, variance: Double, count: Double)] = [:]
    for k in 5..<35 {
      for j in 1..<4 {
        for i in 1..<4 {
          let old = groups[density[i, j, k]] ?? (0, 0, 0)
          groups[density[i, j, k]] = (
            old.sum + Double(map.values[i, j, k]),
            old.variance + pow(Double(map.statistical?[i, j, k] ?? 0), 2), old.count + 1
          )
        }
      }
    }
    let all = groups.values.reduce(0) { $0 + $1.sum } / groups.values.reduce(0) { $0 + $1.count }
    return PhysicsComparison(
      title: "Fano's theorem: dose by density",
      source: "mean dose of all densities, activity in proportion to mass",
      x: Axis(name: "density", unit: "g/mL", isLogarithmic: false),
      y: Axis(name: "mean dose", unit: "Gy", isLogarithmic: false), tolerance: 0.001, reason: "stated goal",
      points: groups.sorted { $0.key < $1.key }.map { density, group in
        Point(
          at: Double(density), label: "\(density) g/mL", value: group.sum / group.count, reference: all,
          uncertainty: group.variance.squareRoot() / group.sum)
      })
  }

  /// How often the mean over many seeds is within a given number of σ of a single run, against a normal distribution; voxels above a
  /// tenth of the largest dose of a cube with activity.
  ///
  /// - Throws: `Problem` if the simulation refuses its input or is interrupted.
  public static func coverage(
    mode: MonteCarlo.Mode, seeds: Int = 50, threads: Int? = nil
  ) throws -> PhysicsComparison {
    let grid = try Grid(size: GridSize(9, 9, 9), spacing: Vector3(repeating: 3))
    var source = Volume<Float>(grid: grid, repeating: 0), density = source.map { _ in Float(1.06) }
    for k in 3..<6 { for j in 3..<6 { for i in 3..<6 { source[i, j, k] = 1e6 } } }
    // Something to simulate for the mode that knows uniform tissue.
    for k in 0..<9 { for j in 0..<9 { for i in 0..<4 { density[i, j, k] = 0.26 } } }
    let materials = try MaterialMap(
      density: density, tissue: density.map { $0 < 1 ? 1 : 3 }, tissues: Tissue.allCases.map(\.rawValue),
      conversion: "coverage")
    let activity = TimeIntegratedActivityVolume(map: try QuantityMap(values: source), nuclide: "Y-90")
    var options = DoseOptions()
    options.threads = threads
    let maps = try (1...seeds).map { seed in
      try DoseEngine.monteCarlo(
        MonteCarlo(mode: mode, stop: .init(histories: 24 * 4096), seed: UInt64(seed))
      ).dose(activity, materials: materials, options: options).dose.map
    }
    let distances = distances(maps)
    let points = [0.5, 1, 1.5, 2].map { width in
      Point(
        at: width, label: "within \(width) σ",
        value: Double(distances.filter { $0 < width }.count) / Double(max(1, distances.count)),
        reference: erf(width / 2.0.squareRoot()), isJudged: width == 1)
    }
    return PhysicsComparison(
      title: "Reported σ, \(mode.rawValue) mode, over \(seeds) seeds", source: "normal distribution",
      x: Axis(name: "distance", unit: "σ", isLogarithmic: false),
      y: Axis(name: "fraction of voxels within", unit: "", isLogarithmic: false), tolerance: 0.03 / 0.6827,
      reason: "stated goal, 68 ± 3 % within one σ", points: points)
  }

  /// Distances from the mean of all runs in units of each run's σ; the mean holds the run itself, which shortens them.
  private static func distances(_ maps: [QuantityMap<Gray>]) -> [Double] {
    let count = Double(maps.count)
    let means = maps[0].values.voxels.indices.map { n in
      maps.reduce(0) { $0 + Double($1.values.voxels[n]) } / count
    }
    let top = means.max() ?? 0
    return means.indices.filter { means[$0] > 0.1 * top }.flatMap { n in
      maps.map { map in
        abs(Double(map.values.voxels[n]) - means[n]) / (1 - 1 / count).squareRoot()
          / Double(map.statistical?.voxels[n] ?? 0)
      }
    }
  }
}
