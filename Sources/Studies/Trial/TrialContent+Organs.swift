import Documents
import Quantities
import Reporting
import Stages
import Statistics
import Trials
import Workflow

// Organs outside of the comparison of lesions, and the response of the lobes.

extension TrialContent {
  var adjustment: String {
    "p values are adjusted over the rows of this table: Holm bounds the chance of any false finding, Benjamini and Hochberg (BH) the expected share of false ones."
  }

  package var organs: [ContentBlock] {
    guard !results.organs.isEmpty || !results.residence.isEmpty else {
      return [.empty("No uptake of other organs was recorded.")]
    }
    return organTable + organComparison + residenceTable
  }

  private var organTable: [ContentBlock] {
    guard !results.organs.isEmpty else { return [] }
    return [
      .table(
        TrialTables.organs.table(
          "Uptake of all patients and cycles", results.organs,
          notes: [
            "%: activity of the organ, %/L: activity per volume, both of the administered activity and decay-corrected to its start."
          ]))
    ]
  }

  private var organComparison: [ContentBlock] {
    let notes = results.organGaps.map { ContentBlock.note(.information, $0) }
    guard let scale = results.organComparisons.first?.scale else { return notes }
    let table = TrialTables.organComparisons(scale == .log ? "Ratio" : "Difference").table(
      "Between the arms, on the locked scale (\(scale == .log ? "ratios" : "differences"))",
      results.organComparisons,
      notes: [
        "Paired: each patient's mean over the endpoint's cycles, arterial against venous (of normal liver: treated against control lobe), paired t test. Groups: an organ outside of both lobes belongs to the arm of the whole patient; Welch's t test.",
        adjustment,
      ])
    return [.table(table)] + notes
  }

  private var residenceTable: [ContentBlock] {
    guard !results.residence.isEmpty else { return [] }
    return [
      .table(
        TrialTables.residence.table(
          "Time-integrated activity coefficients (residence times) of cycle \(plan.cycles)",
          results.residence))
    ]
  }

  // MARK: Response

  package var response: [ContentBlock] {
    guard !results.responses.isEmpty || !results.sizes.isEmpty else {
      return [.empty("No response of a lobe was recorded.")]
    }
    return responseTable + sizeTable
  }

  private var responseTable: [ContentBlock] {
    guard !results.responses.isEmpty else { return [] }
    let left = results.responses.filter { !$0.incomplete.isEmpty }.map {
      ContentBlock.note(
        .attention,
        "\($0.criterion), without a judgement of both lobes: \($0.incomplete.joined(separator: ", "))")
    }
    let table = TrialTables.responses(level: 1 - plan.alpha).table(
      "Treated against control lobe of the same patients", results.responses,
      notes: [
        "Response: CR or PR, by metabolism CMR or PMR, best before progression. Shares and odds with exact \(level) intervals (Clopper and Pearson); p by McNemar's exact test, which only the patients whose lobes differ decide.",
        adjustment,
      ])
    return [.table(table), .table(TrialTables.best.table("Best response of the lobes", best))] + left
  }

  private var best: [(criterion: String, lobe: String, counts: String)] {
    let kinds = ["CR", "CMR", "PR", "PMR", "SD", "SMD", "NN", "PD", "PMD", "NE"]
    return results.responses.flatMap { r in
      [("treated", r.treated), ("control", r.control)].map { lobe, counts in
        (
          criterion: r.criterion, lobe: lobe,
          counts: kinds.compactMap { kind in counts[kind].map { "\(kind) \($0)" } }.joined(separator: ", ")
        )
      }
    }
  }

  private var sizeTable: [ContentBlock] {
    guard !results.sizes.isEmpty else { return [] }
    let table = ContentBlock.table(
      TrialTables.sizes.table(
        "Sums of the longest diameters of each lobe's lesions", results.sizes,
        notes: [
          "Lesions of one lobe are not independent: they are summed, and patients are compared."
        ]))
    guard let c = results.sizeComparison else { return [table] }
    return [
      table,
      .facts([
        ("Change of treated over change of control lobe", c.estimate.printed()),
        ("\(level) interval", span(c.interval)),
        ("p, paired t test of the logarithms", probability(c.p)),
        ("p, signed ranks (sensitivity)", probability(c.signedRankP)), ("Patients", "\(c.count)"),
      ]),
    ]
  }
}
