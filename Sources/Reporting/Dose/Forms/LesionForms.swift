import Quantities
import Stages

/// One quantity of many lesions.
struct Distribution: Sendable {
  var summary, quantity, unit: String
  /// Least, lower quartile, median, upper quartile and greatest, in `unit`.
  var values: [Double]
}

extension TableForm where Row == Distribution {
  static var distribution: TableForm {
    let heads = ["least", "lower quartile", "median", "upper quartile", "greatest"]
    return TableForm(
      "lesions", file: "tables/lesions.csv",
      [
        .init("summary", means: "cycle, or what was accumulated") { .text($0.summary) },
        .init("distribution", "Distribution", share: 1.4, means: "quantity with its unit") {
          .text("\($0.quantity), \($0.unit)")
        },
      ]
        + heads.indices.map { n in
          .init(
            heads[n].replacing(" ", with: "_"), heads[n], .number,
            means: "\(heads[n]) of all lesions, linear between order statistics (type 7)"
          ) { .value($0.values[n]) }
        })
  }
}
