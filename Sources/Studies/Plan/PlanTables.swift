import Quantities
import Reporting

/// A row with the injection that it belongs to.
package struct Injected<Row: Sendable>: Sendable {
  var injection: String
  var row: Row
}

/// The tables of a plan.
package enum PlanTables {
  static func injection<Row>() -> FormColumn<Injected<Row>> {
    .init("injection", means: "name of the injection") { .text($0.injection) }
  }

  /// Doses of the four regions, each with the uncertainty of the inputs.
  static func doses<Row>(_ of: @escaping @Sendable (Row) -> DosesRecord) -> [FormColumn<Row>] {
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
}

extension ProposalRecord {
  /// What the activity rests on, its limit and the model of its doses.
  var reason: String {
    let limit = limiting.map { ": \($0.name), \($0.gray.printed()) Gy" } ?? ""
    return basis + limit + (doseModel == method || method == "voxel" ? "" : "; doses by \(doseModel)")
  }
}
