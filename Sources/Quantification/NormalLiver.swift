import Checks
import Diagnostics
import Foundation
import Quantities
import Volumes

/// A sphere of reference in liver without tumour.
public struct NormalLiver: Sendable {
  public var sphere: Sphere
  /// Voxels whose centre lies in the sphere and that are liver without tumour.
  public var region: Occupancy
  /// Where the sphere came from, and whether it had to shrink.
  package var placement: [PlacementNote]

  /// At a centre that a person chose: the sphere's voxels in liver without tumour.
  ///
  /// - Throws: `GridError.foreignGrid`; `Problem` if no such voxel lies in the sphere.
  public init(liver: Occupancy, tumours: [Occupancy], centre: Vector3, diameter: Length = Length(30)) throws {
    let parenchyma = try Self.parenchyma(liver, tumours)
    let sphere = Sphere(centre: centre, radius: diameter.value / 2)
    var mask = Volume<Bool>(grid: liver.grid, repeating: false)
    sphere.occupancy(on: liver.grid, .centres).forEach { offset, _ in
      mask.voxels[offset] = parenchyma.voxels[offset]
    }
    try self.init(sphere, mask, placement: [.chosen])
  }

  /// Placed where the distance to the nearest voxel that is not liver without tumour is greatest; of equal places the
  /// first in storage order. If the full diameter does not fit the sphere shrinks until it does.
  ///
  /// - Throws: `GridError.foreignGrid`; `Problem` if no voxel of liver is free of tumour.
  public init(liver: Occupancy, tumours: [Occupancy], diameter: Length = Length(30)) throws {
    let parenchyma = try Self.parenchyma(liver, tumours)
    let distances = DistanceTransform.squared(parenchyma)
    var (best, place) = (0.0, 0)
    for (offset, d) in distances.voxels.enumerated() where d > best { (best, place) = (d, offset) }
    guard best > 0 else { throw Self.noParenchyma }
    let size = liver.grid.size
    let index = Vector3(
      Double(place % size.i), Double(place / size.i % size.j), Double(place / (size.i * size.j)))
    // A voxel at exactly the greatest distance is not liver any more.
    let radius = min(diameter.value / 2, best.squareRoot() * (1 - 1e-6))
    let sphere = Sphere(centre: liver.grid.position(index), radius: radius)
    let shrunk = radius < diameter.value / 2
    try self.init(
      sphere, sphere.occupancy(on: liver.grid, .centres).dense.map { $0 > 0 },
      placement: [.automatic] + (shrunk ? [.shrunk(to: 2 * radius)] : []))
  }

  private init(_ sphere: Sphere, _ mask: Volume<Bool>, placement: [PlacementNote]) throws {
    let region = Occupancy(mask)
    guard !region.isEmpty else { throw Self.noParenchyma }
    (self.sphere, self.region, self.placement) = (sphere, region, placement)
  }

  private static func parenchyma(_ liver: Occupancy, _ tumours: [Occupancy]) throws -> Volume<Bool> {
    var mask = Volume<Bool>(grid: liver.grid, repeating: false)
    liver.forEach { offset, fraction in mask.voxels[offset] = fraction >= 0.5 }
    for tumour in tumours {
      guard tumour.grid.matches(liver.grid) else { throw GridError.foreignGrid("a tumour") }
      tumour.forEach { offset, _ in mask.voxels[offset] = false }
    }
    return mask
  }

  private static let noParenchyma = Problem(
    .dataRejected, what: "there is no liver without tumour where the reference sphere should lie",
    at: "normal liver", why: "lesions are compared with normal liver",
    remedy: "choose the centre by hand, or check liver and tumour structures")
}
