import Checks
import Criteria
import Diagnostics
import Documents
import Foundation
import Planning
import Quantities
import Stages

/// One injection with everything that planning says of it.
package struct PlannedInjection {
  package let input: InjectionInput
  package let volume: PerfusedVolume
  package let proposals: ActivityPlanner.Proposals
  package let limits: [DoseAllowance]
  /// The activity that was prescribed, by number or by method.
  package let prescribed: Activity?
  let prescribedBy: String
  private let plan: RadioembolisationPlan
  package private(set) var record: InjectionRecord
  package private(set) var findings: [Finding] = []

  package init(
    _ input: InjectionInput, _ task: RadioembolisationTask, _ planner: ActivityPlanner,
    before: RadioembolisationTask.Before
  ) throws {
    self.input = input
    plan = task.plan
    volume = try Self.volume(input, task)
    limits = task.limits(of: input, before: before)
    proposals = try planner.plan(
      InjectionRequest(
        volume: volume, perfusedGoal: input.perfusedGoal, tumourGoal: input.tumourGoal, limits: limits,
        voxel: task.measured?.rates[input.name]))
    (prescribed, prescribedBy) = try Self.prescription(input, proposals)
    record = InjectionRecord(input, volume, proposals, limits)
    try complete(task)
  }

  /// The most detailed model of compartments; the voxel model only if it was prescribed by.
  var bestRates: DosePerActivity? {
    if case .method(.voxel, _) = input.prescription { return proposals.models.last }
    return proposals.compartments
  }

  /// The model by which the activity was prescribed, where it is a dose model; else the one that judges.
  var ownRates: DosePerActivity? {
    guard let own = record.proposals.first(where: \.isPrescribed) else { return bestRates }
    return proposals.models.first { $0.model == own.doseModel } ?? bestRates
  }

  private static func volume(_ input: InjectionInput, _ task: RadioembolisationTask) throws -> PerfusedVolume
  {
    let u = task.plan.volumeUncertainty
    let tumours = input.tumours.map { tumour in
      var tumour = tumour
      if tumour.volume.standardUncertainty == nil { tumour.volume = typed(tumour.volume.value.value, u) }
      return tumour
    }
    let perfused = input.perfused ?? 0
    let normal = perfused - tumours.reduce(0) { $0 + $1.volume.value.value }
    let whole = task.liver.volume.doubleValue - task.liver.tumour.doubleValue
    return try PerfusedVolume(
      name: input.name, compartments: tumours, normal: typed(max(0, normal), u), wholeNormal: typed(whole, u),
      density: task.plan.density)
  }

  private static func typed(_ value: Double, _ relative: Double?) -> Uncertain<Millilitre> {
    Uncertain(Quantity(value), standardUncertainty: relative.map { Quantity($0 * value) })
  }

  private static func prescription(
    _ input: InjectionInput, _ proposals: ActivityPlanner.Proposals
  ) throws(Problem) -> (Activity?, String) {
    switch input.prescription {
    case nil: return (nil, "nothing is prescribed yet")
    case .activity(let activity): return (activity, "by hand")
    case .method(let method, let aim):
      if let proposal = proposals.proposals.first(where: {
        $0.method == method && (aim == nil || $0.aim == aim)
      }) {
        return (proposal.activity, "\(method.rawValue): \(proposal.basis)")
      }
      let reason = proposals.unavailable.first { $0.method == method }?.reason ?? "it gave no activity"
      throw Problem(
        .inputMissing,
        what: "“\(input.name)” is prescribed by \(method.rawValue), which gives no activity: \(reason)",
        at: input.location, remedy: "give what is missing, prescribe by another method, or a number in GBq")
    }
  }

  // MARK: What follows from the prescription

  private mutating func complete(_ task: RadioembolisationTask) throws {
    record.prescribedBy = prescribedBy
    record.treatment = input.treatment
    if case .method(let method, let aim) = input.prescription,
      let n = proposals.proposals.firstIndex(where: { $0.method == method && (aim == nil || $0.aim == aim) })
    {
      record.proposals[n].isPrescribed = true
    }
    guard let prescribed else { return }
    record.prescribedGBq = prescribed.inGigabecquerels
    record.models = proposals.models.map { rates in
      ModelRecord(
        model: rates.model, isOfVoxels: rates.isOfVoxels, dosesGy: DosesRecord(rates.doses(prescribed)),
        gyPerGBq: DosesRecord(rates.doses(.gigabecquerels(1))))
    }
    try predictResponse(prescribed)
    record.vials = vials(prescribed)
    try administered(prescribed)
    if let injected = finalActivity {
      record.injectedGBq = injected.inGigabecquerels
      record.injectedDosesGy = bestRates.map { DosesRecord($0.doses(injected)) }
    }
    try compare()
  }

  /// Its own limits at the activity that will be injected, with what other injections give to the same tissue.
  package mutating func judge(with others: (PlannedRegion) -> AbsorbedDose) {
    guard let rates = bestRates, let activity = finalActivity else { return }
    for limit in limits where ![.lungs, .normalLiver].contains(limit.region) {
      guard let own = rates.dose(activity, to: limit.region) else { continue }
      let (added, dose) = (others(limit.region), own.value + others(limit.region))
      guard limit.isCrossed(by: dose) else { continue }
      findings.append(
        Finding(
          PlanNote.limitExceeded(
            limit.name, gray: dose.value, ofOthers: added.value, limit: limit.dose.value), at: input.name))
    }
  }

  private mutating func predictResponse(_ activity: Activity) throws {
    guard let tumour = bestRates?.dose(activity, to: .allTumours) else { return }
    record.publishedResponse = try PlanRules.burden.get().predictedResponse(
      tumourDose: ExactDecimal(shortest: tumour.value.value)
    ).outcome
  }

  /// The activity in the vial that puts as much into the patient as was given, else what the chosen vial holds at
  /// treatment, else what is prescribed: doses per activity already leave the planned residual in the vial.
  var finalActivity: Activity? {
    record.given.map { .gigabecquerels($0.netGBq / (1 - plan.residual)) } ?? vialActivity ?? prescribed
  }

  /// A vial of glass is injected whole; of resin the prescribed activity is drawn from it, or all that it holds.
  private var vialActivity: Activity? {
    guard let vial = record.vials.first(where: \.isChosen) else { return nil }
    let all = Activity.gigabecquerels(vial.atTreatmentGBq)
    return plan.microspheres == .glass ? all : prescribed.map { min($0, all) }
  }

  /// What other injections add where they reach the same tissue.
  package mutating func add(_ others: [PlannedRegion: AbsorbedDose]) {
    guard let activity = finalActivity, let own = bestRates?.doses(activity) else { return }
    var all = own
    for (region, dose) in others where dose > .zero {
      guard let mine = own[region] else { continue }
      all[region] = Uncertain(mine.value + dose, standardUncertainty: mine.standardUncertainty)
    }
    record.withOthersGy = DosesRecord(all)
  }

  private func vials(_ activity: Activity) -> [VialRecord] {
    guard let vial = input.vial, let treatment = input.treatment else { return [] }
    let tolerance = 0.10
    let options = plan.data.options(
      plan.microspheres, for: activity, at: treatment, calibration: vial.calibration, from: vial.catalogue,
      tolerance: tolerance)
    let chosen =
      vial.ordered.flatMap { ordered in
        options.firstIndex { abs($0.nominal / ordered - 1) < 1e-9 } ?? precalibrated(ordered)
      }
      ?? (vial.ordered == nil ? options.firstIndex(where: \.isSufficient) : nil)
    return options.enumerated().map { n, option in
      VialRecord(
        option, isChosen: n == chosen, orderBy: vial.orderLead.map { vial.calibration.advanced(by: -$0) })
    }
  }

  /// A vial of resin by the activity that vendors name it by, such as 4.3 GBq.
  private func precalibrated(_ ordered: Activity) -> Int? {
    plan.microspheres == .resin && plan.data.resin.lead(of: ordered) != nil ? 0 : nil
  }

  /// What is odd about the vial: its name and the hours do not fit, or it is used before its calibration.
  private var vialQuestions: [Finding] {
    guard let vial = input.vial, let treatment = input.treatment else { return [] }
    let hours = vial.calibration.since(treatment).inHours
    var found: [PlanNote] = []
    if plan.microspheres == .glass, hours > 0 {
      found.append(.vialBeforeCalibration(hours: hours))
    }
    if plan.microspheres == .resin, let ordered = vial.ordered, let lead = plan.data.resin.lead(of: ordered),
      abs(lead.inHours - hours) > 12
    {
      found.append(.vialLead(ordered.inGigabecquerels, leadHours: lead.inHours, hours: hours))
    }
    return found.map { Finding($0, at: input.name) }
  }

  /// Microspheres at the scale of lobules: seconds of work for many vials, and not for what a slider moves.
  mutating func addLobules() throws { record.lobules = try lobules(plan) }

  /// Orders that were searched, with what the other injections of the session give.
  mutating func complete(orders: InjectionOrders) {
    record.orders = orders.records
    findings += orders.findings
  }

  private mutating func administered(_ prescribed: Activity) throws {
    if input.vial != nil, !record.vials.contains(where: \.isChosen) {
      findings.append(Finding(PlanNote.vialMissing, at: input.name))
    }
    findings += vialQuestions
    guard let given = input.given else { return }
    let decay = plan.data.decay
    let measured = try MeasuredAdministration(
      before: given.vial, residual: given.residual, administration: given.start, prescribed: prescribed,
      decay: decay)
    let before = decay.activity(given.vial.activity, after: given.start.since(given.vial.time))
    record.given = GivenRecord(
      start: given.start, netGBq: measured.net.inGigabecquerels, prescribedGBq: prescribed.inGigabecquerels,
      deviationPercent: 100 * measured.deviation, tolerancePercent: 100 * measured.tolerance,
      residualPercent: given.residual.map { _ in 100 * (1 - measured.net / before) },
      isWithinTolerance: measured.isWithinTolerance,
      dosesGy: DosesRecord(bestRates?.doses(measured.net / (1 - plan.residual)) ?? [:]))
    if !measured.isWithinTolerance {
      findings.append(
        Finding(
          PlanNote.givenOutside(
            measured.net.inGigabecquerels, deviation: measured.deviation,
            prescribed: prescribed.inGigabecquerels), at: input.name))
    }
  }

  private mutating func compare() throws {
    guard let delivered = plan.delivered, let activity = finalActivity, let rates = bestRates else { return }
    let summary = try readSummary(delivered.summary)
    record.comparison = try input.deliveredRegions.sorted { $0.key < $1.key }.map { name, structure in
      let region = try plannedRegion(name)
      guard let predicted = rates.dose(activity, to: region) else {
        throw Problem(
          .dataRejected, what: "the plan predicts no dose to “\(name)”", at: input.location,
          remedy: "give tumours their ratios to normal liver")
      }
      return ComparisonRecord(
        region: self.name(of: region), structure: structure, predicted: predicted,
        delivered: try regionDose(structure, of: summary, at: delivered.summary))
    }
  }

  /// The only tumour is all of them: models of two compartments give its dose too.
  func region(ofTumour name: String) -> PlannedRegion {
    volume.tumours.map(\.name) == [name] ? .allTumours : .tumour(name)
  }

  /// What a reader calls a region: the only tumour has a name of its own.
  private func name(of region: PlannedRegion) -> String {
    region == .allTumours && volume.tumours.count == 1 ? volume.tumours[0].name : "\(region)"
  }

  private func plannedRegion(_ name: String) throws(Problem) -> PlannedRegion {
    switch name {
    case "tumour": return .allTumours
    case "perfusedNormalLiver": return .perfusedNormalLiver
    case "perfusedVolume": return .perfusedVolume
    default:
      if volume.tumours.contains(where: { $0.name == name }) { return region(ofTumour: name) }
      let names = ["tumour", "perfusedNormalLiver", "perfusedVolume"] + volume.tumours.map(\.name)
      throw Problem(
        .dataRejected, what: "“\(name)” is not a region of “\(input.name)”", at: input.location,
        remedy: "regions: \(names.joined(separator: ", "))")
    }
  }
}
