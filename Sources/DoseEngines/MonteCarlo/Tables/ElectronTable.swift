import Foundation
import Nuclides
import Parallel

/// What one condensed step does in one medium. All lengths in g/cm², for the whole step.
struct StepRow {
  /// Path over which soft collisions and soft bremsstrahlung take the step's energy.
  var length: Float = 0
  /// Angular deflection (1 − cos θ)/2: uniform below `bend` with probability `straight`, else uniform above; this has the
  /// first two moments of Goudsmit and Saunderson's distribution (as in PENELOPE).
  var bend: Float = 0
  var straight: Float = 0
  /// Mean numbers of first and second transport mean free paths in the step.
  var first: Float = 0
  var second: Float = 0
  /// Mean numbers of hard collisions, and of bremsstrahlung photons and annihilations in flight together.
  var collisions: Float = 0
  var photons: Float = 0
  /// Part of `photons` that are annihilations; 0 for electrons.
  var annihilating: Float = 0
  /// Mean number of photons from the start of the step to the end of the path.
  var photonsLeft: Float = 0
  /// Residual range at the start of the step, g/cm².
  var range: Float = 0
}

/// A ladder of energies that every electron climbs down in fixed steps, with what a step does in each medium.
///
/// The steps are the same in all media: losing the same energy takes a longer or shorter path. So the loop needs no
/// logarithms, and two electrons with the same random numbers stay side by side in different media.
struct ElectronTable {
  /// Energies in keV, falling; the last is the cut-off.
  let energies: [Float]
  /// Rows of medium m start at m × `steps`.
  let rows: [StepRow]
  let steps: Int
  /// Relative standard deviation of the path over a whole step from energy-loss straggling.
  let spread: [Float]
  let particle: ChargedParticle
  let collisionCut: Float
  let radiationCut: Float
  private let finder: EnergyFinder

  struct Settings: Hashable, Sendable {
    var highest = 2300.0
    var cutOff = 10.0
    var collision = 10.0
    var radiation = 10.0
    /// Largest step in first transport mean free paths, and in parts of the energy.
    var strength = 0.1
    var loss = 0.08
    /// Path up to which a step is never shortened, g/cm²: far below a voxel.
    var shortest = 0.0
  }

  init(_ media: [Medium], _ settings: Settings, particle: ChargedParticle = .electron) {
    let data = media.map { MediumElectrons($0, settings, particle) }
    let ladder = ElectronTable.ladder(MediumElectrons(.water, settings, particle), settings)
    energies = ladder.map { Float($0) }
    steps = ladder.count - 1
    rows = data.flatMap { $0.rows(ladder) }
    spread = MediumElectrons(.water, settings, particle).spread(ladder).map { Float($0) }
    self.particle = particle
    (collisionCut, radiationCut) = (Float(settings.collision), Float(settings.radiation))
    finder = EnergyFinder(energies)
  }

  private static func ladder(_ water: MediumElectrons, _ settings: Settings) -> [Double] {
    var energies = [settings.highest]
    while let e = energies.last, e > settings.cutOff {
      let stopping = water.soft(e)
      let wanted = min(settings.strength / water.moments(e).first, settings.loss * e / stopping)
      let length = max(wanted, min(settings.shortest, 0.2 * e / stopping))
      let next = e - length * stopping
      // The last step ends at the cut-off and is no sliver.
      energies.append(next < settings.cutOff + 0.3 * (e - next) ? settings.cutOff : next)
    }
    return energies
  }

  var finderIndex: [Int32] { finder.index }

  /// The step that an electron of `energy` is in: energies[i] ≥ energy > energies[i + 1].
  @inline(__always)
  static func step(
    of energy: Float, _ energies: UnsafePointer<Float>, _ index: UnsafePointer<Int32>
  ) -> Int {
    var i = Int(index[EnergyFinder.slot(energy)])
    while energies[i + 1] >= energy { i += 1 }
    return i
  }
}

/// Finds the step of an energy by the leading bits of its floating-point pattern.
struct EnergyFinder {
  /// First step that can hold an energy of the slot.
  let index: [Int32]
  private static let shift: UInt32 = 18
  /// 1 keV.
  private static let base = Float(1).bitPattern >> shift

  init(_ energies: [Float]) {
    let slots = Int((Float(16384).bitPattern >> EnergyFinder.shift) - EnergyFinder.base)
    index = (0..<slots).map { slot in
      let top = Float(bitPattern: (UInt32(slot + 1) + EnergyFinder.base) << EnergyFinder.shift)
      // energies[i + 1] < top: the slot's highest energy may be in step i.
      return Int32(max(0, (energies.firstIndex { $0 < top } ?? energies.count - 1) - 1))
    }
  }

  @inline(__always)
  static func slot(_ energy: Float) -> Int {
    Int((max(1, energy).bitPattern >> shift) - base)
  }
}

/// Electron data of one medium under the settings' cut-offs.
private struct MediumElectrons {
  let collisions: CollisionStopping
  let radiation: Bremsstrahlung
  let elastic: ElasticScattering
  let annihilation: Annihilation
  let settings: ElectronTable.Settings
  let particle: ChargedParticle

  init(_ medium: Medium, _ settings: ElectronTable.Settings, _ particle: ChargedParticle) {
    (collisions, radiation) = (CollisionStopping(medium), Bremsstrahlung(medium))
    (elastic, annihilation) = (ElasticScattering(medium), Annihilation(medium))
    (self.settings, self.particle) = (settings, particle)
  }

  /// Restricted stopping power, keV cm²/g.
  func soft(_ e: Double) -> Double {
    collisions.total(e, particle) + radiation.stopping(e)
      - collisions.hard(e, above: settings.collision, particle, moment: 1)
      - radiation.photons(e, above: settings.radiation, moment: 1)
  }

  func total(_ e: Double) -> Double { collisions.total(e, particle) + radiation.stopping(e) }

  func moments(_ e: Double) -> (first: Double, second: Double) {
    elastic.moments(e, softBelow: settings.collision, particle)
  }

  private func annihilations(_ e: Double) -> Double {
    particle == .positron ? annihilation.perPath(e) : 0
  }

  /// Simpson's rule over the loss from `high` to `low`, per unit of path.
  private func along(_ high: Double, _ low: Double, _ f: (Double) -> Double) -> Double {
    let middle = (high + low) / 2
    func value(_ e: Double) -> Double { f(e) / soft(e) }
    return (high - low) / 6 * (value(high) + 4 * value(middle) + value(low))
  }

  func rows(_ ladder: [Double]) -> [StepRow] {
    let steps = Array(zip(ladder, ladder.dropFirst()))
    var rows = parallelMap(steps.count) { row(steps[$0].0, steps[$0].1) }
    // From the end of the path up: what is left of it at the start of each step.
    var range = Float((ladder.last! / total(ladder.last!)) * 0.6), photons: Float = 0
    for n in rows.indices.reversed() {
      range += rows[n].range
      photons += rows[n].photonsLeft
      (rows[n].range, rows[n].photonsLeft) = (range, photons)
    }
    return rows
  }

  /// `range` and `photonsLeft` are those of this step alone.
  private func row(_ high: Double, _ low: Double) -> StepRow {
    let (first, second) = bends(high, low)
    let collide = along(high, low) { collisions.hard($0, above: settings.collision, particle, moment: 0) }
    let radiate = along(high, low) { radiation.photons($0, above: settings.radiation, moment: 0) }
    let range = along(high, low) { soft($0) / total($0) }
    let annihilate = along(high, low) { annihilations($0) }
    let photons = along(high, low) {
      soft($0) / total($0) * (radiation.photons($0, above: settings.radiation, moment: 0) + annihilations($0))
    }
    let (straight, bend) = Deflection.mixture(first: first, second: second)
    return StepRow(
      length: Float(along(high, low) { _ in 1 }), bend: Float(bend), straight: Float(straight),
      first: Float(first), second: Float(second), collisions: Float(collide),
      photons: Float(radiate + annihilate),
      annihilating: annihilate > 0 ? Float(annihilate / (radiate + annihilate)) : 0,
      photonsLeft: Float(photons), range: Float(range))
  }

  /// Both transport moments by Simpson's rule, as in `along`.
  private func bends(_ high: Double, _ low: Double) -> (first: Double, second: Double) {
    var sums = (first: 0.0, second: 0.0)
    for (energy, weight) in [(high, 1.0), ((high + low) / 2, 4.0), (low, 1.0)] {
      let moments = moments(energy), factor = (high - low) / 6 * weight / soft(energy)
      sums.first += factor * moments.first
      sums.second += factor * moments.second
    }
    return sums
  }

  /// Straggling of the loss, turned into straggling of the path: σ_s = Ω √s / S.
  func spread(_ ladder: [Double]) -> [Double] {
    zip(ladder, ladder.dropFirst()).map { high, low in
      let variance = along(high, low) {
        collisions.softStraggling($0, below: settings.collision, particle)
      }
      return variance.squareRoot() / (high - low)
    }
  }
}

/// The two-piece distribution of (1 − cos θ)/2.
enum Deflection {
  /// From the mean numbers of first and second transport mean free paths.
  static func mixture(first: Double, second: Double) -> (straight: Double, bend: Double) {
    let mean = (1 - exp(-first)) / 2
    let square = mean - (1 - exp(-second)) / 6
    let bend = min(1, max(0, (2 * mean - 3 * square) / (1 - 2 * mean)))
    return (1 - 2 * mean + bend, bend)
  }
}
