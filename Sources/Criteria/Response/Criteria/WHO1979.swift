import Diagnostics
import Quantities

/// WHO 1979: sum of products, and progression of a single lesion.
struct WHO1979: CourseCriterion {
  static let word = "WHO 1979"
  static var document: (String, [UInt8]) { ("who.json5", PackageResources.who_json5) }

  let size: SizeCriterion
  var rules: RuleDocument { size.rules }

  init(_ library: RuleLibrary) throws(Problem) { size = try SizeCriterion(.WHO, library) }

  func verdict(_ sheet: inout LesionSheet, _ visit: CriterionVisit) throws(Problem) -> Verdict<String> {
    let day = visit.day
    let lesions = sheet.targets.map(\.id)
    guard let sums = sheet.sums(of: lesions, day, { $0.area }) else {
      return open([lesions.isEmpty ? "a target lesion" : "both diameters of each target"])
    }
    let nadir = sheet.nadir("product", baseline: sums.baseline)
    var verdict = try size.response(
      SumCourse(baseline: sums.baseline, nadir: nadir, current: sums.current),
      newLesion: !sheet.newLesions(day).isEmpty)
    sheet.lower("product", to: min(nadir, sums.current))
    for lesion in lesions {
      guard let before = sheet[lesion, sheet.baseline]?.area, let now = sheet[lesion, day]?.area else {
        continue
      }
      let least = sheet.nadir("product of \(lesion)", baseline: before)
      sheet.lower("product of \(lesion)", to: min(least, now))
      guard least > .zero, now - least >= rules.constant("progression") * least,
        verdict.outcome != .progressive
      else { continue }
      verdict.outcome = .progressive
      verdict.branch = "\(lesion) alone grew by 25 % or more from its smallest product"
    }
    return verdict.map(\.rawValue)
  }
}
