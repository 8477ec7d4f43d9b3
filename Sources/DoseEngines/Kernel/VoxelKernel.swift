import Foundation
import Nuclides
import Parallel
import Volumes

/// Mean energy that one decay, placed anywhere in voxel (0, 0, 0), deposits in voxel (i, j, k), keV.
///
/// With source and target points uniform in their voxels the sixfold integral over both reduces to one over the
/// distance vector r with the overlap of the two boxes, a product of three tents:
/// E(i,j,k) = ∫ ε(r)/(4πr²) · Λ(x/a − i) Λ(y/b − j) Λ(z/c − k) d³r, Λ(u) = max(0, 1 − |u|).
/// In spherical coordinates the 1/r² cancels, so nothing is singular; and since the tents of all voxels add up to
/// one, every quadrature point shares its energy among eight voxels and no energy is lost, whatever the spacing.
/// The kernel is even in i, j and k: only indices ≥ 0 are kept, i fastest.
struct VoxelKernel {
  /// Number of indices along each axis, 0 included.
  let extent: GridSize
  var values: [Double]
  /// How the decays lie in their voxel; the kernel is odd along an axis of odd order, else even.
  var moment = VoxelMoment.mean

  subscript(i: Int, j: Int, k: Int) -> Double { values[i + extent.i * (j + extent.j * k)] }

  /// Energy over all voxels of the whole kernel, keV per decay.
  var total: Double {
    var sum = 0.0
    for k in 0..<extent.k {
      for j in 0..<extent.j {
        for i in 0..<extent.i { sum += self[i, j, k] * VoxelKernel.mirrors(i, j, k) }
      }
    }
    return sum
  }

  /// How many voxels share the value of index (i, j, k) by mirror symmetry.
  static func mirrors(_ i: Int, _ j: Int, _ k: Int) -> Double {
    (i > 0 ? 2 : 1) * (j > 0 ? 2 : 1) * (k > 0 ? 2 : 1)
  }
}

extension VoxelKernel {
  /// Integrates radial kernels of water, scaled to a medium of other density, over voxels.
  ///
  /// - Parameters:
  ///   - spacing: voxel edges, mm.
  ///   - density: of the medium, g/mL; radii shrink as 1/ρ (Fano), energies stay.
  ///   - largest: highest index that is needed along each axis; energy beyond is left out.
  init(_ kernels: [RadialKernel], spacing: Vector3, density: Double, largest: GridSize, workers: Int) {
    let shells = kernels.map { RadialShells($0, density: density) }
    let reach = shells.map(\.reach).max() ?? 0
    let window = NearWindow(spacing: spacing, reach: reach)
    extent = VoxelKernel.extent(reach: reach, spacing: spacing, largest: largest)
    values = Array(repeating: 0, count: extent.count)
    for s in shells { addNear(s, spacing: spacing, window: window) }
    fold()
    if reach > window.start {
      for s in shells { addFar(s, spacing: spacing, window: window, workers: workers) }
    }
  }

  /// Energy that decays move when they are distributed in their voxel as a Legendre polynomial, keV; all of its values add up
  /// to zero.
  ///
  /// With the source's density Σ c p(s) in its voxel, E = Σ c · this. The tents become their moments: along an axis
  /// Λ₁(v) = −v(1 − |v|)/2, Λ₂(v) = −|v|(1 − |v|)(1 − 2|v|)/6 and Λ₃(v) = −v(1 − |v|)(5(1 − 2|v|)² − 1)/80.
  init(
    _ kernels: [RadialKernel], moment: VoxelMoment, spacing: Vector3, density: Double, largest: GridSize
  ) {
    let shells = kernels.map { RadialShells($0, density: density) }
    let reach = shells.map(\.reach).max() ?? 0
    extent = VoxelKernel.extent(reach: reach, spacing: spacing, largest: largest)
    values = Array(repeating: 0, count: extent.count)
    self.moment = moment
    for s in shells { addNear(s, spacing: spacing, window: NearWindow(all: reach)) }
    fold()
  }

  /// Parts of a point's energy for the voxels on either side of it; f is the distance to the lower one's centre.
  @inline(__always)
  private static func parts(_ order: Int, _ f: Double) -> (Double, Double) {
    let arc = f * (1 - f)
    switch order {
    case 0: return (1 - f, f)
    case 1: return (-arc / 2, arc / 2)
    case 2: return (-arc * (1 - 2 * f) / 6, arc * (1 - 2 * f) / 6)
    default:
      let part = arc * (5 * (1 - 2 * f) * (1 - 2 * f) - 1) / 80
      return (-part, part)
    }
  }

  private static func extent(reach: Double, spacing: Vector3, largest: GridSize) -> GridSize {
    func count(_ step: Double, _ limit: Int) -> Int { min(Int(reach / step) + 2, limit + 1) }
    return GridSize(
      count(spacing.x, largest.i), count(spacing.y, largest.j), count(spacing.z, largest.k))
  }

  /// Spreads the energy inside the window from points on spheres of the first octant.
  private mutating func addNear(_ shells: RadialShells, spacing: Vector3, window: NearWindow) {
    let step = spacing.min()
    var rules: [Int: DirectionRule] = [:]
    for shell in shells.list where shell.inner < window.end {
      // Radii no farther apart than a tenth of a voxel.
      let pieces = max(1, Int(((shell.outer - shell.inner) / (0.1 * step)).rounded(.up)))
      for n in 0..<pieces {
        let r = shell.inner + (shell.outer - shell.inner) * (Double(n) + 0.5) / Double(pieces)
        // The tents bend at voxel borders: eight directions per voxel width keep that below 1e-4.
        let count = 16 + 8 * Int((r / step).rounded(.up))
        let rule = rules[count] ?? DirectionRule(count)
        rules[count] = rule
        let energy = shell.energy / Double(pieces) * window.weight(r)
        addSphere(rule, radii: Vector3(repeating: r) / spacing, energy: energy)
      }
    }
  }

  /// Spreads energy over the first octant of a sphere; `radii` is its radius in voxels along each axis.
  private mutating func addSphere(_ rule: DirectionRule, radii: Vector3, energy: Double) {
    guard energy > 0 else { return }
    for (mu, ring, muWeight) in rule.heights {
      for (cosine, sine, phiWeight) in rule.turns {
        share(energy * muWeight * phiWeight, at: radii * Vector3(ring * cosine, ring * sine, mu))
      }
    }
  }

  /// Shares energy among the eight voxels around a point, given in voxels from the source's centre.
  @inline(__always)
  private mutating func share(_ energy: Double, at p: Vector3) {
    let (i, j, k) = (Int(p.x), Int(p.y), Int(p.z))
    let f = p - Vector3(Double(i), Double(j), Double(k))
    let x = VoxelKernel.parts(moment.i, f.x), y = VoxelKernel.parts(moment.j, f.y)
    let z = VoxelKernel.parts(moment.k, f.z)
    for dk in 0...1 where k + dk < extent.k {
      let ez = energy * (dk == 0 ? z.0 : z.1)
      for dj in 0...1 where j + dj < extent.j {
        let ey = ez * (dj == 0 ? y.0 : y.1)
        let row = extent.i * (j + dj + extent.j * (k + dk))
        if i < extent.i { values[row + i] += ey * x.0 }
        if i + 1 < extent.i { values[row + i + 1] += ey * x.1 }
      }
    }
  }

  /// The octant's points stand for all eight octants: an index and its mirror images share what fell on it. Where the kernel
  /// is odd, what falls on index 0 from both sides cancels.
  private mutating func fold() {
    var n = 0
    for k in 0..<extent.k {
      for j in 0..<extent.j {
        for i in 0..<extent.i {
          values[n] /= VoxelKernel.mirrors(i, j, k)
          if cancels(i, j, k) { values[n] = 0 }
          n += 1
        }
      }
    }
  }

  private func cancels(_ i: Int, _ j: Int, _ k: Int) -> Bool {
    i == 0 && !moment.i.isMultiple(of: 2) || j == 0 && !moment.j.isMultiple(of: 2)
      || k == 0 && !moment.k.isMultiple(of: 2)
  }

  /// Adds the smooth remainder far from the source: per axis three points integrate a tent against a fifth-order
  /// polynomial exactly (0 and ±√0.4 voxels; weights 7/12, 5/24, 5/24 from the tent's moments 1/6 and 1/15).
  private mutating func addFar(_ shells: RadialShells, spacing: Vector3, window: NearWindow, workers: Int) {
    let margin = 0.7 * spacing.sum()
    let (extent, nearest, farthest) = (extent, window.start - margin, shells.reach + margin)
    values.withUnsafeMutableBufferPointer { buffer in
      let out = DisjointBuffer(buffer)
      parallelForEach(extent.j * extent.k, threads: workers) { rows in
        for row in rows {
          let (j, k) = (row % extent.j, row / extent.j)
          for i in 0..<extent.i {
            let centre = Vector3(Double(i), Double(j), Double(k)) * spacing
            guard centre.norm > nearest, centre.norm < farthest else { continue }
            out[i + extent.i * row] += window.remainder(of: shells, centre, spacing)
          }
        }
      }
    }
  }
}

extension NearWindow {
  private static let nodes = [(0.0, 7.0 / 12), (0.4.squareRoot(), 5.0 / 24), (-(0.4.squareRoot()), 5.0 / 24)]

  /// What `shells` deposit outside the window in a voxel with its centre at `centre` from the source's, keV.
  func remainder(of shells: RadialShells, _ centre: Vector3, _ spacing: Vector3) -> Double {
    let nodes = NearWindow.nodes
    var sum = 0.0
    for (w, wWeight) in nodes {
      for (v, vWeight) in nodes {
        for (u, uWeight) in nodes {
          let r = (centre + Vector3(u, v, w) * spacing).norm
          sum += uWeight * vWeight * wWeight * shells.density(r) * (1 - weight(r))
        }
      }
    }
    return sum * spacing.x * spacing.y * spacing.z
  }
}

/// Directions of the first octant: Gauss–Legendre in the cosine of the polar angle and in the azimuth.
struct DirectionRule {
  let heights: [(cosine: Double, sine: Double, weight: Double)]
  let turns: [(cosine: Double, sine: Double, weight: Double)]

  init(_ count: Int) {
    let rule = GaussLegendre(count)
    let pairs = zip(rule.nodes, rule.weights)
    heights = pairs.map { ($0, (1 - $0 * $0).squareRoot(), $1) }
    turns = pairs.map { (cos($0 * .pi / 2), sin($0 * .pi / 2), $1) }
  }
}
