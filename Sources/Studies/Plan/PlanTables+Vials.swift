import Quantities
import Reporting

// Vials, orders, and what was given and delivered.

extension PlanTables {
  package static let vials = TableForm<Injected<VialRecord>>(
    "vials", file: "tables/vials.csv",
    [
      injection(),
      .init("vial", "Vial", share: 1.5, means: "nominal activity and source") {
        let name = "\($0.row.nominalGBq.printedShort()) GBq \($0.row.source)"
        return $0.row.isChosen ? .flag(.information, name + ", chosen") : .text(name)
      },
      .init(
        "at_treatment_GBq", "At treatment", unit: "GBq", .number, share: 0.9, means: "activity at treatment"
      ) {
        .number($0.row.atTreatmentGBq)
      },
      .init("excess", "Excess", unit: "%", .number, share: 0.7, means: "above the prescribed activity") {
        .fixed($0.row.excessPercent, 1)
      },
      .init("per_sphere_Bq", "Per sphere", unit: "Bq", .number, share: 0.8, means: "activity of a sphere") {
        .number($0.row.becquerelPerSphere)
      },
      .init("spheres_million", "Spheres", unit: "million", .number, share: 0.8, means: "number of spheres") {
        .number($0.row.spheres / 1e6)
      },
      .init("fraction_given", "Fraction given", unit: "%", .number, share: 0.7, means: "part of the vial") {
        .fixed(100 * $0.row.share, 0)
      },
      .init("exact_at", "Exact at", share: 1.3, means: "instant at which the vial holds the prescription") {
        .text($0.row.exactAt.short)
      },
      .init("within_10_percent", "Within ±10 %", share: 2.2, means: "time in which it is within 10 %") {
        .text("\($0.row.windowFrom.short) to \($0.row.windowTo.short)")
      },
    ])

  package static let orders = TableForm<Injected<OrderRecord>>(
    "orders", file: "tables/orders.csv",
    [
      injection(),
      .init("vial", "Vial", share: 1.6, means: "nominal activity and source") {
        let name = "\($0.row.nominalGBq.printedShort()) GBq \($0.row.source)"
        return $0.row.isBest ? .flag(.information, name + ", best") : .text(name)
      },
      .init("calibration", "Calibrated", share: 1.3, means: "when the vial is calibrated") {
        .text($0.row.calibration.short)
      },
      .init("treatment", "Treatment", share: 1.3, means: "when it would be injected") {
        .text($0.row.treatment.short)
      },
      .init(
        "injected_GBq", "Injected", unit: "GBq", .number, share: 0.8, means: "activity that leaves the vial"
      ) {
        .number($0.row.injectedGBq)
      },
      .init("deviation", "Off", unit: "%", .number, share: 0.6, means: "from the prescribed activity") {
        .fixed($0.row.deviationPercent, 1)
      },
    ] + doses { $0.row.dosesGy }
      + [
        .init("crosses", "Limits", share: 1.2, means: "limits that it breaks") {
          $0.row.crossed.isEmpty ? .text("✓") : .flag(.critical, $0.row.crossed.joined(separator: "; "))
        },
        .init("window", "Keeps all limits, ±10 %", share: 2, means: "hours in which this vial does") { o in
          .words(o.row.windowFrom.flatMap { from in o.row.windowTo.map { "\(from.short) to \($0.short)" } })
        },
      ])

  package static let comparison = TableForm<Injected<ComparisonRecord>>(
    "comparison", file: "tables/delivered.csv",
    [
      injection(),
      .init("region", "Region", means: "region of the plan") { .text($0.row.region) },
      .init("structure", "Structure", share: 1.4, means: "structure of the delivered dose") {
        .text($0.row.structure)
      },
      .init(
        "predicted_Gy", "Predicted", unit: "Gy", .measured, means: "predicted mean absorbed dose", .model,
        .stated
      ) { .measure($0.row.predictedGy) },
      .init(
        "delivered_Gy", "Delivered", unit: "Gy", .measured, means: "delivered mean absorbed dose", .standard,
        .recovered
      ) { .measure($0.row.deliveredGy) },
      .init("difference", "Difference", unit: "%", .number, share: 0.8, means: "delivered over predicted − 1")
      {
        .fixed($0.row.deviationPercent, 1)
      },
      .init("in_u", "Difference", unit: "in u", .number, share: 0.7, means: "difference over its uncertainty")
      {
        .fixed($0.row.standardised, 1)
      },
    ])

  package static let given = TableForm<Injected<(of: String, doses: DosesRecord)>>(
    "given", file: "tables/given.csv",
    [
      injection(),
      .init("of", "Doses of", share: 1.4, means: "what the doses belong to") { .text($0.row.of) },
    ] + doses { $0.row.doses }
      + [
        .init(
          "perfused_volume_Gy", "Perfused volume", unit: "Gy", .measured, share: 0.95,
          means: "predicted mean absorbed dose, perfused volume", .model, .stated
        ) { .measure($0.row.doses.perfusedVolume) }
      ])
}

extension DateTime {
  /// `2026-03-02 10:30`
  var short: String { String(description.prefix(16)).replacing("T", with: " ") }
}
