import Arguments
import Diagnostics
import Files
import Foundation
import ImageFiles
import Volumes

extension Workstation {
  var volumeRoutes: [Route] {
    [
      .get("/api/cases/:case/volumes", .readCases) { call in
        let home = try CaseFolder(self.workspace, call["case"])
        let scene = home.text == nil ? nil : try? self.scenes.scene(home)
        return .json(.array(VolumeList(home: home).entries(scene).map { self.json($0, home, scene) }))
      },
      .get("/api/cases/:case/volumes/:file", .readCases) { call in
        let home = try CaseFolder(self.workspace, call["case"])
        let id = Self.withoutEnding(call["file"])
        let file = try VolumeList(home: home).file(id) { try self.scenes.scene(home) }
        return try .file(file, call.request, type: "application/octet-stream")
      },
      .get("/api/cases/:case/slice", .readCases) { call in
        let picture = try self.slice(call)
        var response = Response.bytes(picture.png, "image/png")
        response.headers.append(("X-Hepatica-Field", picture.field))
        return response
      },
    ]
  }

  static func withoutEnding(_ name: String) -> String {
    for ending in [".nii.gz", ".nii"] where name.hasSuffix(ending) {
      return String(name.dropLast(ending.count))
    }
    return name
  }

  private func json(_ entry: VolumeList.Entry, _ home: CaseFolder, _ scene: Scene?) -> JSON {
    let place = entry.id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? entry.id
    let regions = entry.kind == "labels" ? scene?.labelledRegions.map(\.json) ?? [] : []
    return .object([
      ("id", .text(entry.id)), ("kind", .text(entry.kind)), ("unit", .text(entry.unit)),
      ("timePoint", text(entry.timePoint)), ("hours", entry.hours.map { .number($0) } ?? .null),
      ("engine", text(entry.engine)), ("cycle", text(entry.cycle)),
      ("url", .text("/api/cases/\(home.id)/volumes/\(place).nii.gz")), ("regions", .array(regions)),
    ])
  }

  /// A volume as values; the last few stay in memory.
  func volume(_ id: String, _ home: CaseFolder) throws -> Volume<Float> {
    let file = try VolumeList(home: home).file(id) { try self.scenes.scene(home) }
    return try images.volume(file, home.changed(file))
  }

  private func slice(_ call: Call) throws -> SlicePicture {
    let home = try CaseFolder(workspace, call["case"])
    guard let plane = SlicePicture.Plane(rawValue: call.query("plane") ?? "axial"),
      let id = call.query("volume"),
      let place = Double(call.query("mm") ?? "0"), place.isFinite
    else { throw Refusal(400, "a slice needs volume, plane (axial, coronal, sagittal) and mm", at: "slice") }
    let base = try layer(id, home, call, "low", "high")
    var picture = SlicePicture(plane: plane, place: place, base: base)
    if let over = call.query("overlay"), !over.isEmpty {
      picture.over = try layer(over, home, call, "overlayLow", "overlayHigh")
    }
    return picture
  }

  private func layer(_ id: String, _ home: CaseFolder, _ call: Call, _ low: String, _ high: String) throws
    -> SlicePicture.Layer
  {
    let volume = try volume(id, home)
    let top = call.query(high).flatMap(Float.init) ?? volume.voxels.lazy.filter(\.isFinite).max() ?? 1
    return .init(volume: volume, low: call.query(low).flatMap(Float.init) ?? 0, high: top)
  }
}
