import Alignment
import Diagnostics
import Documents
import Files
import Foundation
import ImageFiles
import Intake
import Stages
import Synchronization
import Volumes
import Workflow

/// What a case looks like: its images, structures and dose on their grids, kept while somebody looks.
final class Scene: Sendable {
  let home: CaseFolder
  let therapy: Case
  let journey: Journey
  let study: AlignedStudy
  let structures: [Structure]
  let dose: DoseVolume?
  /// On the grid of the dose, g/mL.
  let density: Volume<Float>?
  /// All structures with their numbers in label images. A region keeps its number from version to version, so that a
  /// drawing that is open stays right after it was saved.
  let labelledRegions: [LabelledRegion]
  /// Structures and label images on the grids on which one draws.
  let laid = Memory<[Structure]>(limit: 2), shown = Memory<Volume<UInt8>>(limit: 2)

  /// What images and dose were made of, so that a scene of other structures takes them over.
  private let imagesKey, doseKey: String

  /// - Parameter old: the scene of the case before its last change.
  init(_ home: CaseFolder, _ journeys: Journeys, after old: Scene? = nil) throws {
    (self.home, therapy) = (home, try CaseFile.read(home.file))
    journey = try journeys.journey(home, therapy)
    let (images, dosed) = (
      try home.imagesKey, home.stamp([home.results.appending(path: "dose.nii.gz")])
    )
    (imagesKey, doseKey) = (images, dosed)
    if let old, old.imagesKey == images {
      study = old.study
    } else {
      // A registration of another version or of other images counts as none: what is there can be looked at all the same,
      // and the steps of the case state that it is out of date.
      let aligned = home.has("alignment.json") ? try? Passage(journey, .read).aligned().study : nil
      study = try aligned ?? Self.unaligned(journey)
    }
    structures =
      try therapy.structures.isEmpty
      ? [] : journey.structures(study, activity: Self.activity(home, therapy)).set.structures
    labelledRegions = LabelledRegion.all(structures, known: StructureVersion.all(home).last?.regions ?? [])
    let made =
      try old.flatMap { $0.doseKey == dosed ? $0.dose : nil }
      ?? (home.has("dose.nii.gz") ? NounFile.readDose(home.results.appending(path: "dose.nii.gz")) : nil)
    dose = made
    if let made {
      density = try Self.density(journey, study, structures, made.map.grid)
    } else {
      density = nil
    }
  }

  /// Before the time points were registered the reference can be looked at all the same.
  private static func unaligned(_ journey: Journey) throws -> AlignedStudy { try journey.align(stored: []) }

  private static func activity(_ home: CaseFolder, _ therapy: Case) -> Volume<Float>? {
    let file = home.results.appending(path: "activity/\(safeFileName(therapy.reference)).nii.gz")
    return (try? NounFile.readActivity(file))?.map.values
  }

  private static func density(
    _ journey: Journey, _ study: AlignedStudy, _ structures: [Structure], _ grid: Grid
  ) throws -> Volume<
    Float
  >? {
    if grid.matches(study.grid) {
      var notes: [Finding] = []
      return try journey.materials(study, on: nil, StructureSet(structures), &notes)?.density
    }
    let conversion = try journey.conversion()
    return study.ct.map { ct in
      var density = ct.values
      density.voxels = density.voxels.map { Float(conversion.density(Double($0))) }
      return Alignment.average(density, onto: grid, outside: 0)
    }
  }
}

/// The scenes of a few cases, made anew when the case file or its results have changed.
final class Scenes: Sendable {
  private struct Entry {
    var key: String
    var scene: Scene
  }
  private let kept = Mutex<[Entry]>([])
  /// One at a time: reading images takes memory.
  private let making = Mutex(())
  private static let limit = 3
  private let journeys: Journeys

  init(_ journeys: Journeys) { self.journeys = journeys }

  func scene(_ home: CaseFolder) throws -> Scene {
    let key = self.key(home)
    if let scene = find(key) { return scene }
    return try making.withLock { _ in
      if let scene = find(key) { return scene }
      let scene = try Scene(home, journeys, after: last(home))
      kept.withLock { kept in
        kept.removeAll { $0.scene.home.id == home.id }
        kept = Array(([Entry(key: key, scene: scene)] + kept).prefix(Self.limit))
      }
      return scene
    }
  }

  private func last(_ home: CaseFolder) -> Scene? {
    kept.withLock { $0.first { $0.scene.home.id == home.id }?.scene }
  }
  private func find(_ key: String) -> Scene? { kept.withLock { $0.first { $0.key == key }?.scene } }

  private func key(_ home: CaseFolder) -> String {
    home.id
      + home.stamp(
        home.seen + [home.results.appending(path: "dose.nii.gz"), home.results.appending(path: "activity")])
  }
}
