import Diagnostics
import Quantities

/// SUVmean of the targets, SUVmax where there is no mean; extent from the extent of uptake, else from the longest
/// diameters.
extension EORTC1999: CourseCriterion {
  static let word = "EORTC 1999"
  static let isMetabolic = true
  static var document: (String, [UInt8]) { ("eortc-1999.json5", PackageResources.eortc_1999_json5) }

  func verdict(_ sheet: inout LesionSheet, _ visit: CriterionVisit) throws(Problem) -> Verdict<String> {
    let day = visit.day
    let lesions = sheet.targets.map(\.id)
    let means = sheet.sums(of: lesions, day, { $0.value(\.suvMean) })
    guard let values = means ?? sheet.sums(of: lesions, day, { $0.value(\.suvMax) }) else {
      return open([lesions.isEmpty ? "a target lesion" : "SUVmean or SUVmax of each target"])
    }
    let extents = sheet.sums(of: lesions, day, { $0.value(\.extent) })
    guard let extent = extents ?? sheet.sums(of: lesions, day, { $0.diameter }),
      let growth = percent(extent)
    else { return open(["extent of uptake or diameters of each target"]) }
    let given = sheet.course.cycles.count { $0 < day }
    guard given > 0 else { return open(["days of treatment before this visit"]) }
    let (before, now) = (sheet.tracer(sheet.baseline), sheet.tracer(day))
    let isSame = before.flatMap { before in now.map { $0 == before } }
    let isMarked = isSame == false && sheet.acrossTracers
    let resolved = lesions.allSatisfy {
      sheet[$0, day].map { $0.state == .absent || $0.uptake == false } ?? false
    }
    var verdict = try response(
      suvBaseline: values.baseline, suvCurrent: values.current, cycles: given,
      newLesion: !sheet.newLesions(day).isEmpty, extentIncrease: growth, resolved: resolved,
      sameTracer: isMarked ? true : isSame,
      priorComplete: sheet.complete.contains(Self.word))
    sheet.note(Self.word, verdict.outcome?.rawValue)
    verdict.notes.append(
      means == nil ? "SUVmax, summed over the targets" : "SUVmean, summed over the targets")
    if isMarked, let before, let now {
      verdict.marks.insert(.acrossTracers)
      verdict.notes.append("judged across tracers: \(before) at baseline, \(now) at this visit")
    }
    if extents == nil { verdict.notes.append("extent from the longest diameters") }
    return verdict.map(\.rawValue)
  }
}
