import Diagnostics
import Quantities
import Stages
import Volumes

/// Where two engines give different doses for the same decays, sorted by what lies near.
///
/// Every voxel counts once, in the first place that claims it; voxels below the cut-off count nowhere.
public struct EngineDisagreement: Sendable, Hashable {
  public struct Place: Sendable, Hashable, Codable {
    /// For example `within 11 mm of lung or air`.
    public var name: String
    /// Why the engines disagree there, one sentence.
    public var reason: String
    /// Part of the mass that is judged, 0…1.
    public var massShare: Double
    /// Mass-weighted means, Gy.
    public var evaluated, reference: Double
    /// Root mean square of the voxels' differences, Gy.
    public var rootMeanSquare: Double
    /// Root mean square of the statistical standard uncertainty of the difference, Gy; 0 if there is none.
    public var noise: Double
    /// Part of Σ mass · |difference|, 0…1.
    public var differenceShare: Double

    /// Difference of the means over the reference; `nil` for a reference of 0.
    public var relative: Double? { reference == 0 ? nil : evaluated / reference - 1 }
  }
  public let evaluatedName, referenceName: String
  /// In the order in which they were given; without those that hold no voxel.
  public let places: [Place]
  /// Fraction of the largest reference dose below which a voxel is not judged.
  public let cutoff: Double
}

/// A set of voxels with the reason why engines differ there.
public struct DisagreementPlace: Sendable {
  public var name, reason: String
  /// One flag per voxel of the grid.
  public var voxels: [Bool]
  public init(name: String, reason: String, voxels: [Bool]) {
    (self.name, self.reason, self.voxels) = (name, reason, voxels)
  }
}

extension EngineDisagreement {
  /// - Parameters:
  ///   - density: weighs the voxels, g/mL; `nil`: all alike.
  ///   - places: the first that holds a voxel claims it. Steep doses and the remaining tissue are added at the end.
  /// - Throws: `Problem` for maps on different grids.
  public init(
    _ evaluated: DoseVolume, against reference: DoseVolume, density: Volume<Float>?,
    places: [DisagreementPlace], cutoff: Double = 0.02
  ) throws {
    let grid = reference.map.grid
    guard evaluated.map.grid.matches(grid) else { throw Problem.foreignGrid("the dose to be compared") }
    let rest = [
      DisagreementPlace(
        name: "in and near small foci, where the dose changes by more than half from voxel to voxel",
        reason:
          "a voxel's own energy decides, so that differences of a few percent in the shortest ranges, density "
          + "and noise show undiluted", voxels: steep(reference.map.values)),
      DisagreementPlace(
        name: "other soft tissue",
        reason:
          "density differs little from the kernel's medium; what remains is composition, scaling by density, and noise; local "
          + "deposition also leaves out photons and does not spread electrons",
        voxels: [Bool](repeating: true, count: grid.size.count)),
    ]
    let all = places + rest
    let limit = Float(cutoff) * (reference.map.values.voxels.max() ?? 0)
    var sums = [Sums](repeating: Sums(), count: all.count)
    for n in reference.map.values.voxels.indices where reference.map.values.voxels[n] >= limit {
      guard let place = all.firstIndex(where: { $0.voxels[n] }) else { continue }
      sums[place].add(evaluated.map, reference.map, mass: Double(density?.voxels[n] ?? 1), n)
    }
    let (mass, shift) = (sums.reduce(0) { $0 + $1.mass }, sums.reduce(0) { $0 + $1.shift })
    (evaluatedName, referenceName, self.cutoff) = (evaluated.engine, reference.engine, cutoff)
    self.places = zip(all, sums).filter { $1.voxels > 0 && $1.mass > 0 }.map { place, s in
      Place(
        name: place.name, reason: place.reason, massShare: s.mass / mass, evaluated: s.evaluated / s.mass,
        reference: s.reference / s.mass, rootMeanSquare: (s.squares / Double(s.voxels)).squareRoot(),
        noise: (s.variance / Double(s.voxels)).squareRoot(),
        differenceShare: shift > 0 ? s.shift / shift : 0)
    }
  }

  private struct Sums {
    var voxels = 0
    var mass = 0.0, evaluated = 0.0, reference = 0.0, shift = 0.0, squares = 0.0, variance = 0.0

    mutating func add(_ e: QuantityMap<Gray>, _ r: QuantityMap<Gray>, mass m: Double, _ n: Int) {
      guard m.isFinite else { return }
      let (a, b) = (Double(e.values.voxels[n]), Double(r.values.voxels[n]))
      voxels += 1
      mass += m
      evaluated += m * a
      reference += m * b
      shift += m * abs(a - b)
      squares += square(a - b)
      variance +=
        square(Double(e.statistical?.voxels[n] ?? 0)) + square(Double(r.statistical?.voxels[n] ?? 0))
    }
  }
}

/// Voxels of which a neighbour along an axis has less than half or more than twice the dose.
private func steep(_ dose: Volume<Float>) -> [Bool] {
  let size = dose.grid.size
  var marks = [Bool](repeating: false, count: size.count)
  let axes = [(1, size.i), (size.i, size.j), (size.i * size.j, size.k)]
  for (step, count) in axes {
    for n in marks.indices where n / step % count + 1 < count {
      let (a, b) = (dose.voxels[n], dose.voxels[n + step])
      if max(a, b) > 2 * min(a, b) { (marks[n], marks[n + step]) = (true, true) }
    }
  }
  return marks
}
