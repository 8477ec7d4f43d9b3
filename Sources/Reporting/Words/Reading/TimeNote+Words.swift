import Checks
import Diagnostics

extension TimeNote {
  private static let fromStart = "decay is counted from the start"
  private static let perSecond = "counts per second depend on it"

  var wording: Wording {
    switch self {
    case .startAbsent:
      Wording(
        "date or time of the acquisition is absent",
        why: "decay over days depends on the date, not on the time of day alone")
    case .startOfFileAbsent: Wording("the file has no date and time of the acquisition")
    case .startTwice(let apart, let isUsed):
      Wording(
        "Acquisition DateTime and Acquisition Date and Time are \(Plausibility.text(apart)) s apart"
          + (isUsed ? "; the former is used" : ""), why: Self.fromStart)
    case .beforeStudy(let acquired, let study):
      Wording("the acquisition, \(acquired), is earlier than its study, \(study)", why: Self.fromStart)
    case .afterPixels(let acquired, let made):
      Wording(
        "the acquisition, \(acquired), is later than the making of its pixels, \(made)", why: Self.fromStart)
    case .slicesApart(let hours):
      Wording("the slices were acquired \(Plausibility.text(hours)) h apart", why: Self.fromStart)
    case .durationUnknown:
      Wording("the duration of the acquisition is not in the file", why: Self.perSecond)
    case .frameDurationUnknown:
      Wording("Actual Frame Duration is absent", why: "decay within the frame depends on it")
    case .frameDurationOdd(let beyond): Wording(beyond.text + "; it is not used", why: Self.perSecond)
    case .projectionsUnclear(let frames, let byAngle):
      Wording(
        "\(counted(frames, "frame")) per rotation, but the angles make \(byAngle): the number of projections is unclear",
        why: Self.perSecond)
    case .rotationsDiffer(let count):
      Wording(
        "the \(counted(count, "rotation", "differs", "differ")) in their time per projection; none is used",
        why: Self.perSecond)
    }
  }
}
