import Diagnostics
import Quantities
import Statistics
import Volumes

/// How far several readers' drawings of one thing agree.
///
/// Regions keep their fractions: overlap of two is Σ min, the part that more than half of the readers filled is, voxel by
/// voxel, the fraction that at least ⌊n/2⌋ + 1 of them reach. Both are the usual definitions for binary masks. Kappa counts
/// voxels that a reader fills at least half.
public struct ReaderAgreement: Sendable {
  /// What more than half of the readers drew.
  public let majority: Occupancy
  /// Dice coefficient of each pair, in order (0, 1), (0, 2), (1, 2), …; 1 for two empty drawings.
  public let dice: [Pair]
  /// Dice coefficient of each reader with the majority.
  public let diceWithMajority: [Double]
  /// Fleiss' kappa over the voxels of the field; `nil` if all voxels have the same rating from everyone, where chance
  /// alone would agree perfectly.
  public let kappa: Double?
  /// Voxels of the field.
  public let voxels: Int

  public struct Pair: Sendable, Hashable {
    public var first, second: Int
    public var dice: Double
  }

  /// - Parameters:
  ///   - readers: one region each, at least two, on the field's grid.
  ///   - field: where the readers could have drawn, here the liver. Kappa depends on it: more empty liver raises it.
  /// - Throws: `GridError.foreignGrid`; `Problem` for fewer than two readers or an empty field.
  public init(_ readers: [Occupancy], within field: Occupancy) throws {
    for reader in readers where !reader.grid.matches(field.grid) {
      throw GridError.foreignGrid("a reader's drawing")
    }
    guard readers.count > 1, !field.isEmpty else {
      throw Problem(
        .dataRejected, what: "agreement needs at least two readers and a liver", at: "readers",
        remedy: "name the structures of each reader, and the liver")
    }
    let dense = readers.map(\.dense)
    majority = Self.majority(dense, field.grid)
    dice = readers.indices.flatMap { a in
      readers.indices.dropFirst(a + 1).map { b in
        Pair(first: a, second: b, dice: Self.dice(dense[a], dense[b]))
      }
    }
    let common = majority.dense
    diceWithMajority = dense.map { Self.dice($0, common) }
    (kappa, voxels) = Self.fleiss(dense, field)
  }

  /// Of what several readers measured, at least two, about their mean.
  package static func standardDeviation(of values: [Double], about mean: Double) -> Double {
    (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }

  private static func majority(_ readers: [Volume<Float>], _ grid: Grid) -> Occupancy {
    var result = Volume<Float>(grid: grid, repeating: 0)
    let rank = readers.count / 2
    for n in result.voxels.indices where readers.contains(where: { $0.voxels[n] > 0 }) {
      result.voxels[n] = readers.map { $0.voxels[n] }.sorted(by: >)[rank]
    }
    return Occupancy(result)
  }

  /// 2 Σ min(a, b)/(Σ a + Σ b).
  static func dice(_ a: Volume<Float>, _ b: Volume<Float>) -> Double {
    var (shared, sum) = (0.0, 0.0)
    for n in a.voxels.indices {
      shared += Double(min(a.voxels[n], b.voxels[n]))
      sum += Double(a.voxels[n]) + Double(b.voxels[n])
    }
    return sum > 0 ? 2 * shared / sum : 1
  }

  /// Of two categories, filled and not filled.
  private static func fleiss(_ readers: [Volume<Float>], _ field: Occupancy) -> (Double?, Int) {
    var withVotes = [Int](repeating: 0, count: readers.count + 1)
    field.forEach { offset, fraction in
      guard fraction >= 0.5 else { return }
      withVotes[readers.count { $0.voxels[offset] >= 0.5 }] += 1
    }
    return ((try? FleissKappa(votes: withVotes))?.kappa, withVotes.reduce(0, +))
  }
}
