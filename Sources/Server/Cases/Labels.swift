import Arguments
import Files
import Foundation
import Stages
import Volumes

/// A region of a label image: its number, what it is, its colour.
struct LabelledRegion: Codable, Sendable {
  var label: Int
  var name: String
  var role: String
  var side: String?
  var id: String?

  /// Colours that differ for the eye, also for those who do not see red and green apart (Okabe & Ito 2008).
  private static let colours = [
    "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999", "#88CCEE",
    "#DDCC77",
  ]
  var colour: String { Self.colours[(label - 1) % Self.colours.count] }

  /// Bodies and lobes hold other regions; one voxel has one number.
  var isPainted: Bool { !["body", "liverLobe", "perfusedVolume"].contains(role) }

  var json: JSON {
    .object([
      ("label", .number(Double(label))), ("name", .text(name)), ("id", text(id)), ("role", .text(role)),
      ("side", text(side)), ("colour", .text(colour)), ("painted", .flag(isPainted)),
    ])
  }
}

extension LabelledRegion {
  /// Structures with the numbers that they had, and free ones for those that are new.
  static func all(_ structures: [Structure], known: [LabelledRegion]) -> [LabelledRegion] {
    let kept = structures.map { s in known.first { $0.name == s.name }?.label }
    var free = (1...255).filter { number in !kept.contains(number) && !known.contains { $0.label == number }
    }[...]
    return zip(structures, kept).map { s, label in
      LabelledRegion(
        label: label ?? free.popFirst() ?? 255, name: s.name, role: s.role.rawValue,
        side: s.identity.side?.rawValue,
        id: s.id.rawValue)
    }
  }
}

extension Scene {
  /// Where a drawing may lie.
  enum Place: String { case labels, fine = "labels-ct" }

  func grid(_ place: Place) -> Grid { place == .fine ? study.ct?.values.grid ?? study.grid : study.grid }

  /// The structures as they lie on the grid of a drawing.
  func structures(on place: Place) throws -> [Structure] {
    let grid = grid(place)
    guard !grid.matches(study.grid), !structures.isEmpty else { return structures }
    return try laid.value(place.rawValue, .init()) {
      try journey.structures(study, StructureSet(structures), on: grid)
    }
  }

  /// One number a voxel: what is smaller and matters more lies on top; half a voxel counts.
  func labels(on place: Place = .labels) throws -> Volume<UInt8> {
    try shown.value(place.rawValue, .init()) { try drawn(on: place) }
  }

  private func drawn(on place: Place) throws -> Volume<UInt8> {
    var image = Volume<UInt8>(grid: grid(place), repeating: 0)
    let (drawn, regions) = (try structures(on: place), labelledRegions)
    let order = regions.indices.filter { regions[$0].isPainted }.sorted { rank($0) < rank($1) }
    for n in order {
      image.paint(drawn[n].region, regions[n].label)
    }
    return image
  }

  private func rank(_ n: Int) -> Int {
    let order: [StructureRole] = [.other, .marrow, .lung, .spleen, .kidney, .liver, .tumour]
    return (order.firstIndex(of: structures[n].role) ?? 0) * 1000 + n
  }
}
