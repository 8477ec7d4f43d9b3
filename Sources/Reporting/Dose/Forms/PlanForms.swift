import Quantities

extension TableForm where Row == TreatmentPlan.Model {
  static var models: TableForm {
    TableForm(
      "models", file: "tables/planned.csv",
      [
        .init("model", "Model", share: 2.2, means: "activity model") {
          .text($0.name + ($0.chosen ? " (chosen)" : ""))
        },
        .init("activity_GBq", "Activity", unit: "GBq", .number, means: "activity at treatment") {
          .number($0.activity.value / 1e9)
        },
        .init(
          "tumour_Gy", "Tumour", unit: "Gy", .measured, means: "predicted mean dose of the tumours", .model
        ) {
          .of($0.tumour)
        },
        .init(
          "normal_liver_Gy", "Non-tumoral liver", unit: "Gy", .measured,
          means: "predicted mean dose of the non-tumoral liver", .model
        ) { .of($0.nonTumouralLiver) },
        .init("lungs_Gy", "Lungs", unit: "Gy", .measured, means: "predicted mean dose of the lungs", .model) {
          .of($0.lungs)
        },
      ])
  }
}
