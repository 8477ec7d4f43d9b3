import Diagnostics
import Foundation
import Nuclides
import Quantities

/// Dose-point kernels of a nuclide in any uniform medium, from our own transport.
public struct KernelSimulation: Sendable, Hashable {
  public var medium: Medium
  /// Density of the medium, g/mL.
  public var density: Double
  /// Widths of the shells and where they end, mm: thin ones near the source, thick ones beyond.
  public var thinShell = 0.1
  public var thinEnd = 12.0
  public var thickShell = 1.0
  public var thickEnd = 200.0
  public var histories = 1_000_000
  public var seed: UInt64 = 1
  public var cutOffs = MonteCarlo.CutOffs(electron: 10, collision: 10)
  /// Scales the longest step; results do not depend on it below 1.
  var stepFactor = 1.0
  /// Without them, photons of the nuclide, of bremsstrahlung and of annihilation take their energy away.
  var followsPhotons = true
  /// Shortest step near the source, in thin shells.
  var finest = 0.01
  public var threads: Int?

  public init(_ medium: Medium, density: Double) { (self.medium, self.density) = (medium, density) }

  public struct Result: Sendable, Hashable {
    /// Energy left by electrons and positrons of the decay and their delta rays, and deposited locally, keV per decay.
    public var electrons: RadialKernel
    /// Energy left by photons of the decay, of bremsstrahlung and of annihilation, keV per decay.
    public var photons: RadialKernel
    /// Beyond the last shell, keV per decay.
    public var beyond: Double
    /// In words, for reports and provenance.
    public var source: String
  }

  /// Independent parts whose spread gives the uncertainty.
  private static let batches = 50

  /// - Throws: `Problem` (usage) for a shell or density that is not positive; data rejected for a nuclide without
  ///   emissions.
  public func run(_ nuclide: Nuclide) throws -> Result {
    let widths = [thinShell, thinEnd, thickShell, thickEnd - thinEnd, density, stepFactor]
    guard widths.allSatisfy({ $0 > 0 && $0.isFinite }), thinEnd / thinShell < 1e6,
      thickEnd / thickShell < 1e6,
      histories > 0
    else { throw Problem.option("shells, density, steps and histories are not all positive", "kernel") }
    let emissions = try nuclide.requireEmissions()
    let sampler = EmissionSampler(emissions)
    var settings = ElectronTable.Settings()
    settings.highest = sampler.highest * 1.001
    settings.cutOff = cutOffs.electron ?? 10
    settings.collision = cutOffs.collision ?? 10
    settings.radiation = cutOffs.bremsstrahlung
    settings.strength = 0.2 * stepFactor
    settings.loss = 0.12 * stepFactor
    let run = ShellRun(
      tables: TransportTables([medium], settings, photonCutOff: cutOffs.photon), sampler: sampler,
      density: density, mesh: ShellMesh(thin: thinShell, to: thinEnd, thick: thickShell, to: thickEnd),
      seed: seed, finest: finest * thinShell, followsPhotons: followsPhotons)
    let workers = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let (electrons, photons) = run.run(histories: histories, batches: Self.batches, workers: workers)
    return Result(
      electrons: RadialKernel("electrons", electrons, run.mesh),
      photons: RadialKernel("photons and bremsstrahlung", photons, run.mesh),
      beyond: electrons.energy.last! + photons.energy.last!, source: source(emissions))
  }

  private func source(_ emissions: Emissions) -> String {
    "Hepatica Monte Carlo, \(histories) decays in \(medium.name) \(decimal(density, 3)) g/mL (\(medium.source)), seed "
      + "\(seed); \(emissions.source)"
  }
}

extension RadialKernel {
  /// Shells up to the last one with energy.
  init(_ name: String, _ part: ShellRun.Part, _ mesh: ShellMesh) {
    let last = part.energy[..<mesh.count].lastIndex { $0 > 0 } ?? 0
    let shells = (0...last).map { n in
      let (inner, outer) = mesh.radii(n)
      return Shell(inner: inner, outer: outer, energy: part.energy[n], uncertainty: part.sigma[n])
    }
    self.init(name: name, shells: shells)
  }
}
