import Diagnostics
import Quantities

/// The hottest lesion of each scan.
extension PERCIST10: CourseCriterion {
  static let word = "PERCIST 1.0"
  static let isMetabolic = true
  static var document: (String, [UInt8]) { ("percist-1.0.json5", PackageResources.percist_1_0_json5) }

  func verdict(_ sheet: inout LesionSheet, _ visit: CriterionVisit) throws(Problem) -> Verdict<String> {
    let day = visit.day
    let before = sheet.findings(sheet.baseline).compactMap(\.sulPeak).max()
    let resolved = sheet.findings(day).allSatisfy { $0.state == .absent || $0.uptake == false }
    let now = sheet.findings(day).compactMap(\.sulPeak).max() ?? (resolved ? ExactDecimal.zero : nil)
    guard let before, let now else { return open(["SULpeak of the hottest lesion"]) }
    guard let tracer = sheet.tracer(day), let first = sheet.tracer(sheet.baseline) else {
      return open(["tracer"])
    }
    guard tracer == first else {
      var verdict = open([])
      verdict.notes = ["the tracer differs from the one at baseline: SULs cannot be compared"]
      return verdict
    }
    let threshold = measurableUptake(sheet)
    if let threshold, before < threshold {
      var verdict = open([])
      verdict.notes = [
        "not measurable: the hottest lesion at baseline has SULpeak \(before), below \(threshold)"
      ]
      return verdict
    }
    let lesions = sheet.findings(sheet.baseline).map(\.lesion)
    let glycolysis = sheet.sums(of: lesions, day) { finding in
      finding.value(\.suvMean).flatMap { mean in finding.value(\.volume).map { mean * $0 } }
    }
    var verdict = try response(
      sulBaseline: before, sulCurrent: now, newLesion: !sheet.newLesions(day).isEmpty, resolved: resolved,
      glycolysisIncrease: glycolysis.flatMap(percent), isFDG: tracer.uppercased().contains("FDG"),
      priorComplete: sheet.complete.contains(Self.word))
    sheet.note(Self.word, verdict.outcome?.rawValue)
    verdict.notes.append(
      threshold.map { "measurable from SULpeak \($0) at baseline" }
        ?? "whether the hottest lesion is measurable was not checked: SUL of normal liver is not given")
    return verdict.map(\.rawValue)
  }

  /// The least SULpeak that can be followed, from the background of the scan at baseline; `nil` where none is given.
  private func measurableUptake(_ sheet: LesionSheet) -> ExactDecimal? {
    let findings = sheet.findings(sheet.baseline)
    if let liver = findings.compactMap(\.liver).first {
      return measurableFrom(liver: liver, bloodPool: liver)
    }
    return findings.compactMap(\.bloodPool).first.map { measurableFrom(liver: nil, bloodPool: $0) }
  }
}
