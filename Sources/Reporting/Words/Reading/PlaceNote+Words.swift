import Checks
import Diagnostics

extension PlaceNote {
  private static let sides = "left and right or head and feet could be exchanged"
  private static let scale = "volumes and doses scale with it"

  var wording: Wording {
    switch self {
    case .pixelSpacingUnknown(ofFrames: true):
      Wording("Pixel Spacing is absent or not positive", why: "volumes and activities scale with it")
    case .pixelSpacingUnknown(ofFrames: false):
      Wording("Pixel Spacing (0028,0030) is absent or not positive", why: Self.scale)
    case .sliceSpacingUnknown(let written):
      Wording(
        "Spacing Between Slices \(Self.lack(written))",
        why: "its sign states whether the slices run towards the head or the feet",
        remedy:
          "export the reconstruction again, or state `directions` with nine numbers and `confirmGeometry`, then "
          + "Slice Thickness is used")
    case .spacingContradicted(let stated, let found):
      Wording(
        "Spacing Between Slices is \(stated.hundredths) mm, but the positions are \(found.hundredths) mm apart; "
          + "positions are used", why: "one of them is wrong, and volumes scale with it")
    case .spacingFromThickness(let written, let thickness):
      Wording(
        "Spacing Between Slices \(Self.lack(written)); Slice Thickness (0018,0050), \(thickness.hundredths) mm, is used",
        why: "overlapping slices would be stretched")
    case .thicknessDiffers(let thickness, let spacing):
      Wording(
        "Slice Thickness (0018,0050) is \(thickness.hundredths) mm, Spacing Between Slices \(spacing.hundredths) mm; the "
          + "spacing is used", why: "slices of a SPECT touch each other, and volumes scale with the spacing")
    case .voxelImplausible(let beyond):
      Wording(beyond.text, why: Self.scale, remedy: "have the object exported again")
    case .diameterDiffers(let beyond, let stated, let found):
      Wording(
        "\(beyond.text): the pixels are \(found.hundredths) mm side by side, Reconstruction Diameter (0018,1100) "
          + "is \(stated.hundredths) mm", why: "one of them is wrong, or the picture was cut; " + Self.scale)
    case .positionAbsent:
      Wording(
        "slices without Image Position (Patient) (0020,0032)", why: "their place in the patient is unknown")
    case .positionUnknown:
      Wording(
        "the position is not in the file", why: "the activity cannot be aligned with CT and structures",
        remedy:
          "with `confirmGeometry` the middle of the volume is put at the origin and registration finds its place"
      )
    case .positionAssumed:
      Wording(
        "the position is unknown; the middle of the volume is put at the origin",
        why: "it fits a CT only after registration")
    case .positionsDiffer(let first, let other, let distance):
      Wording(
        "Image Position (Patient) of \(first) and of \(other) are \(distance.hundredths) mm apart",
        why: "the activity would be displaced from CT and structures")
    case .positionsRounded(let distance, let step):
      Wording(
        "positions are rounded: slices lie up to \(distance.hundredths) mm from a regular distance of "
          + "\(step.hundredths) mm")
    case .sharedPlace(let slices, let places, let height):
      Wording(
        "\(counted(slices, "slice", "lies", "lie")) at the same place"
          + (places == 1 ? ", " : " as another, at \(places) places such as ")
          + "\(height.hundredths) mm along the normal",
        why: "it cannot be known which of them to use",
        remedy: "separate the volumes or remove the superfluous files")
    case .singleSlice(let thickness):
      Wording(
        "the series is a single slice, \(thickness.hundredths) mm thick by Slice Thickness (0018,0050)",
        why: "no neighbour confirms it")
    case .gaps(let gaps, let count, let step, let areFilled):
      Self.uneven(
        "the slices are not evenly spaced: \(step.hundredths) mm, but other distances "
          + gaps.map(\.text).joined(separator: ", ")
          + (count > gaps.count ? " and \(count - gaps.count) more" : ""), areFilled)
    case .irregular(let distance, let step, let isFilled):
      Self.uneven(
        "the slices leave their places on a regular grid of \(step.hundredths) mm by up to \(distance.hundredths) mm",
        isFilled)
    case .scattered(let steps):
      Wording(
        "the slices are scattered over \(counted(steps, "step"))", why: "most of the volume would be invented"
      )
    case .sheared(let distance, let tilt):
      Wording(
        "the slices are shifted against each other by up to \(distance.hundredths) mm"
          + (tilt.map { ", gantry tilt (0018,1120) \($0)°" } ?? "") + ": a tilted or sheared stack",
        why: "read as an upright box, every structure would lean by that much",
        remedy: "resample the series to upright slices at its source")
    case .sideways(let distance):
      Wording(
        "the slices are shifted sideways against each other by up to \(distance.hundredths) mm; all are taken to lie "
          + "over the first", why: "one of the positions is wrong, and the volume lies where the first is")
    case .orientationAbsent:
      Wording(
        "Image Orientation (Patient) (0020,0037) is absent or no pair of perpendicular directions",
        why: "left, right, head and feet are unknown")
    case .orientationUnknown(let coded):
      Wording(
        "the orientation is not in the file" + (coded.isEmpty ? "" : "; the patient is coded as \(coded)"),
        why: Self.sides, remedy: "compare with the CT")
    case .orientationsDiffer(let first, let other):
      Wording("Image Orientation (Patient) of \(first) and of \(other) differ", why: Self.sides)
    case .directionsInvalid:
      Wording(
        "`directions` is not six or nine direction cosines of perpendicular axes",
        remedy: "give i, j and possibly k, for example [1, 0, 0, 0, 1, 0, 0, 0, 1]")
    case .thirdDirectionInvalid:
      Wording("the third of `directions` is not perpendicular to the others", remedy: "correct it")
    case .noGrid(let reason): Wording(reason, why: "the volume has no place in the patient")
    case .frameUnknown:
      Wording(
        "no Frame of Reference UID (0020,0052): its alignment with the CT of its study is unknown",
        why: "positions of different frames of reference are not comparable")
    case .frameOfNoCT:
      Wording(
        "no CT of its study shares its frame of reference: they must be registered",
        why: "positions of different frames of reference are not comparable")
    case .frameOfNoImage:
      Wording(
        "no image here shares its frame of reference",
        why: "its coordinates mean other places in the patient",
        remedy: "add the images that it was made on, or register and export it again")
    }
  }

  private static func lack(_ written: Double?) -> String {
    written.map { "is \($0.hundredths) mm" } ?? "is absent"
  }

  private static func uneven(_ what: String, _ isFilled: Bool) -> Wording {
    Wording(
      isFilled ? what + "; they are interpolated linearly to even steps" : what,
      why: "a volume has equal steps; closing the gap would move everything after it",
      remedy: isFilled ? "" : "send the missing slices")
  }
}

extension PlaceNote.Gap {
  fileprivate var text: String {
    "between slices \(slice) and \(slice + 1) at \(from.hundredths) and \(to.hundredths) mm"
      + (missing.map { " (\($0) missing)" } ?? "")
  }
}
