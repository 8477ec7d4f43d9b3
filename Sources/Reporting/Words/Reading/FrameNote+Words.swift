import Checks
import Diagnostics

extension FrameNote {
  var wording: Wording {
    let again = "have the object exported again"
    return switch self {
    case .countContradicted(let statements, let isStated):
      Wording(
        "the file contradicts itself about its number of frames: "
          + ((isStated ? [] : ["Number of Frames (0028,0008) is absent"])
          + statements.map { "\($0.place): \($0.count)" }).joined(separator: ", "),
        why: "slices would be lost, or others taken for them", remedy: again)
    case .pixelData(let stored, let due):
      Wording(
        "the pixel data hold \(stored) bytes, but Rows, Columns and frames make \(due)",
        why: "the picture would be sheared or cut", remedy: again)
    case .matrixUnknown: Wording("Rows or Columns is absent")
    case .copies(let files, let damaged):
      Wording(
        "\(counted(files, "file")) \(files == 1 ? "is a copy" : "are copies") of others (same SOP Instance UID) and left "
          + "out" + (damaged == 0 ? "" : "; damaged: \(damaged)"))
    case .copiesDiffer(let files):
      Wording(
        "\(counted(files, "file")) with the SOP Instance UID of another left out, of which at least one differs from it",
        why: "an identifier names one object; which of them is meant cannot be known",
        remedy: "remove the wrong one")
    case .oneOfSeveral(let volumes, let number, let value):
      Wording("the series holds \(counted(volumes, "volume")); this is the one with \(number) \(value)")
    case .timeFrame(let frames, let slices, let number, let value, let duration):
      Wording(
        "the series is dynamic: \(frames) time frames of \(counted(slices, "slice")); this is the one with \(number) \(value)"
          + (duration.map { ", \($0.hundredths) s long" } ?? ""),
        why: "one short frame is not the image of the whole acquisition",
        remedy: "export the static sum of the frames, or name the frame that is meant")
    case .severalVolumes(let count):
      Wording("the file holds \(counted(count, "volume"))", remedy: "write each to a file of its own")
    case .mixed(let fact):
      Wording(
        "\(fact.name) differs between the slices", why: "files of different images seem to be mixed")
    case .differs(let fact):
      Wording(
        "\(fact.name) differs between the slices; that of the first is used",
        why: "files of different images may be mixed")
    case .doseInSlices(let count):
      Wording(
        "one of \(count) single-frame doses of a series at different places: they seem to be one dose",
        why: "each slice would be taken for the whole dose",
        remedy: "export the dose as one object with \(counted(count, "frame"))")
    case .sliceTwice(let number):
      Wording(
        "Slice Vector gives the number \(number) to more than one slice of a volume",
        why: "the order of the slices is unknown", remedy: again)
    case .slicesMissing(let count, let from, let to):
      Wording(
        "Slice Vector numbers \(counted(count, "slice")) from \(from) to \(to)",
        why: "slices are missing, and the others would close up over the gap", remedy: again)
    case .sliceNumber(let stated, let frames):
      Wording(
        "Number of Slices is \(stated), but \(counted(frames, "frame", "makes", "make")) a volume",
        why: "slices are missing or belong to several volumes", remedy: again)
    case .vectorItem(let vector, let item, let count):
      Wording(
        "\(vector) names item \(item) of \(count)",
        why: "place and energy of the frame would be those of another", remedy: again)
    case .slicesFromZero: Wording("Slice Vector counts from 0 instead of 1; its order is followed")
    case .vectorAbsent(let name, let count):
      Wording(
        "the object has \(count) \(name), and no vector assigns its frames to them",
        why: "frames of one would be taken for those of another", remedy: again)
    case .windowsTogether(let count):
      Wording(
        "\(count) energy windows are described, and no vector assigns the slices to them: the image is taken as one "
          + "reconstruction of all of them together; its calibration must be of the same windows")
    case .slicesAsStored:
      Wording("Slice Vector is absent: the slices are taken in the order of the frames")
    }
  }
}

extension FrameNote.Fact {
  fileprivate var name: String {
    switch self {
    case .decayCorrection: "Decay Correction"
    case .totalDose: "Radionuclide Total Dose"
    case .weight: "Patient's Weight"
    case .administration: "the administration time"
    case .nuclide: "the radionuclide"
    case .halfLife: "Radionuclide Half Life"
    case .positronFraction: "Radionuclide Positron Fraction"
    case .height: "Patient's Size"
    case .frameDuration: "Actual Frame Duration"
    }
  }
}
