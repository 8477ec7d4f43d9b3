import Checks
import Diagnostics
import Foundation
import Quantities

extension ContourNote {
  private static let distrust = "look at the contours before you trust the volume"

  var wording: Wording {
    switch self {
    case .empty:
      Wording(
        "the structure is empty on the target grid", why: "no dose can be given for it",
        remedy: "check that it was drawn on an image that overlaps the reference image")
    case .outside(let part):
      Wording(
        "\(Self.text(100 * part)) % of the structure is outside the target grid",
        why: "dose and volume are those of the portion inside",
        remedy: "use a reference image that covers the structure")
    case .volumesDiffer(let contours, let voxels):
      Wording(
        "two volumes differ: \(Self.text(contours)) mL from contour areas, \(Self.text(voxels)) mL from voxels",
        why: "contours that cross each other or themselves have no clear inside", remedy: Self.distrust)
    case .open(let count, let type):
      Wording(
        "\(counted(count, "contour")) of type \(type)", why: "they enclose no volume and are left out",
        remedy: "draw closed contours if they are meant to be part of the structure")
    case .interpolated(let count):
      Wording(
        "\(counted(count, "contour")) of type INTERPOLATED_PLANAR: they are read as closed contours",
        why: "a program put them between drawn ones")
    case .flat(let count):
      Wording(
        "\(counted(count, "closed contour")) without area",
        why:
          "fewer than three points, all on one line, or beyond any patient: they enclose no volume and are left out"
      )
    case .tilted(let directions):
      Wording(
        "contours lie in planes of \(counted(directions, "direction"))",
        why: "each orientation is filled separately and the results are combined",
        remedy: "check the volume; a structure should be drawn in one direction")
    case .warped(let count, let limit):
      Wording(
        "\(counted(count, "contour", "leaves", "leave")) their plane by more than \(limit) mm",
        why: "they are flattened onto the mean plane")
    case .repeated(let count):
      Wording(
        "\(counted(count, "contour", "repeats", "repeat")) another one of their plane",
        why: "each is counted once, not taken as a hole")
    case .crossing(let count):
      Wording(
        "\(counted(count, "contour")) overlap\(count == 1 ? "s" : "") another one of the plane in part",
        why: "they are united; a contour inside another is a hole", remedy: Self.distrust)
    case .singlePlane(let thickness, let isOfSet):
      Wording(
        "the structure has contours in one plane only",
        why: "its thickness is not in the file; \(Self.text(thickness)) mm was taken from "
          + (isOfSet ? "the structure set's plane distance" : "the voxel size of the target grid"),
        remedy: "check the volume")
    case .interrupted(let times, let widest, let limit, let distance):
      Wording(
        "the structure is interrupted \(counted(times, "time")), widest gap \(Self.text(widest)) mm",
        why: "planes farther apart than \(limit) × \(Self.text(distance)) mm are not joined",
        remedy: "if it is one piece, interpolate the missing contours where it was drawn")
    }
  }

  private static func text(_ value: Double) -> String { rounded4(value) }
}
