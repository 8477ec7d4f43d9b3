import Diagnostics
import Quantities
import Volumes

/// The greatest mean over a small sphere whose centre lies in a region: SUVpeak, SULpeak.
///
/// The sphere of 1 mL (Wahl et al. 2009, doi:10.2967/jnumed.108.057307) is moved over the centres of all voxels
/// that the region fills at least half, so the peak need not contain the hottest voxel; it may reach beyond the region,
/// and voxels at its surface count by the part inside. At the edge of the image the part on the image is taken.
public struct Peak: Sendable, Hashable {
  /// In the map's unit.
  public var mean: Double
  /// Centre of the sphere, mm, LPS.
  public var position: Vector3

  /// - Throws: `GridError.foreignGrid`, or `Problem` for an empty region.
  public init(
    of values: Volume<Float>, in region: Occupancy, volume: Quantity<Millilitre> = Quantity(1),
    named name: String = "region"
  ) throws {
    guard region.grid.matches(values.grid) else { throw GridError.foreignGrid(name) }
    let kernel = PeakKernel(values.grid, radius: Sphere.radius(of: volume))
    var best = -Double.infinity
    var place = 0
    let core: Float = region.fractions.contains { $0 >= 0.5 } ? 0.5 : 0
    region.forEach { offset, fraction in
      guard fraction >= core else { return }
      let mean = kernel.mean(values, at: offset)
      if mean > best { (best, place) = (mean, offset) }
    }
    guard best > -.infinity else {
      throw Problem(
        .dataRejected, what: "the structure is empty", at: name, why: "it has no peak",
        remedy: "check the contour")
    }
    let size = values.grid.size
    let index = (place % size.i, place / size.i % size.j, place / (size.i * size.j))
    (mean, position) = (
      best, values.grid.position(Vector3(Double(index.0), Double(index.1), Double(index.2)))
    )
  }
}

/// The sphere's weights about a voxel centre.
private struct PeakKernel {
  var steps: [(i: Int, j: Int, k: Int, weight: Double)] = []

  init(_ grid: Grid, radius: Double) {
    let reach = Vector3(repeating: radius) / grid.spacing
    let n = GridSize(Int(reach.x) + 1, Int(reach.y) + 1, Int(reach.z) + 1)
    let size = GridSize(2 * n.i + 1, 2 * n.j + 1, 2 * n.k + 1)
    // A grid of the same spacing around the origin: only relative positions matter.
    let local = try! Grid(size: size, spacing: grid.spacing, direction: grid.direction)
    let centre = local.position(Vector3(Double(n.i), Double(n.j), Double(n.k)))
    let sphere = Sphere(centre: centre, radius: radius).occupancy(on: local, .fractions)
    sphere.forEach { offset, fraction in
      let (i, j, k) = (offset % size.i, offset / size.i % size.j, offset / (size.i * size.j))
      steps.append((i - n.i, j - n.j, k - n.k, Double(fraction)))
    }
  }

  func mean(_ values: Volume<Float>, at offset: Int) -> Double {
    let size = values.grid.size
    let (i, j, k) = (offset % size.i, offset / size.i % size.j, offset / (size.i * size.j))
    var (sum, weight) = (0.0, 0.0)
    for s in steps {
      let (x, y, z) = (i + s.i, j + s.j, k + s.k)
      guard x >= 0, x < size.i, y >= 0, y < size.j, z >= 0, z < size.k else { continue }
      sum += s.weight * Double(values[x, y, z])
      weight += s.weight
    }
    return sum / weight
  }
}
