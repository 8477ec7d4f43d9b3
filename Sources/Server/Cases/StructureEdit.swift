import Diagnostics
import Documents
import Foundation
import Stages
import Volumes

/// A drawing that becomes the next version: what changed is written next to the case file, which then names it.
struct StructureEdit {
  let scene: Scene
  let place: Scene.Place
  let image: Volume<UInt8>
  let regions: [LabelledRegion]
  private let known: [LabelledRegion]
  /// Regions that a label image does not hold, because others lie in them.
  private var lobes: [(region: LabelledRegion, mask: Volume<Bool>)] = []

  private let writer: VersionWriter

  /// - Parameter named: regions that the drawing adds or renames, by label.
  /// - Throws: `Refusal` 422 for a drawing on another grid than those of the case.
  init(_ scene: Scene, _ labels: Volume<Int32>, named: [Int: LabelledRegion]) throws {
    self.scene = scene
    guard let place = [Scene.Place.labels, .fine].first(where: { scene.grid($0).matches(labels.grid) }) else {
      throw Refusal(
        422, "the drawing lies on neither the reference grid nor that of its CT", at: "body",
        remedy: "draw on the volumes labels or labels-ct")
    }
    (self.place, writer) = (place, VersionWriter(scene.home))
    image = Volume(labels.grid, labels)
    known = scene.labelledRegions
    regions = Self.regions(known, image, named)
    try refuseLobes()
  }

  /// One voxel has one number: a lobe would take the liver's voxels from it.
  private func refuseLobes() throws(Refusal) {
    let new = regions.filter { one in !one.isPainted && !known.contains { $0.label == one.label } }
    guard let first = new.first else { return }
    throw Refusal(
      422, "a region that holds others is not drawn voxel by voxel", at: first.name,
      why: "it would be taken away from what it lies in",
      remedy: "divide the liver by a plane, or name a file with the region in the case file")
  }

  /// Those of the case file and those that are new.
  private static func regions(
    _ known: [LabelledRegion], _ image: Volume<UInt8>, _ named: [Int: LabelledRegion]
  ) -> [LabelledRegion] {
    var isUsed = [Bool](repeating: false, count: 256)
    for label in image.voxels { isUsed[Int(label)] = true }
    var all = known.map { named[$0.label] ?? $0 }
    for label in 1..<256 where isUsed[label] && !known.contains(where: { $0.label == label }) {
      all.append(named[label] ?? LabelledRegion(label: label, name: "Region \(label)", role: "other"))
    }
    return all
  }

  /// The lobes of the liver by a plane; what else is drawn stays.
  init(_ scene: Scene, lobes plane: LobePlane) throws {
    (self.scene, place, writer) = (scene, .labels, VersionWriter(scene.home))
    image = try scene.labels()
    known = scene.labelledRegions
    guard let liver = scene.structures.first(where: { $0.role == .liver }) else {
      throw Refusal(422, "no structure has the role liver", at: "structures")
    }
    let parts = try plane.parts(of: Self.whole(liver, scene.structures))
    let used = Set(known.map(\.label))
    var free = (1...254).filter { !used.contains($0) }[...]
    let lobes = [(Lobe.left, parts.left), (.right, parts.right)].map { side, region in
      let name = "\(side.rawValue.prefix(1).uppercased())\(side.rawValue.dropFirst()) lobe"
      let old = scene.labelledRegions.first { $0.name == name }?.label
      let label = old ?? free.popFirst() ?? 254
      return (
        LabelledRegion(label: label, name: name, role: StructureRole.liverLobe.rawValue, side: side.rawValue),
        region.dense.halfFilled
      )
    }
    self.lobes = lobes
    regions = known.filter { one in !lobes.contains { $0.0.name == one.name } } + lobes.map(\.0)
  }

  /// The liver with the tumours in it: where a voxel has one number, they are holes of it.
  private static func whole(_ liver: Structure, _ all: [Structure]) -> Occupancy {
    var sum = liver.region.dense
    let holes = all.filter { $0.role == .tumour && isWithin($0.region, liver.region) }
    for tumour in holes {
      tumour.region.forEach { offset, part in sum.voxels[offset] = min(1, sum.voxels[offset] + part) }
    }
    return Occupancy(sum)
  }

  /// Whether the middle of a region lies in the box of another.
  private static func isWithin(_ region: Occupancy, _ outer: Occupancy) -> Bool {
    let (box, mine) = (bounds(outer), bounds(region))
    return zip(box, mine).allSatisfy { $0.contains(($1.lowerBound + $1.upperBound) / 2) }
  }

  private static func bounds(_ region: Occupancy) -> [ClosedRange<Int>] {
    var low = [Int.max, Int.max, Int.max], high = [-1, -1, -1]
    let size = region.grid.size
    region.forEach { offset, _ in
      for (axis, n) in [offset % size.i, offset / size.i % size.j, offset / (size.i * size.j)].enumerated() {
        (low[axis], high[axis]) = (min(low[axis], n), max(high[axis], n))
      }
    }
    return (0..<3).map { min(low[$0], max(high[$0], 0))...max(high[$0], 0) }
  }

  /// - Returns: the version, which is on the disk, as is the case file that names it.
  func save(_ by: StructureVersion.Authorship) throws -> StructureVersion {
    try refuseRepeatedNames()
    let (changed, gone) = try changes(), new = changed + lobes.map(\.region)
    var drawn = writer.drawn(without: gone.union(new.map(\.name)))
    let shapes = try scene.structures(on: place)
    for region in changed { drawn.append(try writer.write(region, extent(region, image, shapes))) }
    for (region, mask) in lobes { drawn.append(try writer.write(region, mask)) }
    return try writer.finish(
      image, regions, drawn, by, text: CaseStructures(scene, drawn: drawn, gone: gone).text)
  }

  private func refuseRepeatedNames() throws {
    let names = Dictionary(grouping: regions, by: \.name)
    if let name = names.first(where: { $1.count > 1 })?.key {
      throw Refusal(
        422, "two regions would be called the same", at: name, remedy: "give each a name of its own")
    }
  }

  /// Which regions differ from before, and the names of those that are no more.
  private func changes() throws -> (changed: [LabelledRegion], gone: Set<String>) {
    let old = try scene.structures(on: place), shown = try scene.labels(on: place)
    let touched = touched(shown)
    var changed: [LabelledRegion] = [], gone: Set<String> = []
    for region in regions where region.isPainted {
      let before = known.first { $0.label == region.label }
      if let before, !touched.contains(region.label), region.name == before.name, region.role == before.role {
        continue
      }
      let mask = extent(region, image, old), isThere = mask.voxels.contains(true)
      guard let before else {
        if isThere { changed.append(region) }
        continue
      }
      let isSame = mask.voxels == extent(before, shown, old).voxels
      if isSame, region.name == before.name, region.role == before.role { continue }
      if region.name != before.name || !isThere { gone.insert(before.name) }
      if isThere { changed.append(region) }
    }
    return (changed, gone)
  }

  /// Labels of voxels that differ from what was shown; with a tumour the liver, which holds it.
  private func touched(_ shown: Volume<UInt8>) -> Set<Int> {
    var isTouched = [Bool](repeating: false, count: 256)
    for (now, then) in zip(image.voxels, shown.voxels) where now != then {
      (isTouched[Int(now)], isTouched[Int(then)]) = (true, true)
    }
    var labels = Set(isTouched.indices.filter { isTouched[$0] })
    let roles = Dictionary((known + regions).map { ($0.label, $0.role) }, uniquingKeysWith: { $1 })
    if labels.contains(where: { roles[$0] == "tumour" }) {
      labels.formUnion(known.filter { $0.role == "liver" }.map(\.label))
    }
    return labels
  }

  /// What a label image says of a region. The liver holds its tumours, on which they lie.
  private func extent(_ region: LabelledRegion, _ image: Volume<UInt8>, _ old: [Structure]) -> Volume<Bool> {
    var mask = image.mask(of: UInt8(clamping: region.label))
    guard region.role == "liver", let n = known.firstIndex(where: { $0.label == region.label }) else {
      return mask
    }
    let tumours = Set(regions.filter { $0.role == "tumour" }.map(\.label))
    old[n].region.forEach { offset, part in
      if part >= 0.5, tumours.contains(Int(image.voxels[offset])) { mask.voxels[offset] = true }
    }
    return mask
  }
}

extension Volume<UInt8> {
  fileprivate init(_ grid: Grid, _ labels: Volume<Int32>) {
    self = labels.bytes
  }
}
