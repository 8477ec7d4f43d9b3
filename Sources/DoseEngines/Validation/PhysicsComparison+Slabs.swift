import Foundation
import Nuclides
import Quantities
import Stages
import Volumes

// A body with slabs of lung and bone, and uniform tissue, beside PENELOPE's physics.

extension PhysicsComparison {
  static let slabCode =
    "PENELOPE 2018 physics (PenRed 1.15.2), DDEP spectra, media with its densities and mean excitation energies"

  /// Energy in whole layers, and dose in voxels, of a body of 64³ voxels of 4 mm: soft tissue 1.06 g/mL with a slab of lung
  /// (0.26, 48 mm) and one of bone (1.92, 16 mm), uniform activity in 64 × 64 × 48 mm between them.
  ///
  /// - Throws: `Problem` if the simulation refuses its input or is interrupted.
  public static func slabs(
    _ reference: ReferenceNumbers, nuclide: String, mode: MonteCarlo.Mode, histories: Int, seed: UInt64 = 1,
    threads: Int? = nil
  ) throws -> [PhysicsComparison] {
    let slabs = try Slabs()
    var options = DoseOptions()
    options.threads = threads
    var engine = MonteCarlo(mode: mode, stop: .init(histories: histories), seed: seed)
    engine.substitutes = reference.substitutes
    let map = try DoseEngine.monteCarlo(engine).dose(
      TimeIntegratedActivityVolume(map: try QuantityMap(values: slabs.activity), nuclide: nuclide),
      materials: slabs.materials, options: options
    ).dose.map
    let rows = reference.slabs.filter { $0.nuclide == nuclide }
    let name = "\(nuclide), \(mode.rawValue)"
    return [
      layers(rows.filter { $0.column == nil }, slabs, map, name),
      voxels(rows.filter { $0.column != nil }, slabs, map, name),
    ]
  }

  private static func layers(
    _ rows: [ReferenceNumbers.SlabValue], _ slabs: Slabs, _ map: QuantityMap<Gray>, _ name: String
  ) -> PhysicsComparison {
    let top = rows.map { $0.value / Slabs.density($0.layer) }.max() ?? 0
    return PhysicsComparison(
      title: "Layers across lung and bone: \(name)", source: slabCode,
      x: Axis(name: "depth", unit: "mm", isLogarithmic: false),
      y: Axis(name: "energy in the layer", unit: "keV per decay", isLogarithmic: true), tolerance: 0.02,
      sigmas: 2, share: 0.99, reason: "stated goal, for layers above 10 % of the largest dose",
      points: rows.map { row in
        let (value, u) = slabs.layer(row.layer, map)
        return Point(
          at: 4 * Double(row.layer) + 2,
          label: "\(4 * row.layer) – \(4 * row.layer + 4) mm, \(Slabs.tissue(row.layer).rawValue)",
          value: value, reference: row.value, uncertainty: hypot(u, row.uncertainty),
          isJudged: row.value / Slabs.density(row.layer) > 0.1 * top)
      })
  }

  private static func voxels(
    _ rows: [ReferenceNumbers.SlabValue], _ slabs: Slabs, _ map: QuantityMap<Gray>, _ name: String
  ) -> PhysicsComparison {
    let top = rows.map { $0.value / Slabs.density($0.layer) }.max() ?? 1
    // 4 mm cubed, g.
    let mass = { (layer: Int) in 0.064 * Slabs.density(layer) }
    let points = rows.map { row in
      let (value, u) = slabs.voxels(row.column!, row.layer, map)
      return Point(
        at: 100 * row.value / Slabs.density(row.layer) / top,
        label: "layer \(row.layer), column (\(row.column!.i), \(row.column!.j))",
        value: value / mass(row.layer), reference: row.value / mass(row.layer),
        uncertainty: hypot(u, row.uncertainty),
        isJudged: row.value / Slabs.density(row.layer) > 0.1 * top)
    }
    return PhysicsComparison(
      title: "Voxels across lung and bone: \(name)", source: slabCode,
      x: Axis(name: "dose, fraction of the maximum", unit: "%", isLogarithmic: true),
      y: Axis(name: "dose", unit: "keV/g per decay", isLogarithmic: true), tolerance: 0.02,
      sigmas: 2, share: 0.99, reason: "stated goal, for voxels above 10 % of the largest dose",
      points: points.sorted { $0.at < $1.at })
  }

  /// Kernel in one medium of the body, shell by shell.
  ///
  /// - Throws: `Problem` if the simulation refuses its input or is interrupted.
  public static func kernel(
    _ table: ReferenceNumbers.MediumKernel, histories: Int, seed: UInt64 = 1, threads: Int? = nil
  ) throws -> PhysicsComparison {
    var simulation = KernelSimulation(table.medium.medium, density: table.medium.density)
    let shells = table.kernel.shells
    simulation.thinShell = shells[0].outer
    (simulation.thinEnd, simulation.thickEnd) = (table.kernel.reach, 2 * table.kernel.reach)
    (simulation.histories, simulation.seed, simulation.threads) = (histories, seed, threads)
    let result = try simulation.run(Nuclide.named(table.nuclide))
    let all = table.kernel.total
    return PhysicsComparison(
      title:
        "Kernel of \(table.nuclide) in \(table.medium.tissue.rawValue), \(number(table.medium.density)) g/mL",
      source: slabCode, x: Axis(name: "radius", unit: "mm", isLogarithmic: false),
      y: Axis(name: "energy per shell", unit: "keV per decay", isLogarithmic: true), tolerance: 0.01,
      reason: "stated goal, for shells with more than 1 % of the energy",
      points: shells.map { shell in
        let parts = [result.electrons, result.photons].map { $0.sum(from: shell.inner, to: shell.outer) }
        let value = parts[0].energy + parts[1].energy
        return Point(
          at: (shell.inner + shell.outer) / 2, label: "\(number(shell.inner)) – \(number(shell.outer)) mm",
          value: value, reference: shell.energy,
          uncertainty: hypot(
            hypot(parts[0].uncertainty, parts[1].uncertainty) / value, shell.uncertainty / shell.energy),
          isJudged: shell.energy > 0.01 * all)
      })
  }
}

extension ReferenceNumbers {
  /// The engine's media to those of the reference code.
  fileprivate var substitutes: [Medium: Medium] {
    Dictionary(uniqueKeysWithValues: media.map { (.of($0.tissue, density: $0.density), $0.medium) })
  }
}

extension ReferenceNumbers.ReferenceMedium {
  /// Composition of the tissue, density and mean excitation energy of the reference code.
  fileprivate var medium: Medium {
    Medium.of(tissue, density: density).with(
      meanExcitation: meanExcitation, density: density, source: "PENELOPE 2018")
  }
}

/// The body with slabs, and how its voxels are read.
private struct Slabs {
  static let layers = 64, columns = 64
  let activity: Volume<Float>
  let materials: MaterialMap
  /// keV per decay from 1 Gy in one voxel of 1 g/mL.
  private let scale: Double

  static func tissue(_ layer: Int) -> Tissue {
    (16..<28).contains(layer) ? .lung : (40..<44).contains(layer) ? .bone : .softTissue
  }
  static func density(_ layer: Int) -> Double { tissue(layer).referenceDensity }

  init() throws {
    let size = GridSize(Slabs.columns, Slabs.columns, Slabs.layers)
    let grid = try Grid(size: size, spacing: Vector3(repeating: 4))
    var density = Volume<Float>(grid: grid, repeating: 0), kind = Volume<UInt8>(grid: grid, repeating: 0)
    var source = density
    let tissues = Tissue.allCases, middle = 24..<40
    for k in 0..<size.k {
      let tissue = Slabs.tissue(k), number = UInt8(tissues.firstIndex(of: tissue)!)
      for j in 0..<size.j {
        for i in 0..<size.i {
          density[i, j, k] = Float(tissue.referenceDensity)
          kind[i, j, k] = number
          if middle.contains(i), middle.contains(j), (28..<40).contains(k) { source[i, j, k] = 1e6 }
        }
      }
    }
    activity = source
    materials = try MaterialMap(
      density: density, tissue: kind, tissues: tissues.map(\.rawValue), conversion: "slabs")
    let volume = grid.voxelVolume.value
    let decays = 1e6 * volume * Double(16 * 16 * 12)
    scale = 1e-3 * volume / decays / 1.602176634e-16
  }

  private func energy(_ offset: Int, _ layer: Int, _ map: QuantityMap<Gray>) -> (Double, Double) {
    let factor = scale * Slabs.density(layer)
    return (
      Double(map.values.voxels[offset]) * factor, Double(map.statistical?.voxels[offset] ?? 0) * factor
    )
  }

  /// keV per decay in a whole layer, and its relative uncertainty for independent voxels.
  func layer(_ k: Int, _ map: QuantityMap<Gray>) -> (Double, Double) {
    let count = Slabs.columns * Slabs.columns
    return mean((k * count)..<((k + 1) * count), k, map, times: Double(count))
  }

  /// Mean keV per decay of the voxels that are alike by symmetry, and its relative uncertainty.
  func voxels(_ column: (i: Int, j: Int), _ k: Int, _ map: QuantityMap<Gray>) -> (Double, Double) {
    let half = Slabs.columns / 2
    var offsets: Set<Int> = []
    for (a, b) in [(column.i, column.j), (column.j, column.i)] {
      for (x, y) in [
        (half + a, half + b), (half + a, half - 1 - b), (half - 1 - a, half + b),
        (half - 1 - a, half - 1 - b),
      ] {
        offsets.insert(map.grid.offset(x, y, k))
      }
    }
    return mean(offsets.sorted(), k, map, times: 1)
  }

  private func mean(
    _ offsets: some Collection<Int>, _ k: Int, _ map: QuantityMap<Gray>, times: Double
  ) -> (Double, Double) {
    var sum = 0.0, variance = 0.0
    for offset in offsets {
      let (value, sigma) = energy(offset, k, map)
      sum += value
      variance += sigma * sigma
    }
    return (sum / Double(offsets.count) * times, sum > 0 ? variance.squareRoot() / sum : 0)
  }
}
