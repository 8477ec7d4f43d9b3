import Quantities
import Stages

/// A region of a comparison of engines.
struct EngineRow: Sendable {
  var comparison: EngineComparison
  var region: Region
  /// In the order of the comparison's engines.
  var doses: [Uncertain<Gray>?]

  static func rows(_ comparisons: [EngineComparison]) -> [EngineRow] {
    comparisons.flatMap { c in c.rows.map { EngineRow(comparison: c, region: $0.region, doses: $0.doses) } }
  }

  /// Second over first − 1, in percent; of two engines alone.
  var difference: Double? {
    guard doses.count == 2, let a = doses[0], let b = doses[1], a.value.value != 0 else { return nil }
    return 100 * (b.value / a.value - 1)
  }
}

extension TableForm where Row == EngineRow {
  /// - Parameter heads: what each engine's column is called; the file has numbers in their place and says which engine it was.
  static func engines(_ heads: [String]) -> TableForm {
    let engines = heads.indices.flatMap { n -> [FormColumn<EngineRow>] in
      [
        .init("engine_\(n + 1)", means: "engine \(n + 1) of the comparison") { row in
          .words(row.comparison.engines.indices.contains(n) ? row.comparison.engines[n] : nil)
        },
        .init(
          "mean_\(n + 1)_Gy", heads[n], unit: "Gy", .measured, share: 1.2,
          means: "mean of the voxel doses by engine \(n + 1)", .standard, .asImaged
        ) { row in .of(row.doses.indices.contains(n) ? row.doses[n] : nil) },
      ]
    }
    let region = FormColumn<EngineRow>("region", "Region", share: 1.6, means: "region") {
      .text($0.region.label)
    }
    return TableForm(
      "engines", file: "tables/engines.csv",
      [region] + engines
        + (heads.count == 2
          ? [
            .init(
              "difference_percent", "Second / first − 1", unit: "%", .number,
              means: "engine 2 over engine 1 − 1"
            ) { .fixed($0.difference, 1) }
          ] : []))
  }
}

/// A place of a comparison of two engines.
struct PlaceRow: Sendable {
  var comparison: EngineComparison
  var place: EngineComparison.Place

  static func rows(_ comparisons: [EngineComparison]) -> [PlaceRow] {
    comparisons.flatMap { c in c.places.map { PlaceRow(comparison: c, place: $0) } }
  }
}

extension TableForm where Row == PlaceRow {
  /// - Parameter heads: of the doses by the two engines.
  static func places(_ heads: [String] = ["First", "Second"]) -> TableForm {
    TableForm(
      "places", file: "tables/engines-places.csv",
      [
        .init("comparison", means: "engines that are compared") { .text($0.comparison.title) },
        .init("place", "Place", share: 2.4, means: "voxels with one reason to differ") {
          .text($0.place.name)
        },
        .init(
          "mass_percent", "Mass", unit: "%", .number, share: 0.6, means: "part of the mass that was judged"
        ) {
          .percentage($0.place.massShare)
        },
        .init("first_Gy", heads[0], unit: "Gy", .number, means: "mean dose by the first engine") {
          .value($0.place.first)
        },
        .init("second_Gy", heads[1], unit: "Gy", .number, means: "mean dose by the second engine") {
          .value($0.place.second)
        },
        .init(
          "difference_percent", "Second / first − 1", unit: "%", .number, means: "second over first − 1"
        ) { .fixed($0.place.first == 0 ? nil : 100 * ($0.place.second / $0.place.first - 1), 1) },
        .init(
          "RMS_Gy", "RMS", unit: "Gy", .number, share: 0.7,
          means: "root mean square of the voxels’ differences"
        ) { .value($0.place.rootMeanSquare) },
        .init(
          "noise_Gy", "of it noise", unit: "Gy", .number, share: 0.7,
          means: "RMS that is expected from the statistical uncertainty (k = 1)"
        ) { .value($0.place.noise) },
        .init(
          "of_all_percent", "of all difference", unit: "%", .number, share: 0.8,
          means: "part of the sum of absolute differences"
        ) { .percentage($0.place.differenceShare) },
        .init("reason", means: "why the engines differ there") { .text($0.place.reason) },
      ])
  }
}

extension TableForm where Row == Prediction {
  static var predictions: TableForm {
    TableForm(
      "predictions", file: "tables/predictions.csv",
      [
        .init("region", "Region", share: 1.6, means: "region of the delivered dose") { .text($0.region) },
        .init("predicted_Gy", "Predicted", unit: "Gy", .measured, means: "mean dose by the plan", .standard) {
          .of($0.predicted)
        },
        .init("delivered_Gy", "Delivered", unit: "Gy", .measured, means: "mean dose as reported", .standard) {
          .of($0.delivered)
        },
        .init(
          "difference_percent", "Delivered − predicted", unit: "%", .number,
          means: "delivered over predicted − 1"
        ) { p in
          .fixed(
            p.predicted.value.value == 0 ? nil : 100 * (p.delivered.value / p.predicted.value - 1), 1)
        },
      ])
  }
}

extension TableForm where Row == TruthRow {
  static var truth: TableForm {
    TableForm(
      "truth", file: "tables/truth.csv",
      [
        .init("quantity", "Quantity", share: 2.2, means: "what is known") { .text($0.quantity) },
        .init("unit", "Unit", share: 0.7, means: "unit of result and truth") { .text($0.unit) },
        .init("result", "Result ± u", .measured, share: 1.4, means: "as reported", .standard) {
          .measured($0.result, u: $0.standardUncertainty, significant: 4)
        },
        .init("truth", "Truth", .number, means: "known value") { .number($0.truth, significant: 4) },
        .init(
          "deviation_percent", "Deviation", unit: "%", .number, share: 0.9, means: "result over truth − 1"
        ) { .fixed($0.deviation.map { 100 * $0 }, 2) },
        .init(
          "tolerance_percent", "Tolerance", unit: "%", .number, share: 0.9,
          means: "accepted relative deviation"
        ) { .fixed($0.tolerance.map { 100 * $0 }, 1) },
        .init("verdict", "Verdict", share: 0.9, means: "whether the deviation is accepted") { $0.verdict },
      ])
  }
}

extension TruthRow {
  fileprivate var verdict: StudyTable.Cell {
    guard let deviation, let tolerance else { return .absent }
    // A grain for binary fractions.
    return abs(deviation) <= tolerance + 1e-12 ? .text("✓ within") : .flag(.critical, "✗ outside")
  }
}
