import Volumes

/// What two regions share for certain, and what one leaves of the other for certain: of voxels that both fill in part it is not
/// known which part, so that neighbours with a common border share nothing. Binary masks have no such doubt.
extension Occupancy {
  /// Σ max(0, a + b − 1), mL.
  package func millilitres(sharedWith other: Occupancy) -> Double {
    sum(over: box.intersection(other.box)) { max(0, self[$0, $1, $2] + other[$0, $1, $2] - 1) }
  }

  /// Σ max(0, a − b), mL.
  package func millilitres(outside other: Occupancy) -> Double {
    sum(over: box) { max(0, self[$0, $1, $2] - other[$0, $1, $2]) }
  }

  private func sum(over box: IndexBox, _ value: (Int, Int, Int) -> Float) -> Double {
    guard box.count > 0 else { return 0 }
    var sum = 0.0
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        for i in box.lower.i..<box.upper.i { sum += Double(value(i, j, k)) }
      }
    }
    return sum * grid.voxelVolume.value
  }

  /// Each voxel with its greatest fraction; `nil` of none.
  init?(unionOf all: [Occupancy]) {
    guard let first = all.first else { return nil }
    guard all.count > 1 else {
      self = first
      return
    }
    var union = Volume<Float>(grid: first.grid, repeating: 0)
    for region in all { region.forEach { union.voxels[$0] = max(union.voxels[$0], $1) } }
    self.init(union)
  }

  /// Σ fraction × value, over values that are numbers.
  func sum(_ values: Volume<Float>) -> Double {
    var sum = 0.0
    forEach { offset, fraction in
      let value = values.voxels[offset]
      if value.isFinite { sum += Double(fraction) * Double(value) }
    }
    return sum
  }

  /// Mean of the values that are numbers; `nil` where there are none.
  func mean(_ values: Volume<Float>) -> Double? {
    var sum = 0.0, weight = 0.0
    forEach { offset, fraction in
      guard values.voxels[offset].isFinite else { return }
      sum += Double(fraction) * Double(values.voxels[offset])
      weight += Double(fraction)
    }
    return weight > 0 ? sum / weight : nil
  }
}
