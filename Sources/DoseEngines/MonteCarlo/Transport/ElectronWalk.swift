import Foundation
import Nuclides

/// Follows electrons or positrons by condensed history of class II: soft collisions in steps, hard ones one by one.
///
/// A step bends once, at a hinge that lies anywhere on it with equal probability (Fernández-Varea et al. 1993,
/// doi:10.1016/0168-583X(93)95827-R), and leaves its energy along the way in each voxel that it crosses. The path is measured
/// in parts of the step's energy, so density and medium may change on the way.
struct ElectronWalk {
  let energies: UnsafePointer<Float>
  let rows: UnsafePointer<StepRow>
  let spread: UnsafePointer<Float>
  let index: UnsafePointer<Int32>
  let steps: Int
  let isPositron: Bool
  let collisionCut: Float
  let radiationCut: Float
  let brems: PhotonSpectrum

  static let rest: Float = 510.99895
  /// What annihilation will set free, keV.
  private var released: Float { isPositron ? 2 * ElectronWalk.rest : 0 }

  /// Photons sent out for each one in truth; a positron must not annihilate more often than in truth.
  @inline(__always)
  private func rate<S: Space>(in space: S) -> Float { isPositron ? 1 : S.radiationRate }

  /// Follows `start` to its end; secondaries go onto the stack, or are deposited there if it is full.
  @inline(__always)
  func follow<S: Space>(_ start: Particle, in space: S, _ stack: inout ParticleStack) {
    var place = start.place, direction = start.direction, random = RandomStream(start.seed)
    let weight = start.weight, rate = rate(in: space)
    let cutOff = energies[steps]
    guard start.energy > cutOff else {
      end(start.energy, place, weight, in: space, &stack, &random)
      return
    }
    var i = ElectronTable.step(of: start.energy, energies, index)
    var fraction = (start.energy - energies[i + 1]) / (energies[i] - energies[i + 1])
    // Fixed losses over random paths are as right as random losses over fixed paths but for the start, where the mean loss
    // would come out too large: the first step is not stretched, the second is longer on average.
    var stretched: Float = 1, isNew = false, isSecond = true
    // Mean numbers of hard collisions and photons until the next one.
    var collision = RandomStream.path(&random), radiation = RandomStream.path(&random)
    while true {
      let low = energies[i + 1], row = rows + i
      let energy = low + fraction * (energies[i] - low)
      let here = row[space.medium(place) * steps]
      // Stops in reach of nothing and sends out no photon on the way.
      if here.photonsLeft * rate < radiation, here.range < space.clearance(place) {
        end(energy, place, weight, in: space, &stack, &random)
        return
      }
      var part = min(fraction, space.longest(place) / here.length)
      let photons = here.photons * rate
      let isEvent = here.collisions * part > collision || photons * part > radiation
      if isEvent { part = min(collision / here.collisions, radiation / photons) }
      collision -= here.collisions * part
      radiation -= photons * part
      let loss = part * (energies[i] - low)
      let a = random.next(), b = random.next()
      if isNew {
        stretched = stretch(spread[i], a & 0xFFFF)
        if isSecond { stretched *= 1 + 0.5 * spread[i] * spread[i] }
        (isNew, isSecond) = (false, false)
      }
      let path = part * stretched
      let hinge = RandomStream.unit(a >> 40)
      let before = hinge * loss
      guard
        space.advance(
          &place, direction, fraction: hinge * path, leaving: before * weight, rows: row, steps: steps)
      else {
        space.lose((energy - before + released) * weight)
        return
      }
      space.depositAtHinge(loss * weight, place)
      let bend = RandomStream.unit((a >> 16) & 0xFF_FFFF), turn = RandomStream.unit(b >> 40) - 0.5
      deflect(&direction, row[space.medium(place) * steps], part, bend, turn)
      guard
        space.advance(
          &place, direction, fraction: (1 - hinge) * path, leaving: (loss - before) * weight, rows: row,
          steps: steps)
      else {
        space.lose((energy - loss + released) * weight)
        return
      }
      if isEvent {
        let left = energy - loss
        if isPositron, collision >= radiation,
          random.uniform() < row[space.medium(place) * steps].annihilating
        {
          annihilate(left, place, direction, weight, in: space, &stack, &random)
          return
        }
        let rest =
          collision < radiation
          ? collide(left, place, &direction, weight, in: space, &stack, &random)
          : radiate(left, place, direction, weight, in: space, &stack, &random)
        guard rest > cutOff else {
          end(rest, place, weight, in: space, &stack, &random)
          return
        }
        i = ElectronTable.step(of: rest, energies, index)
        fraction = (rest - energies[i + 1]) / (energies[i] - energies[i + 1])
        isNew = true
        if collision < radiation {
          collision = RandomStream.path(&random)
        } else {
          radiation = RandomStream.path(&random)
        }
        continue
      }
      fraction -= part
      if fraction < 1e-5 {
        // Energy is counted to the ladder's rung, so that none is lost to rounding.
        space.deposit(fraction * (energies[i] - low) * weight, place)
        i += 1
        fraction = 1
        isNew = true
        if i == steps {
          end(cutOff, place, weight, in: space, &stack, &random)
          return
        }
      }
    }
  }

  /// A factor on the path of a step with mean 1 and relative standard deviation `sigma`, at most 0.577.
  @inline(__always)
  private func stretch(_ sigma: Float, _ bits: UInt64) -> Float {
    let r = (Float(UInt32(truncatingIfNeeded: bits)) + 0.5) * 0x1p-16
    return 1 + min(0.577, sigma) * 3.4641016 * (r - 0.5)
  }

  @inline(__always)
  private func deflect(
    _ direction: inout Direction, _ row: StepRow, _ fraction: Float, _ r: Float, _ turn: Float
  ) {
    var (straight, bend) = (row.straight, row.bend)
    if fraction < 1 { (straight, bend) = mixture(row.first * fraction, row.second * fraction) }
    let mu = r < straight ? bend * r / straight : bend + (1 - bend) * (r - straight) / (1 - straight)
    direction = direction.turned(
      cosine: 1 - 2 * mu, sine: 2 * max(0, mu * (1 - mu)).squareRoot(), turn: turn)
  }

  @inline(never)
  private func mixture(_ first: Float, _ second: Float) -> (Float, Float) {
    let (straight, bend) = Deflection.mixture(first: Double(first), second: Double(second))
    return (Float(straight), Float(bend))
  }

  /// The end of the path: what energy is left stays, a positron annihilates.
  @inline(__always)
  private func end<S: Space>(
    _ energy: Float, _ place: Place, _ weight: Float, in space: S, _ stack: inout ParticleStack,
    _ random: inout RandomStream
  ) {
    space.deposit(energy * weight, place)
    if isPositron { annihilate(place, weight, in: space, &stack, &random) }
  }

  @inline(never)
  private func annihilate<S: Space>(
    _ place: Place, _ weight: Float, in space: S, _ stack: inout ParticleStack, _ random: inout RandomStream
  ) {
    let direction = Direction.isotropic(height: random.uniform(), turn: random.uniform() - 0.5)
    for way in [direction, -direction] {
      let photon = Particle(
        kind: .photon, energy: ElectronWalk.rest, place: place, direction: way, weight: weight,
        seed: random.next())
      if !stack.push(photon) { space.deposit(ElectronWalk.rest * weight, place) }
    }
  }

  /// Annihilation in flight: two photons share kinetic and rest energy. The part ζ of the softer one follows Heitler's
  /// distribution: 1/ζ, accepted by the rest, which is largest at one of the ends.
  @inline(never)
  private func annihilate<S: Space>(
    _ energy: Float, _ place: Place, _ direction: Direction, _ weight: Float, in space: S,
    _ stack: inout ParticleStack, _ random: inout RandomStream
  ) {
    let g = max(1.0001, 1 + energy / ElectronWalk.rest)
    let root = (g * g - 1).squareRoot()
    let smallest = 1 / (g + 1 + root)
    func part(_ z: Float) -> Float { (g * g + 4 * g + 1) / z - 1 / (z * z) - (g + 1) * (g + 1) }
    func shape(_ z: Float) -> Float { z * (part(z) + part(1 - z)) }
    let top = max(shape(smallest), shape(0.5))
    var z: Float
    repeat {
      z = smallest * exp(log(0.5 / smallest) * random.uniform())
    } while random.uniform() * top > shape(z)
    let turn = random.uniform() - 0.5, all = energy + 2 * ElectronWalk.rest
    for (share, azimuth) in [(z, turn), (1 - z, turn > 0 ? turn - 0.5 : turn + 0.5)] {
      let cosine = min(1, max(-1, (g + 1 - 1 / share) / root))
      let photon = Particle(
        kind: .photon, energy: share * all, place: place,
        direction: direction.turned(
          cosine: cosine, sine: max(0, 1 - cosine * cosine).squareRoot(), turn: azimuth),
        weight: weight, seed: random.next())
      if !stack.push(photon) { space.deposit(share * all * weight, place) }
    }
  }

  /// A Møller or Bhabha collision; returns the energy that the primary keeps.
  @inline(never)
  private func collide<S: Space>(
    _ energy: Float, _ place: Place, _ direction: inout Direction, _ weight: Float, in space: S,
    _ stack: inout ParticleStack, _ random: inout RandomStream
  ) -> Float {
    let m = ElectronWalk.rest
    let largest = isPositron ? energy : energy / 2
    guard largest > collisionCut else { return energy }
    let gamma = 1 + energy / m
    let a = ((gamma - 1) / gamma) * ((gamma - 1) / gamma)
    var w: Float
    repeat {
      let r = random.uniform()
      w = collisionCut * largest / (largest - r * (largest - collisionCut))
    } while !(isPositron ? bhabha(w / energy, gamma, a, &random) : moller(w / energy, a, &random))
    let rest = energy - w
    let secondary = min(1, (w * (energy + 2 * m) / (energy * (w + 2 * m))).squareRoot())
    let primary = rest > 0 ? min(1, (rest * (energy + 2 * m) / (energy * (rest + 2 * m))).squareRoot()) : 1
    let turn = random.uniform() - 0.5
    let delta = Particle(
      kind: .electron, energy: w, place: place,
      direction: direction.turned(
        cosine: secondary, sine: (1 - secondary * secondary).squareRoot(),
        turn: turn > 0 ? turn - 0.5 : turn + 0.5),
      weight: weight, seed: random.next())
    if !stack.push(delta) { space.deposit(w * weight, place) }
    direction = direction.turned(cosine: primary, sine: (1 - primary * primary).squareRoot(), turn: turn)
    return rest
  }

  @inline(__always)
  private func moller(_ k: Float, _ a: Float, _ random: inout RandomStream) -> Bool {
    let q = k / (1 - k)
    return random.uniform() * (1 + 1.25 * a) < 1 + q * q - q + a * (q + k * k)
  }

  @inline(__always)
  private func bhabha(_ k: Float, _ g: Float, _ a: Float, _ random: inout RandomStream) -> Bool {
    let h = (g + 1) * (g + 1)
    let b1 = a * (2 * h - 1) / (g * g - 1), b2 = a * (3 * h + 1) / h
    let b3 = a * 2 * g * (g - 1) / h, b4 = a * (g - 1) * (g - 1) / h
    return random.uniform() < 1 - k * (b1 - k * (b2 - k * (b3 - k * b4)))
  }

  /// A bremsstrahlung photon; returns the energy that the electron keeps. The electron keeps its direction. Where photons are
  /// sent out at a higher rate than in truth, each weighs less, and the electron pays for as many as in truth.
  @inline(never)
  private func radiate<S: Space>(
    _ energy: Float, _ place: Place, _ direction: Direction, _ weight: Float, in space: S,
    _ stack: inout ParticleStack, _ random: inout RandomStream
  ) -> Float {
    guard energy > radiationCut else { return energy }
    let photon = brems.sample(energy, above: radiationCut, &random)
    // Dipole radiation of a fast charge, without its polar pattern: isotropic in the moving frame.
    let gamma = 1 + energy / ElectronWalk.rest
    let beta = max(0, 1 - 1 / (gamma * gamma)).squareRoot()
    let r = 2 * random.uniform() - 1
    let cosine = min(1, max(-1, (r + beta) / (1 + r * beta)))
    let rate = rate(in: space), share = weight / rate
    let particle = Particle(
      kind: .photon, energy: photon, place: place,
      direction: direction.turned(
        cosine: cosine, sine: (1 - cosine * cosine).squareRoot(), turn: random.uniform() - 0.5),
      weight: share, seed: random.next())
    if !stack.push(particle) { space.deposit(photon * share, place) }
    let pays = rate == 1 || random.uniform() * rate < 1
    return pays ? energy - photon : energy
  }
}
