import Diagnostics
import Reporting
import Statistics
import Trials

extension CohortContent {
  /// Best responses of arms, of patients with as many cycles, and of those who completed.
  var responseGroups: [ContentBlock] {
    guard !analysis.responseGroups.isEmpty else { return [] }
    var table = StudyTable(
      "response-groups", caption: "Best overall response by group",
      columns: [.init("Criterion", share: 1.3), .init("Division"), .init("Group")]
        + Cohort.BestResponse.allCases.map { .init($0.rawValue, .number, share: 0.7) } + [
          .init("Objective response", .share, share: 1.6), .init("Disease control", .share, share: 1.6),
        ],
      notes: [
        "Groups that were not allocated differ in more than this: their rates are a description, no comparison."
      ])
    table.rows = analysis.responseGroups.map { g in
      [.text(g.criterion), .text(g.division), .text(g.group)] + g.counts.map { .count($0) } + [
        cell(g.objective), cell(g.control),
      ]
    }
    return [ContentBlock.table(table)]
  }

  /// Mean, SD and range of the doses to each organ.
  var organDoses: [StudyContent.Section] {
    guard !analysis.organDoses.isEmpty else { return [] }
    func spread(_ unit: String, _ ending: String = "") -> [StudyTable.Column] {
      [.init("Patients, \(unit)", .number, share: 0.8)]
        + ["Mean", "SD", "Median", "Least", "Most"].map { .init($0 + ending, unit: unit, .number) }
    }
    var table = StudyTable(
      "organ-doses", caption: "Mean absorbed doses of the treatment, over patients",
      columns: [.init("Organ", share: 1.6)] + spread("Gy")
        + spread("Gy/GBq", " per activity"),
      notes: [
        "Administrations of the index therapy are added up; the regions of one organ and the lesions of one patient weigh the same. SD: of the patients. Per activity: patients whose doses are bound to administrations of known activity."
      ])
    table.rows = analysis.organDoses.map { o in
      [.text(o.organ)] + cells(o.dose)
        + (o.perActivity.map(cells) ?? [StudyTable.Cell](repeating: .absent, count: 6))
    }
    return [.init("organ-doses", "Doses to organs and tumours", [.table(table)])]
  }

  private func cells(_ s: OrganDoseSummary.Spread) -> [StudyTable.Cell] {
    [
      .count(s.patients), .number(s.mean), .value(s.standardDeviation), .number(s.median), .number(s.least),
      .number(s.most),
    ]
  }

  /// Causes of death and the time from the last administration.
  var deaths: [StudyContent.Section] {
    guard let d = analysis.deaths else { return [] }
    var table = StudyTable(
      "deaths", caption: "Causes of death", columns: [.init("Cause"), .init("Patients", .number)])
    table.rows = d.causes.map { [.text($0.cause), .count($0.count)] }
    let days = d.days.map {
      "\(plain($0.median)) days (\(plain($0.least))–\(plain($0.most))), \(counted($0.patients, "patient"))"
    }
    return [
      .init(
        "deaths", "Deaths",
        [
          .facts([
            ("Deaths", "\(d.deaths) of \(d.patients)"),
            ("From the last administration to death, median and range", days),
          ]), .table(table),
        ])
    ]
  }
}
