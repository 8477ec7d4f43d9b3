import Checks
import Quantities
import Stages
import Volumes

/// Where the decays of a map are: in regions that share no tissue, and in the rest. The parts add up to the whole.
public struct DecayAccount: Sendable, Hashable {
  public struct Part: Sendable, Hashable {
    public var region: Region
    public var decays: Quantity<BecquerelSecond>
  }
  public let parts: [Part]
  /// In none of them.
  public let rest: Quantity<BecquerelSecond>
  public let total: Quantity<BecquerelSecond>
  /// The total over all that the administered activity can make.
  public let share: RecoveredShare

  /// - Parameter parts: on the map's grid; where they overlap none the less, the voxel is shared in proportion.
  package init(
    _ map: TimeIntegratedActivityVolume, parts: [(Region, Occupancy)], of administered: AdministeredActivity
  ) {
    let (values, volume) = (map.map.values.voxels, map.map.grid.voxelVolume.value)
    var filled = [Float](repeating: 0, count: values.count)
    for (_, region) in parts { region.forEach { filled[$0] += $1 } }
    self.parts = parts.map { identity, region in
      var sum = 0.0
      region.forEach { n, part in sum += Double(values[n]) * Double(part / max(1, filled[n])) }
      return Part(region: identity, decays: Quantity(sum * volume))
    }
    total = map.map.total
    rest = self.parts.reduce(total) { $0 - $1.decays }
    share = administered.share(of: total)
  }
}
