/// The contours of one structure, or its voxels, on a grid. Volumes in mL, lengths in mm.
package enum ContourNote: Sendable, Hashable {
  case empty
  /// Part of it outside the grid, 0…1.
  case outside(Double)
  case volumesDiffer(contours: Double, voxels: Double)
  /// Of a type that encloses nothing, as DICOM calls it.
  case open(count: Int, type: String)
  case interpolated(Int)
  case flat(Int)
  case tilted(directions: Int)
  /// Farther from their plane than the limit.
  case warped(Int, limit: Double)
  case repeated(Int)
  case crossing(Int)
  /// The thickness that it was given: that of the structure set's planes, or of the target grid's voxels.
  case singlePlane(thickness: Double, isOfSet: Bool)
  /// Planes farther apart than `limit` times their distance are not joined.
  case interrupted(times: Int, widest: Double, limit: Double, distance: Double)

  package var code: ReadingCode {
    switch self {
    case .empty: .emptyStructure
    case .outside: .cutStructure
    case .volumesDiffer: .volumesDiffer
    case .open: .openContours
    case .interpolated: .interpolatedContours
    case .flat: .flatContours
    case .tilted: .tiltedContours
    case .warped: .warpedContours
    case .repeated: .repeatedContours
    case .crossing: .crossingContours
    case .singlePlane: .singlePlane
    case .interrupted: .interruptedContours
    }
  }
}
