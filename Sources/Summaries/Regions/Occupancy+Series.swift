import Volumes

/// One operation of a series on a region; see `Occupancy+Algebra.swift` for what each assumes of shared boundaries.
enum RegionOperation {
  case union, unionApart, subtracting, subtractingApart

  func callAsFunction(_ a: Float, _ b: Float) -> Float {
    switch self {
    case .union: max(a, b)
    case .unionApart: min(1, a + b)
    case .subtracting: max(0, a - b)
    case .subtractingApart: min(a, 1 - b)
    }
  }

  var grows: Bool { self == .union || self == .unionApart }
}

extension Occupancy {
  /// The same as one operation after another, in their order, in time that grows with the sum of the regions and not with
  /// their number times the whole: each operation changes nothing outside its own region's box.
  ///
  /// - Throws: `GridError.foreignGrid` if not all are on one grid.
  func applying(_ series: [(operation: RegionOperation, region: Occupancy)]) throws(GridError) -> Occupancy {
    guard !series.isEmpty else { return self }
    for step in series where !grid.matches(step.region.grid) { throw .foreignGrid("a region") }
    let whole = series.reduce(box) { $1.operation.grows ? $0.union($1.region.box) : $0 }
    guard whole.count > 0 else { return Occupancy(grid: grid, box: .empty, fractions: []) }
    var fractions = values(in: whole)
    for step in series { step.region.apply(step.operation, to: &fractions, in: whole) }
    return Occupancy(grid: grid, box: whole, fractions: fractions).cropped
  }

  private func apply(_ operation: RegionOperation, to other: inout [Float], in whole: IndexBox) {
    let shared = box.intersection(whole)
    guard shared.count > 0 else { return }
    let (from, to) = (box.size, whole.size)
    for k in shared.lower.k..<shared.upper.k {
      for j in shared.lower.j..<shared.upper.j {
        let a = (shared.lower.i - box.lower.i) + from.i * ((j - box.lower.j) + from.j * (k - box.lower.k))
        let b = (shared.lower.i - whole.lower.i) + to.i * ((j - whole.lower.j) + to.j * (k - whole.lower.k))
        for n in 0..<shared.size.i { other[b + n] = operation(other[b + n], fractions[a + n]) }
      }
    }
  }

  /// Whether two regions can have a voxel in common.
  func isNear(_ other: Occupancy) -> Bool { box.intersection(other.box).count > 0 }
}
