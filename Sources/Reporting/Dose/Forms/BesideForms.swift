import Quantities

extension TableForm where Row == MicrosphereRow {
  static var microspheres: TableForm {
    TableForm(
      "microspheres", file: "tables/microspheres.csv",
      [
        .init("region", "Region", share: 1.6, means: "region") { .text($0.region.label) },
        .init(
          "per_sphere_Bq", "Per sphere", unit: "Bq", .number, share: 0.8,
          means: "activity of a sphere at the administration"
        ) { .number($0.perSphere.value) },
        .init("spheres_million", "Spheres", unit: "million", .number, share: 0.8, means: "number of spheres")
        {
          .number($0.spheres / 1e6)
        },
        .init("per_mL", "Per mL", .number, share: 0.7, means: "spheres per millilitre") {
          .number($0.perMillilitre)
        },
        .init("per_voxel", "Per voxel", .number, share: 0.7, means: "mean number in a voxel of the dose") {
          .number($0.perVoxel)
        },
        .init("per_lobule", "Per lobule", .number, share: 0.7, means: "mean number in a lobule of the model")
        {
          .value($0.uniformity?.perLobule)
        },
      ] + LobuleColumns.columns(\.uniformity))
  }
}

extension TableForm where Row == WeightedDoseRow {
  static var weighted: TableForm {
    TableForm(
      "rbe-weighted", file: "tables/rbe-weighted.csv",
      [
        .init("region", "Region", share: 1.6, means: "region") { .text($0.region.label) },
        .init("absorbed_Gy", "Absorbed dose", unit: "Gy", .measured, means: "mean absorbed dose", .standard) {
          .of($0.absorbed)
        },
        .init("alpha_Gy", "of it alphas", unit: "Gy", .number, means: "part of alphas and recoils in it") {
          .number($0.alpha.value)
        },
        .init(
          "rbe_weighted_Gy", "RBE-weighted dose", unit: "Gy", .measured,
          means: "mean dose with that of alphas times the stated factor; not an absorbed dose", .standard
        ) { .of($0.weighted) },
      ])
  }
}

extension TableForm where Row == ContaminantRow {
  static var contaminant: TableForm {
    TableForm(
      "contaminant", file: "tables/contaminant.csv",
      [
        .init("region", "Region", share: 1.6, means: "region") { .text($0.region.label) },
        .init("decays_MBq_h", "Ã", unit: "MBq·h", .number, means: "decays of the contaminant") {
          .number($0.decays.inMegabecquerelHours)
        },
        .init("contaminant_Gy", "Dose", unit: "Gy", .number, means: "mean dose of its decays in the region") {
          .number($0.dose.value)
        },
        .init(
          "together_Gy", "With that of the nuclide", unit: "Gy", .measured,
          means: "mean absorbed dose of both; the uncertainty is that of the nuclide’s", .standard
        ) { .of($0.together) },
        .init("part_percent", "Adds", unit: "%", .number, means: "over the dose of the nuclide") { row in
          let own = row.together.value - row.dose
          return .fixed(own.value > 0 ? 100 * (row.dose / own) : nil, 2)
        },
      ])
  }
}
