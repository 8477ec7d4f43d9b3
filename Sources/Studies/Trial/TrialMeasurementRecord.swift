import Diagnostics
import Documents
import Foundation
import Quantities
import Reporting
import Stages
import Trials
import Workflow

/// What was measured and what became of it, for the terminal and for programs.
package struct TrialMeasurementRecord: Encodable {
  package struct File: Encodable { package var role, sha256: String }

  package var hepatica = 1
  package var schema = "hepatica.trial-measure/1"
  package var researchUse = Version.researchUse
  package var trial, protocolSHA256, scale, rule: String
  package var patient: String
  /// `nil` for a diagnostic scan.
  package var cycle: Int?
  package var arm: String
  var treatedLobe: Lobe?
  package var hoursAfterAdministration: Double?
  var administeredMBq: Double
  package var values: [MeasuredValue]
  package var inputs: [File]
  package var added, changed, unchanged: Int
  package var corrections: [MeasurementKeeping.Correction]
  package var files: [String] = []

  package init(
    _ subject: TrialSubject, _ therapy: Case, _ uptake: CaseUptake, _ measured: MeasurementRows,
    _ keeping: MeasurementKeeping, _ evidence: [(role: String, sha256: String)]
  ) {
    (trial, protocolSHA256) = (subject.plan.name, subject.protocolSHA256)
    (scale, rule) = (subject.plan.primary.scale.rawValue, subject.plan.measurementRule.definition)
    (patient, cycle) = (subject.patient, subject.isScan ? nil : therapy.therapy.cycle)
    (arm, treatedLobe) = (subject.route.arm, subject.treated)
    hoursAfterAdministration = uptake.activity.afterAdministration?.inHours
    administeredMBq = uptake.net.value.inMegabecquerels
    values = measured.values
    inputs = evidence.map(File.init)
    (added, changed, unchanged) = (keeping.added.count, keeping.changed.count, keeping.unchanged)
    corrections = keeping.corrections
  }

  package var text: String {
    let what = cycle.map { "cycle \($0)" } ?? "scan \(arm)"
    let lobe = treatedLobe.map { ", treated lobe: \($0.rawValue)" } ?? ""
    let when =
      hoursAfterAdministration.map { ", \(rounded($0)) h after the start of the administration" } ?? ""
    let table = StudyTable(
      "measured", file: nil, caption: "Measured",
      columns: [
        .init("region"), .init("quantity"), .init("lobe"), .init("arm"), .init("value", .measured),
        .init("unit"),
      ],
      rows: values.map { v in
        [
          .text(v.region), .text(v.quantity.rawValue), .words(v.lobe?.rawValue), .words(v.arm),
          .measured(v.value, u: v.u), .text(v.unit),
        ]
      }, notes: StudyTable.unevaluated(values.map(\.u)))
    let fate =
      files.isEmpty
      ? "\(counted(added, "row")) added, \(changed) corrected, \(unchanged) unchanged"
      : "tables for hepatica registry import, in this order: " + files.joined(separator: ", ")
    return [
      Version.researchUse, "\(trial), \(patient), \(what)\(lobe)\(when)", rule,
      table.text, fate,
    ].joined(separator: "\n")
  }
}
