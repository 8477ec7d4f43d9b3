import Checks
import Documents
import Foundation
import Planning
import Quantities
import Stages
import Workflow

// What a plan makes of earlier doses, of the dates, and of the model that it was prescribed by.

extension RadioembolisationTask {
  /// What the other injections of the session give to lungs and normal liver counts with an order.
  func orders(of injection: PlannedInjection, among all: [PlannedInjection]) -> InjectionOrders {
    let others = all.filter {
      $0.input.session == injection.input.session && $0.input.name != injection.input.name
    }
    let session = treatment(others)
    let doses = [PlannedRegion.lungs, .normalLiver].map { ($0, session.dose(to: $0).value) }
    return InjectionOrders(
      injection: injection, plan: plan, others: Dictionary(doses, uniquingKeysWith: { first, _ in first }))
  }

  /// Tumours that several injections reach, or that earlier therapies reached, by their names.
  func tumourTotals(_ injections: [PlannedInjection]) -> [TumourTotalRecord] {
    var doses: [String: [Uncertain<Gray>]] = [:]
    for injection in injections {
      guard let activity = injection.finalActivity, let rates = injection.bestRates else { continue }
      for tumour in injection.input.tumours where tumour.isTumour {
        if let dose = rates.dose(activity, to: injection.region(ofTumour: tumour.name)) {
          doses[tumour.name, default: []].append(dose)
        }
      }
    }
    return doses.sorted { $0.key < $1.key }.compactMap { name, all in
      let earlier = plan.knowledge?.tumours[name]
      guard all.count > 1 || earlier != nil else { return nil }
      let sum = all.reduce(0) { $0 + $1.value.value }
      let u = all.compactMap { $0.standardUncertainty?.value }
      // Shunt, ratio and volume are common to the injections.
      return TumourTotalRecord(
        tumour: name, injections: all.count,
        planGy: Measured(sum, u: u.count == all.count ? u.reduce(0, +) : nil), earlierGy: earlier,
        togetherGy: sum + (earlier ?? 0))
    }
  }

  /// What dates and earlier doses say.
  func history(_ injections: [PlannedInjection]) -> [Finding] {
    let unknown = plan.earlier.filter { $0.knownLiver == nil }.map {
      Finding(
        PlanNote.earlierDoseUnknown(day: $0.day, treatment: $0.treatment), at: "earlier treatments")
    }
    let account = plan.knowledge?.remarks ?? []
    let taken = (plan.knowledge?.sources ?? []).map { Finding($0, at: "registry") }
    let sideless = injections.filter { injection in
      injection.input.lobe == nil
        && (injection.input.limits + plan.normalLiverLimits).contains {
          $0.place == .perfusedNormalLiver && $0.scope == .cumulative
        }
    }.map {
      Finding(PlanNote.lobeUnstated, at: $0.input.name)
    }
    let intervals = PlanIntervals(
      earlier: plan.earlier, injections: injections, liver: liver.volume.doubleValue,
      biliary: plan.knowledge?.biliary ?? [])
    return unknown + account + taken + sideless + intervals.findings
  }

  /// Limits that the model of the prescription crosses and the one that judges does not.
  func ownModel(
    _ injections: [PlannedInjection], _ judged: [TreatmentSession.Judged], _ place: String
  ) -> [Finding] {
    let own = TreatmentSession(
      injections.compactMap { injection in
        injection.finalActivity.flatMap { activity in
          injection.ownRates.map { .init(name: injection.input.name, activity: activity, rates: $0) }
        }
      })
    let models = Set(own.injections.map(\.rates.model)).sorted().joined(separator: ", ")
    return zip(judged, own.judge(judged.map(\.limit))).filter { !$0.isCrossed && $1.isCrossed }.map {
      kept, crossed in
      Finding(
        PlanNote.limitByOwnModel(
          kept.limit.name, gray: crossed.total.value, models: models, limit: kept.limit.dose.value,
          judged: kept.total.value), at: place)
    }
  }
}
