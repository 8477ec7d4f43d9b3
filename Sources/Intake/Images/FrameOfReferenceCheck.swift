import Checks
import Stages

/// Reports which series of an inventory are not in the same space.
enum FrameOfReferenceCheck {
  static func compare(_ entries: inout [SeriesEntry]) {
    for n in entries.indices {
      let finding = entries[n].isDrawn ? drawn(entries[n], entries) : emission(entries[n], entries)
      if let finding { entries[n].findings.append(finding) }
    }
  }

  /// CT and emission of one study without common frame of reference must be registered.
  private static func emission(_ entry: SeriesEntry, _ all: [SeriesEntry]) -> ImageFinding? {
    guard entry.kind.isEmission, entry.grid != nil, entry.study != nil else { return nil }
    let partners = all.filter { $0.kind == .ct && $0.study == entry.study }
    guard !partners.isEmpty, !partners.contains(where: entry.shares) else { return nil }
    return .note(
      .place(entry.frameOfReference == nil ? .frameUnknown : .frameOfNoCT), at: entry.files[0])
  }

  /// Structures, doses and maps are of use on images of their frame of reference only.
  private static func drawn(_ entry: SeriesEntry, _ all: [SeriesEntry]) -> ImageFinding? {
    let images = all.filter { $0.kind.isImage && $0.frameOfReference != nil }
    guard entry.frameOfReference != nil, !images.isEmpty, !images.contains(where: entry.shares) else {
      return nil
    }
    return .review(.place(.frameOfNoImage), at: "\(entry.files[0]) (0020,0052)")
  }
}

extension SeriesEntry {
  /// Structures, doses and maps.
  fileprivate var isDrawn: Bool {
    [.structureSet, .segmentation, .dose, .parametricMap].contains(kind)
  }

  fileprivate func shares(_ other: SeriesEntry) -> Bool {
    other.frameOfReference != nil && other.frameOfReference == frameOfReference
  }
}
