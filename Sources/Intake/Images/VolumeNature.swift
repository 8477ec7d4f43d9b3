import Checks
import ImageFiles
import Volumes

/// What the voxels of a file that states nothing look like, for a proposal that a human confirms. Nothing else rests on it.
package enum VolumeNature: Sendable {
  /// Whole numbers in coherent patches on a background of 0.
  case labels([StructureListing])
  /// Air near −1000.
  case hounsfield
  case unknown

  package init(of entry: SeriesEntry) {
    self = .unknown
    guard entry.kind == .volumeFile, let path = entry.files.first else { return }
    if !entry.contents.isEmpty, let listed = try? StructureReader.list(path) {
      self = .labels(listed)
      return
    }
    guard let volume = try? ImageFiles.read(path) else { return }
    if Self.isTomography(volume) { self = .hounsfield }
    if Self.isLabels(volume), let listed = try? StructureReader.list(path) { self = .labels(listed) }
  }

  private static func isTomography(_ volume: Volume<Float>) -> Bool {
    let (low, high) = (volume.voxels.min() ?? 0, volume.voxels.max() ?? 0)
    return Plausibility.hounsfield.allows(Double(low))
      && Plausibility.greatestHounsfield.allows(Double(high))
  }

  /// Counts of an image are whole too, but a voxel seldom has those of its neighbour.
  private static func isLabels(_ volume: Volume<Float>) -> Bool {
    var values: Set<Float> = []
    var filled = 0, alike = 0
    for (n, v) in volume.voxels.enumerated() where v != 0 {
      guard v > 0, v <= 65535, v == v.rounded() else { return false }
      values.insert(v)
      guard values.count <= 256 else { return false }
      filled += 1
      if n > 0, volume.voxels[n - 1] == v { alike += 1 }
    }
    return filled > 0 && filled < volume.voxels.count && Double(alike) > 0.6 * Double(filled)
  }
}
