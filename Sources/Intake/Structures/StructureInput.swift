import Checks
import DICOM
import Diagnostics
import Files
import Foundation
import ImageFiles
import Parallel
import Stages
import Volumes

/// One opened file with structures, of whichever kind.
struct StructureInput: Sendable {
  /// What became of one structure.
  struct Reading: Sendable {
    /// As the file calls it.
    var name: String
    var structure: Structure?
    var problems: [ImageFinding]

    static func failed(_ name: String, _ finding: ImageFinding) -> Reading {
      Reading(name: name, structure: nil, problems: [finding])
    }
  }

  private enum Content: Sendable {
    case contours(StructureSetFile)
    case segments(SegmentationFile)
    /// Each label of each layer, with what the user or the file calls it.
    case labels([Label])
  }

  private struct Label: Sendable {
    var volume: LabelVolume
    var value: Int
    var layer: Int
    var name: String

    /// Segments of different layers may have one value: it alone distinguishes none of them.
    var number: Int { value + 100_000 * layer }
    var region: Occupancy { volume.region(of: value) }
  }

  static let sopClasses = [StructureSetFile.sopClass] + SegmentationFile.sopClasses

  private let content: Content
  /// The file as people know it, and its order in its entry.
  private let place: StructurePlace
  let listings: [StructureListing]

  init(_ path: String, names: [Int: String], at place: StructurePlace = StructurePlace()) throws {
    self.place = place
    content = try StructureInput.open(path, names)
    listings = StructureInput.listings(content)
  }

  private static func open(_ path: String, _ names: [Int: String]) throws -> Content {
    guard DataSet.isDICOM(path) else {
      return .labels(try labels(path, names))
    }
    let dataSet = try DataSet.read(path)
    switch dataSet.string(.sopClassUID) {
    case StructureSetFile.sopClass: return .contours(try StructureSetFile(dataSet))
    case let sopClass? where SegmentationFile.sopClasses.contains(sopClass):
      return .segments(try SegmentationFile(dataSet))
    default:
      throw Problem(
        .dataRejected, what: "the object is neither an RT Structure Set nor a segmentation", at: path,
        remedy: "give the file with the structures")
    }
  }

  /// The names of the case file before those of the file itself.
  private static func labels(_ path: String, _ names: [Int: String]) throws -> [Label] {
    let segments = try ImageFiles.segments(path)
    return try ImageFiles.readLayers(path).enumerated().flatMap { layer, values in
      try values.grid.checkPlausible(at: path)
      let volume = try LabelVolume(values, at: path)
      return volume.labels.map { value in
        var label = Label(volume: volume, value: value, layer: layer, name: "")
        let own = segments.first { $0.label == value && $0.layer == layer }?.name
        label.name = names[label.number] ?? own ?? "label \(label.number)"
        return label
      }
    }
  }

  var problems: [ImageFinding] {
    switch content {
    case .contours(let file): file.findings
    case .segments(let file): file.findings
    case .labels: []
    }
  }

  private static func listings(_ content: Content) -> [StructureListing] {
    switch content {
    case .contours(let file):
      file.regions.map {
        StructureListing(
          name: $0.name, number: $0.number, kind: $0.kind, frameOfReference: $0.frameOfReference,
          parts: $0.contours.count, partName: "contours")
      }
    case .segments(let file):
      file.segments.map {
        StructureListing(
          name: $0.label, number: $0.number, kind: $0.property, frameOfReference: file.grid.frameOfReference,
          parts: $0.frames, partName: "frames")
      }
    case .labels(let labels):
      labels.map {
        StructureListing(
          name: $0.name, number: $0.number, kind: "", frameOfReference: $0.volume.grid.frameOfReference,
          parts: $0.volume.count(of: $0.value), partName: "voxels")
      }
    }
  }

  /// Rasterises the requested structures on a grid; all of them if `roles` names none.
  func read(onto grid: Grid, roles: [String: StructureRole], sides: [String: Lobe]) throws -> [Reading] {
    let wanted = listings.indices.filter { roles.isEmpty || roles[listings[$0].name] != nil }
    let spacing = planeSpacing
    return try parallelMap(wanted.count) { n in
      let listing = listings[wanted[n]]
      if let finding = foreignFrame(listing, grid) { return .failed(listing.name, finding) }
      let identity = place.identity(
        listing, object, role: roles[listing.name] ?? .other, side: sides[listing.name])
      do {
        let (structure, problems) = try lay(wanted[n], identity, grid, spacing)
        return Reading(name: listing.name, structure: structure, problems: problems)
      } catch let problem as Problem {
        // One structure that cannot be read does not cost the others.
        return .failed(
          listing.name, .blocking(.told(problem, .unreadableStructure), at: problem.location))
      }
    }
  }

  /// Shapes, kinds and numbers of all structures, without names.
  func updateShapes(_ digest: inout Digest) throws {
    switch content {
    case .contours(let file): for region in file.regions { digest.update(region) }
    case .segments(let file):
      for segment in file.segments {
        digest.update(["\(segment.number)", segment.property])
        digest.update(try file.region(segment))
      }
    case .labels(let labels):
      for label in labels {
        digest.update(["\(label.number)"])
        digest.update(label.region)
      }
    }
  }

  private var object: RegionOrigin.Object {
    switch content {
    case .contours: .roi
    case .segments: .segment
    case .labels: .label
    }
  }

  private var planeSpacing: Double? {
    if case .contours(let file) = content { RegionOfInterest.planeSpacing(file.regions) } else { nil }
  }

  private func foreignFrame(_ listing: StructureListing, _ grid: Grid) -> ImageFinding? {
    guard let own = listing.frameOfReference, let reference = grid.frameOfReference, own != reference else {
      return nil
    }
    return .blocking(
      .structures(.frameForeign(own: own, image: reference)), at: "structure \(listing.name)")
  }

  private func lay(_ n: Int, _ identity: Region, _ grid: Grid, _ spacing: Double?) throws -> (
    Structure?, [ImageFinding]
  ) {
    switch content {
    case .contours(let file):
      return file.regions[n].structure(
        role: identity.role, as: identity, on: grid, planeSpacing: spacing)
    case .segments(let file):
      return try file.region(file.segments[n]).structure(identity, origin: "segmentation", onto: grid)
    case .labels(let labels):
      return labels[n].region.structure(identity, origin: "label image", onto: grid)
    }
  }
}
