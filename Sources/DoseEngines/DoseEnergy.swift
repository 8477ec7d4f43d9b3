import Quantities
import Stages
import Volumes

extension DoseVolume {
  /// Energy in the whole map: dose × density × volume, J.
  /// - Parameter density: g/mL on the same grid; without it, or where it is not known, `uniform`.
  package func energy(density: Volume<Float>?, uniform: Quantity<GramPerMillilitre>) -> Quantity<Joule> {
    var sum = 0.0
    for (n, dose) in map.values.voxels.enumerated() {
      let own = density.map { Double($0.voxels[n]) } ?? uniform.value
      sum += Double(dose) * (own.isNaN ? uniform.value : own)
    }
    return Quantity(sum * map.grid.voxelVolume.value * 1e-3)
  }
}
