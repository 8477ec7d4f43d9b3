import Quantities
import Stages
import Volumes

/// What moving an image onto other voxels did to it: its total, and how hot the hot is.
public struct TransferEffect: Sendable, Hashable {
  /// Total on the new grid over that on the old, a ratio: below 1 where the field was cut.
  public let total: Double
  /// Activity-weighted mean concentration, Σa²/Σa, new over old, a ratio: every averaging lowers it, as it does the maximum of a hot
  /// focus and the D2 of a small lesion.
  let sharpness: Double

  /// Less than this is reported.
  static let least = (total: 0.98, sharpness: 0.9)

  public init(from own: Volume<Float>, to other: Volume<Float>) {
    let (a, b) = (TransferEffect.sums(own), TransferEffect.sums(other))
    total = a.first > 0 ? b.first / a.first : 1
    sharpness = a.second > 0 && b.first > 0 && a.first > 0 ? (b.second / b.first) / (a.second / a.first) : 1
  }

  private static func sums(_ volume: Volume<Float>) -> (first: Double, second: Double) {
    var first = 0.0, second = 0.0
    for v in volume.voxels where v.isFinite {
      first += Double(v)
      second += Double(v) * Double(v)
    }
    let voxel = volume.grid.voxelVolume.value
    return (first * voxel, second * voxel)
  }

  package var step: Provenance.Step {
    Provenance.Step(
      "onto the reference grid", ["total": rounded4(total), "activity-weighted mean": rounded4(sharpness)])
  }

  package var warnings: [Note] {
    var all: [ImageNote] = []
    if !(TransferEffect.least.total...1.02).contains(total) { all.append(.total(fraction: total)) }
    if sharpness < TransferEffect.least.sharpness { all.append(.sharpness(fraction: sharpness)) }
    return all.map(Note.image)
  }
}
