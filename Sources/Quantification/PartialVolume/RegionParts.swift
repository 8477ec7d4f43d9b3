import Quantities
import Stages
import Volumes

/// Drawn regions as parts that share no tissue, and what is left of the field.
///
/// Lesions come first, then organs, lobes and perfused volumes, then the liver: each is what those before it left of it, the
/// smaller first among equals. Of structures without a stated tissue (`other`, `body`) and of compositions no part is made:
/// their activity is that of the parts which they hold.
struct RegionParts: Sendable {
  struct Part: Sendable {
    var id: RegionID
    var isLesion: Bool
    /// Fractions of the voxels.
    var mask: Brick
    /// Σ fractions.
    var voxels: Double
  }

  let grid: Grid
  /// The voxels that are looked at: all parts with their surroundings.
  let domain: IndexBox
  let parts: [Part]
  /// Fractions of the domain that belong to no part.
  let remainder: [Float]

  /// A part is taken as one with its neighbours below this fraction of what was drawn: what lobes leave of a liver.
  private static let sliver = 0.05

  init(_ structures: [Structure], fwhm: Length) {
    let grid = structures[0].region.grid
    self.grid = grid
    let drawn = structures.filter { $0.identity.kind == .drawn && $0.role.rank != nil && !$0.region.isEmpty }
      .map { (structure: $0, size: $0.region.millilitres) }
      .sorted { ($0.structure.role.rank!, $0.size) < ($1.structure.role.rank!, $1.size) }
    let reach = PointSpread.reach(fwhm: fwhm, on: grid)
    let all = structures.filter { $0.role != .body && !$0.region.isEmpty }.map(\.region.box)
    let box = all.dropFirst().reduce(
      all.first ?? IndexBox(lower: GridSize(0, 0, 0), upper: GridSize(1, 1, 1))
    ) {
      $0.union($1)
    }
    let domain = box.expanded(by: GridSize(2 * reach.i, 2 * reach.j, 2 * reach.k)).intersection(
      IndexBox(grid))
    self.domain = domain
    var taken = [Float](repeating: 0, count: domain.count)
    let claimed = drawn.map { Self.part($0.structure, &taken, domain) }
    let spread = PointSpread(fwhm: fwhm, on: grid, within: domain)
    let whole = Self.withoutSlivers(claimed, drawn.map(\.size), grid, domain, taken, spread)
    parts = whole.parts
    remainder = whole.taken.map { max(0, 1 - $0) }
  }

  private static func part(_ structure: Structure, _ taken: inout [Float], _ domain: IndexBox) -> Part {
    var mask = Brick(structure.region)
    let values = mask.values
    mask.forEach(in: domain) { here, there in
      mask.values[here] = min(values[here], max(0, 1 - taken[there]))
      taken[there] += mask.values[here]
    }
    return Part(
      id: structure.id, isLesion: structure.role == .tumour, mask: mask, voxels: mask.sum)
  }

  /// Slivers go to the part, no lesion, that is seen most where they lie, or to the remainder.
  private static func withoutSlivers(
    _ all: [Part], _ sizes: [Double], _ grid: Grid, _ domain: IndexBox, _ taken: [Float],
    _ spread: PointSpread
  ) -> (parts: [Part], taken: [Float]) {
    let voxel = grid.voxelVolume.value
    let isSliver = zip(all, sizes).map { $0.voxels * voxel < (($0.isLesion ? 1e-9 : sliver) * $1) }
    var kept = zip(all, isSliver).filter { !$1 }.map(\.0)
    var taken = taken
    let seen = isSliver.contains(true) ? kept.map { $0.isLesion ? nil : spread.blurred($0.mask) } : []
    for (thin, _) in zip(all, isSliver).filter(\.1) where thin.voxels > 0 {
      var best = [Float](repeating: 0, count: thin.mask.values.count)
      var owner = [Int](repeating: -1, count: best.count)
      for (n, shown) in seen.enumerated() {
        guard let shown else { continue }
        thin.mask.forEach(in: shown.box) { here, there in
          if shown.values[there] > best[here] { (best[here], owner[here]) = (shown.values[there], n) }
        }
      }
      give(thin.mask, to: owner, &kept, domain, &taken)
    }
    for n in kept.indices { kept[n].voxels = kept[n].mask.sum }
    return (kept, taken)
  }

  private static func give(
    _ thin: Brick, to owner: [Int], _ kept: inout [Part], _ domain: IndexBox, _ taken: inout [Float]
  ) {
    for n in kept.indices where owner.contains(n) {
      let box = kept[n].mask.box.union(thin.box)
      var wide = Brick(box: box, values: [Float](repeating: 0, count: box.count))
      kept[n].mask.forEach(in: box) { wide.values[$1] = kept[n].mask.values[$0] }
      thin.forEach(in: box) { if owner[$0] == n { wide.values[$1] += thin.values[$0] } }
      kept[n].mask = wide
    }
    thin.forEach(in: domain) { if owner[$0] < 0 { taken[$1] -= thin.values[$0] } }
  }
}

extension RegionParts {
  /// Which parts a region consists of: by part (the last is the remainder) the fraction of each voxel that it has of it.
  ///
  /// A voxel's fraction does not state what fills it. Parts that lie in the region are taken first, the remainder last.
  func shares(of region: Occupancy) -> [(part: Int, share: Brick)] {
    var rest = Brick(region)
    let order = parts.indices.map { n -> (part: Int, held: Double) in
      var held = 0.0
      rest.forEach(in: parts[n].mask.box) { held += Double(min(rest.values[$0], parts[n].mask.values[$1])) }
      return (n, held / parts[n].voxels)
    }
    .filter { $0.held > 0 }.sorted { ($1.held, $0.part) < ($0.held, $1.part) }
    var all: [(part: Int, share: Brick)] = order.map { part, _ in
      var share = Brick(box: rest.box, values: [Float](repeating: 0, count: rest.values.count))
      let left = rest.values
      rest.forEach(in: parts[part].mask.box) { here, there in
        share.values[here] = min(left[here], parts[part].mask.values[there])
      }
      for n in share.values.indices { rest.values[n] -= share.values[n] }
      return (part, share)
    }
    if rest.values.contains(where: { $0 > 1e-6 }) { all.append((parts.count, rest)) }
    return all
  }
}

extension StructureRole {
  /// Which region keeps a voxel that two of them claim; `nil`: no tissue of its own.
  fileprivate var rank: Int? {
    switch self {
    case .tumour: 0
    case .kidney, .spleen, .lung, .marrow: 1
    case .liverLobe, .perfusedVolume: 2
    case .liver: 3
    case .body, .other: nil
    }
  }
}
