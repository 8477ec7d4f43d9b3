import Quantities
import Reporting

/// The tables of a PRRT plan.
package enum PRRTTables {
  /// One column per organ.
  package static func cycles(_ organs: [String]) -> TableForm<CycleRecord> {
    TableForm(
      "cycles", file: "tables/planned-cycles.csv",
      [
        .init("cycle", "Cycle", share: 0.6, means: "number of the cycle") { .text("\($0.number)") },
        .init("day", "Day", means: "day of administration") { .words($0.date) },
        .init(
          "interval_days", "Interval since previous cycle", unit: "days", .number,
          means: "days since the cycle before"
        ) {
          $0.isIrregular
            ? .flag(.attention, "\($0.daysSincePrevious ?? 0)") : .number(of: $0.daysSincePrevious)
        },
        .init("activity_GBq", "Activity", unit: "GBq", .number, means: "administered activity") {
          .number($0.activityGBq)
        },
      ]
        + organs.map { organ in
          FormColumn(
            organ + "_Gy", organ, unit: "Gy", .measured, means: "mean absorbed dose of the cycle, \(organ)",
            .standard,
            .recovered
          ) { .measure($0.doses[organ]) }
        }
        + [.init("source", "Doses from", share: 1.6, means: "where the doses come from") { .text($0.source) }]
    )
  }

  static let outlook = TableForm<OutlookRecord>(
    "outlook", file: "tables/outlook.csv",
    [
      .init("limit", "Limit", share: 1.6, means: "organ and quantity") {
        .text("\($0.organ), \($0.measure)")
      },
      .init("limit_Gy", "Limit", unit: "Gy", .number, share: 0.7, means: "limit of the course") {
        .number($0.limitGy)
      },
      .init("received_Gy", "Received", unit: "Gy", .number, share: 0.8, means: "sum of the cycles so far") {
        .number($0.receivedGy)
      },
      .init(
        "Gy_per_GBq", "Dose per activity", unit: "Gy/GBq", .measured, share: 1.2,
        means: "mean of the cycles; u is that of the next cycle", .model
      ) { .measure($0.gyPerGBq) },
      .init("cycles_left", "Cycles left", .number, share: 0.8, means: "whole cycles within the limit") {
        .count($0.remainingCycles)
      },
      .init("range", "Range", share: 0.8, means: "the same with two uncertainties either way") { o in
        .words(o.remainingAtLeast.flatMap { low in o.remainingAtMost.map { "\(low) to \($0)" } })
      },
      .init("largest_next_GBq", "Largest next", unit: "GBq", .number, share: 0.9, means: "reaches the limit")
      {
        .number($0.largestNextGBq)
      },
    ])

  package static let lesions = TableForm<GateRecord.Lesion>(
    "gate-lesions",
    [
      .init("lesion", "Lesion", means: "lesion") { .text($0.name) },
      .init("intra_arterial", "Intra-arterial", .number, means: "uptake after arterial injection") {
        .number($0.intraArterial)
      },
      .init("intravenous", "Intravenous", .number, means: "uptake after venous injection") {
        .number($0.intravenous)
      },
      .init("ratio", "Ratio", .number, means: "arterial over venous") { .number($0.ratio) },
    ])

  static let aggregates = TableForm<GateRecord.Aggregate>(
    "gate-aggregates",
    [
      .init("combined_by", "Combined by", share: 1.4, means: "how lesions are combined") {
        .text($0.aggregation)
      },
      .init("value", "Value", .number, means: "combined ratio") { .number($0.value, significant: 4) },
      .init("threshold", "Threshold", share: 1.4, means: "whether the threshold is met") {
        $0.reachesGate.map { $0 ? .text("✓ met") : .flag(.attention, "not met") } ?? .absent
      },
    ])
}
