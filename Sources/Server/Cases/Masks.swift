import Volumes

// Of concrete types: a generic closure over the volumes of another room boxes every voxel, nine million in a CT.

extension Volume<UInt8> {
  func mask(of label: UInt8) -> Volume<Bool> {
    try! Volume<Bool>(grid: grid, voxels: voxels.map { $0 == label })
  }
  func mask(ofAny labels: Set<UInt8>) -> Volume<Bool> {
    let isWanted = (0..<256).map { labels.contains(UInt8($0)) }
    return try! Volume<Bool>(grid: grid, voxels: voxels.map { isWanted[Int($0)] })
  }
}

extension Volume<Int32> {
  func mask(of label: Int32) -> Volume<Bool> {
    try! Volume<Bool>(grid: grid, voxels: voxels.map { $0 == label })
  }
  /// Numbers beyond a byte become the nearest that a byte holds.
  var bytes: Volume<UInt8> {
    try! Volume<UInt8>(grid: grid, voxels: voxels.map { UInt8(clamping: $0) })
  }
}

extension Volume<UInt8> {
  /// Half a voxel counts.
  mutating func paint(_ region: Occupancy, _ label: Int) {
    let label = UInt8(clamping: label)
    region.forEach { offset, part in
      if part >= 0.5 { voxels[offset] = label }
    }
  }
}

extension Volume<Bool> {
  func labels(_ label: UInt8) -> Volume<UInt8> {
    try! Volume<UInt8>(grid: grid, voxels: voxels.map { $0 ? label : 0 })
  }
}

extension Volume<Float> {
  /// Both ends count.
  func mask(from low: Float, to high: Float) -> Volume<Bool> {
    try! Volume<Bool>(grid: grid, voxels: voxels.map { $0 >= low && $0 <= high })
  }
  /// Where at least half a voxel is filled.
  var halfFilled: Volume<Bool> { mask(from: 0.5, to: .infinity) }
  /// Hounsfield units; what no scanner says becomes air.
  var hounsfield: Volume<Int16> {
    try! Volume<Int16>(
      grid: grid,
      voxels: voxels.map { $0.isFinite ? Int16(max(-1024, min(32767, $0.rounded()))) : -1024 })
  }
}

extension Volume<UInt8> {
  /// Number of voxels by their value.
  var counts: [Int] {
    voxels.reduce(into: [Int](repeating: 0, count: 256)) { $0[Int($1)] += 1 }
  }
}
