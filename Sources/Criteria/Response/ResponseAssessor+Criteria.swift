import Diagnostics
import Quantities

// One visit by each of the criteria beside RECIST 1.1.

extension ResponseAssessor {
  /// Verdict of a criterion that has nothing to judge.
  private func open(_ rules: RuleDocument, _ missing: [String]) -> Verdict<String> {
    Verdict(nil, rule: rules.source.name, branch: "", missing: missing, source: rules.source)
  }

  /// mRECIST: sum of the enhancing parts of targets that enhance over at least 10 mm at baseline, with the matrix of
  /// RECIST 1.1 for non-targets and new lesions.
  func enhancing(_ sheet: inout LesionSheet, _ day: CalendarDay) throws(Problem) -> Verdict<String> {
    let minimum = recist.rules.constant("measurableLong")
    let lesions = sheet.targets.map(\.id).filter {
      (sheet[$0, sheet.baseline]?.enhancing ?? .zero) >= minimum
    }
    guard let sums = sheet.sums(of: lesions, day, { $0.value(\.enhancing) }) else {
      return open(
        mrecist.rules,
        [
          lesions.isEmpty
            ? "a target with enhancing tissue of 10 mm or more at baseline"
            : "enhancing diameter of each target"
        ])
    }
    let nadir = sheet.nadir("enhancing", baseline: sums.baseline)
    var verdict = try mrecist.response(
      SumCourse(baseline: sums.baseline, nadir: nadir, current: sums.current), newLesion: false)
    sheet.lower("enhancing", to: min(nadir, sums.current))
    let overall = try recist.overall(
      target: verdict.outcome, nonTarget: sheet.nonTarget(day), newLesion: !sheet.newLesions(day).isEmpty)
    if overall.outcome != verdict.outcome {
      verdict.branch += "; with non-targets and new lesions: \(overall.branch)"
      verdict.outcome = overall.outcome
    }
    return verdict.map(\.rawValue)
  }

  /// WHO: sum of products, and progression of a single lesion.
  func products(_ sheet: inout LesionSheet, _ day: CalendarDay) throws(Problem) -> Verdict<String> {
    let lesions = sheet.targets.map(\.id)
    guard let sums = sheet.sums(of: lesions, day, { $0.area }) else {
      return open(who.rules, [lesions.isEmpty ? "a target lesion" : "both diameters of each target"])
    }
    let nadir = sheet.nadir("product", baseline: sums.baseline)
    var verdict = try who.response(
      SumCourse(baseline: sums.baseline, nadir: nadir, current: sums.current),
      newLesion: !sheet.newLesions(day).isEmpty)
    sheet.lower("product", to: min(nadir, sums.current))
    for lesion in lesions {
      guard let before = sheet[lesion, sheet.baseline]?.area, let now = sheet[lesion, day]?.area else {
        continue
      }
      let least = sheet.nadir("product of \(lesion)", baseline: before)
      sheet.lower("product of \(lesion)", to: min(least, now))
      guard least > .zero, now - least >= who.rules.constant("progression") * least,
        verdict.outcome != .progressive
      else { continue }
      verdict.outcome = .progressive
      verdict.branch = "\(lesion) alone grew by 25 % or more from its smallest product"
    }
    return verdict.map(\.rawValue)
  }

  /// Choi: sums of diameters and of attenuation over the targets that have one at both times; the ratio of sums is that
  /// of means.
  func attenuation(
    _ sheet: inout LesionSheet, _ day: CalendarDay, allGone: Bool
  ) throws(Problem) -> Verdict<String> {
    let lesions = sheet.targets.map(\.id)
    guard let sizes = sheet.sums(of: lesions, day, { $0.diameter }) else {
      return open(choi.rules, [lesions.isEmpty ? "a target lesion" : "diameter of each target"])
    }
    // Nodes rarely have an attenuation; what is gone has none.
    let left = lesions.filter {
      sheet[$0, day]?.state != .absent && sheet[$0, sheet.baseline]?.attenuation != nil
    }
    let densities = sheet.sums(of: left, day, { $0.attenuation })
    let nadir = sheet.nadir("size", baseline: sizes.baseline)
    sheet.lower("size", to: min(nadir, sizes.current))
    let verdict = try choi.response(
      baseline: .init(size: sizes.baseline, attenuation: densities?.baseline),
      current: .init(size: sizes.current, attenuation: densities?.current), nadir: nadir,
      newLesion: !sheet.newLesions(day).isEmpty, allGone: allGone,
      priorComplete: sheet.complete.contains(.choi)
    ).map(\.rawValue)
    sheet.note(.choi, verdict.outcome)
    return verdict
  }

  /// EORTC: SUVmean of the targets, SUVmax where there is no mean; extent from the extent of uptake, else from the
  /// longest diameters.
  func uptake(_ sheet: inout LesionSheet, _ day: CalendarDay) throws(Problem) -> Verdict<String> {
    let lesions = sheet.targets.map(\.id)
    let means = sheet.sums(of: lesions, day, { $0.value(\.suvMean) })
    guard let values = means ?? sheet.sums(of: lesions, day, { $0.value(\.suvMax) }) else {
      return open(eortc.rules, [lesions.isEmpty ? "a target lesion" : "SUVmean or SUVmax of each target"])
    }
    let extents = sheet.sums(of: lesions, day, { $0.value(\.extent) })
    guard let extent = extents ?? sheet.sums(of: lesions, day, { $0.diameter }),
      let growth = percent(extent)
    else { return open(eortc.rules, ["extent of uptake or diameters of each target"]) }
    let given = sheet.course.cycles.count { $0 < day }
    guard given > 0 else { return open(eortc.rules, ["days of treatment before this visit"]) }
    let (before, now) = (sheet.tracer(sheet.baseline), sheet.tracer(day))
    let resolved = lesions.allSatisfy {
      sheet[$0, day].map { $0.state == .absent || $0.uptake == false } ?? false
    }
    var verdict = try eortc.response(
      suvBaseline: values.baseline, suvCurrent: values.current, cycles: given,
      newLesion: !sheet.newLesions(day).isEmpty, extentIncrease: growth, resolved: resolved,
      sameTracer: before.flatMap { before in now.map { $0 == before } },
      priorComplete: sheet.complete.contains(.eortc))
    sheet.note(.eortc, verdict.outcome?.rawValue)
    verdict.notes.append(
      means == nil ? "SUVmax, summed over the targets" : "SUVmean, summed over the targets")
    if extents == nil { verdict.notes.append("extent from the longest diameters") }
    return verdict.map(\.rawValue)
  }

  /// PERCIST: the hottest lesion of each scan.
  func peak(_ sheet: inout LesionSheet, _ day: CalendarDay) throws(Problem) -> Verdict<String> {
    let before = sheet.findings(sheet.baseline).compactMap(\.sulPeak).max()
    let resolved = sheet.findings(day).allSatisfy { $0.state == .absent || $0.uptake == false }
    let now = sheet.findings(day).compactMap(\.sulPeak).max() ?? (resolved ? ExactDecimal.zero : nil)
    guard let before, let now else { return open(percist.rules, ["SULpeak of the hottest lesion"]) }
    guard let tracer = sheet.tracer(day), let first = sheet.tracer(sheet.baseline) else {
      return open(percist.rules, ["tracer"])
    }
    guard tracer == first else {
      var verdict = open(percist.rules, [])
      verdict.notes = ["the tracer differs from the one at baseline: SULs cannot be compared"]
      return verdict
    }
    let threshold = measurableUptake(sheet)
    if let threshold, before < threshold {
      var verdict = open(percist.rules, [])
      verdict.notes = [
        "not measurable: the hottest lesion at baseline has SULpeak \(before), below \(threshold)"
      ]
      return verdict
    }
    let lesions = sheet.findings(sheet.baseline).map(\.lesion)
    let glycolysis = sheet.sums(of: lesions, day) { finding in
      finding.value(\.suvMean).flatMap { mean in finding.value(\.volume).map { mean * $0 } }
    }
    var verdict = try percist.response(
      sulBaseline: before, sulCurrent: now, newLesion: !sheet.newLesions(day).isEmpty, resolved: resolved,
      glycolysisIncrease: glycolysis.flatMap(percent), isFDG: tracer.uppercased().contains("FDG"),
      priorComplete: sheet.complete.contains(.percist))
    sheet.note(.percist, verdict.outcome?.rawValue)
    verdict.notes.append(
      threshold.map { "measurable from SULpeak \($0) at baseline" }
        ?? "whether the hottest lesion is measurable was not checked: SUL of normal liver is not given")
    return verdict.map(\.rawValue)
  }

  /// The least SULpeak that can be followed, from the background of the scan at baseline; `nil` where none is given.
  private func measurableUptake(_ sheet: LesionSheet) -> ExactDecimal? {
    let findings = sheet.findings(sheet.baseline)
    if let liver = findings.compactMap(\.liver).first {
      return percist.measurableFrom(liver: liver, bloodPool: liver)
    }
    return findings.compactMap(\.bloodPool).first.map { percist.measurableFrom(liver: nil, bloodPool: $0) }
  }

  private func percent(_ sums: (baseline: ExactDecimal, current: ExactDecimal)) -> ExactDecimal? {
    (sums.current - sums.baseline).multiplied(by: 100)?.divided(by: sums.baseline, decimals: 12)
  }
}

extension LesionFinding {
  /// The diameter that enters sums, mm; 0 for a lesion that is gone.
  var diameter: ExactDecimal? {
    switch targetMeasurement {
    case .measured(let size): size
    case .tooSmall: 5
    case .absent: .zero
    case .notEvaluated: nil
    }
  }
}
