import Documents
import DoseEngines
import Nuclides
import Quantities
import Reporting
import Stages

extension OrganScene {
  func engine() throws -> OrganDosimetry {
    try OrganDosimetry(table, sources, bodyMass: bodyMass)
  }

  /// Of the table where it states it, else of the phantom, g.
  private var bodyMass: Double {
    if case .subtraction(_, let mass) = table.remainder { return mass }
    return request.phantom.bodyMass
  }

  func answer() throws -> OrganAnswer {
    let engine = try engine()
    let parts = parts.map { part -> (region: RegionDose, dose: OrganDose) in
      let target = table.own(part.organ) ?? part.organ
      let activity = part.region.timeIntegratedActivity ?? Uncertain(.zero)
      return (
        part.region,
        engine.dose(
          toPart: part.region.region.label, of: target, activity: activity, mass: part.region.mass)
      )
    }
    let spheres = lesions.map { ($0, $0.row(nuclide)) }
    return OrganAnswer(
      nuclide: nuclide.name, phantom: request.phantom.rawValue, table: table.name, citation: table.citation,
      masses: table.massMeaning, remainder: remainder(engine), marrow: marrow,
      marrowByBloodAlone: bloodAlone,
      organs: engine.doses.map(OrganAnswer.Row.init) + parts.map { .init($0.dose) },
      lesions: spheres.compactMap(\.1), comparison: try comparison(engine, parts, spheres),
      statements: statements(spheres.contains { $0.1 == nil }))
  }

  private func remainder(_ engine: OrganDosimetry) -> String {
    guard let rule = engine.remainder, let activity = sources.remainder else {
      return "not given, and not in any dose"
    }
    return
      "\(rounded4(activity.value.inMegabecquerelHours)) MBq·h in \(rounded4(rule.mass / 1000)) kg, \(rule.meaning)"
  }

  /// By the blood in all organs, with the embedded table.
  private var bloodAlone: Double? {
    guard let blood, request.table == nil, let value = table.target("R-marrow")?.values["Blood"] else {
      return nil
    }
    let mass = OrganCoefficients.bloodMass(request.phantom)
    return MarrowSource.blood(blood, ratio: 1).activity(in: mass).value * value * 1e-9
  }

  private func statements(_ hasNoSphere: Bool) -> [String] {
    var all = [
      "The dose of an organ to itself is scaled with its mass, that of photons by the power 2/3; the dose of one organ to "
        + "another is not scaled. S coefficients count as exact, uncertainties of activities and masses as independent."
    ]
    if sources.bodyMass == nil, sources.remainder != nil {
      all.append(
        "The dose by the remainder is for the phantom’s body of \(rounded(bodyMass / 1000)) kg."
      )
    }
    if !lesions.isEmpty {
      all.append(
        "Lesions are spheres of water of their mass. Lesions of the liver count as liver in the dose to other organs; "
          + "others give nothing to any organ.")
    }
    if hasNoSphere {
      all.append(
        "A lesion has no dose here: \(nuclide.name) has no point kernel (hepatica kernel \(nuclide.name) makes one)."
      )
    }
    if let bloodAlone {
      all.append(
        "Blood in all organs alone, without any uptake in marrow: \(rounded4(bloodAlone)) Gy, the least that the marrow gets."
      )
    }
    return all
  }

  private func comparison(
    _ engine: OrganDosimetry, _ parts: [(region: RegionDose, dose: OrganDose)],
    _ spheres: [(LesionSphere, OrganAnswer.Row?)]
  ) throws -> [OrganAnswer.Pair] {
    let whole = Dictionary(grouping: regions, by: \.source).values.filter { $0.count == 1 }.map { $0[0] }
    let organs = whole.sorted { $0.region.region.label < $1.region.region.label }.compactMap {
      region, source in
      table.own(source).map { (region, engine.dose(to: $0)) }
    }
    guard let energy = nuclide.emissions?.totalEnergy else { return [] }
    let pairs = (organs + parts).compactMap { OrganAnswer.Pair($0.0, $0.1, energy) }
    return pairs + spheres.compactMap { lesion, row in row.flatMap { .init(lesion, $0) } }
  }
}

extension OrganAnswer.Pair {
  /// Each dose as a part of the energy of the region's own decays in its mass: what the difference consists of.
  fileprivate init?(_ region: RegionDose, _ dose: OrganDose, _ energy: Quantity<MegaElectronVolt>) {
    guard let activity = dose.activity?.value.value, activity > 0, let mass = dose.mass else { return nil }
    let full = activity * energy.inJoules.value / (mass / 1000)
    let voxel = region.bestMean.value.value
    (self.region, organ, organDose, voxelDose) = (
      region.region.label, dose.organ, dose.dose.value.value, voxel
    )
    absorbedFraction = dose.own.value / full
    fromOthers = (dose.dose.value.value - dose.own.value) / full
    voxelFraction = voxel / full
    explanation =
      "\(region.region.label): organ model \(rounded4(organDose)) Gy, voxels \(rounded4(voxel)) Gy "
      + "(\(signed(organDose / voxel - 1))). Of the energy of its own decays the phantom’s organ absorbs "
      + "\(percent(absorbedFraction)) and receives \(percent(fromOthers)) from other sources; the voxels hold "
      + "\(percent(voxelFraction)), with the patient’s own shape, neighbors and resolution."
  }

  fileprivate init?(_ lesion: LesionSphere, _ row: OrganAnswer.Row) {
    guard let voxel = lesion.voxelDose?.value, voxel > 0, row.dose > 0 else { return nil }
    (region, organ, organDose, voxelDose) = (lesion.name, row.organ, row.dose, voxel)
    (absorbedFraction, fromOthers, voxelFraction) = (1, 0, voxel / row.dose)
    explanation =
      "\(lesion.name): sphere \(rounded4(row.dose)) Gy, voxels \(rounded4(voxel)) Gy (\(signed(row.dose / voxel - 1))). "
      + "The sphere has no neighbors; the voxels have their dose, the lesion’s own shape and the resolution of the image."
  }
}

private func signed(_ x: Double) -> String { (x < 0 ? "−" : "+") + percent(abs(x)) }
