import Checks
import Diagnostics

extension DecayNote {
  var wording: Wording {
    let days = "days after the administration this is a large factor"
    return switch self {
    case .wordUnknown(let word):
      Wording("Decay Correction “\(word)” is not known", why: "values may be off by the decay")
    case .withoutInstant:
      Wording("the image is decay-corrected, but the instant is not stated", why: days)
    case .unstated: Wording("the file does not state whether the image is decay-corrected", why: days)
    case .ofFileUnstated:
      Wording(
        "the file does not state to which instant its values are decay-corrected",
        remedy: "`none`, `start`, or the instant itself")
    case .toUnknownAdministration:
      Wording(
        "the values are decay-corrected to the administration, whose date and time are absent",
        why: "the instant is needed to come back from it",
        remedy: "give the instant of the administration as `decay`")
    case .contradicted(let word, let isCorrected):
      Wording(
        "Decay Correction is \(word), but Corrected Image \(isCorrected ? "has" : "lacks") DECY",
        why: "one of them is wrong; Decay Correction is followed")
    case .factor(let written, let due):
      Wording(
        "Decay Factor is \(Plausibility.text(written)), but the stated decay correction makes "
          + Plausibility.text(due), why: "one of them is wrong, and the activity by their ratio")
    case .seriesTimeEarly(let hours):
      Wording(
        "the series time, to which the values are decay-corrected, is \(Plausibility.text(hours)) h before the "
          + "acquisition", why: "activity scales with the decay between them")
    case .seriesTimeLate:
      Wording(
        "the series time is later than the acquisition; the decay reference is computed from Frame Reference Time",
        why: "the series was made later and its time does not indicate decay correction")
    case .seriesTimeUnused(let isAbsent):
      Wording(
        "the series time is \(isAbsent ? "absent" : "later than the acquisition"); the earliest acquisition time is "
          + "taken as decay reference", why: "decay correction to START could mean another instant")
    }
  }
}
