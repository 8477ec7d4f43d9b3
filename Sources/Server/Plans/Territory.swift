/// A region of the drawing of a plan: tissue that one injection reaches, or that several reach.
struct Territory: Sendable {
  let region: LabelledRegion
  /// Numbers of the injections, from 0.
  let injections: Set<Int>

  /// How many injections one can draw: one voxel has one number of a byte, for each set of injections that can share it.
  static let most = 7

  /// First the injections in their order, then what two of them share, then three, and so on. The number of what belongs
  /// to one injection alone does not depend on how many can share.
  /// - Parameter names: of the regions of the injections, at most `most`.
  static func all(_ names: [String]) -> [Territory] {
    let sets = (1..<(1 << names.count)).map { bits in names.indices.filter { bits >> $0 & 1 == 1 } }
    let order = sets.sorted { $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count < $1.count }
    return order.enumerated().map { n, set in
      Territory(
        region: LabelledRegion(
          label: n + 1, name: set.map { names[$0] }.joined(separator: " + "), role: "perfusedVolume"),
        injections: Set(set))
    }
  }
}
