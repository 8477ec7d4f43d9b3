import Diagnostics
import Reporting
import Statistics
import Trials

extension CohortContent {
  /// Waterfall next to the rates, and the course of single patients.
  var responseFigures: [ContentBlock] {
    analysis.responses.filter { !$0.changes.isEmpty }.map(waterfall) + swimmer
  }

  private func waterfall(_ response: ResponseSummary) -> ContentBlock {
    let most = 150
    let all = response.changes
    let drawn = all.count > most ? (0..<most).map { all[$0 * (all.count - 1) / (most - 1)] } : all
    let figure = WaterfallFigure(
      title: "Best change by \(response.criterion)", patients: drawn.map(chart),
      rates: [
        rate("Objective response", response.objective), rate("Disease control", response.control),
      ].compactMap(\.self))
    let part = drawn.count < all.count ? " \(drawn.count) of \(counted(all.count, "patient")) are drawn." : ""
    return .figures(
      [figure.drawing],
      caption:
        "Bars alone overstate response: a fall that was not confirmed looks the same. The rates count every evaluable patient.\(part)"
    )
  }

  private func chart(_ change: ResponseSummary.Change) -> ResponseChart {
    let best = change.best?.rawValue ?? "NE"
    return ResponseChart(
      patient: change.patient, arm: change.arm ?? "",
      visits: [.init(day: 0, change: change.percent, response: best, newLesion: false)], best: best,
      isConfirmed: change.isConfirmed ?? false)
  }

  private func rate(_ title: String, _ share: Share) -> RatePanel? {
    share.interval.map {
      RatePanel(
        title: title, count: share.count, total: share.total, percent: 100 * share.value,
        lower: 100 * $0.lower,
        upper: 100 * $0.upper)
    }
  }

  private var swimmer: [ContentBlock] {
    let lanes = analysis.lanes
    guard !lanes.isEmpty, lanes.contains(where: { !$0.treatments.isEmpty }) else { return [] }
    let figure = SwimmerFigure(title: "Treatment and follow-up", patients: lanes.map(chart))
    let part =
      lanes.count < analysis.patientCount
      ? "\(counted(lanes.count, "patient")), evenly spaced by follow-up. " : ""
    return [
      .figures(
        [figure.drawing],
        caption: part
          + "Administrations are spaced evenly between the first and last day that the courses name."
      )
    ]
  }

  private func chart(_ lane: FollowUpLane) -> ResponseChart {
    let days = 30.4375
    let visits = lane.progression.map {
      [ResponseChart.Visit(day: $0 * days, change: nil, response: "PD", newLesion: false)]
    }
    return ResponseChart(
      patient: lane.patient, arm: lane.arm ?? "", visits: visits ?? [], best: lane.best?.rawValue ?? "NE",
      isConfirmed: lane.isConfirmed, treatments: lane.treatments, end: lane.end * days, died: lane.died)
  }
}
