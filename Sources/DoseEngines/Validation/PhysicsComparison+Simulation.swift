import Foundation
import Nuclides
import Quantities
import Stages
import Volumes

// Transport beside the reference codes.

extension PhysicsComparison {
  private static let codes = "PENELOPE 2018 physics (PenRed 1.14), DDEP spectra, water 1.0 g/mL"

  /// Simulated kernel of a nuclide in water with shells like those of a reference table, with its comparison.
  ///
  /// - Throws: `Problem` if the simulation refuses its input or is interrupted.
  public static func kernel(
    _ table: ReferenceNumbers.ShellTable, histories: Int, seed: UInt64 = 1, threads: Int? = nil
  ) throws -> PhysicsComparison {
    let shells = table.kernel.shells
    var simulation = KernelSimulation(.water, density: 1)
    let isFine = shells[0].outer < 1
    if isFine { (simulation.thinShell, simulation.thinEnd) = (shells[0].outer, table.kernel.reach) }
    // Thin shells see electrons of a few kiloelectronvolts.
    if simulation.thinShell < 0.1 { simulation.cutOffs = MonteCarlo.CutOffs(electron: 5, collision: 5) }
    (simulation.histories, simulation.seed, simulation.threads) = (histories, seed, threads)
    let result = try simulation.run(Nuclide.named(table.nuclide))
    return comparison(of: table, with: result)
  }

  private static func comparison(
    of table: ReferenceNumbers.ShellTable, with result: KernelSimulation.Result
  ) -> PhysicsComparison {
    let all = table.kernel.total
    let isPhotons = table.part == .photons
    // Bremsstrahlung of Y-90 is in the reference's electron table.
    let parts =
      isPhotons
      ? [result.photons] : table.nuclide == "Y-90" ? [result.electrons, result.photons] : [result.electrons]
    let threshold = isPhotons ? 0.003 : 0.01
    let points = table.kernel.shells.map { shell -> Point in
      let own = parts.map { $0.sum(from: shell.inner, to: shell.outer) }
      let value = own.reduce(0) { $0 + $1.energy }
      let u = own.reduce(0) { $0 + $1.uncertainty * $1.uncertainty }.squareRoot()
      let both = (pow(u / max(value, 1e-30), 2) + pow(shell.uncertainty / shell.energy, 2)).squareRoot()
      return Point(
        at: (shell.inner + shell.outer) / 2, label: "\(number(shell.inner)) – \(number(shell.outer)) mm",
        value: value, reference: shell.energy, uncertainty: both, isJudged: shell.energy > threshold * all)
    }
    return PhysicsComparison(
      title: "Dose-point kernel of \(table.nuclide), \(table.part.rawValue)", source: codes,
      x: Axis(name: "radius", unit: "mm", isLogarithmic: false),
      y: Axis(name: "energy per shell", unit: "keV per decay", isLogarithmic: true), tolerance: 0.01,
      // Of two hundred shells of photons some lie beyond three standard deviations.
      share: isPhotons ? 0.99 : 1,
      reason: "stated goal, for shells with more than \(isPhotons ? "0.3" : "1") % of the energy",
      points: points)
  }

  /// S values of cubic voxels by the Monte Carlo engine, averaged over voxels that are alike by symmetry.
  ///
  /// - Throws: `Problem` if the simulation refuses its input or is interrupted.
  public static func voxelSValues(
    _ reference: [ReferenceNumbers.VoxelSValue], nuclide: String, histories: Int, seed: UInt64 = 1,
    threads: Int? = nil
  ) throws -> PhysicsComparison {
    let rows = reference.filter { $0.nuclide == nuclide }
    let spacing = rows[0].spacing
    let half = max(10, (rows.map { max($0.i, $0.j, $0.k) }.max() ?? 0) + 5)
    let grid = try Grid(
      size: GridSize(2 * half + 1, 2 * half + 1, 2 * half + 1), spacing: Vector3(repeating: spacing))
    var source = Volume<Float>(grid: grid, repeating: 0)
    source[half, half, half] = Float(1e6 / grid.voxelVolume.value)
    var options = DoseOptions()
    (options.uniformDensity, options.threads) = (Quantity(1), threads)
    let engine = DoseEngine.monteCarlo(MonteCarlo(stop: .init(histories: histories), seed: seed))
    let map = try engine.dose(
      TimeIntegratedActivityVolume(map: try QuantityMap(values: source), nuclide: nuclide), options: options
    ).dose.map
    let own = rows.first { ($0.i, $0.j, $0.k) == (0, 0, 0) }?.value ?? 1
    let points = rows.enumerated().map { n, row -> Point in
      let (value, u) = mean(map, around: half, row)
      return Point(
        at: Double(n + 1), label: "(\(row.i), \(row.j), \(row.k))", value: value, reference: row.value,
        uncertainty: (u * u + row.uncertainty * row.uncertainty).squareRoot(),
        isJudged: row.value > 0.01 * own, tolerance: (row.i, row.j, row.k) == (0, 0, 0) ? 0.01 : nil)
    }
    return PhysicsComparison(
      title: "Voxel S values of \(nuclide), \(number(spacing)) mm", source: codes,
      x: Axis(name: "voxel number", unit: "", isLogarithmic: false),
      y: Axis(name: "S", unit: "mGy/(MBq·s)", isLogarithmic: true), tolerance: 0.02,
      reason: "stated goals: 1 % for the source voxel, 2 % for neighbours above 1 % of it",
      points: points)
  }

  /// Mean over all permutations and signs, mGy/(MBq·s), with its relative statistical uncertainty.
  private static func mean(_ map: QuantityMap<Gray>, around c: Int, _ row: ReferenceNumbers.VoxelSValue) -> (
    Double, Double
  ) {
    let (a, b, d) = (row.i, row.j, row.k)
    let orders = [(a, b, d), (a, d, b), (b, a, d), (b, d, a), (d, a, b), (d, b, a)]
    var offsets: Set<Int> = []
    for (i, j, k) in orders {
      for s in 0..<8 {
        let sign = { (bit: Int) in s & bit == 0 ? 1 : -1 }
        offsets.insert(map.grid.offset(c + sign(1) * i, c + sign(2) * j, c + sign(4) * k))
      }
    }
    let n = Double(offsets.count)
    let sum = offsets.sorted().reduce(0.0) { $0 + Double(map.values.voxels[$1]) }
    let variance = offsets.sorted().reduce(0.0) {
      let u = Double(map.statistical?.voxels[$1] ?? 0)
      return $0 + u * u
    }
    return (sum / n * 1000, sum > 0 ? variance.squareRoot() / sum : 0)
  }

  /// Self-doses of water spheres from a simulated kernel.
  ///
  /// - Throws: `Problem` if the simulation refuses its input or is interrupted.
  public static func spheres(
    _ reference: [ReferenceNumbers.SphereSValue], histories: Int, seed: UInt64 = 1, threads: Int? = nil
  ) throws -> PhysicsComparison {
    var kernels: [String: PointKernel] = [:]
    for nuclide in Set(reference.map(\.nuclide)).sorted() {
      var simulation = KernelSimulation(.water, density: 1)
      (simulation.histories, simulation.seed, simulation.threads) = (histories, seed, threads)
      simulation.thinShell = nuclide == "Lu-177" ? 0.02 : 0.1
      simulation.thinEnd = nuclide == "Lu-177" ? 2 : 12
      if simulation.thinShell < 0.1 { simulation.cutOffs = MonteCarlo.CutOffs(electron: 5, collision: 5) }
      let result = try simulation.run(Nuclide.named(nuclide))
      kernels[nuclide] = PointKernel(
        shortRange: result.electrons, longRange: [result.photons], electronRange: 12, source: result.source)
    }
    return PhysicsComparison(
      title: "Self-dose of water spheres", source: codes,
      x: Axis(name: "mass", unit: "g", isLogarithmic: true),
      y: Axis(name: "S", unit: "mGy/(MBq·s)", isLogarithmic: true), tolerance: 0.005, reason: "stated goal",
      points: reference.map { row in
        let s = SphereSelfDose(kernels[row.nuclide]!, mass: Mass(row.mass)).dosePerDecay.value * 1e9
        return Point(
          at: row.mass, label: "\(row.nuclide), \(number(row.mass)) g", value: s, reference: row.value,
          uncertainty: row.uncertainty)
      })
  }
}

extension RadialKernel {
  /// Energy and its uncertainty between two radii; shells that straddle one count by their part of the width.
  func sum(from inner: Double, to outer: Double) -> (energy: Double, uncertainty: Double) {
    var (energy, variance) = (0.0, 0.0)
    for shell in shells where shell.outer > inner && shell.inner < outer {
      let part = (min(shell.outer, outer) - max(shell.inner, inner)) / (shell.outer - shell.inner)
      guard part > 1e-9 else { continue }
      energy += part * shell.energy
      variance += part * part * shell.uncertainty * shell.uncertainty
    }
    return (energy, variance.squareRoot())
  }
}
