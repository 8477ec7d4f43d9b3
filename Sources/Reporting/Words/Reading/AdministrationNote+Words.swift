import Checks
import Diagnostics

extension AdministrationNote {
  private static let wrongDate = "one of the dates is wrong"
  private static let sinceThen = "decay since the administration depends on it"

  var wording: Wording {
    switch self {
    case .late(let given, let scan):
      Wording("the administration, \(given), is later than the scan, \(scan)", why: Self.wrongDate)
    case .timesDiffer:
      Wording(
        "Start Time (0018,1072) and Start DateTime (0018,1078) differ; the latter is used",
        why: Self.sinceThen)
    case .dateUnknown:
      Wording(
        "the administration has a time of day, but no date",
        why: "with this half-life it may have been days before the scan; SUV cannot be computed from it")
    case .dateTaken:
      Wording(
        "the administration has no date and its time of day is after the scan's; the day before is taken",
        why: Self.sinceThen)
    case .odd(let beyond):
      Wording(beyond.text + "; the administration is not used", why: Self.wrongDate)
    case .several(let count):
      Wording(
        "several administrations are stated (\(count) items of different activity or time); none of them is used",
        why: "the image shows what is left of all of them, and SUV has one activity and one time")
    case .activityUnit(let written, let due):
      Wording(
        "Radionuclide Total Dose is \(written), which should be in \(due) and looks like another unit; it is not used",
        why: "a wrong unit is a factor of a million")
    case .activityOdd(let beyond): Wording(beyond.text + "; it is not used", why: "SUV is divided by it")
    case .weightOdd(let beyond):
      Wording(beyond.text + "; it is not used", why: "SUV is proportional to it")
    case .heightOdd(let beyond):
      Wording(
        beyond.text + ((40...250).contains(beyond.value) ? " (it looks like centimetres)" : "")
          + "; it is not used", why: "lean body mass follows from it")
    }
  }
}
