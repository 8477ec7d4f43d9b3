/// Where the voxels of an image are. Lengths in mm.
package enum PlaceNote: Sendable, Hashable {
  /// A distance of slices other than the others.
  package struct Gap: Sendable, Hashable {
    /// The slice before it, from 1, and the heights of the two.
    package var slice: Int
    package var from, to: Double
    /// Slices that fit into it; `nil` where no whole number does.
    package var missing: Int?
    package init(slice: Int, from: Double, to: Double, missing: Int?) {
      (self.slice, self.from, self.to, self.missing) = (slice, from, to, missing)
    }
  }

  /// Pixel Spacing, of slices that each have a place or of the frames of nuclear medicine.
  case pixelSpacingUnknown(ofFrames: Bool)
  /// As it is written where that cannot be a spacing; `nil` where it is absent.
  case sliceSpacingUnknown(written: Double?)
  case spacingContradicted(stated: Double, found: Double)
  case spacingFromThickness(written: Double?, thickness: Double)
  case thicknessDiffers(thickness: Double, spacing: Double)
  case voxelImplausible(BeyondRange)
  /// Pixel Spacing times matrix against Reconstruction Diameter, in percent of it; both in mm.
  case diameterDiffers(BeyondRange, stated: Double, found: Double)
  case positionAbsent
  case positionUnknown
  case positionAssumed
  case positionsDiffer(first: String, other: String, by: Double)
  case positionsRounded(by: Double, step: Double)
  case sharedPlace(slices: Int, places: Int, height: Double)
  case singleSlice(thickness: Double)
  /// Gaps that are named, of how many.
  case gaps([Gap], of: Int, step: Double, areFilled: Bool)
  case irregular(by: Double, step: Double, isFilled: Bool)
  case scattered(steps: Int)
  /// Gantry tilt in degrees.
  case sheared(by: Double, tilt: Double?)
  case sideways(by: Double)
  case orientationAbsent
  /// How the patient is coded; empty where that is absent too.
  case orientationUnknown(coded: String)
  case orientationsDiffer(first: String, other: String)
  case directionsInvalid
  case thirdDirectionInvalid
  /// Why there is no grid.
  case noGrid(String)
  case frameUnknown
  case frameOfNoCT
  case frameOfNoImage

  package var code: ReadingCode {
    switch self {
    case .pixelSpacingUnknown, .sliceSpacingUnknown: .spacingUnknown
    case .spacingContradicted: .spacingContradicted
    case .spacingFromThickness: .spacingFromThickness
    case .thicknessDiffers: .thicknessDiffers
    case .voxelImplausible: .voxelImplausible
    case .diameterDiffers: .spacingContradicted
    case .positionAbsent, .positionUnknown, .positionAssumed: .positionUnknown
    case .positionsDiffer: .positionsDiffer
    case .positionsRounded: .positionsRounded
    case .sharedPlace: .sharedPlace
    case .singleSlice: .singleSlice
    case .gaps, .irregular, .scattered: .unevenSlices
    case .sheared, .sideways: .sheared
    case .orientationAbsent, .orientationUnknown: .orientationUnknown
    case .orientationsDiffer: .orientationsDiffer
    case .directionsInvalid, .thirdDirectionInvalid: .directionsInvalid
    case .noGrid: .noPlace
    case .frameUnknown, .frameOfNoCT, .frameOfNoImage: .frameUnshared
    }
  }
}
