import Documents
import Quantities
import Reporting
import Stages
import Statistics
import Trials
import Workflow

// Organs outside of the comparison of lesions, and the response of the lobes.

extension TrialPage {
  package var adjustment: String {
    "p values are adjusted over the rows of this table: Holm bounds the chance of any false finding, Benjamini and Hochberg (BH) the expected share of false ones."
  }

  package var organs: [PageBlock] {
    guard !results.organs.isEmpty || !results.residence.isEmpty else {
      return [.empty("No uptake of other organs was recorded.")]
    }
    return organTable + organComparison + residenceTable
  }

  private var organTable: [PageBlock] {
    guard !results.organs.isEmpty else { return [] }
    let rows = results.organs.map { o -> [PageTable.Cell] in
      [
        .text(o.organ), .fixed(Double(o.patients), 0), .number(o.geometricMean), .text(o.unit),
        .text(o.betweenCV.map(percent) ?? "–"), .text(o.withinCV.map(percent) ?? "–"),
      ]
    }
    return [
      .table(
        PageTable(
          "Uptake of all patients and cycles",
          [
            .init("Organ"), .init("Patients", number: true), .init("Geometric mean", number: true),
            .init("Unit"), .init("Between patients, CV"), .init("Within a patient, CV"),
          ], rows,
          notes: [
            "%: activity of the organ, %/L: activity per volume, both of the administered activity and decay-corrected to its start."
          ]))
    ]
  }

  private var organComparison: [PageBlock] {
    let rows = results.organComparisons.map { o -> [PageTable.Cell] in
      [
        .text(o.organ),
        .text(o.names.joined(separator: " : ") + (o.pairing == .paired ? ", paired" : ", groups")),
        .text(o.pairing == .paired ? "\(o.firstCount)" : "\(o.firstCount) + \(o.secondCount)"),
        .number(o.first), .number(o.second), .number(o.estimate), .text(span(o.interval)),
        .text(probability(o.p)), .text(probability(o.adjusted.holm)),
        .text(probability(o.adjusted.benjaminiHochberg)),
      ]
    }
    let notes = results.organGaps.map { PageBlock.note(.information, $0) }
    guard let scale = results.organComparisons.first?.scale else { return notes }
    return [
      .table(
        PageTable(
          "Between the arms, on the locked scale (\(scale == .log ? "ratios" : "differences"))",
          [
            .init("Organ"), .init("Compared", share: 2.2), .init("Patients"), .init("First", number: true),
            .init("Second", number: true), .init(scale == .log ? "Ratio" : "Difference", number: true),
            .init("\(level) interval", share: 1.2), .init("p", share: 0.7), .init("p, Holm", share: 0.7),
            .init("p, BH", share: 0.7),
          ], rows,
          notes: [
            "Paired: each patient's mean over the endpoint's cycles, arterial against venous (of normal liver: treated against control lobe), paired t test. Groups: an organ outside of both lobes belongs to the arm of the whole patient; Welch's t test.",
            adjustment,
          ]))
    ] + notes
  }

  private var residenceTable: [PageBlock] {
    guard !results.residence.isEmpty else { return [] }
    let rows = results.residence.map { r -> [PageTable.Cell] in
      [
        .text(r.region), .fixed(Double(r.count), 0), .number(r.mean, u: r.standardDeviation),
        .text("\(rounded(r.range.lowerBound)) – \(rounded(r.range.upperBound))"),
      ]
    }
    return [
      .table(
        PageTable(
          "Time-integrated activity coefficients (residence times) of cycle \(plan.cycles)",
          [
            .init("Region"), .init("Values", number: true), .init("Mean ± SD", unit: "h", number: true),
            .init("Range, h"),
          ], rows))
    ]
  }

  // MARK: Response

  package var response: [PageBlock] {
    guard !results.responses.isEmpty || !results.sizes.isEmpty else {
      return [.empty("No response of a lobe was recorded.")]
    }
    return responseTable + sizeTable
  }

  private var responseTable: [PageBlock] {
    guard !results.responses.isEmpty else { return [] }
    let rows = results.responses.map { r -> [PageTable.Cell] in
      [
        .text(r.criterion), .fixed(Double(r.patients), 0), .text(share(r.treatedShare)),
        .text(share(r.controlShare)), .fixed(Double(r.treatedOnly), 0), .fixed(Double(r.controlOnly), 0),
        .text(r.odds.map(odds) ?? "–"), .text(probability(r.p)), .text(probability(r.adjusted.holm)),
        .text(probability(r.adjusted.benjaminiHochberg)),
      ]
    }
    let kinds = ["CR", "CMR", "PR", "PMR", "SD", "SMD", "NN", "PD", "PMD", "NE"]
    let best = results.responses.flatMap { r in
      [("treated", r.treated), ("control", r.control)].map { lobe, counts -> [PageTable.Cell] in
        [
          .text(r.criterion), .text(lobe),
          .text(
            kinds.compactMap { kind in counts[kind].map { "\(kind) \($0)" } }.joined(separator: ", ")),
        ]
      }
    }
    let left = results.responses.filter { !$0.incomplete.isEmpty }.map {
      PageBlock.note(
        .attention,
        "\($0.criterion), without a judgement of both lobes: \($0.incomplete.joined(separator: ", "))")
    }
    return [
      .table(
        PageTable(
          "Treated against control lobe of the same patients",
          [
            .init("Criterion", share: 1.2), .init("Patients", number: true),
            .init("Treated responds", share: 1.8), .init("Control responds", share: 1.8),
            .init("Treated alone", number: true), .init("Control alone", number: true),
            .init("Odds of those that differ", share: 1.5), .init("p", share: 0.7),
            .init("p, Holm", share: 0.7), .init("p, BH", share: 0.7),
          ], rows,
          notes: [
            "Response: CR or PR, by metabolism CMR or PMR, best before progression. Shares and odds with exact \(level) intervals (Clopper and Pearson); p by McNemar's exact test, which only the patients whose lobes differ decide.",
            adjustment,
          ])),
      .table(
        PageTable(
          "Best response of the lobes",
          [.init("Criterion"), .init("Lobe"), .init("Lobes by best response", share: 3)], best)),
    ] + left
  }

  private func share(_ p: Proportion?) -> String {
    guard let p else { return "–" }
    let i = p.clopperPearson(level: 1 - plan.alpha)
    return "\(p.successes)/\(p.trials) (\(percent(i.lower)) – \(percent(i.upper)))"
  }

  private func odds(_ o: (ratio: Double, interval: ConfidenceInterval)) -> String {
    func text(_ x: Double) -> String { x.isFinite ? rounded(x) : "∞" }
    return "\(text(o.ratio)) (\(text(o.interval.lower)) – \(text(o.interval.upper)))"
  }

  private var sizeTable: [PageBlock] {
    guard !results.sizes.isEmpty else { return [] }
    let rows = results.sizes.map { s -> [PageTable.Cell] in
      [
        .text(s.patient), .text(s.isTreated ? "treated" : "control"), .fixed(Double(s.lesions), 0),
        .text("\(s.firstCycle) → \(s.lastCycle)"), .number(s.first), .number(s.last),
        .text(percent(s.ratio - 1)),
      ]
    }
    let table = PageBlock.table(
      PageTable(
        "Sums of the longest diameters of each lobe's lesions",
        [
          .init("Patient"), .init("Lobe"), .init("Lesions", number: true), .init("Cycles"),
          .init("First", unit: "mm", number: true), .init("Last", unit: "mm", number: true), .init("Change"),
        ], rows,
        notes: [
          "Lesions of one lobe are not independent: they are summed, and patients are compared."
        ]))
    guard let c = results.sizeComparison else { return [table] }
    return [
      table,
      .facts([
        ("Change of treated over change of control lobe", rounded(c.estimate)),
        ("\(level) interval", span(c.interval)),
        ("p, paired t test of the logarithms", probability(c.p)),
        ("p, signed ranks (sensitivity)", probability(c.signedRankP)), ("Patients", "\(c.count)"),
      ]),
    ]
  }
}
