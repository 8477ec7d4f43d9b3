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
    ] + LobuleColumns.columns(\.row.uniformity))
}

extension LobuleRecord {
  fileprivate var uniformity: MicrosphereRow.Uniformity {
    .init(
      perLobule: spheresPerLobule, d98: d98Percent / 100, d90: d90Percent / 100, d50: d50Percent / 100,
      belowHalf: belowHalfPercent / 100)
  }
}
