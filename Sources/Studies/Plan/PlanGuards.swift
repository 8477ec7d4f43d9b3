import Checks
import Documents
import Foundation
import Planning
import Quantification
import Quantities
import Stages

/// What a radioembolisation plan holds against the table of usual values, whether it was typed or measured.
struct PlanGuards {
  private let task: RadioembolisationTask
  private let injections: [PlannedInjection]
  private let shared: SharedTissue

  init(_ task: RadioembolisationTask, _ injections: [PlannedInjection], _ shared: SharedTissue) {
    (self.task, self.injections, self.shared) = (task, injections, shared)
  }

  var findings: [Finding] {
    lungs + liver + territories + injections.flatMap(ratios) + injections.flatMap(tumourDose) + activities
      + normalLiver
  }

  private var lungs: [Finding] {
    let (shunt, percent) = (task.lungs.shunt.value.value, 100 * task.lungs.shunt.value.value)
    let high =
      Plausibility.shuntVeryHigh.finding(percent, at: "lungs")
      ?? Plausibility.shuntHigh.finding(percent, at: "lungs")
    return [
      Plausibility.shuntMissing.finding(shunt, at: "lungs"), high,
      Plausibility.lungMass.finding(task.lungs.mass.value.value, at: "lungs"),
    ].compactMap { $0 }
  }

  /// The sheet of the images holds their own volumes already.
  private var liver: [Finding] {
    guard task.measured == nil else { return [] }
    let (volume, tumour) = (task.liver.volume.doubleValue, task.liver.tumour.doubleValue)
    return [
      Plausibility.liverVolume.finding(volume, at: "liver"),
      Plausibility.burden.finding(100 * tumour / volume, at: "liver"),
    ].compactMap { $0 }
  }

  private var territories: [Finding] {
    let typed = injections.filter { $0.input.perfusedStructure == nil }
    let each = typed.compactMap {
      Plausibility.perfusedVolume.finding($0.volume.volume, at: $0.input.name)
    }
    let small = typed.flatMap { injection in
      injection.volume.tumours.compactMap {
        Plausibility.tumourVolume.finding($0.volume.value.value, at: "\(injection.input.name), \($0.name)")
      }
    }
    return each + small + overfilled(typed) + tumours(typed)
  }

  /// The tumours that are to be treated are a part of those of the liver.
  private func tumours(_ typed: [PlannedInjection]) -> [Finding] {
    let named = typed.flatMap { $0.input.tumours.filter(\.isTumour) }.map { ($0.name, $0.volume.value.value) }
    let sum = Dictionary(named, uniquingKeysWith: max).values.reduce(0, +)
    let liver = task.liver.tumour.doubleValue
    guard sum > Plausibility.perfusedOverLiver.range.upperBound * liver else { return [] }
    return [Finding(PlanNote.tumoursExceedLiver(sum, ofLiver: liver), at: "liver")]
  }

  /// Volumes that were typed have no place; more than the liver together they must overlap.
  private func overfilled(_ typed: [PlannedInjection]) -> [Finding] {
    let (sum, liver) = (typed.reduce(0) { $0 + $1.volume.volume }, task.liver.volume.doubleValue)
    guard typed.count > 1, sum > Plausibility.perfusedOverLiver.range.upperBound * liver else { return [] }
    return [
      Finding(
        PlanNote.perfusedExceedLiver(sum, liver: liver),
        at: typed.map(\.input.name).joined(separator: " and "))
    ]
  }

  private func ratios(_ injection: PlannedInjection) -> [Finding] {
    var sheet = GeometrySheet()
    for tumour in injection.volume.compartments where tumour.isTumour {
      guard let ratio = tumour.toNormal?.value.value else { continue }
      sheet.checkRatio(ratio, at: "\(injection.input.name), \(tumour.name)")
    }
    return sheet.findings
  }

  private var isGlass: Bool { task.plan.microspheres == .glass }

  private func tumourDose(_ injection: PlannedInjection) -> [Finding] {
    guard let activity = injection.finalActivity,
      let own = injection.bestRates?.dose(activity, to: .allTumours)?.value.value
    else { return [] }
    let dose = own + shared.added(to: .allTumours, of: injection.input.name).value
    // What is usual with Y-90 says nothing of Ho-166.
    let row: Plausibility? =
      task.plan.microspheres == .holmium ? nil : isGlass ? Plausibility.glassTumour : .resinTumour
    return [
      row?.finding(dose, at: injection.input.name),
      Plausibility.planDose.finding(dose, at: injection.input.name),
    ].compactMap { $0 }
  }

  private var activities: [Finding] {
    Set(injections.map(\.input.session)).sorted().compactMap { number in
      let all = injections.filter { $0.input.session == number }.compactMap(\.finalActivity)
      guard !all.isEmpty else { return nil }
      return Plausibility.sphereActivity.finding(
        all.reduce(0) { $0 + $1.inGigabecquerels }, at: "session \(number)")
    }
  }

  /// Of the whole plan with what was given before.
  private var normalLiver: [Finding] {
    let doses = injections.compactMap { injection in
      injection.finalActivity.flatMap { injection.bestRates?.dose($0, to: .normalLiver)?.value.value }
    }
    guard !doses.isEmpty, task.plan.microspheres != .holmium else { return [] }
    let before = task.plan.earlier.reduce(0) { $0 + $1.normalLiver.value }
    let row = isGlass ? Plausibility.glassLiver : .resinLiver
    return [row.finding(doses.reduce(before, +), at: "normal liver")].compactMap { $0 }
  }
}
