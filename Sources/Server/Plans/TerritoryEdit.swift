import Arguments
import Diagnostics
import Documents
import Files
import Foundation
import ImageFiles
import Stages
import Volumes

/// Perfused volumes as they were drawn become the next version, which the plan file then names.
struct TerritoryEdit {
  let scene: TerritoryScene
  let image: Volume<UInt8>
  private let before: [StructureVersion]

  private var home: CaseFolder { scene.home }
  private var number: Int { (before.last?.version ?? 0) + 1 }

  /// - Throws: `Refusal` 422 for a drawing on another grid, or one that perfuses nothing that a plan can count.
  init(_ scene: TerritoryScene, _ labels: Volume<Int32>) throws {
    _ = try scene.injections(labels)
    (self.scene, image, before) = (scene, labels.bytes, StructureVersion.all(scene.home))
  }

  /// - Returns: the version, which is on the disk, as is the plan file that names it.
  func save(author: String, note: String, time: String) throws -> StructureVersion {
    try createFolder(home.versions)
    let changed = try scene.regions.filter { try isChanged($0) }
    let old = before.last?.drawn ?? []
    let drawn = try old.filter { one in !changed.contains { $0.name == one.name } } + changed.map(write)
    try ImageFiles.write(image, home.versions.appending(path: "\(number).nii.gz").path, description: "labels")
    let version = StructureVersion(
      version: number, author: author, time: time, note: note, base: number - 1, regions: scene.regions,
      drawn: drawn)
    let text = try text(drawn)
    try writeAtomically(
      prettyJSON(version), to: home.versions.appending(path: "\(number).json"), over: .state)
    try writeAtomically(text, to: home.file, over: .state)
    return version
  }

  /// Whether a volume differs from the one of now; a volume that was erased is refused.
  private func isChanged(_ region: LabelledRegion) throws -> Bool {
    let (now, then) = (mask(region, image), mask(region, scene.labels()))
    guard now.voxels != then.voxels else { return false }
    guard now.voxels.contains(true) else {
      throw Refusal(
        422, "nothing is left of this volume", at: region.name,
        why: "every injection perfuses something", remedy: "draw it, or take the injection out of the plan")
    }
    return true
  }

  private func mask(_ region: LabelledRegion, _ image: Volume<UInt8>) -> Volume<Bool> {
    image.mask(of: UInt8(clamping: region.label))
  }

  private func write(_ region: LabelledRegion) throws -> StructureVersion.Drawn {
    let file = "structures/versions/\(number)-\(region.label).nii.gz"
    try ImageFiles.write(
      mask(region, image).labels(UInt8(region.label)), home.url.appending(path: file).path,
      description: "label")
    return .init(name: region.name, role: region.role, side: region.side, label: region.label, file: file)
  }

  /// The plan file with what was drawn, which counts in place of a volume that was typed.
  private func text(_ drawn: [StructureVersion.Drawn]) throws -> String {
    let sources = scene.radioembolisation.images?.structures ?? []
    var text = try CaseStructures(
      text: home.text ?? "", place: "tare.images.structures", sources: sources,
      structures: scene.structures.structures, drawn: drawn, gone: []
    ).text
    for (n, region) in scene.regions.enumerated() where drawn.contains(where: { $0.name == region.name }) {
      let place = "tare.injections.\(n)"
      let bare = try JSON5Text(text).removing("\(place).perfusedMl")
      let named = try JSON5Text(bare).setting(
        "\(place).perfusedStructure", to: JSON.text(region.name).printed)
      guard let named else { throw Refusal(422, "the plan file cannot be edited", at: place) }
      text = named
    }
    _ = try PlanFile.parse(text, at: home.file)
    return text
  }
}
