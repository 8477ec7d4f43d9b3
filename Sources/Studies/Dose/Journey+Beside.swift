import Documents
import DoseEngines
import Nuclides
import Planning
import Quantities
import Reporting
import Stages
import Summaries
import Workflow

// Quantities beside the absorbed dose, of what the case states.

extension Journey {
  func beside(_ results: Summarised) throws -> BesideDose {
    var all = BesideDose()
    all.microspheres = try microspheres(results)
    if let weighting = therapy.options.alpha?.weighting {
      all.weighting = (weighting.factor, weighting.source)
      all.weighted = weighted(results.summary, by: weighting)
    }
    if let contaminant = try therapy.contaminant(in: nuclide) {
      all.contaminated = (contaminant.nuclide.name, contaminant.fraction)
      all.contaminant = try contaminated(results, by: contaminant)
    }
    return all
  }

  private func microspheres(_ results: Summarised) throws -> [MicrosphereRow] {
    guard let batch = therapy.therapy.microspheres, let start = therapy.administrations.map(\.start).min()
    else { return [] }
    let load = try MicrosphereData().load(
      batch.kind, after: start.since(batch.calibration), stated: batch.activityPerSphere)
    let shown = results.summary.regions.filter { $0.region.role.isHepatic || $0.region.role == .tumour }
    let hasLesions = shown.contains { $0.region.role == .tumour }
    return shown.compactMap { dose in
      let isParenchyma = dose.region.role.isHepatic && (!hasLesions || dose.region.isWithoutLesions)
      return row(dose, load, voxel: results.dose.map.grid.voxelVolume, isParenchyma: isParenchyma)
    }
  }

  private func row(
    _ dose: RegionDose, _ load: MicrosphereLoad, voxel: Quantity<Millilitre>, isParenchyma: Bool
  ) -> MicrosphereRow? {
    guard let decays = dose.timeIntegratedActivity, dose.volume.value.value > 0 else { return nil }
    let spheres = load.spheres(decays.value)
    let density = spheres / dose.volume.value.value
    return MicrosphereRow(
      region: dose.region, perSphere: load.perSphere, spheres: spheres, perMillilitre: density,
      perVoxel: density * voxel.value, uniformity: isParenchyma ? uniformity(dose, density) : nil)
  }

  /// Nothing where the nuclide has no kernel.
  private func uniformity(_ dose: RegionDose, _ perMillilitre: Double) -> MicrosphereRow.Uniformity? {
    guard perMillilitre > 0, let kernel = pointKernel else { return nil }
    return MicrosphereRow.Uniformity(
      LobuleUniformity(
        spheresPerMillilitre: perMillilitre, kernel: kernel,
        density: Quantity(dose.mass.value.value / dose.volume.value.value)))
  }

  private func weighted(_ summary: DoseSummary, by weighting: AlphaWeighting) -> [WeightedDoseRow] {
    guard let emissions = nuclide.emissions else { return [] }
    return summary.regions.compactMap { dose in
      dose.timeIntegratedActivity.flatMap {
        weighting.weighted(dose.bestMean, decays: $0.value, mass: dose.mass.value, emissions)
      }.map {
        WeightedDoseRow(
          region: dose.region, absorbed: dose.bestMean, alpha: $0.alpha, weighted: $0.dose)
      }
    }
  }

  /// Regions with a curve: what a map alone says of the time is the nuclide’s decay.
  private func contaminated(_ results: Summarised, by contaminant: Contaminant) throws -> [ContaminantRow] {
    let fits = results.integration.fits.byRegion(\.region)
    return try results.summary.regions.compactMap { dose in
      guard let terms = fits[dose.region.id]?.terms, dose.mass.value.value > 0 else { return nil }
      let decays = contaminant.decays(terms)
      let added = try contaminant.dose(
        decays, mass: dose.mass.value,
        density: Quantity(dose.mass.value.value / dose.volume.value.value))
      return ContaminantRow(
        region: dose.region, decays: decays, dose: added,
        together: Uncertain(
          dose.bestMean.value + added, standardUncertainty: dose.bestMean.standardUncertainty))
    }
  }
}

extension MicrosphereRow.Uniformity {
  package init(_ u: LobuleUniformity) {
    self.init(
      perLobule: u.spheresPerLobule, d98: u.d98, d90: u.d90, d50: u.d50, belowHalf: u.belowHalf)
  }
}
