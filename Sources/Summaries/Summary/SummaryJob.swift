import Diagnostics
import Quantities
import Stages
import Volumes

/// Everything that the summary of one region needs; shared by the threads, never changed.
struct SummaryJob: Sendable {
  let therapies: [TherapyDose]
  /// Sum of the therapies' doses.
  let total: DoseVolume
  /// `total` averaged once more.
  let smoothed: Volume<Float>
  let materials: MaterialMap?
  let options: SummaryOptions

  func summary(of region: DefinedRegion) throws -> RegionDose {
    let list = try WeightedDoses(
      dose: total.map.values, region: region.region, sampling: options.sampling, name: region.name)
    let parts = therapies.map { tally(region, $0.dose.map, $0.decays) }
    let whole = parts.count == 1 ? parts[0] : tally(region, total.map, nil)
    let effect = try gridEffect(region, list, whole)
    let budget = accumulatedBudget(region, parts, effect)
    let relative = relativeUncertainty(whole, parts, budget)
    let mean = Uncertain<Gray>(AbsorbedDose(whole.meanDose), relative: relative)
    let corrected = correctedMeans(region, parts)
    let best = corrected.map { Uncertain<Gray>(AbsorbedDose($0.reduce(0, +)), relative: relative) }
    let biology = biology(region, means: corrected ?? parts.map(\.meanDose), relative: relative)
    var result = RegionDose(
      region: region.identity, definition: region.definition,
      volume: Uncertain(Quantity(whole.millilitres), relative: budget?.volume),
      mass: Uncertain(mass(whole), relative: budget?.volume),
      timeIntegratedActivity: decays(region, parts, budget),
      mean: mean, minimum: list.minimum, maximum: list.maximum,
      doseAtVolume: Dictionary(
        uniqueKeysWithValues: Set(options.dosePercents).map { ($0, list.dose(atVolumePercent: Double($0))) }),
      hottestTenthMillilitre: list.dose(ofHottest: Quantity(0.1)),
      volumeAtDose: Dictionary(
        uniqueKeysWithValues: Set(options.doseLevels).map {
          ($0, list.volumeFraction(atLeast: AbsorbedDose($0)))
        }),
      histogram: list.histogram(points: options.histogramPoints), budget: budget?.contributions ?? [])
    (result.recoveryCorrectedMean, result.gridEffect) = (best, effect)
    (result.bed, result.eqd2, result.radiobiology) = (biology?.bed, biology?.eqd2, biology?.printed)
    result.eud = options.radiobiology.sets[region.role]?.alpha.map { list.equivalentUniformDose(alpha: $0) }
    result.warnings = region.warnings + notes(region, mean: (best ?? mean).value, bed: biology?.bed.value)
    return result
  }

  private func tally(
    _ region: DefinedRegion, _ map: QuantityMap<Gray>, _ decays: TimeIntegratedActivityVolume?
  ) -> RegionTally {
    RegionTally(
      region: region.region, dose: map, density: materials?.density,
      other: decays.map { ($0.map.values, $0.map.statistical) })
  }

  private func mass(_ tally: RegionTally) -> Mass {
    materials == nil ? options.assumedDensity * Quantity<Millilitre>(tally.millilitres) : Mass(tally.grams)
  }

  /// Mean dose of each administration with its recovery factor; `nil` if none is corrected.
  private func correctedMeans(_ region: DefinedRegion, _ parts: [RegionTally]) -> [Double]? {
    let factors = therapies.map { $0.recovery[region.id] }
    guard factors.contains(where: { $0 != nil }) else { return nil }
    return zip(parts, factors).map { $0.meanDose * ($1 ?? 1) }
  }

  private func decays(
    _ region: DefinedRegion, _ parts: [RegionTally], _ budget: UncertaintyBudget?
  ) -> Uncertain<BecquerelSecond>? {
    guard therapies.allSatisfy({ $0.decays != nil }) else { return nil }
    let sum = zip(therapies, parts).reduce(0) {
      $0 + $1.1.other * $1.1.voxelVolume * ($1.0.recovery[region.id] ?? 1)
    }
    if let budget { return Uncertain(Quantity(sum), relative: budget.ofActivity.relative) }
    let maps = therapies.compactMap { $0.decays?.map }
    guard maps.allSatisfy({ $0.common != nil || $0.statistical != nil }) else {
      return Uncertain(Quantity(sum))
    }
    // The common part (calibration) is shared between administrations: it adds linearly.
    let common = zip(maps, parts).reduce(0) { $0 + ($1.0.common ?? 0) * $1.1.other * $1.1.voxelVolume }
    let random = parts.reduce(0) { $0 + $1.otherVariance * square($1.voxelVolume) }
    return Uncertain(Quantity(sum), standardUncertainty: Quantity((square(common) + random).squareRoot()))
  }

  /// From the budgets if every administration has one, else from the maps; `nil` if nothing was evaluated.
  private func relativeUncertainty(
    _ whole: RegionTally, _ parts: [RegionTally], _ budget: UncertaintyBudget?
  ) -> Double? {
    if let budget { return budget.relative }
    let maps = therapies.map(\.dose.map)
    guard maps.allSatisfy({ $0.common != nil || $0.statistical != nil }), whole.meanDose > 0 else {
      return nil
    }
    let common = zip(maps, parts).reduce(0) { $0 + ($1.0.common ?? 0) * $1.1.meanDose }
    let random = parts.reduce(0) { $0 + square($1.meanDoseUncertainty) }
    return (square(common) + random).squareRoot() / whole.meanDose
  }

  private func gridEffect(_ region: DefinedRegion, _ list: WeightedDoses, _ own: RegionTally) throws
    -> GridEffect?
  {
    guard own.meanDose > 0 else { return nil }
    let other = try WeightedDoses(
      dose: smoothed, region: region.region, sampling: options.sampling, name: region.name)
    let map = try QuantityMap<Gray>(values: smoothed)
    func change(_ new: Double, _ old: Double) -> Double {
      old > 0 ? (new / old - 1) / momentOfHalfVoxelShifts : 0
    }
    func changeAt(_ p: Double) -> Double {
      change(other.dose(atVolumePercent: p).value, list.dose(atVolumePercent: p).value)
    }
    return GridEffect(
      mean: change(tally(region, map, nil).meanDose, own.meanDose), d98: changeAt(98),
      d2: changeAt(2))
  }

  /// The effect of the voxel size is one for all administrations on one grid.
  private func accumulatedBudget(
    _ region: DefinedRegion, _ parts: [RegionTally], _ effect: GridEffect?
  ) -> UncertaintyBudget? {
    let budgets = therapies.compactMap { $0.budgets[region.id]?.adding(effect) }
    guard budgets.count == therapies.count else { return nil }
    return UncertaintyBudget.accumulated(Array(zip(parts.map(\.meanDose), budgets)))
  }

  private func notes(_ region: DefinedRegion, mean: AbsorbedDose, bed: AbsorbedDose?) -> [Note] {
    var notes: [RegionNote] = []
    if materials == nil {
      let density = options.assumedDensity.value
      let isStated = options.isDensityStated && region.identity.role != .lung
      notes.append(isStated ? .statedDensity(density: density) : .assumedDensity(density: density))
    }
    notes += options.limits.filter { $0.place == region.role }.compactMap { limit -> RegionNote? in
      guard let dose = limit.quantity == .bed ? bed : mean, limit.limit.isExceeded(by: dose) else {
        return nil
      }
      return .aboveTolerance(
        quantity: limit.quantity.rawValue, gray: limit.value.value, meaning: limit.meaning,
        source: limit.source)
    }
    return notes.map(Note.region)
  }
}

extension SummaryJob {
  struct Biology { var bed, eqd2: Uncertain<Gray>; var printed: String }

  /// BED and EQD2; `nil` without parameters for the role or without a dose-rate course for each administration.
  ///
  /// - Parameter means: mean dose of each administration, Gy, recovery-corrected where that was done.
  func biology(_ region: DefinedRegion, means: [Double], relative: Double?) -> Biology? {
    guard let set = options.radiobiology.sets[region.role] else { return nil }
    let courses = therapies.compactMap { $0.course(region.id) }
    guard courses.count == therapies.count else { return nil }
    var bed = AbsorbedDose.zero
    var uncertainty = 0.0
    for (n, course) in courses.enumerated() {
      let dose = AbsorbedDose(means[n])
      bed +=
        options.bedBasis == .meanDose
        ? set.bed(dose, delivered: course) : voxelMeanBED(region, n, course, set)
      uncertainty += set.bedSlope(dose, delivered: course) * dose.value * (relative ?? 0)
    }
    let own = relative == nil || bed.value == 0 ? nil : uncertainty / bed.value
    return Biology(
      bed: Uncertain(bed, relative: own), eqd2: Uncertain(set.eqd2(ofBED: bed), relative: own),
      printed: "\(set.printed); BED \(options.bedBasis.rawValue)")
  }

  private func voxelMeanBED(
    _ region: DefinedRegion, _ n: Int, _ course: DoseRateCourse, _ set: Radiobiology
  ) -> AbsorbedDose {
    let factor = course.leaCatchesideFactor(repairHalfTime: set.repairHalfTime) / set.alphaBeta.value
    let (doses, weights) = voxelDoses(therapies[n].dose.map.values, region.region)
    var (sum, total) = (0.0, 0.0)
    for (d, w) in zip(doses, weights) {
      sum += Double(w) * Double(d) * (1 + factor * Double(d))
      total += Double(w)
    }
    return AbsorbedDose(sum / total)
  }
}

extension Uncertain {
  /// A value with its relative standard uncertainty.
  init(_ value: Quantity<Unit>, relative: Double?) {
    self.init(value, standardUncertainty: relative.map { Quantity($0 * abs(value.value)) })
  }
}
