import Diagnostics
import Stages
import Volumes

/// Where the dose is wanted, and the larger part of the same lattice in which energy is followed to get it right.
///
/// Activity in `transport` counts wherever it lies; activity beyond does not, and beyond `transport` there is nothing that
/// could scatter energy back.
public struct DoseGrid: Sendable, Hashable {
  /// Sources, materials and tracks live here.
  public let transport: Grid
  /// The dose is given here.
  public let box: IndexBox

  /// The dose on the whole of a grid.
  public init(_ grid: Grid) { (transport, box) = (grid, IndexBox(grid)) }

  /// - Precondition: the box holds a voxel and lies in `transport`.
  public init(transport: Grid, box: IndexBox) {
    precondition(
      box.count > 0 && box.intersection(IndexBox(transport)) == box, "the dose lies in the transport grid")
    (self.transport, self.box) = (transport, box)
  }

  public var grid: Grid { transport.cropped(to: box) }
  var isPart: Bool { box != IndexBox(transport) }

  /// The voxels of a row of `box`, as offsets in `transport`.
  func forEachRow(_ body: (Range<Int>) -> Void) {
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        let row = transport.offset(0, j, k)
        body((row + box.lower.i)..<(row + box.upper.i))
      }
    }
  }
}

extension MaterialMap {
  /// The part in a box of the grid.
  public func cropped(to box: IndexBox) -> MaterialMap {
    var copy = self
    (copy.density, copy.tissue) = (density.cropped(to: box), tissue.cropped(to: box))
    return copy
  }
}

extension Problem {
  static func outsideGrid(_ share: Double, allowed: Double) -> Problem {
    Problem(
      .dataRejected,
      what:
        "\(percent(share)) of the activity is outside the dose grid; \(percent(allowed)) is allowed",
      at: "dose grid", why: "its dose on the grid would be missing",
      remedy: "take a larger grid or larger surroundings, or allow it (option allowOutside)")
  }
}
