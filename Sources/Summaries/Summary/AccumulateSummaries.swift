import Diagnostics
import Quantities
import Stages

/// Adds summaries of several administrations by region means, for doses that do not lie on one grid.
///
/// Administrations have files of their own, so their regions are matched by what people call them: name, role, side,
/// kind and definition. A region that is absent from one of the summaries, or that fits several of one, is left out and
/// named in a warning of the others. Means, decays, BED and EQD2 add. Histogram statistics of a sum cannot be known from those of
/// its parts: they are left empty, the minimum is a lower and the maximum an upper bound. Volume and mass are the
/// first summary's. Adding voxel by voxel (`summarise` of several therapies) is better wherever the grid allows it.
/// - Throws: `Problem` for no summary or no region common to all.
public func accumulateByRegion(_ summaries: [DoseSummary], title: String) throws -> DoseSummary {
  guard let first = summaries.first else {
    throw Problem(.usage, what: "no summary was given to accumulate", remedy: "give at least one")
  }
  let tables = summaries.map { Dictionary(grouping: $0.regions, by: CommonRegion.init) }
  let common = first.regions.filter { r in tables.allSatisfy { $0[CommonRegion(r)]?.count == 1 } }
  guard !common.isEmpty else {
    throw Problem(
      .dataRejected, what: "the summaries have no region in common", at: title,
      why: "doses of differently defined regions must not be added",
      remedy: "use the same names and definitions")
  }
  let missing = Set(summaries.flatMap(\.regions).map(CommonRegion.init))
    .subtracting(common.map(CommonRegion.init)).map(\.name).sorted()
  let regions = common.map { region in
    var sum = sumOfRegions(tables.compactMap { $0[CommonRegion(region)]?.first })
    if !missing.isEmpty {
      sum.warnings.append(.region(.notInSum(regions: missing)))
    }
    return sum
  }
  return DoseSummary(
    title: title, engine: summaries.dropFirst().reduce(first.engine) { joined($0, $1.engine) },
    nuclide: summaries.dropFirst().reduce(first.nuclide) { joined($0, $1.nuclide) }, regions: regions,
    provenance: summaries.dropFirst().reduce(first.provenance) { $0.merged(with: $1.provenance) }
      .adding(Provenance.Step("accumulate by region means")))
}

/// What a region of one administration has in common with that of another.
private struct CommonRegion: Hashable {
  let name, definition, kind: String
  let role: StructureRole
  let side: Lobe?

  init(_ dose: RegionDose) {
    (name, definition, kind) = (dose.region.name, dose.definition, dose.region.kindWord)
    (role, side) = (dose.region.role, dose.region.side)
  }
}

private func sumOfRegions(_ parts: [RegionDose]) -> RegionDose {
  let first = parts[0]
  let weighted = parts.compactMap { part in
    UncertaintyBudget(contributions: part.budget).map { (dose: part.mean.value.value, budget: $0) }
  }
  let budget = weighted.count == parts.count ? UncertaintyBudget.accumulated(weighted) : nil
  let mean = AbsorbedDose(parts.reduce(0) { $0 + $1.mean.value.value })
  var sum = RegionDose(
    region: first.region, definition: first.definition, volume: first.volume, mass: first.mass,
    timeIntegratedActivity: total(parts.map(\.timeIntegratedActivity)),
    mean: budget.map { Uncertain(mean, relative: $0.relative) } ?? total(parts.map(\.mean))
      ?? Uncertain(mean),
    minimum: AbsorbedDose(parts.reduce(0) { $0 + $1.minimum.value }),
    maximum: AbsorbedDose(parts.reduce(0) { $0 + $1.maximum.value }), doseAtVolume: [:],
    histogram: DoseVolumeHistogram(dose: [], volumeFraction: []), budget: budget?.contributions ?? [])
  if parts.contains(where: { $0.recoveryCorrectedMean != nil }) {
    let best = AbsorbedDose(parts.reduce(0) { $0 + $1.bestMean.value.value })
    sum.recoveryCorrectedMean =
      budget.map { Uncertain(best, relative: $0.relative) } ?? total(parts.map(\.bestMean))
  }
  let sameBiology = Set(parts.map(\.radiobiology)).count == 1
  let budgets = weighted.count == parts.count ? weighted.map(\.budget) : []
  sum.bed = sameBiology ? biologicalTotal(parts.map(\.bed), budgets) : nil
  sum.eqd2 = sameBiology ? biologicalTotal(parts.map(\.eqd2), budgets) : nil
  sum.radiobiology = sameBiology ? first.radiobiology : nil
  sum.warnings = [.region(.sumOfMeans)]
  if !sameBiology { sum.warnings.append(.region(.sumWithoutBED)) }
  let volumes = parts.map(\.volume.value.value)
  if let low = volumes.min(), let high = volumes.max(), low > 0, high > 1.1 * low {
    sum.warnings.append(.region(.sumOfDifferentVolumes))
  }
  return sum
}

/// BED or EQD2 of the sum. Each follows the mean dose of its administration, u = dBED/dD · D · u(D)/D, so that what budgets share
/// is shared here too, and the rest is independent.
private func biologicalTotal(_ parts: [Uncertain<Gray>?], _ budgets: [UncertaintyBudget]) -> Uncertain<Gray>?
{
  guard let sum = total(parts) else { return nil }
  let slopes = zip(parts, budgets).compactMap { part, budget in
    part?.standardUncertainty.flatMap { budget.relative > 0 ? $0.value / budget.relative : nil }
  }
  guard slopes.count == parts.count else { return sum }
  let joint = UncertaintyBudget.accumulated(Array(zip(slopes, budgets).map { (dose: $0, budget: $1) }))
  return Uncertain(sum.value, standardUncertainty: Quantity(joint.relative * slopes.reduce(0, +)))
}

/// Sum with fully shared errors (linear), an upper bound; `nil` if a part is missing.
private func total<Unit>(_ parts: [Uncertain<Unit>?]) -> Uncertain<Unit>? {
  let known = parts.compactMap { $0 }
  guard known.count == parts.count else { return nil }
  let uncertainties = known.compactMap(\.standardUncertainty)
  return Uncertain(
    known.reduce(.zero) { $0 + $1.value },
    standardUncertainty: uncertainties.count == known.count ? uncertainties.reduce(.zero, +) : nil)
}
