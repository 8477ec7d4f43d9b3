import Diagnostics
import Quantities

/// Every method side by side for one injection.
public struct ActivityPlanner: Sendable {
  /// The liver as a whole, for methods that know the patient and the tumour fraction only.
  public struct Liver: Sendable, Hashable {
    /// Volumes of liver and tumour, mL, as stated; the empirical bands compare decimals.
    public var volume, tumour: ExactDecimal
    public init(volume: ExactDecimal, tumour: ExactDecimal) { (self.volume, self.tumour) = (volume, tumour) }
  }

  public let model: TrappingModel
  public let data: MicrosphereData
  public let size: BodySize?
  public let liver: Liver

  public init(model: TrappingModel, data: MicrosphereData, size: BodySize?, liver: Liver) {
    (self.model, self.data, self.size, self.liver) = (model, data, size, liver)
  }

  public struct Proposals: Sendable, Hashable {
    public var proposals: [ActivityProposal] = []
    public var unavailable: [UnavailableMethod] = []
    /// Doses per activity by every model that knows the volume, simplest first.
    public var models: [DosePerActivity] = []
    /// What each limit allows, by the most detailed model of compartments and by the voxel model.
    public var allowances: [Allowance] = []
  }

  /// What the limits allow by one model.
  public struct Allowance: Sendable, Hashable {
    public var model: String
    public var result: ActivityWithinLimits
  }

  /// - Throws: `Problem` for volumes that contradict each other.
  public func plan(_ request: InjectionRequest) throws(Problem) -> Proposals {
    var all = Proposals()
    all.models =
      TrappingModel.Kind.allCases.compactMap { model.dosePerActivity($0, in: request.volume) }
      + [request.voxel].compactMap { $0 }
    mird(request, &all)
    if data.nuclide == "Y-90" {
      try bodySurface(request, &all)
      try empirical(request, &all)
    } else {
      for method in [ActivityMethod.bodySurface, .modifiedBodySurface, .empirical] {
        all.miss(method, "it was made for resin microspheres of Y-90")
      }
    }
    for method in [ActivityMethod.partition, .multiCompartment, .voxel] { solved(method, request, &all) }
    return all
  }

  // MARK: One compartment

  private func mird(_ request: InjectionRequest, _ all: inout Proposals) {
    guard let goal = request.perfusedGoal else {
      return all.miss(.mird, "no target dose for the perfused volume was given")
    }
    guard let rates = all.models.first,
      let activity = rates.activity(for: goal.value, to: .perfusedVolume)
    else { return }
    all.add(
      .mird, activity, "\(printed(goal.value)) to the perfused volume (\(goal.source))", rates,
      request.limits)
  }

  // MARK: Body surface and empirical table

  private func bodySurface(_ request: InjectionRequest, _ all: inout Proposals) throws(Problem) {
    guard let size else {
      all.miss(.bodySurface, "height and weight are not known")
      return all.miss(.modifiedBodySurface, "height and weight are not known")
    }
    let method = try BodySurfaceMethod(
      bodySurfaceArea: size.surfaceAreaDuBois, offset: data.resinRules.bsaOffset)
    let (whole, tumour) = (liver.volume.doubleValue, liver.tumour.doubleValue)
    let share = try share(of: request.volume)
    let plain = try method.activity(tumour: .init(tumour), normal: .init(whole - tumour)) * share
    try add(
      .bodySurface, plain, "\(formula) × \(fraction(share)) of the liver volume", request, &all)
    let lobar = try method.lobarActivity(
      tumourInLobe: .init(request.volume.tumourVolume), lobe: .init(request.volume.volume),
      liver: .init(max(whole, request.volume.volume)))
    try add(
      .modifiedBodySurface, lobar,
      "(BSA − \(data.resinRules.bsaOffset) + tumour fraction of the perfused volume) × \(fraction(share))",
      request, &all)
  }

  private var formula: String { "BSA − \(data.resinRules.bsaOffset) + tumour fraction of the liver" }

  private func empirical(_ request: InjectionRequest, _ all: inout Proposals) throws(Problem) {
    let activity = try data.resinRules.empiricalActivity(tumour: liver.tumour, liver: liver.volume)
    let share = try share(of: request.volume)
    try add(
      .empirical, activity * share,
      "table by tumour fraction, \(two(activity.inGigabecquerels)) GBq × \(fraction(share)) of the liver volume",
      request, &all)
  }

  private func share(of volume: PerfusedVolume) throws(Problem) -> Double {
    let share = volume.volume / liver.volume.doubleValue
    guard !share.clearlyExceeds(1) else {
      throw Problem(
        .dataRejected,
        what: "\(volume.name) holds \(volume.volume) mL, more than the liver of \(liver.volume) mL",
        why: "a perfused volume is part of the liver", remedy: "check both volumes")
    }
    return min(1, share)
  }

  /// Methods of resin microspheres take the lung shunt into account by a table of reductions.
  private func add(
    _ method: ActivityMethod, _ planned: Activity, _ basis: String, _ request: InjectionRequest,
    _ all: inout Proposals
  ) throws(Problem) {
    let shunt = model.lungs.shunt.value.value
    guard let decimal = ExactDecimal(shortest: shunt), let rates = all.compartments else { return }
    switch try data.resinRules.reduce(planned, lungShunt: decimal) {
    case .contraindicated:
      all.miss(method, "a lung shunt of \(fraction(shunt)) is a contraindication in this method")
    case .reduced(let reduction, let activity):
      let note = reduction > 0 ? ", reduced by \(fraction(reduction)) for the lung shunt" : ""
      all.add(method, activity, basis + note, rates, request.limits)
    }
  }

  // MARK: Models with limits

  private func solved(_ method: ActivityMethod, _ request: InjectionRequest, _ all: inout Proposals) {
    guard let rates = all.rates(method) else { return all.miss(method, reason(method, request)) }
    let within = ActivityWithinLimits(rates, request.limits)
    if let within {
      all.allowances.append(Allowance(model: rates.model, result: within))
      all.add(
        method, within.activity, "largest within the limits", rates, request.limits, aim: .limits,
        limiting: within.limiting)
    }
    if let goal = request.tumourGoal, let activity = rates.activity(for: goal.value, to: .allTumours) {
      all.add(
        method, activity, "\(printed(goal.value)) to the tumour (\(goal.source))", rates, request.limits,
        aim: .goal)
    }
    if within == nil, request.tumourGoal == nil {
      all.miss(method, "neither a limit nor a tumour dose was given to solve for")
    }
  }

  private func reason(_ method: ActivityMethod, _ request: InjectionRequest) -> String {
    if method == .voxel { return "no SPECT of Tc-99m-MAA was given" }
    if request.volume.compartments.isEmpty { return "no tumour lies in the perfused volume" }
    guard request.volume.hasRatios else { return "a tumour has no tumour-to-normal ratio" }
    return "there is one tumour compartment: the same as the partition model"
  }

  private func fraction(_ x: Double) -> String { x.printedPercent() }
  private func two(_ x: Double) -> String { x.printedShort(significant: 3) }
  private func printed(_ dose: AbsorbedDose) -> String { "\(dose.value.printedExactly) Gy" }
}

extension ActivityPlanner.Proposals {
  fileprivate mutating func add(
    _ method: ActivityMethod, _ activity: Activity, _ basis: String, _ rates: DosePerActivity,
    _ limits: [DoseAllowance], aim: ActivityProposal.Aim? = nil, limiting: DoseAllowance? = nil
  ) {
    let doses = rates.doses(activity)
    let crossed = limits.filter { limit in doses[limit.region].map { limit.isCrossed(by: $0.value) } ?? false
    }
    proposals.append(
      ActivityProposal(
        method: method, aim: aim, basis: basis, activity: activity, limiting: limiting, doses: doses,
        doseModel: rates.model, crossed: crossed))
  }

  fileprivate mutating func miss(_ method: ActivityMethod, _ reason: String) {
    unavailable.append(UnavailableMethod(method: method, reason: reason))
  }

  /// The most detailed model of compartments: it judges activities that come from body surface or tables.
  public var compartments: DosePerActivity? { models.last { !$0.isOfVoxels } }

  fileprivate func rates(_ method: ActivityMethod) -> DosePerActivity? {
    models.first { $0.isOfVoxels ? method == .voxel : $0.model == method.rawValue }
  }
}
