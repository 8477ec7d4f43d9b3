import Foundation
import Nuclides
import Synchronization

/// Electron kernels at 1 g/mL of the media that were asked for, kept while the program runs.
enum KernelLibrary {
  struct Entry: Sendable {
    let kernel: RadialKernel
    let source: String
    /// Relative, of a typical shell.
    let uncertainty: Double
  }

  private struct Key: Hashable {
    let nuclide: String
    let emissions: String
    let medium: Medium
  }
  private static let kept = Mutex<[Key: Entry]>([:])

  static func electrons(_ nuclide: Nuclide, in medium: Medium, workers: Int) throws -> Entry {
    let key = Key(nuclide: nuclide.name, emissions: try nuclide.requireEmissions().source, medium: medium)
    if let entry = kept.withLock({ $0[key] }) { return entry }
    let made = try simulated(nuclide, in: medium, workers: workers)
    kept.withLock { $0[key] = made }
    return made
  }

  private static func simulated(_ nuclide: Nuclide, in medium: Medium, workers: Int) throws -> Entry {
    var simulation = KernelSimulation(medium, density: 1)
    simulation.threads = workers
    simulation.histories = 400_000
    // Voxels are larger than shells: steps need not be finer.
    simulation.finest = 0.5
    simulation.followsPhotons = false
    (simulation.thinShell, simulation.thinEnd) = (0.05, 20)
    let result = try simulation.run(nuclide)
    let total = result.electrons.total
    let variance = result.electrons.shells.reduce(0) { $0 + $1.uncertainty * $1.uncertainty }
    return Entry(kernel: result.electrons, source: result.source, uncertainty: variance.squareRoot() / total)
  }
}
