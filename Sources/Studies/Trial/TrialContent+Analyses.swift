import Diagnostics
import Documents
import Quantities
import Reporting
import Statistics
import Trials

extension TrialContent {
  /// The lesions' uptake by the artery over that from the blood, where that is the primary endpoint.
  var enhancementSentence: String? {
    guard plan.primary.quantity == .uptake, let e = results.enhancement, let o = e.overall else { return nil }
    let way = (plan.gate?.aggregation ?? plan.primary.aggregation).rawValue
    return
      "\(plan.primary.name): arterial over venous uptake \(o.ratio.printed()) (\(level) interval \(span(o.interval))), \(equation(o.p)), \(counted(e.patients.count, "patient")); geometric mean over patients of each patient's \(way)."
  }

  package var primary: [ContentBlock] {
    if let enhancementSentence { return [.paragraph(enhancementSentence)] }
    guard let analysis = results.within else { return [.empty(results.reason)] }
    let p = analysis.primary
    let cycle = plan.primary.cycles[0]
    let pairs = self.pairs(cycle)
    let figure =
      isLog
      ? [
        ContentBlock.figures(
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
        ContentBlock.note(
          .attention, "without one of the lobes: " + analysis.incomplete.joined(separator: ", "))
      ]
    return [
      .facts([
        ("Patients", "\(p.count)"), (isLog ? "Geometric mean, treated" : "Mean, treated", p.first.printed()),
        (isLog ? "Geometric mean, control" : "Mean, control", p.second.printed()),
        (measure, p.estimate.printed()),
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

  package var cycles: [ContentBlock] {
    guard let analysis = results.within else { return [.empty(results.reason)] }
    let table = ContentBlock.table(
      TrialTables.cycles(isLog ? "Ratio" : "Difference").table(
        "Treated against control lobe by cycle",
        analysis.byCycle.sorted { $0.key < $1.key }.map { (cycle: $0.key, c: $0.value) },
        notes: ["Single cycles are shown, not tested: their p values are not corrected for each other."]))
    guard let later = analysis.later else { return [table, .empty("No later cycles to model.")] }
    return [
      table, .heading("Cycles \(later.cycles.map(String.init).joined(separator: ", ")) together"),
      .facts([
        ("Model", "treatment + cycle, random intercept of the patient, REML"),
        (later.scale == .log ? "Ratio" : "Difference", later.estimate.printed()),
        ("\(level) interval", span(later.interval)), ("p", probability(later.p)),
        ("p, treatment × cycle", later.interactionP.map(probability)),
        ("Between patients, SD", later.betweenPatients.printed() + (later.scale == .log ? " (log)" : "")),
        ("Within a patient, SD", later.withinPatient.printed() + (later.scale == .log ? " (log)" : "")),
        ("Share between patients", later.intraclassCorrelation.printedPercent()),
        ("Values", "\(later.count) of \(counted(later.patients, "patient"))"),
      ]),
    ]
  }

  package var enhancement: [ContentBlock] {
    guard let e = results.enhancement else { return [] }
    let rule = plan.gate.map {
      "Threshold “\($0.name)”: \($0.aggregation.rawValue) of \(counted($0.lesions, "lesion")) at least \($0.ratio.printed()); \(e.eligible.count) meet it, at most \($0.patients) are treated."
    }
    let expected = plan.gate?.expected.flatMap { expected in
      e.pOfExpected.map { p in
        (
          "Expected when planned",
          "\(expected.printed()): \(e.overall.map { $0.interval.contains(expected) } ?? true ? "within" : "outside") the interval, \(equation(p))"
        )
      }
    }
    return [
      .table(
        TrialTables.uptake(isLog ? "Ratio" : "Difference").table(
          "Uptake by region", e.regions, notes: [adjustment])),
      .table(
        TrialTables.gate.table(
          "Lesions: arterial over venous", e.patients,
          notes: rule.map {
            [$0, "The four ways disagree on the same lesions; only the locked one decides."]
          } ?? [])),
      .facts([
        ("above the threshold", e.eligible.isEmpty ? "nobody" : e.eligible.joined(separator: ", ")),
        (
          "too few lesions to be judged",
          results.data.fewLesions.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(
            separator: ", ")
        ), (expected?.0 ?? "", expected?.1),
      ]),
    ]
  }

  package var safety: [ContentBlock] {
    guard !results.stopping.isEmpty else { return [.empty("The protocol has no stopping rule.")] }
    return results.stopping.map { s in
      .note(
        s.reached ? .critical : .information,
        "\(counted(s.subjects, "subject")) with grade \(s.rule.grade) or higher; the trial stops above \(s.rule.maximum).",
        subject: s.rule.name)
    }
  }

  package var power: [ContentBlock] {
    guard let p = results.within?.plan else { return [.empty(results.reason)] }
    return [
      .facts([
        ("Pairs", "\(p.pairs)"),
        ("Found with 80 %", "an effect of \(p.detectable80.printed()) standard deviations of the pairs"),
        ("Found with 90 %", "an effect of \(p.detectable90.printed()) standard deviations"),
        ("Observed effect", p.observedEffect.map { $0.printed() + " standard deviations" }),
        ("Power for an effect of this size", p.power.map { $0.printedPercent() }),
        ("Pairs for 80 % power", p.pairsFor80.map(String.init)),
      ]),
      .paragraph(
        "Noncentral t distribution, both tails. Power for the observed effect restates p; it plans the next trial, it does not assess this one."
      ),
    ]
  }
}
