import Checks
import Diagnostics

extension ObjectNote {
  var wording: Wording {
    let differently = "CT, activity and dose are read differently"
    return switch self {
    case .colours: Wording("the pixels are colours, not numbers", why: "a picture cannot be measured")
    case .classNotSupported: Wording("the object class is not supported", why: differently)
    case .showsUnstated(let kind):
      Wording("the object is a \(kind) and does not state what it shows", why: differently)
    case .projections:
      Wording(
        "these are projections, not a reconstructed volume",
        remedy: "reconstruct them and export the reconstruction")
    case .gated:
      Wording(
        "gated images hold several volumes of one moving organ", remedy: "export the ungated reconstruction")
    case .dynamic:
      Wording("dynamic images hold many short frames", remedy: "export the static sum of the frames")
    case .enhancedPET:
      Wording(
        "enhanced PET objects state activity in MBq and scale each frame in their own way; reading them is not proven right",
        remedy: "export the series as PET Image objects, one file per slice")
    case .withoutPixels: Wording("the object has no pixels; it is not needed here")
    case .externalRadiotherapy:
      Wording("a plan or record of external radiotherapy; it is not needed here")
    case .otherPatient:
      Wording(
        "it is of another patient, by Patient ID, name and date of birth, than other series here",
        why: "images of two people would make one result", remedy: "choose the series of one patient")
    case .severalPatients:
      Wording(
        "the files of the series name several patients", why: "slices of two people may be mixed")
    case .roleContradicted(let kind, let role):
      Wording(
        "the case file uses a \(kind) series as “\(role)”", remedy: "correct `role` or choose another series")
    }
  }
}
