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
  /// Part of the portal tracts without any sphere, 0…1.
  let emptyTracts: Double
  /// Minimum dose to the hottest 98, 90 and 50 % of the parenchyma, over the mean dose.
  public let d98, d90, d50: Double
  /// Part of the parenchyma that gets less than half of the mean dose, 0…1.
  public let belowHalf: Double
  /// Of all places, and of the axes of lobules alone (central veins), over the mean dose.
  let places, veins: [Double]

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
    let perTract = spheresPerLobule / LobuleLattice.tractsPerLobule
    emptyTracts = exp(-perTract)
    let field = LobuleField(kernel.shortRange, density: density.value, perTract: perTract)
    (places, veins) = field.sampled()
    let rising = places.sorted()
    func atLeast(_ percent: Double) -> Double {
      rising[min(rising.count - 1, Int((1 - percent / 100) * Double(rising.count)))]
    }
    (d98, d90, d50) = (atLeast(98), atLeast(90), atLeast(50))
    belowHalf = Double(rising.prefix { $0 < 0.5 }.count) / Double(rising.count)
  }
}

/// The dose around spheres in a lattice, over its mean.
private struct LobuleField {
  let shells: RadialShells
  let lattice: LobuleLattice
  let perTract: Double
  /// Radius, mm, beyond which the number of spheres in a tract counts as the mean one: many tracts there give little each.
  let near: Double
  /// What tracts farther away give, over the mean.
  let far: Double
  /// The mean, keV/mm³ per decay of each sphere.
  let mean: Double

  /// Patterns of trapping that are drawn, and places in each.
  static let patterns = 96, placesPerPattern = 24, veinsPerPattern = 4
  /// Part of the energy that is followed tract by tract.
  static let followed = 0.97

  init(_ kernel: RadialKernel, density: Double, perTract: Double) {
    shells = RadialShells(kernel, density: density)
    var sum = 0.0
    let cut = shells.list.first { shell in
      sum += shell.energy
      return sum >= Self.followed * kernel.total
    }
    (near, far) = (cut?.outer ?? shells.reach, max(0, 1 - sum / kernel.total))
    lattice = LobuleLattice(within: near)
    mean = kernel.total * perTract * LobuleLattice.tractsPerLobule / LobuleLattice.volume
    self.perTract = perTract
  }

  func sampled() -> (places: [Double], veins: [Double]) {
    var places: [Double] = [], veins: [Double] = []
    for pattern in 0..<Self.patterns {
      var random = RandomStream(1, batch: pattern, history: 0)
      let spheres = trapped(&random)
      for _ in 0..<Self.placesPerPattern {
        let (u, v, w) = (Double(random.uniform()), Double(random.uniform()), Double(random.uniform()))
        places.append(dose(LobuleLattice.place(u, v, w), spheres))
      }
      for n in 0..<Self.veinsPerPattern {
        let z = LobuleLattice.height * (Double(n) + 0.5) / Double(Self.veinsPerPattern)
        veins.append(dose(Vector3(0, 0, z), spheres))
      }
    }
    return (places, veins)
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
