import Reporting
import Statistics
import Trials

extension CohortPage {
  func doseEffect(_ e: DoseEffect) -> CohortSection {
    let isTumour = e.region == .tumour
    let title = isTumour ? "Dose and response of tumours" : "Dose and complications of normal liver"
    var pieces: [CohortSection.Piece] = [.table(summary(e))]
    let figures = [curve(e, title).drawing] + (e.roc.map { [rocFigure(e, $0).drawing] } ?? [])
    let thinned =
      e.drawn.count < e.cases.count ? " \(e.drawn.count) of \(e.cases.count) cases are drawn." : ""
    pieces.append(
      .block(
        .figures(
          figures, perRow: 2,
          caption:
            "Left: cases above and below, logistic curve with its \(level) band, published doses dashed. Right: every threshold of this cohort.\(thinned)"
        )))
    pieces.append(.table(references(e)))
    return CohortSection(isTumour ? "dose-tumour" : "dose-liver", title, pieces)
  }

  private func summary(_ e: DoseEffect) -> StudyTable {
    let outcome = e.region == .tumour ? "responded" : "had a complication"
    var table = StudyTable(
      "dose-\(e.region == .tumour ? "tumour" : "liver")",
      caption: "Logistic curve and discrimination by mean absorbed dose",
      columns: [.init("Quantity"), .init("Unit"), .init("Estimate", .estimate)],
      notes: [
        "\(e.cases.count) regions of \(e.patients) patients, \(e.outcomes) \(outcome). D50 with limits by the delta method; area by DeLong; threshold of largest Youden index, its limits by resampling regions."
      ])
    let add = { (rows: inout [[StudyTable.Cell]], name: String, unit: String, cell: StudyTable.Cell) in
      rows.append([.text(name), .text(unit), cell])
    }
    if let d50 = e.d50 {
      let limits = d50.interval(analysis.options.level)
      add(&table.rows, "D50", "Gy", .estimate(d50.value, lower: limits.lower, upper: limits.upper))
    }
    if let gamma = e.gamma50 { add(&table.rows, "γ50", "", .estimate(gamma)) }
    if let p = e.slopeP { add(&table.rows, "p of the slope", "", .estimate(p)) }
    if let roc = e.roc {
      add(
        &table.rows, "Area under the ROC curve", "",
        .estimate(roc.auc, lower: roc.interval.lower, upper: roc.interval.upper))
      let limits = roc.thresholdInterval
      add(
        &table.rows, "Threshold (Youden)", "Gy",
        limits.map { .estimate(roc.youden.threshold, lower: $0.lower, upper: $0.upper) }
          ?? .estimate(roc.youden.threshold))
      add(&table.rows, "Sensitivity there", "", .percent(roc.youden.sensitivity))
      add(&table.rows, "Specificity there", "", .percent(roc.youden.specificity))
    }
    return table
  }

  private func curve(_ e: DoseEffect, _ title: String) -> DoseResponseFigure {
    let isTumour = e.region == .tumour
    return DoseResponseFigure(
      title: title, valueTitle: isTumour ? "Probability of response" : "Probability of complication",
      yes: isTumour ? "responded" : "complication", no: isTumour ? "did not respond" : "no complication",
      cases: e.drawn.map { .init(dose: $0.dose, uncertainty: $0.uncertainty, outcome: $0.outcome) },
      curve: e.curve,
      thresholds: e.references.map { .init($0.reference.dose, $0.reference.meaning) },
      d50: e.d50.map { d50 in
        let limits = d50.interval(analysis.options.level)
        return (d50.value, limits.lower, limits.upper)
      })
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
