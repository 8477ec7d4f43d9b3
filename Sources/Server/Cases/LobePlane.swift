import Diagnostics
import Foundation
import Stages
import Volumes

/// A plane between the lobes of the liver: through a line that was drawn on a slice, and along the slice's normal.
struct LobePlane: Decodable {
  /// The slice on which the line was drawn: axial or coronal.
  var plane: SlicePicture.Plane
  /// Ends of the line, RAS mm.
  var from, to: [Double]
  /// The version that it is based on.
  var base: Int

  /// A point of the plane, and its normal to the patient's left (LPS).
  /// - Throws: `Refusal` 422 for a line that does not part left from right.
  private func sides() throws(Refusal) -> (point: Vector3, left: Vector3) {
    guard let a = Vector3(ras: from), let b = Vector3(ras: to) else {
      throw Refusal(422, "a line has two ends", at: "from")
    }
    let along = plane == .coronal ? Vector3(0, 1, 0) : Vector3(0, 0, 1)
    let normal = (b - a).cross(along)
    guard plane != .sagittal, abs(normal.x) > 1e-3 * max(1, (b - a).norm) else {
      throw Refusal(
        422, "this line does not part left from right", at: "to",
        remedy: "draw it on an axial slice, from the fossa of the gallbladder to the inferior vena cava")
    }
    return (a, normal.x > 0 ? normal : normal * -1)
  }

  /// Both parts of a region; a voxel belongs to the side of its centre.
  func parts(of region: Occupancy) throws -> (left: Occupancy, right: Occupancy) {
    let (point, normal) = try sides()
    let (grid, size) = (region.grid, region.grid.size)
    var left = Volume<Float>(grid: grid, repeating: 0), right = left
    region.forEach { offset, part in
      let index = Vector3(
        Double(offset % size.i), Double(offset / size.i % size.j), Double(offset / (size.i * size.j)))
      if (grid.position(index) - point).dot(normal) > 0 {
        left.voxels[offset] = part
      } else {
        right.voxels[offset] = part
      }
    }
    let both = (Occupancy(left), Occupancy(right))
    guard !both.0.isEmpty, !both.1.isEmpty else {
      throw Refusal(422, "the plane does not cross the liver", at: "from", remedy: "draw the line through it")
    }
    return both
  }
}
