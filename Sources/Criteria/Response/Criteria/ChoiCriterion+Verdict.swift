import Diagnostics
import Quantities

/// Sums of diameters and of attenuation over the targets that have one at both times; the ratio of sums is that of
/// means.
extension ChoiCriterion: CourseCriterion {
  static let word = "Choi"
  static var document: (String, [UInt8]) { ("choi.json5", PackageResources.choi_json5) }

  func verdict(_ sheet: inout LesionSheet, _ visit: CriterionVisit) throws(Problem) -> Verdict<String> {
    let day = visit.day
    let lesions = sheet.targets.map(\.id)
    guard let sizes = sheet.sums(of: lesions, day, { $0.diameter }) else {
      return open([lesions.isEmpty ? "a target lesion" : "diameter of each target"])
    }
    // Nodes rarely have an attenuation; what is gone has none.
    let left = lesions.filter {
      sheet[$0, day]?.state != .absent && sheet[$0, sheet.baseline]?.attenuation != nil
    }
    let densities = sheet.sums(of: left, day, { $0.attenuation })
    let nadir = sheet.nadir("size", baseline: sizes.baseline)
    sheet.lower("size", to: min(nadir, sizes.current))
    let verdict = try response(
      baseline: .init(size: sizes.baseline, attenuation: densities?.baseline),
      current: .init(size: sizes.current, attenuation: densities?.current), nadir: nadir,
      newLesion: !sheet.newLesions(day).isEmpty, allGone: visit.size.target?.outcome == .complete,
      priorComplete: sheet.complete.contains(Self.word)
    ).map(\.rawValue)
    sheet.note(Self.word, verdict.outcome)
    return verdict
  }
}
