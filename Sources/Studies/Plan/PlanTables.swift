import Quantities
import Reporting

/// A row with the injection that it belongs to.
package struct Injected<Row: Sendable>: Sendable {
  var injection: String
  var row: Row
}

/// The tables of a plan.
package enum PlanTables {
  private static func injection<Row>() -> FormColumn<Injected<Row>> {
    .init("injection", means: "name of the injection") { .text($0.injection) }
  }

  /// Doses of the four regions, each with the uncertainty of the inputs.
  private static func doses<Row>(_ of: @escaping @Sendable (Row) -> DosesRecord) -> [FormColumn<Row>] {
    let regions: [(String, String, @Sendable (DosesRecord) -> Measured?)] = [
      ("tumour", "Tumour", { $0.tumour }),
      ("perfused_normal", "Perfused normal", { $0.perfusedNormalLiver }),
      ("normal_liver", "Normal liver", { $0.normalLiver }), ("lungs", "Lungs", { $0.lungs }),
    ]
    return regions.map { key, title, dose in
      FormColumn(
        key + "_Gy", title, unit: "Gy", .measured, share: 0.95,
        means: "predicted mean absorbed dose, \(title.lowercased())", .model, .stated
      ) { .measure(dose(of($0))) }
    }
  }

  package static let methods = TableForm<Injected<ProposalRecord>>(
    "methods", file: "plan.csv",
    [
      injection(),
      .init("method", "Method", share: 1.55, means: "method that proposes the activity") {
        let p = $0.row
        return .text(
          p.label + (p.madeFor.map { " (\($0))" } ?? "") + (p.isPrescribed ? " — prescribed" : ""))
      },
      .init("basis", "Chosen by", share: 1.8, means: "what the activity rests on", on: [.page, .file]) {
        .text($0.row.reason)
      },
      .init("activity_GBq", "Activity", unit: "GBq", .number, share: 0.8, means: "activity at treatment") {
        .number($0.row.activityGBq)
      },
    ] + doses { $0.row.dosesGy }
      + [
        .init("crosses", "Limits", share: 1.5, means: "limits that this activity crosses") {
          let names = $0.row.crossed.map(\.name).joined(separator: "; ")
          return names.isEmpty ? .text("✓") : .flag(.critical, names)
        }
      ])

  package static let spread = TableForm<Injected<SpreadRecord>>(
    "spread", file: "tables/spread.csv",
    [
      injection(),
      .init("quantity", "Quantity", means: "what differs between methods") { .text($0.row.quantity) },
      .init("unit", "Unit", share: 0.5, means: "unit of least and greatest") { .text($0.row.unit) },
      .init("least", "Least", .number, means: "least value of all methods") { .number($0.row.least) },
      .init("least_by", "by", share: 1.4, means: "method with the least") { .text($0.row.leastBy) },
      .init("greatest", "Greatest", .number, means: "greatest value of all methods") {
        .number($0.row.greatest)
      },
      .init("greatest_by", "by", share: 1.4, means: "method with the greatest") { .text($0.row.greatestBy) },
      .init("ratio", "Ratio", .number, means: "greatest over least") { .value($0.row.ratio) },
    ])

  package static let allowances = TableForm<Injected<(model: String, reached: AllowanceRecord.Reached)>>(
    "allowances", file: "tables/limits.csv",
    [
      injection(), .init("model", means: "dose model") { .text($0.row.model) },
      .init("limit", "Limit", share: 1.4, means: "region and scope of the limit") {
        .text($0.row.reached.limit.name)
      },
      .init("limit_Gy", "Dose", unit: "Gy", .number, share: 0.7, means: "limit of mean absorbed dose") {
        .number($0.row.reached.limit.gray)
      },
      .init("earlier_Gy", "Earlier", unit: "Gy", .number, share: 0.7, means: "dose of earlier treatments") {
        .number($0.row.reached.limit.receivedGray)
      },
      .init(
        "reached_at_GBq", "Reached at", unit: "GBq", .number, share: 0.9, means: "activity that reaches it"
      ) {
        .value($0.row.reached.activityGBq)
      },
      .init("is_limiting", "Decides", share: 0.8, means: "whether it is the one that limits") {
        $0.row.reached.isLimiting ? .flag(.attention, "limits") : .absent
      },
      .init("source", "Source", share: 2.4, means: "source of the limit", on: [.page, .file]) {
        .text($0.row.reached.limit.source)
      },
    ])

  /// One column per tumour.
  package static func models(_ tumours: [String]) -> TableForm<Injected<ModelRecord>> {
    var columns: [FormColumn<Injected<ModelRecord>>] = [
      injection(), .init("model", "Model", share: 1.6, means: "dose model") { .text($0.row.model) },
    ]
    let four: [FormColumn<Injected<ModelRecord>>] = doses { $0.row.dosesGy }
    columns.append(four[0])
    columns += tumours.map { name in
      FormColumn(
        name + "_Gy", name, unit: "Gy", .measured, means: "predicted mean absorbed dose, \(name)", .model,
        .stated
      ) { .measure($0.row.dosesGy.tumours[name]) }
    }
    return TableForm("models", file: "tables/models.csv", columns + four.dropFirst())
  }

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

  package static let sessions = TableForm<(session: Int, judged: SessionRecord.Judged)>(
    "sessions", file: "tables/sessions.csv",
    [
      .init("session", "Session", share: 0.9, means: "session of treatment") {
        .text("session \($0.session)")
      },
      .init("limit", "Limit", share: 1.3, means: "region and scope of the limit") {
        .text($0.judged.limit.name)
      },
      .init("dose_Gy", "Dose", unit: "Gy", .measured, means: "dose of the session", .model, .stated) {
        .measure($0.judged.doseGy)
      },
      .init("earlier_Gy", "Earlier", unit: "Gy", .number, share: 0.7, means: "dose of earlier treatments") {
        .number($0.judged.limit.receivedGray)
      },
      .init("together_Gy", "Together", unit: "Gy", .number, share: 0.8, means: "dose with earlier treatments")
      {
        .number($0.judged.totalGy)
      },
      .init("limit_Gy", "Limit", unit: "Gy", .number, share: 0.7, means: "limit of mean absorbed dose") {
        .number($0.judged.limit.gray)
      },
      .init("verdict", "Verdict", share: 0.9, means: "whether the limit is kept") {
        $0.judged.isCrossed ? .flag(.critical, "crossed") : .text("✓ kept")
      },
      .init("model", "Judged by", share: 1.2, means: "dose model whose doses are judged") {
        .words($0.judged.model)
      },
      .init("source", "Source", share: 2, means: "source of the limit", on: [.page, .file]) {
        .text($0.judged.limit.source)
      },
    ])

  package static let shunts = TableForm<ShuntRecord>(
    "shunts", file: "tables/shunts.csv",
    [
      .init("method", "Method", means: "how the shunt was measured") {
        .text($0.method + ($0.isUsed ? " (used)" : ""))
      },
      .init("fraction", "Fraction", unit: "%", .measured, means: "lung shunt fraction", .stated) {
        .measured(100 * $0.fraction.value, u: $0.fraction.u.map { 100 * $0 })
      },
      .init("from", "From", share: 3, means: "counts or statement that it rests on") { .text($0.detail) },
    ])

  package static let earlier = TableForm<EarlierRecord>(
    "earlier", file: "tables/earlier.csv",
    [
      .init("day", "Day", means: "day of treatment") { .text($0.date) },
      .init("therapy", "Therapy", means: "kind of therapy") { .text($0.therapy) },
      .init("treatment", "Treatment", share: 2.4, means: "what was given") { .text($0.treatment) },
      .init("activity_GBq", "Activity", unit: "GBq", .number, means: "activity") { .value($0.activityGBq) },
      .init("lungs_Gy", "Lungs", unit: "Gy", .number, means: "dose to the lungs as stated", .none, .stated) {
        .value($0.lungGy)
      },
      .init("normal_liver_Gy", "Normal liver", unit: "Gy", .number, means: "dose as stated", .none, .stated) {
        .value($0.normalLiverGy)
      },
    ])

  package static let tumours = TableForm<TumourTotalRecord>(
    "tumour-totals", file: "tables/tumours.csv",
    [
      .init("tumour", "Tumour", share: 1.4, means: "name of the tumour") { .text($0.tumour) },
      .init("injections", "Injections", .number, share: 0.7, means: "injections of the plan that reach it") {
        .count($0.injections)
      },
      .init("plan_Gy", "This plan", unit: "Gy", .measured, means: "sum over the injections", .model, .stated)
      {
        .measure($0.planGy)
      },
      .init("earlier_Gy", "Earlier", unit: "Gy", .number, means: "dose of earlier therapies on record") {
        .value($0.earlierGy)
      },
      .init("together_Gy", "Together", unit: "Gy", .number, means: "plan and earlier therapies") {
        .number($0.togetherGy)
      },
    ])

  package static let references = TableForm<ReferenceRecord>(
    "references",
    [
      .init("region", "Region", share: 0.8, means: "region") { .text($0.region) },
      .init("dose_Gy", "Dose", unit: "Gy", .number, share: 0.6, means: "published dose") {
        .fixed($0.gray, 1)
      },
      .init("sense", "Sense", share: 0.8, means: "efficacy or toxicity") { .text($0.sense) },
      .init(
        "made_for_these", "Made for these", share: 0.8, means: "whether it was made for these microspheres"
      ) {
        $0.isMadeForThese ? .text("yes") : .flag(.attention, "other microspheres")
      },
      .init("observation", "Observation", share: 2.8, means: "what was seen") {
        .text("\($0.text); \($0.setting)")
      },
      .init("source", "Source", share: 1.8, means: "citation") { .text($0.citation) },
    ])
}

extension ProposalRecord {
  /// What the activity rests on, its limit and the model of its doses.
  var reason: String {
    let limit = limiting.map { ": \($0.name), \($0.gray.printed()) Gy" } ?? ""
    return basis + limit + (doseModel == method || method == "voxel" ? "" : "; doses by \(doseModel)")
  }
}

extension DateTime {
  /// `2026-03-02 10:30`
  var short: String { String(description.prefix(16)).replacing("T", with: " ") }
}
