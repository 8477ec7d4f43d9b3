import Volumes

/// Regions of high uptake of a SPECT or PET, the hottest first. Which organ each is, a person says.
package struct EmissionRules {
  /// The rules in words and numbers; a change of any is a change of these.
  package static let statement = """
    region n: what is connected to the maximum above 42 % of it, at least 5 mL; the next one without it and 12 mm around it, as long \
    as its maximum is at least 5 % of the first, 8 regions at most
    """

  private let image: Volume<Float>
  /// - Parameter image: in any unit of activity or uptake, in blocks of some millimetres.
  package init(_ image: Volume<Float>) { self.image = image }

  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  package func structures() throws -> [ProposedLabels] {
    var labels = Volume<Int32>(grid: image.grid, repeating: 0)
    let regions = try regions()
    for (n, region) in regions.enumerated() {
      for voxel in region.isIn.indices where region.isIn[voxel] { labels.voxels[voxel] = Int32(n + 1) }
    }
    let names = (1...max(1, regions.count)).map { ($0, "uptake \($0)") }
    return regions.isEmpty
      ? [] : [.init(file: "structures", labels: labels, names: Dictionary(uniqueKeysWithValues: names))]
  }

  private func regions() throws -> [VoxelMask] {
    var regions: [VoxelMask] = []
    var left = VoxelMask(image) { $0 > 0 }
    var hottest: Float?
    while regions.count < 8, let peak = peak(left), image.voxels[peak] >= 0.05 * (hottest ?? 0) {
      let region = try VoxelMask(image) { $0 >= 0.42 * image.voxels[peak] }.and(left).piece(of: peak)
      if region.millilitres >= 5 {
        regions.append(region)
        hottest = hottest ?? image.voxels[peak]
      }
      left = left.without(try region.grown(12))
    }
    return regions
  }

  private func peak(_ mask: VoxelMask) -> Int? {
    image.voxels.indices.lazy.filter { mask.isIn[$0] }.max { image.voxels[$0] < image.voxels[$1] }
  }
}
