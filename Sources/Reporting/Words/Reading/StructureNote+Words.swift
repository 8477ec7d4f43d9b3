import Checks
import Diagnostics
import Quantities

extension StructureNote {
  private static let again = "export the structure set again"

  var wording: Wording {
    switch self {
    case .namesDoubtful:
      Wording(
        "names have letters beyond ASCII, and no character set is stated",
        why: "roles, sides and lesions are found by their names",
        remedy: "check the names as they are printed")
    case .regionWithoutNumber:
      Wording("a region has no ROI Number (3006,0022)", why: "its contours cannot be found")
    case .regionNumberTwice(let number):
      Wording(
        "two regions have ROI Number \(number)",
        why: "contours cannot be distinguished; the first one is read")
    case .contoursWithoutNumber:
      Wording(
        "contours without Referenced ROI Number (3006,0084)", why: "they cannot be assigned")
    case .contoursOfNoRegion(let number):
      Wording(
        "contours refer to ROI Number \(number), which is not in the file",
        why: "they have no name and are left out")
    case .contoursUnreadable(let count, let region):
      Wording(
        "\(counted(count, "contour")) of ROI Number \(region) cannot be understood",
        why: "the region would be incomplete", remedy: Self.again)
    case .pointsMissing(let region, let found, let stated):
      Wording(
        "a contour of ROI Number \(region) has \(counted(found, "point")) where \(stated) are stated",
        why: "its outline may be cut short", remedy: Self.again)
    case .segmentsUndescribed(let numbers):
      Wording(
        "pixels belong to segments that are not described: \(numbers)",
        why: "they have no name and are left out")
    case .probabilities:
      Wording(
        "the segments are probabilities", why: "voxels of one half and more are taken as inside")
    case .noneFull(let greatest, let maximum):
      Wording(
        "no voxel is full: none holds more than \(Int(saturating: greatest)) of the Maximum Fractional Value "
          + "\(Int(saturating: maximum))", why: "all volumes scale with it")
    case .sparse(let spacing):
      Wording(
        "no two slices are neighbours at the stated spacing of \(spacing) mm",
        why: "each slice is taken as that thick, with empty slices between")
    case .frameUnknown(let isImage):
      Wording(
        "\(isImage ? "the reference image names" : "the structures name") no frame of reference",
        why: "whether both use the same coordinates could not be checked",
        remedy: "look at the structures on the reference image")
    case .frameForeign(let own, let image):
      Wording(
        "the structure's frame of reference \(own) is not that of the reference image, \(image)",
        why: "the same coordinates mean different places in the patient",
        remedy: "use the structures drawn on the reference image, or register and resample them first")
    case .sameName(let name, let count):
      Wording(
        "\(counted(count, "structure", "is", "are")) named \(name); each is one of its own",
        why: "they are distinguished by file and number",
        remedy: "rename them, or take out the one that is not meant")
    case .proposal(let program, let doubt):
      Wording(
        "the structures are a proposal of \(program), \(doubt.text)", why: "every dose rests on them",
        remedy: "look at each on the image, correct it, then hepatica segment confirm")
    }
  }
}

extension StructureNote.Doubt {
  fileprivate var text: String {
    switch self {
    case .unconfirmed: "which nobody has confirmed"
    case .changedAfterMade: "which was changed after it was made"
    case .changedAfterConfirmed: "which was changed after it was confirmed"
    }
  }
}
