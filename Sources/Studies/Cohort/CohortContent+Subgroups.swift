import Reporting
import Statistics
import Trials
import Workflow

extension CohortContent {
  /// Table and forest of an endpoint's subgroups.
  func forest(_ e: EndpointAnalysis, _ s: SubgroupAnalysis) -> [ContentBlock] {
    [ContentBlock.table(table(e, s)).only(.page), .figures([figure(e, s).drawing])]
  }

  private func title(_ e: EndpointAnalysis, _ s: SubgroupAnalysis) -> String {
    s.contrast.map { "\(e.endpoint) by subgroup: \($0)" } ?? "\(e.endpoint) by subgroup"
  }

  private func table(_ e: EndpointAnalysis, _ s: SubgroupAnalysis) -> StudyTable {
    let test = s.contrast == nil ? "p, any difference" : "p of interaction"
    var table = StudyTable(
      "subgroups-\(e.endpoint.fileName)", caption: title(e, s),
      columns: [
        .init("Subgroup", share: 1.7), .init("Patients", .number), .init("Events", .number),
        .init("Hazard ratio", .estimate, share: 1.5), .init(test, .number), .init("p (Holm)", .number),
      ],
      notes: [
        s.contrast == nil
          ? "One Cox model per division, each group against the first; p: likelihood ratio of the division; Holm: adjusted for the divisions."
          : "One Cox model per subgroup; p: likelihood ratio of own ratios against a common one, stratified by subgroup; Holm: adjusted for the divisions. A ratio that is significant in one subgroup and not in another is not evidence that they differ."
      ]
        + (isAllocated(s)
          ? [] : ["Patients were not allocated to these treatments: differences are associations."]))
    table.rows = s.overall.map { [cells($0, $0.label)] } ?? []
    for division in s.divisions {
      table.rows.append(
        [.text("By \(division.name)"), .text(""), .text(""), .text("")]
          + [division.test?.p, division.holmP].map { $0.map { .p($0) } ?? .absent })
      table.rows += division.rows.map { cells($0, "· " + $0.label) }
    }
    return table
  }

  /// Arms of a trial, not kinds of therapy that were chosen.
  private func isAllocated(_ s: SubgroupAnalysis) -> Bool { s.isOfArms }

  private func cells(_ row: SubgroupAnalysis.Row, _ label: String) -> [StudyTable.Cell] {
    let ratio: StudyTable.Cell =
      row.isReference
      ? .text("reference")
      : .estimate(
        row.hazardRatio ?? .nan, lower: row.interval?.lower ?? .nan, upper: row.interval?.upper ?? .nan)
    return [.text(label), .count(row.patients), .count(row.events), ratio, .text(""), .text("")]
  }

  private func figure(_ e: EndpointAnalysis, _ s: SubgroupAnalysis) -> ForestFigure {
    var rows = s.overall.flatMap { drawn($0, isSummary: true) }.map { [$0] } ?? []
    for division in s.divisions {
      let own = division.rows.compactMap { drawn($0) }
      guard !own.isEmpty else { continue }
      let reference = division.rows.first { $0.isReference }.map { ", against \($0.label)" } ?? ""
      rows.append(
        ForestFigure.Row(
          capitalised(division.name) + reference, detail: division.test.map { pText($0.p) } ?? ""))
      rows += own
    }
    return ForestFigure(
      title: title(e, s), axisTitle: "Hazard ratio (logarithmic)", level: level, below: "lower hazard",
      above: "higher hazard",
      detailTitle: s.contrast == nil ? "events/patients, p" : "events/patients, p of interaction", rows: rows)
  }

  private func drawn(_ row: SubgroupAnalysis.Row, isSummary: Bool = false) -> ForestFigure.Row? {
    guard let ratio = row.hazardRatio, let limits = row.interval else { return nil }
    return ForestFigure.Row(
      row.label, (ratio, limits.lower, limits.upper), detail: "\(row.events)/\(row.patients)",
      isSummary: isSummary)
  }

  private func capitalised(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }
}
