import Diagnostics
import Foundation
import Nuclides

/// Electron kernels at 1 g/mL of the media that were asked for, kept while an operation runs.
enum KernelLibrary {
  struct Entry: Sendable {
    let kernel: RadialKernel
    let source: String
    /// Relative, of a typical shell.
    let uncertainty: Double
  }

  private struct Key: Hashable, Sendable {
    let nuclide: String
    let emissions: String
    let medium: Medium
  }

  static func electrons(_ nuclide: Nuclide, in medium: Medium, workers: Int) throws -> Entry {
    let key = Key(nuclide: nuclide.name, emissions: try nuclide.requireEmissions().source, medium: medium)
    return try Surroundings.current.kept.value(of: key) {
      try simulated(nuclide, in: medium, workers: workers)
    }
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
