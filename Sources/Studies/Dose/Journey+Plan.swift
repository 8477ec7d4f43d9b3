import Diagnostics
import Documents
import Foundation
import Quantities
import Reporting
import Stages
import Workflow

/// A plan, and what the therapy gave compared with it.
struct PlannedTherapy {
  let plan: TreatmentPlan
  let predictions: [Prediction]
}

extension Journey {
  /// The plan that the case names, with its predictions against the doses of this cycle; `nil` where it names none.
  ///
  /// - Throws: `Problem` for a plan of another patient, of no radioembolisation, or one that names a region that is not
  ///   there.
  func plannedTherapy(_ results: Summarised) throws -> PlannedTherapy? {
    guard let url = therapy.plan else { return nil }
    let plan = try PlanFile.read(url)
    guard plan.patient.pseudonym == therapy.patient.pseudonym else {
      throw Problem(
        .dataRejected, what: "the plan is of another pseudonym than the case", at: url.lastPathComponent,
        why: "predicted and delivered doses of two patients would be compared",
        remedy: "name the patient's plan")
    }
    guard var tare = plan.radioembolisation else {
      throw Problem(
        .dataRejected, what: "the plan is not of a radioembolisation", at: url.lastPathComponent,
        why: "it predicts no dose of this therapy", remedy: "remove “plan” from the case file")
    }
    tare.delivered = DeliveredInput(
      summary: folder.summary, regions: regions(tare.delivered?.regions ?? [:], results.summary))
    let task = try RadioembolisationTask(
      tare, patient: plan.patient, work: folder.url.appending(path: "plan"),
      progress: part(0.87, 0.9).progress)
    let record = try task.record().record
    return PlannedTherapy(plan: TreatmentPlan(record), predictions: record.predictions)
  }

  /// Normal liver is the liver without lesions, unless the plan names another region.
  private func regions(_ named: [String: String], _ summary: DoseSummary) -> [String: String] {
    let normal = summary.regions.first { $0.region.role == .liver && $0.region.isWithoutLesions }
    var all = named
    if all["normalLiver"] == nil, let normal { all["normalLiver"] = normal.region.label }
    return all
  }
}

extension RadioembolisationRecord {
  fileprivate var predictions: [Prediction] {
    let own = injections.flatMap { injection in
      injection.comparison.map {
        Prediction(
          $0, region: injections.count > 1 ? "\($0.structure), \(injection.name)" : $0.structure)
      }
    }
    return own + total.map { Prediction($0, region: $0.structure) }
  }
}

extension Prediction {
  fileprivate init(_ compared: ComparisonRecord, region: String) {
    self.init(region: region, predicted: compared.predictedGy.gray, delivered: compared.deliveredGy.gray)
  }
}

extension TreatmentPlan {
  fileprivate init(_ record: RadioembolisationRecord) {
    let shunt = record.shunts.first(where: \.isUsed)
    let several = record.injections.count > 1
    let ratio = several ? nil : record.injections.first?.meanTumourToNormal
    self.init(
      lungShuntFraction: shunt.map {
        Uncertain(Quantity($0.fraction.value), standardUncertainty: $0.fraction.u.map { Quantity($0) })
      },
      lungShuntMethod: shunt.map { [$0.method, $0.detail].filter { !$0.isEmpty }.joined(separator: ": ") }
        ?? "",
      lungMassSource: record.lungMassSource, tumourToNormalRatio: ratio.map { Uncertain(Quantity($0)) },
      models: record.injections.flatMap { injection in
        injection.proposals.map { Model($0, of: several ? injection.name : nil) }
      },
      assumptions: record.assumptions,
      order: record.injections.flatMap { $0.vials.filter(\.isChosen).map(\.order) }.joined(separator: "; "))
  }
}

extension TreatmentPlan.Model {
  fileprivate init(_ proposal: ProposalRecord, of injection: String?) {
    self.init(
      name: [injection, proposal.label].compactMap { $0 }.joined(separator: ": "),
      activity: .gigabecquerels(proposal.activityGBq), tumour: proposal.dosesGy.tumour?.gray,
      nonTumouralLiver: proposal.dosesGy.normalLiver?.gray, lungs: proposal.dosesGy.lungs?.gray,
      chosen: proposal.isPrescribed)
  }
}

extension VialRecord {
  fileprivate var order: String {
    "\(nominalGBq.printedExactly) GBq \(microspheres), calibrated \(calibration)"
  }
}
