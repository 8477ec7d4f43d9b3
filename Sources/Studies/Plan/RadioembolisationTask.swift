import Checks
import Criteria
import Diagnostics
import Documents
import Foundation
import Planning
import Quantities
import Stages
import Workflow

/// The radioembolisation of a plan, from inputs to everything that is printed.
package struct RadioembolisationTask {
  package var plan: RadioembolisationPlan
  package let patient: Patient
  package private(set) var measured: PlanMeasurements?
  package let lungs: TrappingModel.Lungs
  package let liver: ActivityPlanner.Liver

  package init(
    _ plan: RadioembolisationPlan, patient: Patient, work: URL, progress: @escaping ProgressHandler
  ) throws {
    self.patient = patient
    self.plan = plan
    measured = try plan.images.map {
      try PlanMeasurements($0, plan: plan, patient: patient, work: work, progress: progress)
    }
    if let measured { measured.complete(&self.plan) }
    guard let shunt = self.plan.lungs.shunts.first(where: { [plan] in $0.method == plan.lungs.used }) else {
      throw Problem(
        .inputMissing, what: "the images gave no lung shunt fraction", at: "tare.lungs",
        remedy: "give structures with the role lung and the liver, or the lung shunt fraction itself")
    }
    lungs = .init(shunt: shunt.fraction, mass: self.plan.lungs.mass)
    guard let liver = self.plan.liver else {
      throw Problem(
        .inputMissing, what: "the volume of the liver is not known", at: "tare.liver",
        remedy: "give it, or a structure with the role liver")
    }
    self.liver = liver
  }

  /// The same with perfused volumes as they were drawn. Voxel doses are those of other volumes, and are left out.
  package func drawn(_ injections: [String: PlanMeasurements.Injection]) -> RadioembolisationTask {
    var task = self
    for n in task.plan.injections.indices {
      guard let own = injections[task.plan.injections[n].name] else { continue }
      task.plan.injections[n].perfused = own.perfused.millilitres
      task.plan.injections[n].tumours = own.compartments
      task.measured = nil
    }
    return task
  }

  private var model: TrappingModel {
    TrappingModel(lungs: lungs, k: plan.energyConstant, residual: plan.residual)
  }

  private var size: BodySize? {
    guard let height = patient.heightCentimetres, let weight = patient.weightKilograms else { return nil }
    return BodySize(heightInCentimetres: height, weightInKilograms: weight)
  }

  /// - Parameter withLobules: also the dose at the scale of lobules, which takes longer than all else.
  package func record(withLobules: Bool = false) throws -> Result {
    let planner = ActivityPlanner(model: model, data: plan.data, size: size, liver: liver)
    var (injections, sessions, before) = ([PlannedInjection](), [Session](), Before(plan.earlier))
    for number in Set(plan.injections.map(\.session)).sorted() {
      let group = try plan.injections.filter { $0.session == number }
        .map { try PlannedInjection($0, self, planner, before: before) }
      sessions.append(session(number, group, before))
      injections += group
      before.add(treatment(group))
      before.addLobes(group)
    }
    let shared = SharedTissue(measured?.shared ?? [], injections)
    for n in injections.indices { shared.complete(&injections[n]) }
    for n in injections.indices {
      injections[n].complete(orders: orders(of: injections[n], among: injections))
      if withLobules { try injections[n].addLobules() }
    }
    let findings =
      (measured?.findings ?? []) + PlanGuards(self, injections, shared).findings + history(injections)
      + injections.flatMap(\.findings) + shared.findings + sessions.flatMap(\.findings)
      + (try lawfulness(of: injections))
    let total = try delivered(injections)
    var record = RadioembolisationRecord(
      microspheres: plan.microspheres.rawValue,
      devices: "edition \(plan.data.edition), version \(plan.data.version)",
      devicesCitation: plan.data.citation,
      energyConstantJoulesPerGBq: plan.energyConstant.joulesPerGigabecquerel,
      energyConstantBasis: plan.energyConstant.basis, halfLifeHours: plan.data.decay.halfLife.inHours,
      residualFraction: plan.residual, densityGPerMl: plan.density.value,
      bodySurfaceM2: size?.surfaceAreaDuBois, liverMl: liver.volume.doubleValue,
      liverTumourMl: liver.tumour.doubleValue,
      burdenPercent: 100 * liver.tumour.doubleValue / liver.volume.doubleValue,
      geometry: measured?.geometry.rows ?? [],
      shunts: plan.lungs.shunts.map {
        ShuntRecord(
          method: $0.method.rawValue, detail: $0.detail, fraction: Measured($0.fraction),
          isUsed: $0.method == plan.lungs.used)
      },
      lungMassGrams: Measured(lungs.mass), lungMassSource: plan.lungs.massSource,
      earlier: plan.earlier.map {
        EarlierRecord(
          date: $0.day, treatment: $0.treatment, activityGBq: $0.activity?.inGigabecquerels,
          lungGy: $0.knownLungs?.value, normalLiverGy: $0.knownLiver?.value, therapy: $0.therapy)
      },
      injections: injections.map(\.record), sessions: sessions.map(\.record), total: total,
      references: try PlanRules.references.get().entries.map {
        ReferenceRecord(
          region: $0.region == .tumour ? "tumour" : "normal liver", sense: $0.sense.printed, text: $0.text,
          setting: $0.setting, citation: $0.citation, gray: $0.dose.value,
          isMadeForThese: $0.microspheres.map { $0 == plan.microspheres } ?? true)
      },
      assumptions: assumptions)
    record.nuclide = plan.data.nuclide
    record.tumourTotals = tumourTotals(injections)
    record.fromRecord = (plan.knowledge?.sources ?? []).map { Finding($0).text }
    return Result(record: record, findings: findings, views: views(injections))
  }

  package struct Result {
    package var record: RadioembolisationRecord
    package var findings: [Finding]
    package var views: [PlanView]
  }

  /// Histograms and pictures at the prescribed activity, where there are images.
  private func views(_ injections: [PlannedInjection]) -> [PlanView] {
    injections.compactMap { injection in
      guard let activity = injection.finalActivity, let summary = measured?.summaries[injection.input.name],
        let picture = measured?.pictures[injection.input.name]
      else { return nil }
      return PlanView(
        injection: injection.input.name, activity: activity * (1 - plan.residual), summary: summary,
        picture: picture)
    }
  }

  /// What earlier treatments, and earlier sessions of this plan, gave.
  package struct Before {
    package var lungs, normalLiver: AbsorbedDose
    /// To the normal liver of each lobe.
    var lobes: [Lobe: AbsorbedDose] = [:]

    package init(_ treatments: [EarlierTreatment]) {
      for treatment in treatments {
        for (lobe, dose) in treatment.lobes { lobes[lobe, default: .zero] += dose }
      }
      lungs = treatments.reduce(.zero) { $0 + $1.lungs }
      normalLiver = treatments.reduce(.zero) { $0 + $1.normalLiver }
    }

    /// What each injection gives to the normal liver that it perfuses, as a dose to its lobe.
    mutating func addLobes(_ injections: [PlannedInjection]) {
      for injection in injections {
        guard let lobe = injection.input.lobe, let activity = injection.finalActivity,
          let dose = injection.bestRates?.dose(activity, to: .perfusedNormalLiver)
        else { continue }
        lobes[lobe, default: .zero] += dose.value
      }
    }

    package mutating func add(_ session: TreatmentSession) {
      lungs += session.dose(to: .lungs).value
      normalLiver += session.dose(to: .normalLiver).value
    }
  }

  /// Injections at the activity that was given, else at that of the chosen vial, else at the one prescribed.
  func treatment(_ injections: [PlannedInjection]) -> TreatmentSession {
    TreatmentSession(
      injections.compactMap { injection in
        injection.finalActivity.flatMap { activity in
          injection.bestRates.map { .init(name: injection.input.name, activity: activity, rates: $0) }
        }
      })
  }

  private typealias Session = (record: SessionRecord, findings: [Finding])

  /// Limits that all injections of a session share.
  func sharedLimits(_ before: Before) -> [DoseAllowance] {
    let lungs = plan.lungs.limits
    return plan.normalLiverLimits.filter { $0.place == .normalLiver }.map { wholeLiver($0, before) } + [
      DoseAllowance(.lungs, lungs.single), DoseAllowance(.lungs, lungs.cumulative, received: before.lungs),
    ]
  }

  package func limits(of injection: InjectionInput, before: Before) -> [DoseAllowance] {
    let own = (injection.limits + plan.normalLiverLimits).filter { $0.place == .perfusedNormalLiver }
    let whole = injection.limits.filter { $0.place == .normalLiver }
    return own.map { limit in
      DoseAllowance(
        .perfusedNormalLiver, limit.limit,
        received: limit.scope == .cumulative ? injection.lobe.flatMap { before.lobes[$0] } ?? .zero : .zero)
    } + whole.map { wholeLiver($0, before) } + sharedLimits(before)
  }

  private func wholeLiver(_ stated: DoseLimit.On<LimitedLiver>, _ before: Before) -> DoseAllowance {
    DoseAllowance(
      .normalLiver, stated.limit, received: stated.scope == .cumulative ? before.normalLiver : .zero)
  }

  private func session(_ number: Int, _ injections: [PlannedInjection], _ before: Before) -> Session {
    let session = treatment(injections)
    let given = session.injections
    let shared = sharedLimits(before)
    let (judged, reduction) = (session.judge(shared), session.reduction(for: shared))
    let toLungs = given.reduce(0) {
      $0 + $1.activity.inGigabecquerels * lungs.shunt.value.value * (1 - plan.residual)
    }
    let place = "session \(number)"
    var findings = judged.filter(\.isCrossed).map {
      Finding(
        PlanNote.limitExceeded(
          $0.limit.name, gray: $0.total.value, ofOthers: 0, limit: $0.limit.dose.value), at: place)
    }
    findings += ownModel(injections, judged, place)
    if injections.count > 1, let reduction {
      findings.append(
        Finding(PlanNote.reduction(factor: reduction.factor, limiting: reduction.limiting.name), at: place))
    }
    let record = SessionRecord(
      session: number, injections: given.map(\.name),
      activityGBq: given.reduce(0) { $0 + $1.activity.inGigabecquerels },
      judged: judged.map {
        .init(
          limit: LimitRecord($0.limit), doseGy: Measured($0.dose), totalGy: $0.total.value,
          isCrossed: $0.isCrossed, model: Set(given.map(\.rates.model)).sorted().joined(separator: ", "))
      },
      reductionFactor: reduction?.factor, reductionBy: reduction?.limiting.name, lungActivityGBq: toLungs,
      lungActivityCeilingGBq: plan.microspheres == .glass ? plan.data.lungActivityLimit.inGigabecquerels : nil
    )
    if let ceiling = record.lungActivityCeilingGBq, toLungs.clearlyExceeds(ceiling) {
      findings.append(Finding(PlanNote.lungActivity(toLungs, ceiling: ceiling), at: place))
    }
    return (record, findings)
  }

  /// Normal liver and lungs of all injections together against what was delivered.
  private func delivered(_ injections: [PlannedInjection]) throws -> [ComparisonRecord] {
    guard let delivered = plan.delivered else { return [] }
    let summary = try readSummary(delivered.summary)
    // What was treated already is what can have been delivered.
    let treated = injections.filter { $0.record.given != nil }
    let session = treatment(treated.isEmpty ? injections : treated)
    return try delivered.regions.sorted { $0.key < $1.key }.map { name, structure in
      let region: PlannedRegion = name == "lungs" ? .lungs : .normalLiver
      return ComparisonRecord(
        region: "\(region)", structure: structure, predicted: session.dose(to: region),
        delivered: try regionDose(structure, of: summary, at: delivered.summary))
    }
  }

  private var assumptions: [String] {
    [
      "Microspheres are trapped permanently; only physical decay removes activity.",
      "All electron energy is deposited where it is emitted (one-compartment, partition and multi-compartment models).",
      "Uptake is even within each compartment of these models; real distributions are not.",
      "Tc-99m-MAA or a scout of Ho-166, where it was used for ratios, shunt or voxels, is assumed to be distributed as the microspheres will be.",
      "k = \(plan.energyConstant.joulesPerGigabecquerel) J/GBq (\(plan.energyConstant.basis)); half-life \(plan.data.decay.halfLife.inHours) h; density \(plan.density.value) g/mL for liver and tumour.",
      "BSA, modified BSA and empirical activities do not prescribe by dose: their doses are computed with the most detailed model of compartments that the data allow. For part of the liver, BSA and empirical activity are scaled by its fraction of the liver volume.",
      "Normal liver is non-tumoral liver, perfused or not; volumes that are not perfused count with zero dose.",
      "Uncertainties (k = 1) propagate those of volumes, ratios, lung shunt and lung mass as independent inputs; inputs without a stated uncertainty count as exact. The activity is a choice and carries none.",
      "Published dose–response figures are shown as reference; they come from small cohorts and decide nothing.",
    ]
  }
}

extension DoseReferences.Sense {
  package var printed: String {
    switch self {
    case .atLeast: "at least"
    case .below: "below"
    case .mean: "group mean"
    }
  }
}

extension ComparisonRecord {
  package init(region: String, structure: String, predicted: Uncertain<Gray>, delivered dose: RegionDose) {
    let delivered = dose.recoveryCorrectedMean ?? dose.mean
    let (p, d) = (predicted.value.value, delivered.value.value)
    let u =
      [predicted.standardUncertainty?.value, delivered.standardUncertainty?.value].compactMap(\.self)
      .inQuadrature ?? 0
    self.init(
      region: region, structure: structure, predictedGy: Measured(predicted),
      deliveredGy: Measured(delivered),
      deviationPercent: 100 * (d / p - 1),
      standardised: u > 0 ? (d - p) / u : nil)
  }
}
