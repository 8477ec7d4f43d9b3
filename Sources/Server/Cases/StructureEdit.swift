import Diagnostics
import Documents
import Files
import Foundation
import ImageFiles
import Stages
import Volumes

/// A drawing that becomes the next version: what changed is written next to the case file, which then names it.
struct StructureEdit {
  let scene: Scene
  let place: Scene.Place
  let image: Volume<UInt8>
  let before: [StructureVersion]
  let regions: [LabelledRegion]
  private let known: [LabelledRegion]

  private var home: CaseFolder { scene.home }
  private var number: Int { (before.last?.version ?? 0) + 1 }

  /// - Parameter named: regions that the drawing adds or renames, by label.
  /// - Throws: `Refusal` 422 for a drawing on another grid than those of the case.
  init(_ scene: Scene, _ labels: Volume<Int32>, named: [Int: LabelledRegion]) throws {
    self.scene = scene
    guard let place = [Scene.Place.labels, .fine].first(where: { scene.grid($0).matches(labels.grid) }) else {
      throw Refusal(
        422, "the drawing lies on neither the reference grid nor that of its CT", at: "body",
        remedy: "draw on the volumes labels or labels-ct")
    }
    (self.place, before) = (place, StructureVersion.all(scene.home))
    image = Volume(labels.grid, labels)
    known = scene.labelledRegions
    regions = Self.regions(known, image, named)
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

  /// - Returns: the version, which is on the disk, as is the case file that names it.
  func save(author: String, note: String, time: String) throws -> StructureVersion {
    try refuseRepeatedNames()
    try createFolder(home.versions)
    let (changed, gone) = try changes()
    var drawn = (before.last?.drawn ?? []).filter { old in
      !gone.contains(old.name) && !changed.contains { $0.name == old.name }
    }
    for region in changed { drawn.append(try write(region)) }
    try ImageFiles.write(image, home.versions.appending(path: "\(number).nii.gz").path, description: "labels")
    let version = StructureVersion(
      version: number, author: author, time: time, note: note, base: number - 1, regions: regions,
      drawn: drawn)
    let text = try CaseStructures(scene, drawn: drawn, gone: gone).text
    try writeAtomically(
      try prettyJSON(version), to: home.versions.appending(path: "\(number).json"), over: .state)
    try writeAtomically(text, to: home.file, over: .state)
    return version
  }

  private func refuseRepeatedNames() throws {
    let names = Dictionary(grouping: regions, by: \.name)
    if let name = names.first(where: { $1.count > 1 })?.key {
      throw Refusal(
        422, "two regions would be called the same", at: name, remedy: "give each a name of its own")
    }
  }

  private func write(_ region: LabelledRegion) throws -> StructureVersion.Drawn {
    let file = "structures/versions/\(number)-\(region.label).nii.gz"
    let mask = try extent(region, image, scene.structures(on: place))
    try ImageFiles.write(
      mask.map { $0 ? UInt8(region.label) : 0 }, home.url.appending(path: file).path, description: "label")
    return .init(name: region.name, role: region.role, side: region.side, label: region.label, file: file)
  }

  /// Which regions differ from before, and the names of those that are no more.
  private func changes() throws -> (changed: [LabelledRegion], gone: Set<String>) {
    let old = try scene.structures(on: place), shown = try scene.labels(on: place)
    var changed: [LabelledRegion] = [], gone: Set<String> = []
    for region in regions where region.isPainted {
      let mask = extent(region, image, old), isThere = mask.voxels.contains(true)
      guard let before = known.first(where: { $0.label == region.label }) else {
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

  /// What a label image says of a region. The liver holds its tumours, on which they lie.
  private func extent(_ region: LabelledRegion, _ image: Volume<UInt8>, _ old: [Structure]) -> Volume<Bool> {
    var mask = image.map { Int($0) == region.label }
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
    self = labels.map { UInt8(clamping: $0) }
  }
}
