import Diagnostics
import Reporting
import Statistics
import Trials

extension CohortContent {
  package var baseline: StudyContent.Section {
    let b = analysis.baseline
    var numbers = StudyTable(
      "baseline-numbers", caption: "Numbers at baseline and of treatment",
      columns: [
        .init("Characteristic"), .init("Known", .number), .init("Mean", .number), .init("SD", .number),
        .init("Median", .number), .init("Lower quartile", .number), .init("Upper quartile", .number),
        .init("Least", .number), .init("Most", .number),
      ])
    numbers.rows = b.numbers.map { n in
      [.text(n.unit.isEmpty ? n.label : "\(n.label) / \(n.unit)"), .count(n.known)]
        + [n.mean, n.standardDeviation, n.median, n.lowerQuartile, n.upperQuartile, n.least, n.most].map {
          .number($0)
        }
    }
    var categories = StudyTable(
      "baseline-categories", caption: "Characteristics of the patients",
      columns: [.init("Characteristic"), .init(""), .init("All", .share)]
        + b.arms.map { .init("Arm \($0)", .share) })
    var last = ""
    categories.rows = b.categories.map { row in
      defer { last = row.section }
      let shares = row.shares.map { StudyTable.Cell.share($0.count, of: $0.total, $0.value) }
      return [.text(row.section == last ? "" : row.section), .text(row.item)] + shares
    }
    let pieces: [ContentBlock] =
      [numbers, categories].filter { !$0.rows.isEmpty }.map { ContentBlock.table($0).only(.page) }
    return StudyContent.Section(
      "baseline", "Patients",
      pieces.isEmpty ? [.empty("The table of patients has no characteristics.")] : pieces)
  }

  package var toxicity: StudyContent.Section {
    guard !analysis.toxicity.isEmpty else {
      return StudyContent.Section("toxicity", "Toxicity", [.empty("There is no table of toxicity.")])
    }
    var table = StudyTable(
      "toxicity", caption: "Worst grade in the treatment window, and new events",
      columns: [
        .init("Term"), .init("Graded", .number), .init("Grade ≥ 1 before", .share),
      ] + (1...5).map { .init("G\($0)", .number) } + [
        .init("New grade ≥ 1", .share), .init("New grade ≥ 2", .share), .init("New grade ≥ 3", .share),
        .init("Due to therapy", .number),
      ],
      notes: [
        "Graded: evaluable patients, with a grade in the window; of \(analysis.patientCount) treated the others have none, and count nowhere. New: worst grade reached, out of patients who were graded before and after and did not have it before. "
          + "Limits are exact (Clopper–Pearson). No event in n patients does not exclude a rate of up to 3/n."
      ])
    table.rows = analysis.toxicity.map { t in
      [.text(t.term), .count(t.graded), cell(t.abnormalBaseline, limits: false)]
        + (1...5).map { .count(t.worst[$0]) }
        + [
          cell(t.newGrade1), cell(t.newGrade2), cell(t.newGrade3),
          t.attribution.contains { $0.count > 0 } ? .count(t.attribution[0].count) : .absent,
        ]
    }
    return StudyContent.Section(
      "toxicity", "Toxicity", [.table(table)] + toxicityBefore + toxicityCauses + toxicitySources)
  }

  /// Grades before treatment of everything that was abnormal in anybody.
  private var toxicityBefore: [ContentBlock] {
    let known = analysis.toxicity.filter { $0.abnormalBaseline.count > 0 }
    guard !known.isEmpty else { return [] }
    var table = StudyTable(
      "toxicity-before", caption: "Grades before treatment",
      columns: [.init("Term", share: 2), .init("Grade known", .number)]
        + (0...5).map { .init("G\($0)", .number) } + [.init("Grade ≥ 1", .share)],
      notes: ["Terms of which some patient had grade 1 or more before treatment."])
    table.rows = known.map { t in
      [.text(t.term), .count(t.before.reduce(0, +))] + t.before.map { .count($0) } + [
        cell(t.abnormalBaseline)
      ]
    }
    return [ContentBlock.table(table)]
  }

  /// All attributions of what came up, not those to therapy alone.
  private var toxicityCauses: [ContentBlock] {
    let known = analysis.toxicity.filter { t in t.newByCause.dropLast().contains { $0.count > 0 } }
    guard !known.isEmpty else { return [] }
    var table = StudyTable(
      "toxicity-attribution", caption: "Attribution of what came up, grade 1 and more",
      columns: [.init("Term", share: 2)]
        + ["therapy", "progression", "other", "not stated"].map { .init($0, unit: "patients", .number) })
    table.rows = known.map { t in [.text(t.term)] + t.newByCause.map { .count($0.count) } }
    return [ContentBlock.table(table)]
  }

  /// Where grades come from, if the tables say.
  private var toxicitySources: [ContentBlock] {
    let known = analysis.toxicity.filter { t in t.samples != nil || t.sources.contains { $0.count > 0 } }
    guard !known.isEmpty else { return [] }
    var table = StudyTable(
      "toxicity-sources", caption: "Basis of the worst grades of 1 and more",
      columns: [
        .init("Term", share: 2), .init("Laboratory value", unit: "patients", .number),
        .init("Adverse event", unit: "patients", .number), .init("Both", unit: "patients", .number),
        .init("No grade", unit: "patients", .number), .init("Graded values", .number),
      ],
      notes: [
        "The worse of both counts. Laboratory values count from the first administration to the end of the window, adverse events at any time after it. The worst of many values is worse than the worst of few."
      ])
    table.rows = known.map { t in
      [.text(t.term)] + t.sources.map { .count($0.count) } + [
        .count(t.notGradable), t.samples.map { .count($0) } ?? .absent,
      ]
    }
    return [ContentBlock.table(table).only(.page)]
  }

  package var response: StudyContent.Section {
    guard !analysis.responses.isEmpty else {
      return StudyContent.Section("response", "Response", [.empty("There is no table of responses.")])
    }
    var table = StudyTable(
      "response", caption: "Best overall response",
      columns: [.init("Criterion")] + Cohort.BestResponse.allCases.map { .init($0.rawValue, .number) } + [
        .init("Objective response", .share), .init("Confirmed", .share), .init("Disease control", .share),
      ],
      notes: [
        "Objective response: CR or PR; disease control: CR, PR, SD or non-CR/non-PD. Patients who were not evaluable (NE) stay in the denominator."
      ])
    table.rows = analysis.responses.map { r in
      [.text(r.criterion)] + r.counts.map { .count($0) }
        + [cell(r.objective), r.confirmed.map { cell($0) } ?? .absent, cell(r.control)]
    }
    return StudyContent.Section("response", "Response", [.table(table)] + responseGroups + responseFigures)
  }

  package func cell(_ share: Share, limits: Bool = true) -> StudyTable.Cell {
    .share(
      share.count, of: share.total, share.value,
      limits: limits ? share.interval.map { $0.lower...$0.upper } : nil)
  }

  /// Survival of all and of each group, medians and landmarks.
  func medians(_ e: EndpointAnalysis) -> StudyTable {
    let months = e.overall?.landmarks.map(\.months) ?? []
    var table = StudyTable(
      "survival-\(e.endpoint.fileName)", caption: "\(e.endpoint): medians and survival by group",
      columns: [
        .init("Group", share: 1.7), .init("Patients", .number), .init("Events", .number),
        .init("Median", unit: "months", .estimate, share: 1.5),
      ] + months.map { .init("\(plain($0)) months", .estimate) } + [
        .init("p", .number), .init("p (Holm)", .number),
      ],
      notes: [
        "Median: first time at which the curve is at most one half; limits by the log–log band. p: log-rank; Holm: adjusted for the divisions of this table."
      ])
    table.rows = e.overall.map { [row($0, months, "All patients")] } ?? []
    for group in e.groups {
      table.rows.append(heading(group, months.count))
      table.rows += group.curves.map { row($0, months, "· " + $0.label) }
    }
    return table
  }

  private func heading(_ group: GroupComparison, _ months: Int) -> [StudyTable.Cell] {
    let unknown = group.unknown > 0 ? " (\(group.unknown) unknown)" : ""
    return [.text("By \(group.name)\(unknown)"), .text(""), .text(""), .text("")]
      + [StudyTable.Cell](repeating: .text(""), count: months)
      + [group.test.map { .p($0.p) } ?? .absent, group.holmP.map { .p($0) } ?? .absent]
  }

  private func row(_ curve: CurveSummary, _ months: [Double], _ label: String) -> [StudyTable.Cell] {
    let m = curve.median
    let landmarks = months.map { month -> StudyTable.Cell in
      curve.landmarks.first { $0.months == month }.map(cell) ?? .text("–")
    }
    return [
      .text(label), .count(curve.patients), .count(curve.events),
      .time(m.time ?? .infinity, lower: m.lower, upper: m.upper),
    ] + landmarks + [.text(""), .text("")]
  }

  func incidences(_ e: EndpointAnalysis) -> StudyTable {
    let months = e.incidence.first?.landmarks.map(\.months) ?? []
    var table = StudyTable(
      "incidence-\(e.endpoint.fileName)", caption: "\(e.endpoint): cumulative incidence",
      columns: [.init("Group", share: 1.7), .init("Patients", .number), .init("Events", .number)]
        + months.map { .init("\(plain($0)) months", .estimate) } + [
          .init("p", .number), .init("p (Holm)", .number),
        ],
      notes: [
        "Other events compete: Aalen–Johansen, limits on log(−log). p: Gray's test of the event by group."
      ])
    let row = { (i: IncidenceSummary, label: String) in
      [.text(label), .count(i.patients), .count(i.events)]
        + months.map { month -> StudyTable.Cell in
          i.landmarks.first { $0.months == month }.map(cell) ?? .text("–")
        } + [.text(""), .text("")]
    }
    table.rows = e.incidence.map { row($0, "All patients, \($0.label)") }
    for group in e.groups {
      table.rows.append(
        [.text("By \(group.name)"), .text(""), .text("")] + months.map { _ in .text("") } + [
          group.test.map { .p($0.p) } ?? .absent, group.holmP.map { .p($0) } ?? .absent,
        ])
      table.rows += group.incidence.map { row($0, "· " + $0.label) }
    }
    return table
  }

  /// Before the first event the limits are not known.
  private func cell(_ at: CurveSummary.Landmark) -> StudyTable.Cell {
    let limits = at.survival < 1 ? at.interval : nil
    return .percent(at.survival, lower: limits?.lower ?? .nan, upper: limits?.upper ?? .nan)
  }

  package func cox(_ e: EndpointAnalysis, _ model: CoxSummary) -> StudyTable {
    let overall =
      model.proportionality.map { ", p of proportional hazards, all together \(decimals($0, 3))" } ?? ""
    var table = StudyTable(
      "cox-\(e.endpoint.fileName)", caption: "\(e.endpoint): Cox model of prognostic factors",
      columns: [
        .init("Factor"), .init("Hazard ratio", .estimate), .init("p", .number),
        .init("p, proportional hazards", .number),
      ],
      notes: [
        "\(counted(model.patients, "patient")) with all factors, \(counted(model.events, "event")), \(model.leftOut) left out for a missing factor; \(model.correction == nil ? "maximum likelihood" : "Firth's correction"); Efron's handling of ties; concordance \(decimals(model.concordance, 3))\(overall)."
      ])
    table.rows = model.rows.map {
      [
        .text($0.label), .estimate($0.hazardRatio, lower: $0.interval.lower, upper: $0.interval.upper),
        .p($0.p), $0.proportionality.map { .p($0) } ?? .absent,
      ]
    }
    return table
  }

  package func decimals(_ x: Double, _ n: Int) -> String { Format.number(x, significant: n).text }
}

extension String {
  /// Letters, digits and hyphens in lower case.
  package var fileName: String {
    String(lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }
}
