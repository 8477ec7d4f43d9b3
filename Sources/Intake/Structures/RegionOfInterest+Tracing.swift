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
      for ring in region.rings(slice: slice) {
        contours.append(
          Contour(points: ring.map { region.grid.position(Vector3($0.x, $0.y, Double(slice))) }))
      }
    }
    self.init(
      name: structure.name, number: number, kind: kind,
      frameOfReference: frameOfReference ?? region.grid.frameOfReference, contours: contours)
  }
}

extension Occupancy {
  /// Closed lines of value one half in one slice, as fractional (i, j) indices with the inside on the left; vertices
  /// are on the lines between voxel centres.
  func rings(slice: Int) -> [[Point2]] {
    // One voxel beyond the box on each side, where the occupancy is zero.
    let (i, j) = (box.lower.i - 1..<box.upper.i + 1, box.lower.j - 1..<box.upper.j + 1)
    let field = j.flatMap { j in i.map { i in self[i, j, slice] } }
    return MarchingSquares.contours(of: field, width: i.count, height: j.count, at: 0.5).filter {
      $0.count > 2
    }.map { line in
      line.reversed().map { Point2($0.x + Double(i.lowerBound), $0.y + Double(j.lowerBound)) }
    }
  }
}
