import Foundation
import Quantities
import Reporting
import Stages

/// What organ doses by S coefficients say.
package struct OrganContent {
  let answer: OrganAnswer
  let findings: [Finding]

  package var content: StudyContent {
    StudyContent(
      "organs", kind: "Organ doses", header: header,
      meaningOfSpread: "Uncertainties are standard uncertainties (k = 1) of activities and masses alone.",
      sections: [.findings(findings), sources, doses, comparison, statements], record: answer)
  }

  private var header: ReportHeader {
    .technical(
      answer.nuclide, detail: answer.table,
      made: "\(answer.organs.map(\.dose)) \(answer.lesions.map(\.dose))", needsReview: findings.needDecision)
  }

  private var sources: StudyContent.Section {
    .init(
      "sources", "Coefficients and sources",
      [
        .facts([
          ("Nuclide", answer.nuclide), ("S coefficients", answer.table), ("Source", answer.citation),
          ("Masses", answer.masses), ("Remainder of the body", answer.remainder),
          ("Red marrow", answer.marrow),
        ])
      ])
  }

  private var doses: StudyContent.Section {
    let rows = answer.organs + answer.lesions
    return .init(
      "doses", "Doses",
      [
        .table(
          Self.form.table(
            "Mean absorbed dose of organs and lesions", rows,
            notes: StudyTable.unevaluated(rows.map(\.standardUncertainty))))
      ])
  }

  static let form = TableForm<OrganAnswer.Row>(
    "organs", file: "organs.csv",
    [
      .init("organ", "Organ", share: 1.6, means: "target organ, part of one, or lesion") { .text($0.organ) },
      .init("mean_Gy", "Dose", unit: "Gy", .measured, means: "mean absorbed dose", .stated, u: "u_mean_Gy") {
        .measured($0.dose, u: $0.standardUncertainty, significant: 4)
      },
      .init("MBqh", "Ã", unit: "MBq·h", .number, means: "time-integrated activity in the organ") {
        .value($0.timeIntegratedActivity, significant: 4)
      },
      .init("mass_g", "Mass", unit: "g", .number, means: "mass of the patient's organ") {
        .value($0.patientMass, significant: 4)
      },
      .init(
        "reference_g", "Reference", unit: "g", .number, means: "mass that the coefficients were computed with"
      ) {
        .value($0.referenceMass, significant: 4)
      },
      .init("largest_parts", "Largest parts", share: 2, means: "sources of at least 5 % of the dose") {
        .words($0.largest)
      },
    ])

  private var comparison: StudyContent.Section {
    .init(
      "comparison", "Organ model and voxels",
      answer.comparison.isEmpty
        ? []
        : [
          .table(
            Self.pairForm.table("The same region by S coefficients and by its voxels", answer.comparison)),
          .list(answer.comparison.map(\.explanation)),
        ])
  }

  static let pairForm = TableForm<OrganAnswer.Pair>(
    "organ-voxels", file: "organ-voxels.csv",
    [
      .init("region", "Region", share: 1.6, means: "region of the case") { .text($0.region) },
      .init("organ", "Organ", share: 1.4, means: "target organ, or sphere") { .text($0.organ) },
      .init("organ_Gy", "Organ model", unit: "Gy", .number, means: "mean absorbed dose by S coefficients") {
        .number($0.organDose, significant: 4)
      },
      .init("voxel_Gy", "Voxels", unit: "Gy", .number, means: "mean absorbed dose of the voxels") {
        .number($0.voxelDose, significant: 4)
      },
      .init(
        "absorbed_percent", "Absorbed", unit: "%", .number,
        means: "part of the energy of its own decays that the organ model absorbs"
      ) { .percentage($0.absorbedFraction) },
      .init(
        "others_percent", "From others", unit: "%", .number,
        means: "received from other sources, as a part of that energy"
      ) { .percentage($0.fromOthers) },
    ])

  private var statements: StudyContent.Section {
    .init("methods", "How it was computed", [.list(answer.statements)])
  }
}
