import Quantities

/// Doses of the parenchyma at the scale of lobules, as a treated patient’s report and a plan print them.
public enum LobuleColumns {
  /// What the model is, below each table.
  public static let model =
    "hexagonal lobules of 1.2 × 1.5 mm with two portal tracts each, any tract as likely as another to trap a sphere "
    + "(Gulec, J Nucl Med 2010;51:301; Walrand, J Nucl Med 2014;55:135). Uneven branching of arteries spreads doses more."

  /// D98, D90, D50 and the part below half of the mean.
  /// - Parameter row: over the mean dose, parts 0…1; `nil` where no model is given.
  public static func columns<Row>(
    _ row: @escaping @Sendable (Row) -> MicrosphereRow.Uniformity?
  ) -> [FormColumn<Row>] {
    [
      minimum(98) { row($0)?.d98 }, minimum(90) { row($0)?.d90 }, minimum(50) { row($0)?.d50 },
      .init(
        "below_half_percent", "Below half", unit: "%", .number, share: 0.7,
        means: "part of the parenchyma below half of the mean dose, by the model of lobules"
      ) { .fixed(row($0).map { 100 * $0.belowHalf }, 1) },
    ]
  }

  private static func minimum<Row>(
    _ percent: Int, _ value: @escaping @Sendable (Row) -> Double?
  ) -> FormColumn<Row> {
    .init(
      "D\(percent)_percent", "D\(percent)", unit: "% of mean", .number, share: 0.7,
      means:
        "minimum dose to the hottest \(percent) % of the parenchyma over the mean, by the model of lobules"
    ) { .fixed(value($0).map { 100 * $0 }, 0) }
  }
}
