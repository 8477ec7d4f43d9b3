import Diagnostics
import Quantities
import Stages
import Volumes

/// Sums over a region's voxels, weighted by fraction, from which volume, mass, energy and means follow.
struct RegionTally {
  /// Σ f, voxels.
  var voxels = 0.0
  /// Σ f·ρ, voxels × g/mL.
  var mass = 0.0
  /// Σ f·ρ·D.
  var energy = 0.0
  /// Σ (f·ρ·u)², times what correlated voxels add: statistical variance of `energy`.
  var energyVariance = 0.0
  /// Σ f·x of any other map, e.g. decays per millilitre.
  var other = 0.0
  /// Σ (f·u)² of the other map.
  var otherVariance = 0.0
  let voxelVolume: Double

  /// All maps lie on the region's grid: checked by the caller.
  init(
    region: Occupancy, dose: QuantityMap<Gray>, density: Volume<Float>?,
    other: (Volume<Float>, Volume<Float>?)?
  ) {
    voxelVolume = region.grid.voxelVolume.value
    let (box, size) = (region.box, region.grid.size)
    var n = 0
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        let row = size.i * (j + size.j * k)
        for i in box.lower.i..<box.upper.i {
          let f = Double(region.fractions[n])
          n += 1
          guard f > 0 else { continue }
          let weight = f * Double(density?.voxels[row + i] ?? 1)
          voxels += f
          mass += weight
          energy += weight * Double(dose.values.voxels[row + i])
          if let u = dose.statistical { energyVariance += square(weight * Double(u.voxels[row + i])) }
          if let other {
            self.other += f * Double(other.0.voxels[row + i])
            if let u = other.1 { otherVariance += square(f * Double(u.voxels[row + i])) }
          }
        }
      }
    }
    energyVariance *= dose.inflation(ofVoxels: voxels)
  }

  /// Energy / mass, Gy: the mean absorbed dose by definition (ICRU Report 85a, 5.2.6). Volume-weighted if no density was given.
  var meanDose: Double { mass > 0 ? energy / mass : 0 }
  /// Statistical standard uncertainty of the mean.
  var meanDoseUncertainty: Double { mass > 0 ? energyVariance.squareRoot() / mass : 0 }
  var millilitres: Double { voxels * voxelVolume }
  var grams: Double { mass * voxelVolume }
}

@inline(__always) func square(_ x: Double) -> Double { x * x }

extension QuantityMap where Unit == Gray {
  /// Mass-weighted mean dose of a region with its statistical standard uncertainty, voxels as correlated as the map says; without
  /// an uncertainty map that is not evaluated, without density the mean is over the volume.
  public func mean(in region: Occupancy, density: Volume<Float>?) -> Uncertain<Gray> {
    let tally = RegionTally(region: region, dose: self, density: density, other: nil)
    return Uncertain(
      AbsorbedDose(tally.meanDose),
      standardUncertainty: statistical == nil ? nil : AbsorbedDose(tally.meanDoseUncertainty))
  }
}
