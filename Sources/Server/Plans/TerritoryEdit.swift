import Diagnostics
import Documents
import Files
import Foundation
import Stages
import Volumes

/// Perfused volumes as they were drawn become the next version, which the plan file then names.
struct TerritoryEdit {
  let scene: TerritoryScene
  let image: Volume<UInt8>
  private let writer: VersionWriter

  /// - Throws: `Refusal` 422 for a drawing on another grid, or one that perfuses nothing that a plan can count.
  init(_ scene: TerritoryScene, _ labels: Volume<Int32>) throws {
    _ = try scene.injections(labels)
    (self.scene, image, writer) = (scene, labels.bytes, VersionWriter(scene.home))
  }

  /// - Returns: the version, which is on the disk, as is the plan file that names it.
  func save(_ by: StructureVersion.Authorship) throws -> StructureVersion {
    let changed = try scene.injected.filter { try isChanged($0) }
    let drawn =
      try writer.drawn(without: Set(changed.map(\.region.name)))
      + changed.map { try writer.write($0.region, mask($0, image)) }
    return try writer.finish(image, scene.territories.map(\.region), drawn, by, text: text(drawn))
  }

  /// Whether a volume differs from the one of now; a volume that was erased is refused.
  private func isChanged(_ territory: Territory) throws -> Bool {
    let (now, then) = (mask(territory, image), mask(territory, scene.labels()))
    guard now.voxels != then.voxels else { return false }
    guard now.voxels.contains(true) else {
      throw Refusal(
        422, "nothing is left of this volume", at: territory.region.name,
        why: "every injection perfuses something", remedy: "draw it, or take the injection out of the plan")
    }
    return true
  }

  private func mask(_ territory: Territory, _ image: Volume<UInt8>) -> Volume<Bool> {
    image.mask(ofAny: scene.labels(of: territory))
  }

  /// The plan file with what was drawn, which counts in place of a volume that was typed.
  private func text(_ drawn: [StructureVersion.Drawn]) throws -> String {
    let sources = scene.radioembolisation.images?.structures ?? []
    var text = try CaseStructures(
      text: scene.home.text ?? "", place: "tare.images.structures", sources: sources,
      structures: scene.structures.structures, drawn: drawn, gone: []
    ).text
    for (n, one) in scene.injected.enumerated() where drawn.contains(where: { $0.name == one.region.name }) {
      let (place, region) = ("tare.injections.\(n)", one.region)
      let bare = try JSON5Text(text).removing("\(place).perfusedMl")
      let named = try JSON5Text(bare).setting(
        "\(place).perfusedStructure", to: JSON.text(region.name).printed)
      guard let named else { throw Refusal(422, "the plan file cannot be edited", at: place) }
      text = named
    }
    _ = try PlanFile.parse(text, at: scene.home.file)
    return text
  }
}
