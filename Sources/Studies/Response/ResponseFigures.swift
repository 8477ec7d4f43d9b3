import Criteria
import Foundation
import Quantities
import Reporting
import Workflow

/// Waterfall, spider and swimmer of the shown reader.
package struct ResponseFigures {
  package let cohort: ResponseCohort
  package let confirmed: Bool

  package init(_ cohort: ResponseCohort, confirmed: Bool) {
    (self.cohort, self.confirmed) = (cohort, confirmed)
  }

  package var all: [(name: String, drawing: Drawing)] {
    [("waterfall", waterfall), ("spider", spider)] + (swimmer.map { [("swimmer", $0)] } ?? [])
  }

  private var suffix: String { cohort.readers.count > 1 ? ", reader \(cohort.reader)" : "" }

  package var waterfall: Drawing {
    let criteria: [ResponseCriterion] = [.recist, .mRECIST, .eortc]
    let rates = criteria.compactMap { criterion in
      cohort.rate(criterion, of: [.response]).map { (criterion, $0) }
    }
    return WaterfallFigure(
      title: "Best change of the sum of targets, RECIST 1.1\(suffix)",
      patients: cohort.shown.map { chart($0, from: $0.baseline) },
      rates: rates.map { criterion, share in
        RatePanel(
          title: "Response, \(criterion.rawValue)" + (confirmed ? ", confirmed" : ""), count: share.count,
          total: share.of,
          percent: share.percent ?? 0, lower: share.lower ?? 0, upper: share.upper ?? 100)
      }
    ).drawing
  }

  package var spider: Drawing {
    SpiderFigure(
      title: "Sum of targets over time, RECIST 1.1\(suffix)",
      patients: cohort.shown.map { chart($0, from: $0.baseline) }
    ).drawing
  }

  /// Needs the days of treatment.
  package var swimmer: Drawing? {
    let swimmers = cohort.shown.compactMap { course in
      cohort.record(course)?.cycles.first.map { chart(course, from: $0) }
    }
    guard !swimmers.isEmpty else { return nil }
    return SwimmerFigure(title: "Time on study\(suffix)", patients: swimmers).drawing
  }

  private func chart(_ course: ResponseCourse, from zero: CalendarDay) -> ResponseChart {
    let record = cohort.record(course)
    let days = { (day: CalendarDay) in Double(day.days(since: zero)) }
    return ResponseChart(
      patient: course.patient, arm: record?.arm ?? "",
      visits: course.visits.map { visit in
        ResponseChart.Visit(
          day: days(visit.day), change: visit.isComplete ? visit.sums?.percentFromBaseline?.doubleValue : nil,
          response: visit.outcome(.recist) ?? "NE", newLesion: !visit.newLesions.isEmpty)
      }, best: course.best[.recist]?.outcome ?? "NE", isConfirmed: course.isConfirmed,
      treatments: record?.cycles.map(days) ?? [], end: record?.lastDay.map(days), died: record?.death != nil)
  }
}
