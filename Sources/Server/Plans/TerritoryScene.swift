import Arguments
import Diagnostics
import Documents
import Files
import Foundation
import Quantification
import Stages
import Studies
import Synchronization
import Volumes
import Workflow

/// The images of a plan with the perfused volume of each injection, as one draws them.
final class TerritoryScene: Sendable {
  let home: CaseFolder
  let plan: Plan
  let radioembolisation: RadioembolisationPlan
  let images: MAAScene
  /// Tissue of each injection alone, and tissue that several share. A volume of its own has the injection's name.
  let territories: [Territory]
  private let shown = Memory<Volume<UInt8>>(limit: 1)

  /// - Throws: `Refusal` 409 for a plan without images, and what reading them throws.
  init(_ home: CaseFolder) throws {
    self.home = home
    plan = try PlanFile.read(home.file)
    guard let radioembolisation = plan.radioembolisation, let images = radioembolisation.images else {
      throw Refusal(
        409, "this plan has no images to draw on", at: home.id, remedy: "name SPECT and CT under “images”")
    }
    guard radioembolisation.injections.count <= Territory.most else {
      throw Refusal(
        422, "perfused volumes of at most seven injections can be drawn", at: home.id,
        remedy: "name structures of your images in the plan file")
    }
    self.radioembolisation = radioembolisation
    self.images = try MAAScene(
      images, patient: plan.patient, density: radioembolisation.density, work: PlanCache.work(home.file)
    ) { _, _ in }
    territories = Territory.all(Self.names(radioembolisation.injections))
  }

  /// A structure that two injections name is drawn for none of them: each gets its own.
  private static func names(_ injections: [InjectionInput]) -> [String] {
    let named = injections.map(\.perfusedStructure)
    return injections.map { injection in
      injection.perfusedStructure.flatMap { name in named.count { $0 == name } == 1 ? name : nil }
        ?? injection.name
    }
  }

  /// Those of one injection each, in the order of the plan.
  var injected: [Territory] { Array(territories.prefix(radioembolisation.injections.count)) }

  /// What a page offers: with many injections no more than two share what is drawn.
  var listed: [LabelledRegion] {
    let reach = injected.count > 4 ? 2 : injected.count
    return territories.filter { $0.injections.count <= reach }.map(\.region)
  }

  /// Numbers of all tissue that the injections of a territory reach, alone or with others.
  func labels(of territory: Territory) -> Set<UInt8> {
    Set(
      territories.filter { territory.injections.isSubset(of: $0.injections) }.map {
        UInt8(clamping: $0.region.label)
      })
  }

  var structures: StructureSet { images.structures }

  /// Where one draws: the grid on which the plan measures.
  var grid: Grid { images.grid }

  /// One number a voxel, that of the injections which reach it.
  func labels() -> Volume<UInt8> {
    shown.value("labels", .init()) {
      var image = Volume<UInt8>(grid: grid, repeating: 0)
      var number: [Set<Int>: UInt8] = [:]
      for one in territories { number[one.injections] = UInt8(clamping: one.region.label) }
      for (n, injection) in radioembolisation.injections.enumerated() {
        guard let region = injection.perfusedStructure.flatMap(structures.called)?.region else { continue }
        // What a label becomes where this injection reaches it too.
        let next = [number[[n]] ?? 0] + territories.map { number[$0.injections.union([n])] ?? 0 }
        region.forEach { offset, part in
          if part >= 0.5 { image.voxels[offset] = next[Int(image.voxels[offset])] }
        }
      }
      return image
    }
  }

  /// Volumes of counts, tissue and drawing.
  func volume(_ id: String) throws(Refusal) -> Volume<Float> {
    switch id {
    case "spect": return images.emission
    case "ct":
      if let ct = images.ct { return ct }
    default: break
    }
    throw Refusal(404, "there is no such volume", at: id)
  }

  /// What each injection reaches of what is drawn; nothing of an injection for which nothing is.
  func injections(_ drawn: Volume<Int32>) throws -> [String: PlanMeasurements.Injection] {
    guard drawn.grid.matches(grid) else {
      throw Refusal(422, "the drawing lies on another grid than the plan’s", at: "body")
    }
    var found: [String: PlanMeasurements.Injection] = [:]
    let image = drawn.bytes
    for (territory, injection) in zip(territories, radioembolisation.injections) {
      let mask = image.mask(ofAny: labels(of: territory))
      guard mask.voxels.contains(true) else { continue }
      found[injection.name] = try images.injection(injection, perfusing: Occupancy(mask))
    }
    return found
  }
}
