import Documents
import Quantities
import Reporting
import Statistics
import Trials

extension TrialPage {
  /// The lesions' uptake by the artery over that from the blood, where that is the primary endpoint.
  package var enhancementSentence: String? {
    guard plan.primary.quantity == .uptake, let e = results.enhancement, let o = e.overall else { return nil }
    let way = (plan.gate?.aggregation ?? plan.primary.aggregation).rawValue
    return
      "\(plan.primary.name): arterial over venous uptake \(rounded(o.ratio)) (\(level) interval \(span(o.interval))), p = \(probability(o.p)), \(e.patients.count) patients; geometric mean over patients of each patient's \(way)."
  }

  package var primary: [PageBlock] {
    if let enhancementSentence { return [.paragraph(enhancementSentence)] }
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

  package func pairs(_ cycle: Int) -> [(first: Double, second: Double)] {
    Dictionary(grouping: results.values.filter { $0.cycle == cycle }, by: \.patient).sorted {
      $0.key < $1.key
    }.compactMap { _, v in
      guard let a = v.first(where: \.isTreated), let b = v.first(where: { !$0.isTreated }) else { return nil }
      return (a.value, b.value)
    }
  }

  package var cycles: [PageBlock] {
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

  package var enhancement: [PageBlock] {
    guard let e = results.enhancement else { return [] }
    let regions = e.regions.map { r -> [PageTable.Cell] in
      [
        .text(r.name), .fixed(Double(r.patients), 0), .number(r.comparison?.first),
        .number(r.comparison?.second),
        .number(r.comparison?.estimate), .text(r.comparison.map { span($0.interval) } ?? "–"),
        .text(r.comparison.map { probability($0.p) } ?? "–"),
        .text(r.adjusted.map { probability($0.holm) } ?? "–"),
        .text(r.adjusted.map { probability($0.benjaminiHochberg) } ?? "–"),
      ]
    }
    let gate = e.patients.map { p -> [PageTable.Cell] in
      [.text(p.name)] + RatioAggregation.allCases.map { .number(p.ratios[$0]) }
        + [p.passesGate ? .text("met") : .flag(.attention, "not met")]
    }
    let rule = plan.gate.map {
      "Threshold “\($0.name)”: \($0.aggregation.rawValue) of \($0.lesions) lesions at least \(rounded($0.ratio)); \(e.eligible.count) meet it, at most \($0.patients) are treated."
    }
    return [
      .table(
        PageTable(
          "Uptake by region",
          [
            .init("Region"), .init("Patients", number: true), .init("Arterial", number: true),
            .init("Venous", number: true),
            .init(isLog ? "Ratio" : "Difference", number: true), .init("\(level) interval"), .init("p"),
            .init("p, Holm"), .init("p, BH"),
          ], regions, notes: [adjustment])),
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

  package var safety: [PageBlock] {
    guard !results.stopping.isEmpty else { return [.empty("The protocol has no stopping rule.")] }
    return results.stopping.map { s in
      .note(
        s.reached ? .critical : .information,
        "\(s.subjects) subjects with grade \(s.rule.grade) or higher; the trial stops above \(s.rule.maximum).",
        subject: s.rule.name)
    }
  }

  package var power: [PageBlock] {
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
        "Noncentral t distribution, both tails. Power for the observed effect restates p; it plans the next trial, it does not assess this one."
      ),
    ]
  }
}
