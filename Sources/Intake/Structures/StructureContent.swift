import Files
import Stages
import Volumes

/// What a file says of its structures apart from what they are called: equal for two files that differ in names alone, or in
/// what no reader looks at, such as the time of an export.
package struct StructureContent: Sendable {
  /// SHA-256 of numbers, kinds, frames of reference and shapes, in the order of the file.
  package let digest: String
  /// Which structures a name means, by number.
  package let numbers: [String: [Int]]

  /// - Parameter names: names of labels that the user gives, as for `StructureReader.read`.
  /// - Throws: `Problem` if the file cannot be read or holds no structures.
  package init(of path: String, names: [Int: String]) throws {
    let proposed = try SegmentProposal.read(of: path)?.names ?? [:]
    let input = try StructureInput(path, names: proposed.merging(names) { _, own in own })
    var digest = Digest()
    try input.updateShapes(&digest)
    self.digest = digest.finish()
    numbers = Dictionary(grouping: input.listings, by: \.name).mapValues { $0.map(\.number) }
  }
}

extension Digest {
  mutating func update(_ words: [String]) { update(words.joined(separator: "\n") + "\n\n") }
  private mutating func update(_ text: String) { Array(text.utf8).withUnsafeBytes { update($0) } }

  /// All digits of each number.
  mutating func update(_ points: [Vector3]) {
    points.flatMap { [$0.x, $0.y, $0.z] }.withUnsafeBytes { update($0) }
  }

  mutating func update(_ region: Occupancy) {
    let (grid, box) = (region.grid, region.box)
    update(["\(grid)", "\(box.lower) \(box.upper)"])
    region.fractions.withUnsafeBytes { update($0) }
  }

  mutating func update(_ region: RegionOfInterest) {
    update(["\(region.number)", region.kind, region.frameOfReference ?? "", "\(region.contours.count)"])
    for contour in region.contours {
      update([contour.kind.rawValue, "\(contour.slabThickness ?? -1)", "\(contour.points.count)"])
      update(contour.points)
    }
  }
}
