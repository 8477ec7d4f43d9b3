import Foundation
import Quantities
import Reporting
import Stages

/// What S values of spheres or regions say.
package struct SValueContent {
  let record: SValues.Record

  package var content: StudyContent {
    StudyContent(
      "svalues", kind: "S values",
      header: .technical(
        record.nuclide, made: "\(record.nuclide) \(record.rows.map(\.value))", needsReview: false),
      meaningOfSpread: "Uncertainties are statistical standard uncertainties (k = 1) of the simulation.",
      sections: [
        .init("method", "Method", [.facts([("Nuclide", record.nuclide), ("Method", record.method)])]),
        .init(
          "values", "S values",
          [
            .table(
              Self.form.table(
                "Mean absorbed dose of the target per decay in the source", record.rows,
                notes: StudyTable.unevaluated(record.rows.map(\.standardUncertainty))))
          ]),
      ], record: record)
  }

  static let form = TableForm<SValues.Row>(
    "svalues", file: "svalues.csv",
    [
      .init("source", "Source", share: 1.6, means: "region with the activity, evenly spread") {
        .text($0.source)
      },
      .init("target", "Target", share: 1.6, means: "region with the dose") { .text($0.target) },
      .init("mass_g", "Mass", unit: "g", .number, means: "mass of the target") { .number($0.mass) },
      .init(
        "S", "S", unit: "mGy/(MBq·s)", .measured, share: 1.4, means: "mean absorbed dose per decay", .model,
        u: "u_S"
      ) { .measured($0.value, u: $0.standardUncertainty, significant: 5) },
    ])
}
