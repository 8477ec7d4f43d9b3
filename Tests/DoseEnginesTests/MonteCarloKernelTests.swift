@testable import DoseEngines
import Fixtures
import Foundation
@testable import Nuclides
import Testing

@Suite(.serialized) struct MonteCarloKernelTests {
  static func simulation(_ shell: Double, _ end: Double, histories: Int) -> KernelSimulation {
    var simulation = KernelSimulation(.water, density: 1)
    (simulation.thinShell, simulation.thinEnd) = (shell, end)
    simulation.histories = histories
    return simulation
  }

  /// Dose-point kernels of the reference codes: 1 % where a shell holds more than 1 % of the energy, plus two standard
  /// deviations of both.
  @Test(arguments: [
    ("Y-90", "dpk_Y90_near.csv", 0.1, 12.0, "keV_per_decay_PENELOPE", "unc1s_keV", 800_000),
    (
      "Lu-177", "dpk_Lu177_electrons_near.csv", 0.02, 2, "total_e_keV_per_decay_incl_local", "beta_unc",
      2_000_000
    ),
  ]) func reference(
    _ nuclide: String, _ file: String, _ shell: Double, _ end: Double, _ column: String, _ sigma: String,
    _ histories: Int
  ) throws {
    var simulation = Self.simulation(shell, end, histories: histories)
    // Shells of 0.02 mm see electrons of a few kiloelectronvolts.
    if shell < 0.1 { simulation.cutOffs = MonteCarlo.CutOffs(electron: 5, collision: 5) }
    let shells = try simulation.run(Nuclide.named(nuclide)).electrons.shells
    let rows = try Fixtures.table(Fixtures.physics.appending(path: file))
    let total = rows.reduce(0) { $0 + ($1.number(column) ?? 0) }
    var worst = 0.0
    for (row, own) in zip(rows, shells) {
      let reference = row.number(column)!
      guard reference > 0.01 * total else { continue }
      #expect(abs(own.inner - row.number("r_low_mm")!) < 1e-9)
      let spread = hypot(own.uncertainty, row.number(sigma) ?? 0) / reference
      let deviation = own.energy / reference - 1
      worst = max(worst, abs(deviation))
      print("DPK \(nuclide) \(own.inner) mm: \(own.energy) against \(reference) keV, \(deviation * 100) %")
      #expect(abs(deviation) < 0.01 + 2 * spread, "\(nuclide) shell at \(own.inner) mm")
    }
    let sum = shells.reduce(0) { $0 + $1.energy }
    print("DPK \(nuclide): worst \(worst * 100) %, sum \(sum) against \(total) keV")
    #expect(abs(sum / total - 1) < 0.003)
  }

  /// Photons of Lu-177 and what they set free, to 200 mm in shells of 10 mm: PENELOPE within 1.5 %.
  @Test func photons() throws {
    var simulation = Self.simulation(1, 10, histories: 250_000)
    (simulation.thinShell, simulation.thickShell) = (10, 10)
    let shells = try simulation.run(Nuclide.named("Lu-177")).photons.shells
    let rows = try Fixtures.table(Fixtures.physics.appending(path: "dpk_Lu177_photons_far.csv"))
    for (n, own) in shells.enumerated() where n < 20 {
      let reference = rows[(10 * n)..<(10 * n + 10)].reduce(0) { $0 + $1.number("keV_per_decay_PENELOPE")! }
      print(
        "Lu-177 photons \(own.inner) mm: \(own.energy) against \(reference) keV, \((own.energy / reference - 1) * 100) %"
      )
      #expect(abs(own.energy / reference - 1) < 0.015 + 3 * own.uncertainty / reference)
    }
  }

  /// Steps a quarter as long give the same kernel: radii that hold 50 % and 90 % of the energy within 0.5 %.
  @Test func stepsDoNotMatter() throws {
    func radii(_ factor: Double) throws -> [Double] {
      var simulation = Self.simulation(0.1, 12, histories: 100_000)
      simulation.stepFactor = factor
      let shells = try simulation.run(Nuclide.named("Y-90")).electrons.shells
      let total = shells.reduce(0) { $0 + $1.energy }
      return [0.5, 0.9].map { share in
        var sum = 0.0
        for shell in shells {
          if sum + shell.energy >= share * total {
            return shell.inner + (share * total - sum) / shell.energy * (shell.outer - shell.inner)
          }
          sum += shell.energy
        }
        return .infinity
      }
    }
    for (long, short) in zip(try radii(1), try radii(0.25)) {
      print("radius with long steps \(long) mm, with short ones \(short) mm")
      #expect(abs(long / short - 1) < 0.005)
    }
  }

  /// All that a decay sends out is found: electrons, photons and what lies beyond the shells.
  @Test(arguments: ["Y-90", "Lu-177", "Ga-68", "Ac-225"]) func energy(_ nuclide: String) throws {
    let data = try Nuclide.named(nuclide)
    let result = try Self.simulation(1, 12, histories: 100_000).run(data)
    let found = [result.electrons, result.photons].reduce(result.beyond) { $0 + $1.total }
    let emitted = try data.requireEmissions().totalEnergy.value * 1000
    #expect(abs(found / emitted - 1) < 0.004)
  }

  /// Positrons that annihilate in flight take the rest of their energy with them. Expected: ∫ n σ / S over the way down, weighted by
  /// the energy that is left, over the spectrum; collisions as ESTAR's in all, bremsstrahlung by the yield of the same tables.
  @Test(arguments: ["F-18", "Ga-68"]) func annihilationInFlight(_ name: String) throws {
    var simulation = Self.simulation(0.5, 12, histories: 60_000)
    simulation.thickShell = 4
    let nuclide = try Nuclide.named(name)
    let result = try simulation.run(nuclide)
    let emissions = try nuclide.requireEmissions()
    let water = (CollisionStopping(.water), Bremsstrahlung(.water), Annihilation(.water))
    var kinetic = 0.0, expected = 0.0
    for bin in emissions.positrons.bins {
      let energy = (bin.lower + bin.upper) / 2, steps = 200
      var left = 0.0
      // From the start down; `alive` have not annihilated yet.
      var alive = 1.0
      for n in 0..<steps {
        let e = energy * (1 - (Double(n) + 0.5) / Double(steps)), loss = energy / Double(steps)
        let collisions = water.0.total(e, .positron), photons = water.1.stopping(e)
        left += alive * loss * collisions / (collisions + photons)
        alive *= exp(-water.2.perPath(e) * loss / (collisions + photons))
      }
      kinetic += bin.probability * energy
      expected += bin.probability * left
    }
    let rest = emissions.electronEnergy.value.value * 1000 - kinetic
    let own = result.electrons.total - rest
    print("\(name): \(kinetic) keV of positrons, \(own) kept, \(expected) expected")
    #expect(abs(own / expected - 1) < 0.002)
    #expect(expected < 0.997 * kinetic)
  }

  /// S_ρ(L) = ρ² S₁(ρ L): a kernel at the density of lung is that at 1 g/mL with its radii stretched.
  @Test(arguments: [(Medium.lung, 0.26), (.corticalBone, 1.92)]) func densityLaw(
    _ medium: Medium, _ density: Double
  ) throws {
    func shells(_ density: Double) throws -> [RadialKernel.Shell] {
      var simulation = KernelSimulation(medium, density: density)
      simulation.histories = 20_000
      (simulation.thinShell, simulation.thinEnd) = (0.5 / density, 12 / density)
      (simulation.thickShell, simulation.thickEnd) = (4 / density, 100 / density)
      return try simulation.run(Nuclide.named("Y-90")).electrons.shells
    }
    let (own, unit) = (try shells(density), try shells(1))
    let total = unit.reduce(0) { $0 + $1.energy }
    #expect(abs(own.count - unit.count) <= 1 && total > 900)
    for (a, b) in zip(own, unit) {
      #expect(abs(a.outer * density - b.outer) < 1e-6)
      // The same random numbers: only rounding moves energy from shell to shell.
      #expect(abs(a.energy - b.energy) < 1e-3 * total)
    }
  }
}
