import Arguments
import Documents
import Files
import Foundation
import ImageFiles
import Alignment
import Stages
import Volumes
import Workflow

/// The volumes of a case that can be looked at, and their files.
struct VolumeList {
  struct Entry {
    var id, kind, unit: String
    var timePoint: String?
    var hours: Double?
    /// Of a dose that does not count.
    var engine: String?
    /// Of the dose of an earlier cycle, as its summary calls it.
    var cycle: String?
  }
  let home: CaseFolder

  private struct Note: Decodable {
    var id: String?
    var hoursAfterAdministration: Double?
  }

  /// - Parameter scene: what is read from the case's own images; `nil` where they cannot be read yet.
  func entries(_ scene: Scene?) -> [Entry] {
    let points = scene?.therapy.timePoints ?? []
    var all = points.filter { $0.ct != nil }.map {
      Entry(id: "ct-\(safeFileName($0.name))", kind: "ct", unit: "HU", timePoint: $0.name)
    }
    if points.isEmpty, scene?.study.ct != nil { all.append(Entry(id: "ct", kind: "ct", unit: "HU")) }
    all += points.map {
      Entry(id: "emission-\(safeFileName($0.name))", kind: "counts", unit: "counts", timePoint: $0.name)
    }
    all += activities
    for (file, kind, unit) in [
      ("decays", "decays", "Bq·s/mL"), ("dose", "dose", "Gy"), ("dose-sigma", "sigma", "Gy"),
    ] where home.has(file + ".nii.gz") { all.append(Entry(id: file, kind: kind, unit: unit)) }
    all += otherDoses
    if home.has("dose.nii.gz"), let scene {
      all += EarlierCycle.all(scene.therapy).map {
        Entry(id: $0.id, kind: "dose", unit: "Gy", cycle: $0.title)
      }
    }
    for place in [Scene.Place.labels, .fine] where scene?.structures.isEmpty == false {
      if place == .labels || scene?.study.ct != nil {
        all.append(Entry(id: place.rawValue, kind: "labels", unit: ""))
      }
    }
    return all
  }

  /// By the other engines, to be held against the dose that counts.
  private var otherDoses: [Entry] {
    guard let folder = try? WorkFolder(home.results) else { return [] }
    return folder.otherDoses.filter { FileManager.default.fileExists(atPath: $0.path) }.map { file in
      let id = String(file.lastPathComponent.dropLast(".nii.gz".count))
      let engine = String(id.dropFirst("dose-".count)).replacing("_", with: " ")
      return Entry(id: id, kind: "dose", unit: "Gy", engine: engine)
    }
  }

  private var activities: [Entry] {
    let folder = home.results.appending(path: "activity")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let found = names.filter {
      $0.hasSuffix(".nii.gz") && !$0.hasSuffix("-sigma.nii.gz") && !$0.hasPrefix(".")
    }.map { file in
      let name = String(file.dropLast(7))
      let data = FileManager.default.contents(atPath: folder.appending(path: name + ".json").path) ?? Data()
      let note = try? JSONDecoder().decode(Note.self, from: data)
      return Entry(
        id: "activity-\(name)", kind: "activity", unit: "Bq/mL", timePoint: note?.id ?? name,
        hours: note?.hoursAfterAdministration)
    }
    return found.sorted { ($0.hours ?? 0, $0.id) < ($1.hours ?? 0, $1.id) }
  }

  /// The file of a volume; what is not a file of the results is made, once for each state of what it is made of.
  func file(_ id: String, _ scene: () throws -> Scene) throws -> URL {
    guard !id.contains("/"), !id.hasPrefix(".") else { throw Refusal(404, "there is no such volume", at: id) }
    if id.hasPrefix("activity-") {
      return try there(home.results.appending(path: "activity/\(id.dropFirst(9)).nii.gz"), id)
    }
    if ["decays", "dose", "dose-sigma"].contains(id) || id.hasPrefix("dose-") || id.hasPrefix("difference-") {
      return try there(home.results.appending(path: "\(id).nii.gz"), id)
    }
    if id.hasPrefix("cycle-") {
      let scene = try scene()
      guard let cycle = EarlierCycle.all(scene.therapy).first(where: { $0.id == id }) else {
        throw Refusal(404, "there is no such volume", at: id)
      }
      return try cycle.file(scene)
    }
    return try home.picture(id, of: home.stamp(home.seen)) { try make(id, scene(), $0) }
  }

  private func there(_ file: URL, _ id: String) throws(Refusal) -> URL {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw Refusal(404, "there is no such volume", at: id)
    }
    return file
  }

  private func make(_ id: String, _ scene: Scene, _ file: URL) throws {
    if let place = Scene.Place(rawValue: id) {
      return try ImageFiles.write(scene.labels(on: place), file.path, description: "labels")
    }
    if id == "ct", let ct = scene.study.ct {
      return try ImageFiles.write(whole(ct.values), file.path, description: "HU")
    }
    let points = scene.therapy.timePoints
    if let point = points.first(where: { id == "ct-\(safeFileName($0.name))" }),
      let ct = try scene.journey.ct(of: point)
    {
      return try ImageFiles.write(whole(laid(ct.values, point.name, scene)), file.path, description: "HU")
    }
    if let point = points.first(where: { id == "emission-\(safeFileName($0.name))" }) {
      let image = try scene.journey.emission(of: point).values
      return try ImageFiles.write(laid(image, point.name, scene), file.path, description: "as read")
    }
    throw Refusal(404, "there is no such volume", at: id)
  }

  /// As the time point lies on the reference.
  private func laid(_ volume: Volume<Float>, _ point: String, _ scene: Scene) -> Volume<Float> {
    guard point != scene.therapy.reference else { return volume }
    let motion = scene.study.motion(to: point)
    return Alignment.average(volume, onto: scene.study.grid, through: motion, outside: .nan)
  }

  private func whole(_ volume: Volume<Float>) -> Volume<Int16> {
    volume.hounsfield
  }
}
