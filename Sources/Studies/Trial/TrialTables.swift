import Quantities
import Records
import Reporting
import Statistics
import Trials
import Workflow

/// The tables of a trial's report; limits have the level of its protocol.
enum TrialTables {
  static func allocation(_ arms: [TrialProtocol.Arm]) -> TableForm<
    (stratum: String, counts: [Int], hidden: Int)
  > {
    TableForm(
      "allocation", file: "tables/allocation.csv",
      [.init("stratum", "Stratum", means: "levels of the strata") { .text($0.stratum) }]
        + arms.enumerated().map { n, arm in
          FormColumn(
            "arm_\(arm.letter)", "\(arm.letter), \(arm.name)", .number, means: "subjects of the arm"
          ) { .count($0.counts[n]) }
        }
        + [
          .init("not_revealed", "not revealed", .number, means: "allocations that are not revealed") {
            .count($0.hidden)
          }
        ])
  }

  static func cycles(_ measure: String) -> TableForm<(cycle: Int, c: PairedComparison)> {
    TableForm(
      "lobes-by-cycle", file: "tables/lobes-by-cycle.csv",
      [
        .init("cycle", "Cycle", means: "treatment cycle") { .text("cycle \($0.cycle)") },
        .init("patients", "Patients", .number, means: "patients with both lobes") { .count($0.c.count) },
        .init("treated", "Treated", .number, means: "mean of the treated lobes on the locked scale") {
          .number($0.c.first)
        },
        .init("control", "Control", .number, means: "mean of the control lobes on the locked scale") {
          .number($0.c.second)
        },
        .init("estimate", measure, .estimate, share: 1.5, means: "treated against control", .interval) {
          .estimate($0.c)
        },
        .init("p", "p", .number, means: "paired t test, not corrected for several cycles") { .p($0.c.p) },
      ])
  }

  static func uptake(_ measure: String) -> TableForm<EnhancementAnalysis.Region> {
    TableForm(
      "uptake", file: "tables/uptake.csv",
      [
        .init("region", "Region", means: "region") { .text($0.name) },
        .init("patients", "Patients", .number, means: "patients with both scans") { .count($0.patients) },
        .init("arterial", "Arterial", .number, means: "mean after arterial injection") {
          .value($0.comparison?.first)
        },
        .init("venous", "Venous", .number, means: "mean after venous injection") {
          .value($0.comparison?.second)
        },
        .init("estimate", measure, .estimate, share: 1.5, means: "arterial against venous", .interval) {
          $0.comparison.map { .estimate($0) } ?? .absent
        },
        .init("p", "p", .number, means: "paired t test") { $0.comparison.map { .p($0.p) } ?? .absent },
      ] + adjusted { $0.adjusted })
  }

  static let gate = TableForm<EnhancementAnalysis.Patient>(
    "threshold", file: "tables/threshold.csv",
    [.init("patient", "Patient", means: "pseudonym") { .text($0.name) }]
      + RatioAggregation.allCases.map { way in
        FormColumn(way.rawValue, way.rawValue, .number, means: "arterial over venous, \(way.rawValue)") {
          .value($0.ratios[way])
        }
      }
      + [
        .init("threshold", "Threshold", means: "whether the locked threshold is met") {
          $0.passesGate ? .text("met") : .flag(.attention, "not met")
        }
      ])

  static let organs = TableForm<TrialResults.OrganSummary>(
    "organs", file: "tables/organs.csv",
    [
      .init("organ", "Organ", means: "organ") { .text($0.organ) },
      .init("patients", "Patients", .number, means: "patients with a value") { .count($0.patients) },
      .init("geometric_mean", "Geometric mean", .number, means: "of all patients and cycles") {
        .number($0.geometricMean)
      },
      .init("unit", "Unit", means: "unit of the mean") { .text($0.unit) },
      .init("between_CV", "Between patients, CV", .estimate, means: "coefficient of variation") {
        $0.betweenCV.map { .percent($0) } ?? .absent
      },
      .init("within_CV", "Within a patient, CV", .estimate, means: "coefficient of variation") {
        $0.withinCV.map { .percent($0) } ?? .absent
      },
    ])

  static func organComparisons(_ measure: String) -> TableForm<OrganComparison> {
    TableForm(
      "organ-comparisons", file: "tables/organ-comparisons.csv",
      [
        .init("organ", "Organ", means: "organ") { .text($0.organ) },
        .init("compared", "Compared", share: 2.2, means: "what is compared, paired or by groups") {
          .text($0.names.joined(separator: " : ") + ($0.pairing == .paired ? ", paired" : ", groups"))
        },
        .init("patients", "Patients", means: "patients, of each group") {
          .text($0.pairing == .paired ? "\($0.firstCount)" : "\($0.firstCount) + \($0.secondCount)")
        },
        .init("first", "First", .number, means: "mean on the locked scale") { .number($0.first) },
        .init("second", "Second", .number, means: "mean on the locked scale") { .number($0.second) },
        .init("estimate", measure, .estimate, share: 1.5, means: "first against second", .interval) {
          .estimate($0.estimate, lower: $0.interval.lower, upper: $0.interval.upper)
        },
        .init("p", "p", share: 0.7, means: "paired or Welch's t test") { .p($0.p) },
      ] + adjusted { $0.adjusted })
  }

  static let residence = TableForm<ResidenceSummary>(
    "residence", file: "tables/residence.csv",
    [
      .init("region", "Region", means: "region") { .text($0.region) },
      .init("values", "Values", .number, means: "values") { .count($0.count) },
      .init(
        "mean_h", "Mean ± SD", unit: "h", .measured, means: "time-integrated activity coefficient",
        .deviation, .recovered, u: "sd_h"
      ) { .measured($0.mean, u: $0.standardDeviation) },
      .init("range_h", "Range", unit: "h", .estimate, means: "least and greatest") {
        .estimate($0.mean, lower: $0.range.lowerBound, upper: $0.range.upperBound)
      },
    ])

  static func responses(level: Double) -> TableForm<LobarResponse> {
    let share = { @Sendable (p: Proportion?) -> StudyTable.Cell in
      guard let p else { return .absent }
      let i = p.clopperPearson(level: level)
      return .share(p.successes, of: p.trials, p.value, limits: i.lower...i.upper)
    }
    return TableForm(
      "responses", file: "tables/responses.csv",
      [
        .init("criterion", "Criterion", share: 1.2, means: "response criterion") {
          .text("response by \($0.criterion)")
        },
        .init("patients", "Patients", .number, means: "patients with both lobes judged") {
          .count($0.patients)
        },
        .init(
          "treated", "Treated responds", .share, share: 1.8, means: "treated lobes with a response", .exact
        ) {
          share($0.treatedShare)
        },
        .init(
          "control", "Control responds", .share, share: 1.8, means: "control lobes with a response", .exact
        ) {
          share($0.controlShare)
        },
        .init("treated_alone", "Treated alone", .number, means: "patients whose treated lobe alone responds")
        {
          .count($0.treatedOnly)
        },
        .init("control_alone", "Control alone", .number, means: "patients whose control lobe alone responds")
        {
          .count($0.controlOnly)
        },
        .init(
          "odds", "Odds of those that differ", .estimate, share: 1.5,
          means: "treated alone over control alone",
          .exact
        ) { r in
          r.odds.map { .estimate($0.ratio, lower: $0.interval.lower, upper: $0.interval.upper) } ?? .absent
        },
        .init("p", "p", .number, share: 0.7, means: "McNemar's exact test") { .p($0.p) },
      ] + adjusted { $0.adjusted })
  }

  static let best = TableForm<(criterion: String, lobe: String, counts: String)>(
    "best",
    [
      .init("criterion", "Criterion", means: "response criterion") { .text($0.criterion) },
      .init("lobe", "Lobe", means: "lobe") { .text($0.lobe) },
      .init("counts", "Lobes by best response", share: 3, means: "lobes by best response") {
        .text($0.counts)
      },
    ])

  static let sizes = TableForm<LobeSize>(
    "sizes", file: "tables/sizes.csv",
    [
      .init("patient", "Patient", means: "pseudonym") { .text($0.patient) },
      .init("lobe", "Lobe", means: "treated or control") { .text($0.isTreated ? "treated" : "control") },
      .init("lesions", "Lesions", .number, means: "lesions that are summed") { .count($0.lesions) },
      .init("cycles", "Cycles", means: "first and last cycle with a sum") {
        .text("\($0.firstCycle) → \($0.lastCycle)")
      },
      .init("first_mm", "First", unit: "mm", .number, means: "sum of longest diameters") {
        .number($0.first)
      },
      .init("last_mm", "Last", unit: "mm", .number, means: "sum of longest diameters") { .number($0.last) },
      .init("change", "Change", .estimate, means: "last over first − 1") { .percent($0.ratio - 1) },
    ])

  static let truth = TableForm<TruthComparison>(
    "truth",
    [
      .init("quantity", "Quantity", share: 2, means: "quantity") { .text($0.quantity) },
      .init("truth", "Truth", .number, means: "value that the data were made with") { .number($0.truth) },
      .init("estimate", "Estimate ± u", .measured, means: "what the analysis found", .standard) {
        .measured($0.result, u: $0.standardUncertainty)
      },
      .init("verdict", "", means: "whether it is within two u") { t in
        t.standardUncertainty.map {
          abs(t.result - t.truth) <= 2 * $0 ? .text("within 2 u") : .flag(.attention, "outside 2 u")
        } ?? .absent
      },
    ])

  /// p values adjusted over the rows of a table.
  private static func adjusted<Row>(
    _ of: @escaping @Sendable (Row) -> AdjustedP?
  ) -> [FormColumn<Row>] {
    [
      .init("p_Holm", "p, Holm", .number, share: 0.7, means: "p adjusted over the table by Holm") {
        of($0).map { .p($0.holm) } ?? .absent
      },
      .init(
        "p_BH", "p, BH", .number, share: 0.7, means: "p adjusted over the table by Benjamini and Hochberg"
      ) { of($0).map { .p($0.benjaminiHochberg) } ?? .absent },
    ]
  }
}

extension StudyTable.Cell {
  static func estimate(_ c: PairedComparison) -> Self {
    .estimate(c.estimate, lower: c.interval.lower, upper: c.interval.upper)
  }
}
