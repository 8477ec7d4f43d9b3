import Quantities
import Reporting

extension PlanTables {
  package static let lobules = TableForm<Injected<LobuleRecord>>(
    "lobules", file: "tables/lobules.csv",
    [
      injection(),
      .init("vial", "Vial", share: 1.5, means: "nominal activity and source") {
        $0.row.isChosen ? .flag(.information, $0.row.vial + ", chosen") : .text($0.row.vial)
      },
      .init("region", means: "region of the plan") { .text($0.row.region) },
      .init(
        "per_sphere_Bq", "Per sphere", unit: "Bq", .number, share: 0.8,
        means: "activity of a sphere at treatment"
      ) { .number($0.row.becquerelPerSphere) },
      .init("per_mL", "Per mL", .number, share: 0.7, means: "spheres per millilitre") {
        .number($0.row.spheresPerMl)
      },
      .init("per_lobule", "Per lobule", .number, share: 0.7, means: "mean number in a lobule of the model") {
        .number($0.row.spheresPerLobule)
      },
      .init("D98_percent", "D98", unit: "% of mean", .number, share: 0.7, means: part(98)) {
        .fixed($0.row.d98Percent, 0)
      },
      .init("D90_percent", "D90", unit: "% of mean", .number, share: 0.7, means: part(90)) {
        .fixed($0.row.d90Percent, 0)
      },
      .init("D50_percent", "D50", unit: "% of mean", .number, share: 0.7, means: part(50)) {
        .fixed($0.row.d50Percent, 0)
      },
      .init(
        "below_half_percent", "Below half", unit: "%", .number, share: 0.7,
        means: "part of the parenchyma below half of the mean dose, by the model of lobules"
      ) { .fixed($0.row.belowHalfPercent, 1) },
    ])

  private static func part(_ percent: Int) -> String {
    "minimum dose to the hottest \(percent) % of the parenchyma over the mean, by the model of lobules"
  }
}
