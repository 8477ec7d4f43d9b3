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
      .frameUnshared,
      entry.frameOfReference == nil
        ? "no Frame of Reference UID (0020,0052): its alignment with the CT of its study is unknown"
        : "no CT of its study shares its frame of reference: they must be registered",
      at: entry.files[0], why: "positions of different frames of reference are not comparable")
  }

  /// Structures, doses and maps are of use on images of their frame of reference only.
  private static func drawn(_ entry: SeriesEntry, _ all: [SeriesEntry]) -> ImageFinding? {
    let images = all.filter { $0.kind.isImage && $0.frameOfReference != nil }
    guard entry.frameOfReference != nil, !images.isEmpty, !images.contains(where: entry.shares) else {
      return nil
    }
    return .review(
      .frameUnshared,
      "no image here shares its frame of reference", at: "\(entry.files[0]) (0020,0052)",
      why: "its coordinates mean other places in the patient",
      remedy: "add the images that it was made on, or register and export it again")
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
