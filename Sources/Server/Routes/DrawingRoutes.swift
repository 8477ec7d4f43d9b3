import Arguments
import Diagnostics
import Foundation
import Stages
import Volumes

/// Where one draws: the images of a case, or those of a plan.
struct DrawingPlace: Sendable {
  /// What stands before `/structures` and `/contours`.
  let address: String
  let permission: Permission
  let home: @Sendable (Call) throws -> CaseFolder
  /// Labels over which a rule lays nothing.
  let spared: @Sendable (Call) throws -> Set<UInt8>
}

extension Workstation {
  /// Versions, and what a rule makes of a drawing.
  func drawingRoutes(_ place: DrawingPlace) -> [Route] {
    [
      .get("\(place.address)/structures/:version", .readCases) { call in
        guard let version = Int(Self.withoutEnding(call["version"])) else {
          throw Refusal(404, "there is no such version")
        }
        return try .file(
          place.home(call).versions.appending(path: "\(version).nii.gz"), call.request,
          type: "application/octet-stream")
      },
      drawing("margin", place) { mask, _, call in
        try Contours.margin(mask, try Self.number(call, "mm", -100...100))
      },
      drawing("interpolate", place) { mask, _, _ in try Contours.interpolated(mask) },
    ]
  }

  /// Changes one label of a drawing that comes as the body.
  /// - Parameters:
  ///   - key: of the query, for the label.
  ///   - coversAll: whether what is laid in takes the place of every other region.
  func drawing(
    _ name: String, _ place: DrawingPlace, label key: String = "label", coversAll: Bool = false,
    _ change: @escaping @Sendable (Volume<Bool>, Volume<Int32>, Call) throws -> Volume<Bool>
  ) -> Route {
    .change("POST", "\(place.address)/contours/\(name)", place.permission, limit: LabelBody.limit) {
      call, body in
      let image = try LabelBody.read(body, self.workspace)
      let label = UInt8(try Self.number(call, key, 1...255))
      let mask = try change(image.mask(of: Int32(label)), image, call)
      let spared = coversAll ? [] : try place.spared(call)
      let drawn = image.bytes.laying(mask, label, sparing: spared)
      return .bytes(try LabelBody.bytes(drawn, self.workspace), "application/octet-stream")
    }
  }

  /// A mask of its own, 0 and 1, on the grid that the page draws on.
  func mask(_ drawn: Volume<Bool>, onto grid: Grid) throws -> Response {
    .bytes(try LabelBody.bytes(Contours.laid(drawn, onto: grid), workspace), "application/octet-stream")
  }

  /// A drawing becomes the next version, one at a time, and only on top of the last.
  /// - Parameter make: writes it.
  func saveVersion(
    _ base: Int?, _ home: CaseFolder, make: () throws -> StructureVersion
  ) throws -> StructureVersion {
    guard let base else { throw Refusal(400, "the version that it is based on is missing", at: "base") }
    let version = try edits.withLock { _ in
      try StructureVersion.refuseOutdated(base, home)
      return try make()
    }
    hub.tell(
      "structures",
      .object([
        ("case", .text(home.id)), ("version", .number(Double(version.version))),
        ("account", .text(version.author)),
      ]), to: .readCases)
    return version
  }

  /// Who saves, and when.
  func authorship(_ call: Call, note: String? = nil) -> StructureVersion.Authorship {
    .init(
      author: call.session.account, time: Surroundings.current.now().formatted(.iso8601),
      note: note ?? call.query("note") ?? "")
  }
}

extension Volume<UInt8> {
  /// With a region in place of what had its label; voxels of spared labels stay theirs.
  fileprivate func laying(_ mask: Volume<Bool>, _ own: UInt8, sparing spared: Set<UInt8>) -> Volume<UInt8> {
    var (out, isSpared) = (self, [Bool](repeating: false, count: 256))
    for label in spared where label != own { isSpared[Int(label)] = true }
    for n in out.voxels.indices {
      let known = out.voxels[n]
      if mask.voxels[n] {
        if !isSpared[Int(known)] { out.voxels[n] = own }
      } else if known == own {
        out.voxels[n] = 0
      }
    }
    return out
  }
}
