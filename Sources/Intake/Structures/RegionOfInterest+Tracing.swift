import Foundation
import Stages
import Volumes

extension RegionOfInterest {
  /// Contours of a structure in the slices of its grid, at half occupancy (marching squares, linear interpolation).
  ///
  /// Holes become contours of their own inside the outer one. A voxel slice in which the structure nowhere reaches one
  /// half has no contour.
  public init(
    tracing structure: Structure, number: Int = 1, kind: String = "ORGAN", frameOfReference: String? = nil
  ) {
    let region = structure.region
    var contours: [Contour] = []
    for slice in region.box.lower.k..<region.box.upper.k {
      for ring in MarchingSquares(region, slice: slice).rings {
        contours.append(
          Contour(points: ring.map { region.grid.position(Vector3($0.x, $0.y, Double(slice))) }))
      }
    }
    self.init(
      name: structure.name, number: number, kind: kind,
      frameOfReference: frameOfReference ?? region.grid.frameOfReference, contours: contours)
  }
}

/// Closed lines of value one half in one slice of an occupancy; vertices lie on the lines between voxel centres.
struct MarchingSquares {
  /// Fractional (i, j) indices.
  let rings: [[Point2]]

  /// An edge of the lattice of voxel centres: from (i, j) to its right (`isRow`) or upper neighbour.
  private struct Edge: Hashable {
    var i, j: Int
    var isRow: Bool
  }

  init(_ region: Occupancy, slice: Int) {
    var next: [Edge: [Edge]] = [:]
    var order: [Edge] = []
    let box = region.box
    func value(_ i: Int, _ j: Int) -> Float { region[i, j, slice] }
    for j in box.lower.j - 1..<box.upper.j {
      for i in box.lower.i - 1..<box.upper.i {
        let corners = [value(i, j), value(i + 1, j), value(i + 1, j + 1), value(i, j + 1)]
        for (from, to) in MarchingSquares.segments(corners) {
          let (a, b) = (MarchingSquares.edge(from, i, j), MarchingSquares.edge(to, i, j))
          next[a, default: []].append(b)
          order.append(a)
        }
      }
    }
    rings = MarchingSquares.chain(order, next) { edge in
      let a = value(edge.i, edge.j)
      let b = edge.isRow ? value(edge.i + 1, edge.j) : value(edge.i, edge.j + 1)
      let t = Double((0.5 - a) / (b - a))
      return Point2(Double(edge.i) + (edge.isRow ? t : 0), Double(edge.j) + (edge.isRow ? 0 : t))
    }
  }

  /// Side of a cell (0 lower, 1 right, 2 upper, 3 left) as an edge of the lattice.
  private static func edge(_ side: Int, _ i: Int, _ j: Int) -> Edge {
    switch side {
    case 0: Edge(i: i, j: j, isRow: true)
    case 1: Edge(i: i + 1, j: j, isRow: false)
    case 2: Edge(i: i, j: j + 1, isRow: true)
    default: Edge(i: i, j: j, isRow: false)
    }
  }

  /// Directed pieces with the inside on the left. In a saddle the corners are kept apart, unless their mean is inside.
  private static func segments(_ corners: [Float]) -> [(Int, Int)] {
    let inside = corners.map { $0 >= 0.5 }
    // A side is left where the boundary goes out of the cell, walking around it.
    let enters = (0..<4).filter { !inside[$0] && inside[($0 + 1) % 4] }
    let leaves = (0..<4).filter { inside[$0] && !inside[($0 + 1) % 4] }
    guard enters.count == 2 else { return enters.isEmpty ? [] : [(leaves[0], enters[0])] }
    let joined = corners.reduce(0, +) / 4 >= 0.5
    return leaves.map { leave in
      // The corner before `leave` is inside; its other side is the entry just before it on the way around.
      let near = enters.first { ($0 + 1) % 4 == leave } ?? enters[0]
      let far = enters.first { $0 != near } ?? near
      return (leave, joined ? far : near)
    }
  }

  private static func chain(_ order: [Edge], _ next: [Edge: [Edge]], _ place: (Edge) -> Point2) -> [[Point2]]
  {
    var next = next
    var rings: [[Point2]] = []
    for start in order {
      var ring: [Point2] = []
      var here = start
      while let onward = next[here]?.popLast() {
        ring.append(place(here))
        here = onward
      }
      if ring.count > 2 { rings.append(ring) }
    }
    return rings
  }
}
