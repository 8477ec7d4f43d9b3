import Nuclides
import Volumes

/// A radial kernel moved from water to a medium of another density: radii shrink as 1/ρ, energies stay.
struct RadialShells {
  struct Shell {
    let inner, outer, energy: Double
    var middle: Double { (inner + outer) / 2 }
    /// keV per mm of radius.
    var slope: Double { energy / (outer - inner) }
  }
  let list: [Shell]
  /// For each millimetre of radius the shell that holds its start, so that look-ups are direct.
  private let start: [Int]

  init(_ kernel: RadialKernel, density: Double) {
    let list = kernel.shells.map {
      Shell(inner: $0.inner / density, outer: $0.outer / density, energy: $0.energy)
    }
    var start: [Int] = [], n = 0
    for mm in 0...Int(list.last?.outer ?? 0) {
      while n + 1 < list.count, list[n].outer <= Double(mm) { n += 1 }
      start.append(n)
    }
    (self.list, self.start) = (list, start)
  }

  var reach: Double { list.last?.outer ?? 0 }

  /// Energy per volume at distance r, keV/mm³, linear between the middles of shells; 0 outside them.
  func density(_ r: Double) -> Double {
    guard let first = list.first, r >= first.inner, r < reach else { return 0 }
    var n = start[Int(r)]
    while list[n].outer <= r { n += 1 }
    return radial(r, shell: n) / (4 * .pi * r * r)
  }

  private func radial(_ r: Double, shell n: Int) -> Double {
    let other = r < list[n].middle ? n - 1 : n + 1
    guard list.indices.contains(other) else { return list[n].slope }
    let t = (r - list[n].middle) / (list[other].middle - list[n].middle)
    return list[n].slope + t * (list[other].slope - list[n].slope)
  }
}

/// Divides space around a source: inside, kernels are integrated by points on spheres; outside, where they are smooth
/// on the scale of a voxel, by points in voxels. A smooth step lies between, so neither method sees an edge.
struct NearWindow {
  let start, end: Double

  init(spacing: Vector3, reach: Double) {
    let widest = spacing.max()
    // A kernel that ends soon is integrated on spheres altogether.
    let near = max(6 * widest, 13)
    (start, end) = reach <= near + 6 * widest ? (reach, reach) : (near, near + 6 * widest)
  }

  /// Everything on spheres.
  init(all reach: Double) { (start, end) = (reach, reach) }

  func weight(_ r: Double) -> Double {
    if r <= start { return 1 }
    if r >= end { return 0 }
    let t = (r - start) / (end - start)
    return 1 - t * t * t * (10 + t * (6 * t - 15))
  }
}
