import Quantities
import Stages

extension QuantityMap where Unit == BecquerelPerMillilitre {
  /// Activity in the whole map, Bq.
  package var total: Activity { Activity(sum) }
}

extension QuantityMap where Unit == BecquerelSecondPerMillilitre {
  /// Decays in the whole map, Bq·s.
  package var total: Quantity<BecquerelSecond> { Quantity(sum) }
}

extension QuantityMap {
  /// Values × voxel volume.
  fileprivate var sum: Double { values.voxels.reduce(0.0) { $0 + Double($1) } * grid.voxelVolume.value }
}
