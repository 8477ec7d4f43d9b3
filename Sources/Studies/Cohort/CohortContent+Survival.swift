import Reporting
import Statistics
import Trials

extension CohortContent {
  package func survival(_ e: EndpointAnalysis) -> StudyContent.Section {
    let title = e.incidence.isEmpty ? "Survival: \(e.endpoint)" : "Cumulative incidence: \(e.endpoint)"
    var pieces: [ContentBlock] = []
    if let overall = e.overall {
      pieces += [
        .facts(facts(overall)), .table(medians(e)),
        .figures([curves([overall], e, "\(e.endpoint), all patients", "").drawing]),
      ]
      pieces += e.groups.filter { $0.curves.count > 1 }.map { group in
        .figures([curves(group.curves, e, "\(e.endpoint) by \(group.name)", remark(group)).drawing])
      }
    }
    if !e.incidence.isEmpty {
      pieces += [.table(incidences(e)), .figures([incidenceFigure(e).drawing])]
    }
    if let model = e.model {
      pieces += [ContentBlock.table(cox(e, model)).only(.page), .figures([forest(e, model).drawing])]
    }
    if let subgroups = e.subgroups, !subgroups.divisions.isEmpty { pieces += forest(e, subgroups) }
    return StudyContent.Section(
      "survival-\(e.endpoint.fileName)", title,
      pieces.isEmpty ? [.empty(e.notes.map(\.wording.what).joined(separator: "; "))] : pieces)
  }

  private func facts(_ c: CurveSummary) -> [(name: String, value: String?)] {
    let mean = c.restrictedMean.map { mean in
      let limits = mean.interval(analysis.options.level)
      return "\(decimals(mean.value, 3)) months (\(decimals(limits.lower, 3)) – \(decimals(limits.upper, 3)))"
    }
    return [
      ("Events", "\(c.events) of \(c.patients)"),
      ("Median follow-up (reverse Kaplan–Meier)", c.followUp.map(text)),
      (
        "Observed time, median and range",
        "\(decimals(c.observed.median, 3)) months (\(decimals(c.observed.least, 3)) – \(decimals(c.observed.most, 3)))"
      ),
      // Within no time there is nothing to average.
      ("Mean survival within \(plain(c.restriction)) months", c.restriction > 0 ? mean : nil),
    ]
  }

  private func text(_ q: KaplanMeier.Quantile) -> String {
    let limit = { (x: Double) in x.isFinite ? decimals(x, 3) : "not reached" }
    return "\(q.time.map { decimals($0, 3) } ?? "not reached") months (\(limit(q.lower)) – \(limit(q.upper)))"
  }

  private func remark(_ group: GroupComparison) -> String {
    group.test.map { "log-rank \(pText($0.p)), Holm \(pText(group.holmP ?? $0.p))" }
      ?? (group.note?.wording.what ?? "")
  }

  func pText(_ p: Double) -> String { p < 0.001 ? "p < 0.001" : "p = \(decimals(p, 2))" }

  private func curves(
    _ curves: [CurveSummary], _ e: EndpointAnalysis, _ title: String, _ remark: String
  ) -> KaplanMeierFigure {
    KaplanMeierFigure(
      title: title, timeTitle: "Months", valueTitle: e.endpoint == "OS" ? "Overall survival" : e.endpoint,
      ticks: e.ticks,
      curves: curves.map { c in
        SurvivalCurve(
          label: c.label, steps: c.shape.steps, band: c.shape.band, censored: c.shape.censored,
          atRisk: c.shape.atRisk, events: c.shape.events, lost: c.shape.lost, end: c.shape.end)
      }, remark: remark)
  }

  private func incidenceFigure(_ e: EndpointAnalysis) -> KaplanMeierFigure {
    KaplanMeierFigure(
      title: "\(e.endpoint): event and competing event", kind: .incidence, timeTitle: "Months",
      valueTitle: "Cumulative incidence", ticks: e.ticks,
      curves: e.incidence.map { i in
        SurvivalCurve(
          label: i.label, steps: i.steps, band: [], censored: [], atRisk: i.atRisk, events: i.seen,
          lost: i.lost,
          end: i.end)
      })
  }

  private func forest(_ e: EndpointAnalysis, _ model: CoxSummary) -> ForestFigure {
    ForestFigure(
      title: "\(e.endpoint): hazard ratios of the Cox model", axisTitle: "Hazard ratio (logarithmic)",
      level: level, below: "lower hazard", above: "higher hazard",
      rows: model.rows.map {
        ForestFigure.Row($0.label, ($0.hazardRatio, $0.interval.lower, $0.interval.upper))
      })
  }
}
