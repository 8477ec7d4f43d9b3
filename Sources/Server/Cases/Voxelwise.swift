import Volumes

extension Volume {
  /// As `map`, compiled here for each pair of types: that of another room is not, and boxes every voxel.
  @inline(__always)
  func voxelwise<New>(_ change: (Element) -> New) -> Volume<New> {
    // The array has as many values as the grid, for it is made from one that has.
    try! Volume<New>(grid: grid, voxels: voxels.map(change))
  }
}
