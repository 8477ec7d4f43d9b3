import Diagnostics
import Reporting
import Statistics
import Trials

extension CohortContent {
  func doseEffect(_ e: DoseEffect) -> StudyContent.Section {
    let isTumour = e.region == .tumour
    let title = isTumour ? "Dose and response of tumours" : "Dose and complications of normal liver"
    var pieces: [ContentBlock] = [.table(summary(e))]
    let figures = [curve(e, title).drawing] + (e.roc.map { [rocFigure(e, $0).drawing] } ?? [])
    let thinned =
      e.drawn.count < e.cases.count ? " \(e.drawn.count) of \(e.cases.count) cases are drawn." : ""
    pieces.append(
      .figures(
        figures, perRow: 2,
        caption:
          "Left: cases above and below, logistic curve with its \(level) band, published doses dashed. Right: every threshold of this cohort.\(thinned)"
      ))
    pieces.append(.table(references(e)))
    return StudyContent.Section(isTumour ? "dose-tumour" : "dose-liver", title, pieces)
  }

  private func summary(_ e: DoseEffect) -> StudyTable {
    let outcome = e.region == .tumour ? "responded" : "had a complication"
    var table = StudyTable(
      "dose-\(e.region == .tumour ? "tumour" : "liver")",
      caption: "Logistic curve and discrimination by mean absorbed dose",
      columns: [
        .init("Quantity", share: 1.3), .init("Unit", share: 0.4), .init("Estimate", .estimate, share: 1.2),
        .init("What the limits are", share: 1.8),
      ],
      notes: [
        "\(counted(e.cases.count, "region")) of \(counted(e.patients, "patient")), \(e.outcomes) \(outcome). Threshold: dose of largest Youden index."
      ])
    table.rows = logistic(e) + (e.roc.map { discrimination(e, $0) } ?? [])
    return table
  }

  private func row(
    _ name: String, _ unit: String, _ value: Double, _ limits: ConfidenceInterval? = nil,
    _ method: String = ""
  ) -> [StudyTable.Cell] {
    let cell = limits.map { StudyTable.Cell.estimate(value, lower: $0.lower, upper: $0.upper) }
    return [.text(name), .text(unit), cell ?? .estimate(value), .text(method)]
  }

  private func logistic(_ e: DoseEffect) -> [[StudyTable.Cell]] {
    let robust = e.isClustered
    let d50 = e.d50.map {
      row(
        "D50", "Gy", $0.value, e.d50Interval,
        robust
          ? "delta method, error clustered by patient (sandwich), t with \(counted(e.patients - 1, "degree")) of freedom"
          : "delta method")
    }
    let gamma = e.gamma50.map { row("γ50", "", $0) }
    let p = e.slopeP.map {
      row("p of the slope", "", $0, nil, robust ? "Wald test with the clustered error" : "likelihood ratio")
    }
    return [d50, gamma, p].compactMap(\.self) + (e.firth.map(corrected) ?? [])
  }

  private func corrected(_ curve: DoseEffect.FirthCurve) -> [[StudyTable.Cell]] {
    [
      row("D50 with Firth's correction", "Gy", curve.d50, nil, "no limits: the doses separate the outcomes"),
      row(
        "Log odds ratio with Firth's correction", "1/Gy", curve.slope.value, curve.slope.interval,
        "profile penalised likelihood, regions taken as independent"),
    ]
  }

  private func discrimination(_ e: DoseEffect, _ roc: DoseEffect.ROCSummary) -> [[StudyTable.Cell]] {
    let unit = e.isClustered ? "patients" : "regions"
    let resampled = "\(analysis.options.resamples) resamples of \(unit), percentiles"
    var rows = [
      row(
        "Area under the ROC curve", "", roc.auc, roc.interval,
        roc.auc == 0 || roc.auc == 1
          ? "exact over disjoint pairs"
          : e.isClustered ? "Obuchowski: DeLong's error clustered by patient" : "DeLong")
    ]
    if let limits = roc.resampledInterval { rows.append(row("· resampled", "", roc.auc, limits, resampled)) }
    rows.append(
      row(
        "Threshold (Youden)", "Gy", roc.youden.threshold, roc.thresholdInterval,
        roc.thresholdInterval == nil ? "" : resampled))
    for (name, share) in [("Sensitivity", roc.youden.sensitivity), ("Specificity", roc.youden.specificity)] {
      rows.append([.text("\(name) there"), .text(""), .percent(share), .text("")])
    }
    return rows
  }

  private func curve(_ e: DoseEffect, _ title: String) -> DoseResponseFigure {
    let isTumour = e.region == .tumour
    return DoseResponseFigure(
      title: title, valueTitle: isTumour ? "Probability of response" : "Probability of complication",
      yes: isTumour ? "responded" : "complication", no: isTumour ? "did not respond" : "no complication",
      cases: e.drawn.map { .init(dose: $0.dose, uncertainty: $0.uncertainty, outcome: $0.outcome) },
      curve: e.curve,
      thresholds: e.references.map { .init($0.reference.dose, $0.reference.meaning) },
      d50: e.d50.flatMap { d50 in e.d50Interval.map { (d50.value, $0.lower, $0.upper) } })
  }

  private func rocFigure(_ e: DoseEffect, _ roc: DoseEffect.ROCSummary) -> ROCFigure {
    let own = ROCFigure.Mark(
      "\(decimals(roc.youden.threshold, 3)) Gy", sensitivity: roc.youden.sensitivity,
      specificity: roc.youden.specificity)
    let published = e.references.filter { $0.sensitivity.total > 0 && $0.specificity.total > 0 }.map {
      ROCFigure.Mark(
        "\(plain($0.reference.dose)) Gy, published", sensitivity: $0.sensitivity.value,
        specificity: $0.specificity.value)
    }
    return ROCFigure(
      title: "ROC by absorbed dose", points: roc.points.map { ($0.sensitivity, $0.specificity) },
      marks: [own] + published,
      remark:
        "AUC \(decimals(roc.auc, 2)) (\(decimals(roc.interval.lower, 2)) – \(decimals(roc.interval.upper, 2)))"
    )
  }

  private func references(_ e: DoseEffect) -> StudyTable {
    let id = e.region == .tumour ? "tumour" : "liver"
    var table = StudyTable(
      "dose-\(id)-references", caption: "This cohort at published doses",
      columns: [
        .init("Published dose", unit: "Gy", .number), .init("Meaning there"), .init("At or above", .share),
        .init("Below", .share), .init("Sensitivity", .share), .init("Specificity", .share),
        .init("Odds ratio", .estimate), .init("p", .number),
      ],
      notes: e.references.map { "\(plain($0.reference.dose)) Gy: \($0.reference.source)." } + [
        "Odds ratio: conditional maximum likelihood with exact limits; p: Fisher's exact test."
      ])
    table.rows = e.references.map { r in
      [
        .number(r.reference.dose, significant: 4), .text(r.reference.meaning), cell(r.above), cell(r.below),
        cell(r.sensitivity), cell(r.specificity),
        .estimate(r.oddsRatio, lower: r.oddsInterval.lower, upper: r.oddsInterval.upper), .p(r.p),
      ]
    }
    return table
  }
}
