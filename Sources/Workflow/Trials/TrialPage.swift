import Foundation
import Intake
import Registry
import Reporting
import Stages
import Statistics
import Trials

/// A trial's report: protocol, allocation, analyses, and for a demonstration the truth.
struct TrialPage {
  let results: TrialResults
  var truth: [TruthComparison] = []

  private var plan: TrialProtocol { results.data.plan }

  var page: Page {
    Page(
      kind: "Trial report", header: header,
      sections: [
        .init("findings", "Findings", findings), .init("protocol", "Protocol as locked", protocolBlocks),
        .init("allocation", "Allocation", allocation), .init("primary", "Primary analysis", primary),
        .init("cycles", "All cycles", cycles), .init("organs", "Other organs", organs),
        .init("enhancement", "Arterial against venous scan", enhancement),
        .init("safety", "Stopping rules", safety),
        .init("power", "Sample size and power", power), .init("truth", "Truth and estimate", truthBlocks),
        .init("scale", "Why the scale is locked", lesson),
      ])
  }

  private var header: ReportHeader {
    ReportHeader(
      pseudonym: plan.name, therapy: plan.title,
      cycle: "\(results.data.allocations.count) of \(plan.subjects) subjects",
      reportUID: ObjectUID.derived(
        from: "trial \(results.data.row.text("sha256")) \(results.values.count) \(Version.current)"),
      softwareVersion: "Hepatica \(Version.current)", gitHash: Version.commit,
      parameterFileHash: results.data.row.text("sha256"), created: .now,
      state: results.review.isEmpty ? .draft : .needsReview)
  }

  private var isLog: Bool { plan.primary.scale == .log }
  private var measure: String { isLog ? "ratio of geometric means" : "mean difference" }
  private var level: String { "\(rounded((1 - plan.alpha) * 100)) %" }

  private var findings: [PageBlock] {
    var blocks: [PageBlock] = []
    if let p = results.within?.primary {
      blocks.append(
        .paragraph(
          "\(plan.primary.name): \(measure) of treated to control lobe \(rounded(p.estimate)) "
            + "(\(level) interval \(span(p.interval))), p = \(probability(p.p)), \(p.count) patients."))
    } else {
      blocks.append(.note(.attention, results.reason))
    }
    return blocks + results.review.filter { $0 != results.reason }.prefix(12).map { .note(.attention, $0) }
  }

  private var protocolBlocks: [PageBlock] {
    let regions = plan.primary.regions.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return [
      .facts([
        ("Locked", results.data.row.text("locked")),
        ("SHA-256 of the protocol", results.data.row.text("sha256")),
        ("Design", plan.design == .withinPatient ? "each patient is its own control" : "parallel groups"),
        ("Arms", plan.arms.map { "\($0.letter) \($0.name)" }.joined(separator: "; ")),
        ("Primary endpoint", plan.primary.name),
        ("Scale", isLog ? "logarithmic (ratios)" : "raw (differences)"),
        (
          "Lesions",
          "at most \(plan.lesions.maximum) per lobe, longer than \(rounded(plan.lesions.longerThanMillimetres)) mm; \(plan.primary.aggregation.rawValue)"
        ),
        ("Regions", regions.joined(separator: "; ")), ("Two-sided level", "\(plan.alpha)"),
      ])
    ]
  }

  private var allocation: [PageBlock] {
    let rows = results.data.allocations
    let strata = Dictionary(grouping: rows) { $0.text("levels") }.sorted { $0.key < $1.key }
    let cells = strata.map { key, rows -> [PageTable.Cell] in
      [.text(key)]
        + plan.arms.map { arm in
          .fixed(Double(rows.count { $0.text("arm") == String(arm.letter) }), 0)
        }
        + [.fixed(Double(rows.count { $0["arm"].isNull }), 0)]
    }
    return [
      .table(
        PageTable(
          "Subjects by stratum and arm",
          [.init("Stratum")] + plan.arms.map { .init("\($0.letter), \($0.name)", number: true) } + [
            .init("not revealed", number: true)
          ],
          cells))
    ]
  }

  private var primary: [PageBlock] {
    guard let analysis = results.within else { return [.empty(results.reason)] }
    let p = analysis.primary
    let cycle = plan.primary.cycles[0]
    let pairs = self.pairs(cycle)
    let figure =
      isLog
      ? [
        PageBlock.figures(
          [
            PairedFigure(
              names: ("treated lobe", "control lobe"), quantity: "T/N", pairs: pairs, ratio: p.estimate,
              interval: p.interval.lower...p.interval.upper
            ).drawing
          ],
          caption:
            "After cycle \(cycle); the control lobe is not untreated: it receives what passes the treated one first."
        )
      ] : []
    let left =
      analysis.incomplete.isEmpty
      ? []
      : [
        PageBlock.note(.attention, "without one of the lobes: " + analysis.incomplete.joined(separator: ", "))
      ]
    return [
      .facts([
        ("Patients", "\(p.count)"), (isLog ? "Geometric mean, treated" : "Mean, treated", rounded(p.first)),
        (isLog ? "Geometric mean, control" : "Mean, control", rounded(p.second)),
        (measure, rounded(p.estimate)),
        ("\(level) interval", span(p.interval)), ("p, paired t test on the locked scale", probability(p.p)),
        ("p, signed ranks (sensitivity)", probability(p.signedRankP)),
        ("p on the other scale (not the analysis of this trial)", probability(p.otherScaleP)),
      ])
    ] + figure + left
  }

  private func pairs(_ cycle: Int) -> [(first: Double, second: Double)] {
    Dictionary(grouping: results.values.filter { $0.cycle == cycle }, by: \.patient).sorted {
      $0.key < $1.key
    }.compactMap { _, v in
      guard let a = v.first(where: \.isTreated), let b = v.first(where: { !$0.isTreated }) else { return nil }
      return (a.value, b.value)
    }
  }

  private var cycles: [PageBlock] {
    guard let analysis = results.within else { return [.empty(results.reason)] }
    let rows = analysis.byCycle.sorted { $0.key < $1.key }.map { cycle, c -> [PageTable.Cell] in
      [
        .text("cycle \(cycle)"), .fixed(Double(c.count), 0), .number(c.first),
        .number(c.second), .number(c.estimate),
        .text(span(c.interval)), .text(probability(c.p)),
      ]
    }
    let table = PageBlock.table(
      PageTable(
        "Treated against control lobe by cycle",
        [
          .init("Cycle"), .init("Patients", number: true), .init("Treated", number: true),
          .init("Control", number: true),
          .init(isLog ? "Ratio" : "Difference", number: true), .init("\(level) interval"), .init("p"),
        ], rows,
        notes: ["Single cycles are shown, not tested: their p values are not corrected for each other."]))
    guard let later = analysis.later else { return [table, .empty("No later cycles to model.")] }
    return [
      table, .heading("Cycles \(later.cycles.map(String.init).joined(separator: ", ")) together"),
      .facts([
        ("Model", "treatment + cycle, random intercept of the patient, REML"),
        (later.scale == .log ? "Ratio" : "Difference", rounded(later.estimate)),
        ("\(level) interval", span(later.interval)), ("p", probability(later.p)),
        ("p, treatment × cycle", later.interactionP.map(probability)),
        ("Between patients, SD", rounded(later.betweenPatients) + (later.scale == .log ? " (log)" : "")),
        ("Within a patient, SD", rounded(later.withinPatient) + (later.scale == .log ? " (log)" : "")),
        ("Share between patients", percent(later.intraclassCorrelation)),
        ("Values", "\(later.count) of \(later.patients) patients"),
      ]),
    ]
  }

  private var organs: [PageBlock] {
    guard !results.organs.isEmpty || !results.residence.isEmpty else {
      return [.empty("No uptake of other organs was recorded.")]
    }
    let uptake = results.organs.map { o -> [PageTable.Cell] in
      [
        .text(o.organ), .fixed(Double(o.patients), 0), .number(o.geometricMean), .text(o.unit),
        .text(o.betweenCV.map(percent) ?? "–"), .text(o.withinCV.map(percent) ?? "–"),
      ]
    }
    let residence = results.residence.map { r -> [PageTable.Cell] in
      [
        .text(r.region), .fixed(Double(r.count), 0), .number(r.mean, u: r.standardDeviation),
        .text("\(rounded(r.range.lowerBound)) – \(rounded(r.range.upperBound))"),
      ]
    }
    return
      (uptake.isEmpty
      ? []
      : [
        .table(
          PageTable(
            "Uptake",
            [
              .init("Organ"), .init("Patients", number: true), .init("Geometric mean", number: true),
              .init("Unit"),
              .init("Between patients, CV"), .init("Within a patient, CV"),
            ], uptake))
      ])
      + (residence.isEmpty
        ? []
        : [
          .table(
            PageTable(
              "Residence times of cycle \(plan.cycles)",
              [
                .init("Region"), .init("Values", number: true), .init("Mean ± SD", unit: "h", number: true),
                .init("Range, h"),
              ], residence))
        ])
  }

  private var enhancement: [PageBlock] {
    guard let e = results.enhancement else { return [] }
    let regions = e.regions.map { r -> [PageTable.Cell] in
      [
        .text(r.name), .fixed(Double(r.patients), 0), .number(r.comparison?.first),
        .number(r.comparison?.second),
        .number(r.comparison?.estimate), .text(r.comparison.map { span($0.interval) } ?? "–"),
        .text(r.comparison.map { probability($0.p) } ?? "–"),
      ]
    }
    let gate = e.patients.map { p -> [PageTable.Cell] in
      [.text(p.name)] + RatioAggregation.allCases.map { .number(p.ratios[$0]) }
        + [p.passesGate ? .text("through") : .flag(.attention, "not through")]
    }
    let rule = plan.gate.map {
      "Gate “\($0.name)”: \($0.aggregation.rawValue) of \($0.lesions) lesions at least \(rounded($0.ratio)); \(e.eligible.count) through, at most \($0.patients) are treated."
    }
    return [
      .table(
        PageTable(
          "Uptake by region",
          [
            .init("Region"), .init("Patients", number: true), .init("Arterial", number: true),
            .init("Venous", number: true),
            .init("Estimate", number: true), .init("\(level) interval"), .init("p"),
          ], regions)),
      .table(
        PageTable(
          "Lesions: arterial over venous",
          [.init("Patient")] + RatioAggregation.allCases.map { .init($0.rawValue, number: true) } + [
            .init("Gate")
          ], gate,
          notes: rule.map {
            [$0, "The four ways disagree on the same lesions; only the locked one decides."]
          } ?? [])),
    ]
  }

  private var safety: [PageBlock] {
    guard !results.stopping.isEmpty else { return [.empty("The protocol has no stopping rule.")] }
    return results.stopping.map { s in
      .note(
        s.reached ? .critical : .information,
        "\(s.subjects) subjects with grade \(s.rule.grade) or higher; the trial stops above \(s.rule.maximum).",
        subject: s.rule.name)
    }
  }

  private var power: [PageBlock] {
    guard let p = results.within?.plan else { return [.empty(results.reason)] }
    return [
      .facts([
        ("Pairs", "\(p.pairs)"),
        ("Found with 80 %", "an effect of \(rounded(p.detectable80)) standard deviations of the pairs"),
        ("Found with 90 %", "an effect of \(rounded(p.detectable90)) standard deviations"),
        ("Observed effect", p.observedEffect.map { rounded($0) + " standard deviations" }),
        ("Power for an effect of this size", p.power.map(percent)),
        ("Pairs for 80 % power", p.pairsFor80.map(String.init)),
      ]),
      .paragraph(
        "Noncentral t distribution, both tails. Power for the observed effect restates p; it plans the next trial, it does not judge this one."
      ),
    ]
  }

  private var truthBlocks: [PageBlock] {
    guard !truth.isEmpty else { return [] }
    let rows = truth.map { t -> [PageTable.Cell] in
      let u = t.standardUncertainty
      let inside = u.map { abs(t.result - t.truth) <= 2 * $0 }
      return [
        .text(t.quantity), .number(t.truth), .number(t.result, u: u),
        inside.map { $0 ? .text("within 2 u") : .flag(.attention, "outside 2 u") } ?? .absent,
      ]
    }
    return [
      .table(
        PageTable(
          "Truth that the data were made with, and what the analysis found",
          [
            .init("Quantity", share: 2), .init("Truth", number: true), .init("Estimate ± u", number: true),
            .init(""),
          ], rows))
    ]
  }

  private var lesson: [PageBlock] {
    [
      .paragraph(
        "LUTIA (27 patients) reported tumour-to-normal ratios of 17.4 against 16.2 with p = 0.299, and the same data as a ratio of 1.17 [1.00–1.37]. A difference of means and a ratio of geometric means weigh patients differently, and can fall on either side of 0.05. Therefore the scale is part of the locked protocol, and the other scale is printed as what it is."
      )
    ]
  }

  private func span(_ i: ConfidenceInterval) -> String { "\(rounded(i.lower)) – \(rounded(i.upper))" }
}

/// p with three decimals, `< 0.001` below.
func probability(_ p: Double) -> String {
  p < 0.001 ? "< 0.001" : String(format: "%.3f", p)
}
