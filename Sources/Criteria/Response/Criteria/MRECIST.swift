import Diagnostics
import Quantities

/// mRECIST 2010 (doi:10.1055/s-0030-1247132): sum of the enhancing parts of targets that enhance over at least 10 mm at
/// baseline, with the matrix of RECIST 1.1 for non-targets and new lesions.
struct MRECIST: CourseCriterion {
  static let word = "mRECIST"
  static var document: (String, [UInt8]) { ("mrecist.json5", PackageResources.mrecist_json5) }

  let size: SizeCriterion
  var rules: RuleDocument { size.rules }

  init(_ library: RuleLibrary) throws(Problem) { size = try SizeCriterion(.mRECIST, library) }

  func verdict(_ sheet: inout LesionSheet, _ visit: CriterionVisit) throws(Problem) -> Verdict<String> {
    let day = visit.day
    let minimum = visit.recist.rules.constant("measurableLong")
    let lesions = sheet.targets.map(\.id).filter {
      (sheet[$0, sheet.baseline]?.enhancing ?? .zero) >= minimum
    }
    guard let sums = sheet.sums(of: lesions, day, { $0.value(\.enhancing) }) else {
      return open(
        [
          lesions.isEmpty
            ? "a target with enhancing tissue of 10 mm or more at baseline"
            : "enhancing diameter of each target"
        ])
    }
    let nadir = sheet.nadir("enhancing", baseline: sums.baseline)
    var verdict = try size.response(
      SumCourse(baseline: sums.baseline, nadir: nadir, current: sums.current), newLesion: false)
    sheet.lower("enhancing", to: min(nadir, sums.current))
    let overall = try visit.recist.overall(
      target: verdict.outcome, nonTarget: sheet.nonTarget(day), newLesion: !sheet.newLesions(day).isEmpty)
    if overall.outcome != verdict.outcome {
      verdict.branch += "; with non-targets and new lesions: \(overall.branch)"
      verdict.outcome = overall.outcome
    }
    return verdict.map(\.rawValue)
  }
}
