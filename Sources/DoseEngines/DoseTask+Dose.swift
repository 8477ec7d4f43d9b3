import Quantities
import Stages
import Volumes

/// Energy per voxel as an engine made it, in keV per `DecayField.scale`.
struct DepositedEnergy {
  var values: [Float]
  /// Standard uncertainty, same unit.
  var sigma: [Float]?
}

extension DoseTask {
  /// Divides energy by voxel mass and keeps the part that was asked for. Air gets 0.
  func dose(
    _ energy: DepositedEnergy, engine: String, assumptions extra: [String], parameters: [String: String]
  )
    throws -> DoseVolume
  {
    let map = try QuantityMap<Gray>(
      values: wanted(gray(energy.values)), statistical: energy.sigma.map { try wanted(gray($0)) },
      common: commonUncertainty)
    return DoseVolume(
      map: map, engine: engine, nuclide: nuclide.name, assumptions: extra + assumptions,
      provenance: provenance(engine: engine, parameters))
  }

  private func wanted(_ values: [Float]) throws -> Volume<Float> {
    let all = try Volume(grid: grid, voxels: values)
    return options.grid.map { all.cropped(to: $0.box) } ?? all
  }

  /// keV per scale → J per kg.
  private func gray(_ energy: [Float]) -> [Float] {
    let joules = Quantity<MegaElectronVolt>(decays.scale / 1000).inJoules.value
    let factor = joules / (grid.voxelVolume.value * 1e-3)
    guard let density = densities.values else {
      let uniform = Float(factor / Double(densities.uniform))
      return energy.map { $0 * uniform }
    }
    let (scale, limit) = (Float(factor), densities.airLimit)
    return zip(energy, density).map { $1 < limit ? 0 : $0 * scale / $1 }
  }

  /// The account of `energy`; `reach` is what one decay puts within the engine's reach, keV.
  func balance(_ energy: [Float], reach: Double, nearLungOrAir: [Bool]? = nil) -> EnergyBalance {
    var tissue = 0.0, air = 0.0, near = 0.0
    for n in energy.indices {
      let e = Double(energy[n])
      if densities.density(n) < densities.airLimit {
        air += e
      } else {
        tissue += e
        if let nearLungOrAir, nearLungOrAir[n] { near += e }
      }
    }
    let joule = { (keV: Double) in Quantity<MegaElectronVolt>(keV / 1000).inJoules }
    let followed = joule(reach * decays.total)
    let (inTissue, inAir) = (joule(tissue * decays.scale), joule(air * decays.scale))
    return EnergyBalance(
      emitted: emitted, inTissue: inTissue, inAir: inAir, outsideGrid: followed - inTissue - inAir,
      notFollowed: emitted - followed, nearLungOrAir: tissue > 0 ? near / tissue : 0)
  }
}
