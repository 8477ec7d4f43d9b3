/// What a file of structures says of itself, and how it fits the image that it is used with.
package enum StructureNote: Sendable, Hashable {
  /// Since when nobody has confirmed a proposal.
  package enum Doubt: Sendable, Hashable { case unconfirmed, changedAfterMade, changedAfterConfirmed }

  case namesDoubtful
  /// ROI Numbers.
  case regionWithoutNumber
  case regionNumberTwice(Int)
  case contoursWithoutNumber
  case contoursOfNoRegion(Int)
  case contoursUnreadable(Int, region: Int)
  case pointsMissing(region: Int, found: Int, stated: Int)
  /// Segment Numbers.
  case segmentsUndescribed([Int])
  case probabilities
  case noneFull(greatest: Double, maximum: Double)
  /// Distance of slices, mm.
  case sparse(spacing: Double)
  /// Which side names no frame of reference.
  case frameUnknown(isImage: Bool)
  case frameForeign(own: String, image: String)
  case sameName(String, count: Int)
  case proposal(program: String, Doubt)

  package var code: ReadingCode {
    switch self {
    case .namesDoubtful: .doubtfulNames
    case .regionWithoutNumber, .regionNumberTwice, .contoursWithoutNumber, .contoursOfNoRegion: .regionNumbers
    case .contoursUnreadable, .pointsMissing: .unreadableContours
    case .segmentsUndescribed: .undescribedSegments
    case .probabilities: .probabilities
    case .noneFull: .noFullVoxel
    case .sparse: .sparseSlices
    case .frameUnknown: .structureFrameUnknown
    case .frameForeign: .structureFrameForeign
    case .sameName: .repeatedNames
    case .proposal: .proposal
    }
  }
}
