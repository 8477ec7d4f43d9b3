import Foundation
import Nuclides
import Quantities
import Volumes

/// How unevenly microspheres irradiate liver parenchyma below the size of a voxel, by a stated lattice of lobules.
///
/// Every portal tract traps spheres as often as any other (Poisson); those of one tract lie together, at any height of
/// its prism. This is the even one of the published cases: where arteries favour some tracts over others, doses spread
/// more (Walrand et al., J Nucl Med 2014;55:135–140: with 60 : 40 at each branching the commonest dose of a lobule falls from
/// 103 to 50 Gy at a mean of 120 Gy). Not a statement about one patient's tissue, nor about tumours.
public struct LobuleUniformity: Sendable, Hashable {
  /// Mean number of spheres in a lobule.
  public let spheresPerLobule: Double
  /// Minimum dose to the hottest 98, 90 and 50 % of the parenchyma, over the mean dose.
  public let d98, d90, d50: Double
  /// Part of the parenchyma that gets less than half of the mean dose, 0…1.
  public let belowHalf: Double

  /// - Parameters:
  ///   - spheresPerMillilitre: above 0.
  ///   - kernel: of the nuclide, in water; its electrons count.
  ///   - density: of the parenchyma, above 0, g/mL.
  /// - Precondition: number and density are positive and finite.
  public init(
    spheresPerMillilitre: Double, kernel: PointKernel, density: Quantity<GramPerMillilitre> = Quantity(1.05)
  ) {
    precondition(spheresPerMillilitre > 0 && spheresPerMillilitre.isFinite && density.value > 0, "spheres")
    spheresPerLobule = spheresPerMillilitre / 1000 * LobuleLattice.volume
    let rising = LobuleField(kernel.shortRange, density: density.value, perLobule: spheresPerLobule).places()
      .sorted()
    func atLeast(_ percent: Double) -> Double {
      rising[min(rising.count - 1, Int((1 - percent / 100) * Double(rising.count)))]
    }
    (d98, d90, d50) = (atLeast(98), atLeast(90), atLeast(50))
    belowHalf = Double(rising.prefix { $0 < 0.5 }.count) / Double(rising.count)
  }
}

/// The dose around spheres in a lattice, over its mean.
struct LobuleField {
  private let shells: RadialShells
  private let lattice: LobuleLattice
  /// Mean number of spheres in a portal tract.
  private let perTract: Double
  /// Radius, mm, beyond which the number of spheres in a tract counts as the mean one: many tracts there give little each.
  private let near: Double
  /// What tracts farther away give, over the mean.
  private let far: Double
  /// The mean, keV/mm³ per decay of each sphere.
  private let mean: Double

  /// Patterns of trapping that are drawn, and places in each.
  private static let patterns = 96, placesPerPattern = 24
  /// Part of the energy that is followed tract by tract.
  private static let followed = 0.97

  init(_ kernel: RadialKernel, density: Double, perLobule: Double) {
    shells = RadialShells(kernel, density: density)
    var sum = 0.0
    let cut = shells.list.first { shell in
      sum += shell.energy
      return sum >= Self.followed * kernel.total
    }
    (near, far) = (cut?.outer ?? shells.reach, max(0, 1 - sum / kernel.total))
    lattice = LobuleLattice(within: near)
    mean = kernel.total * perLobule / LobuleLattice.volume
    perTract = perLobule / LobuleLattice.tractsPerLobule
  }

  /// Doses at random places, over the mean.
  func places() -> [Double] {
    sampled(Self.placesPerPattern) { random, _ in
      let (u, v, w) = (Double(random.uniform()), Double(random.uniform()), Double(random.uniform()))
      return LobuleLattice.place(u, v, w)
    }
  }

  /// Doses at `count` places of every pattern, over the mean.
  func sampled(_ count: Int, at place: (inout RandomStream, Int) -> Vector3) -> [Double] {
    (0..<Self.patterns).flatMap { pattern in
      var random = RandomStream(1, batch: pattern, history: 0)
      let spheres = trapped(&random)
      return (0..<count).map { dose(place(&random, $0), spheres) }
    }
  }

  private func trapped(_ random: inout RandomStream) -> [(place: Vector3, count: Double)] {
    lattice.tracts.compactMap { tract in
      let count = Self.poisson(perTract, &random)
      let height = LobuleLattice.height * Double(random.uniform())
      return count > 0 ? (tract + Vector3(0, 0, height), count) : nil
    }
  }

  private func dose(_ place: Vector3, _ spheres: [(place: Vector3, count: Double)]) -> Double {
    var sum = 0.0
    for sphere in spheres {
      let d = sphere.place - place
      let squared = d.x * d.x + d.y * d.y + d.z * d.z
      if squared < near * near { sum += sphere.count * shells.density(squared.squareRoot()) }
    }
    return far + sum / mean
  }

  /// A number of mean `m`; of many by its normal approximation (Box–Muller), which is within 1 % of the spread above 50.
  private static func poisson(_ m: Double, _ random: inout RandomStream) -> Double {
    guard m < 50 else {
      let r = (-2 * log(max(1e-12, 1 - Double(random.uniform())))).squareRoot()
      return max(0, (m + m.squareRoot() * r * cos(2 * .pi * Double(random.uniform()))).rounded())
    }
    let least = exp(-m)
    var (n, product) = (0.0, Double(random.uniform()))
    while product > least {
      n += 1
      product *= Double(random.uniform())
    }
    return n
  }
}
