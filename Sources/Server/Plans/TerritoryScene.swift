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
  /// One for each injection, numbered in their order. A volume of its own has the injection's name.
  let regions: [LabelledRegion]
  private let shown = Memory<Volume<UInt8>>(limit: 1)

  /// - Throws: `Refusal` 409 for a plan without images, and what reading them throws.
  init(_ home: CaseFolder) throws {
    self.home = home
    plan = try PlanFile.read(home.file)
    guard let radioembolisation = plan.radioembolisation, let images = radioembolisation.images else {
      throw Refusal(
        409, "this plan has no images to draw on", at: home.id, remedy: "name SPECT and CT under “images”")
    }
    self.radioembolisation = radioembolisation
    self.images = try MAAScene(
      images, patient: plan.patient, density: radioembolisation.density, work: PlanCache.work(home.file)
    ) { _, _ in }
    let names = radioembolisation.injections.map(\.perfusedStructure)
    regions = radioembolisation.injections.enumerated().map { n, injection in
      // A structure that two injections name is drawn for none of them: each gets its own.
      let own = names[n].flatMap { name in names.count { $0 == name } == 1 ? name : nil }
      return LabelledRegion(
        label: n + 1, name: own ?? injection.name, role: StructureRole.perfusedVolume.rawValue)
    }
  }

  var structures: StructureSet { images.structures }

  /// Where one draws: the grid on which the plan measures.
  var grid: Grid { images.grid }

  /// One number a voxel; where two injections share tissue, the later one shows.
  func labels() -> Volume<UInt8> {
    shown.value("labels", .init()) {
      var image = Volume<UInt8>(grid: grid, repeating: 0)
      for (region, injection) in zip(regions, radioembolisation.injections) {
        guard let name = injection.perfusedStructure, let structure = structures.called(name) else {
          continue
        }
        structure.region.forEach { offset, part in
          if part >= 0.5 { image.voxels[offset] = UInt8(clamping: region.label) }
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
    for (region, injection) in zip(regions, radioembolisation.injections) {
      let mask = drawn.mask(of: Int32(region.label))
      guard mask.voxels.contains(true) else { continue }
      found[injection.name] = try images.injection(injection, perfusing: Occupancy(mask))
    }
    return found
  }
}

/// What the drawing of perfused volumes comes to: volumes and ratios, and the doses of the plan with them.
struct TerritoryPreview: Encodable {
  struct Row: Encodable {
    var label: Int
    var name: String
    var volume_mL, tumour_mL, normal_mL: Double
    /// Mean concentration of the tumours over that of the normal liver, as the SPECT has them.
    var tumourToNormal: Double?
    /// Of the volume of the liver.
    var share: Double
  }
  var rows: [Row]
  var plan: PlanPreview

  /// - Parameter task: the plan as it is measured; doses are those of the models of compartments, for the activities of
  ///   its injections.
  init(_ scene: TerritoryScene, _ drawn: Volume<Int32>, _ task: RadioembolisationTask) throws {
    let found = try scene.injections(drawn)
    let liver = task.liver.volume.doubleValue
    rows = zip(scene.regions, scene.radioembolisation.injections).compactMap { region, injection in
      guard let own = found[injection.name] else { return nil }
      let (tumour, ratio) = Self.tumours(own)
      return Row(
        label: region.label, name: region.name, volume_mL: own.perfused.millilitres, tumour_mL: tumour,
        normal_mL: own.normal.millilitres, tumourToNormal: ratio,
        share: liver > 0 ? own.perfused.millilitres / liver : 0)
    }
    plan = PlanPreview(try task.drawn(found).record())
  }

  private static func tumours(_ own: PlanMeasurements.Injection) -> (ml: Double, ratio: Double?) {
    let all = own.compartments.filter(\.isTumour)
    let ml = all.reduce(0) { $0 + $1.volume.value.value }
    let weighted = all.reduce(0) { $0 + $1.volume.value.value * ($1.toNormal?.value.value ?? 0) }
    return (ml, ml > 0 ? weighted / ml : nil)
  }
}
