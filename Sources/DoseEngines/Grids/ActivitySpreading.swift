import Parallel
import Quantities
import Stages
import Volumes

extension TimeIntegratedActivityVolume {
  /// Resamples the time-integrated activity to another grid, each activity voxel taken as uniformly filled.
  ///
  /// Decays are conserved. With parallel axes (in any order and sense) each voxel gets the decays of the exact overlap.
  /// Where the grids are turned against each other a voxel takes the mean over 512 points in it, each with the value of the
  /// activity voxel that it lies in; the total is then set to that of what lies on the grid. Even activity stays even; of a
  /// single voxel's decays up to 1 % may count with its neighbours'.
  ///
  /// Statistical uncertainty: pieces of one activity voxel share their noise. Their σ is the voxel's times the root of
  /// their number, so that the mean over a region, taken as if voxels were independent, keeps its σ.
  /// - Parameter grid: of the same frame of reference; that is not checked. A grid that matches changes nothing.
  /// - Returns: decays per millilitre on `grid`, and the fraction of the positive decays outside it, 0…1.
  /// - Throws: `GridError` if the values do not fit the grid.
  public func spread(onto grid: Grid) throws(GridError) -> (
    activity: TimeIntegratedActivityVolume, outside: Double
  ) {
    let own = map.grid
    if own.matches(grid) { return (self, 0) }
    let spreading = Spreading(from: own, to: grid)
    let values = spreading(map.values.voxels)
    let ratio = Float(own.voxelVolume.value / grid.voxelVolume.value)
    let sigma = map.statistical.map { sigma in
      spreading(sigma.voxels.map { $0 * $0 }).map { ($0 * ratio).squareRoot() }
    }
    var copy = self
    copy.map = try QuantityMap(
      values: Volume(grid: grid, voxels: values),
      statistical: sigma.map { s throws(GridError) in try Volume(grid: grid, voxels: s) }, common: map.common)
    copy.extrapolatedFraction = nil
    copy.provenance = provenance.adding(
      Provenance.Step(
        "time-integrated activity to the dose grid",
        ["method": spreading.name, "voxel": Spreading.edges(own) + " to " + Spreading.edges(grid)]))
    return (copy, max(0, 1 - spreading.share(map.values.voxels)))
  }
}

/// Carries densities from one grid to another and keeps what they add up to.
struct Spreading {
  let source: Grid
  let target: Grid
  /// `nil` where the grids are turned against each other.
  let overlap: VoxelOverlap?

  init(from source: Grid, to target: Grid) {
    (self.source, self.target) = (source, target)
    overlap = VoxelOverlap(from: source, to: target)
  }

  var name: String { overlap == nil ? "sub-voxel sampling" : "exact overlap" }

  static func edges(_ grid: Grid) -> String {
    let s = grid.spacing
    return "\(decimal(s.x, 2)) × \(decimal(s.y, 2)) × \(decimal(s.z, 2)) mm"
  }

  /// - Parameter moment: 0 for densities; else how unevenly each target voxel is filled.
  func callAsFunction(_ values: [Float], moment: VoxelMoment = .mean) -> [Float] {
    guard let overlap else { return sampled(values, moment) }
    let (part, box) = overlap(values, in: IndexBox(source), moment: moment)
    var all = [Float](repeating: 0, count: target.size.count)
    var n = 0
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        let row = target.offset(box.lower.i, j, k)
        for i in 0..<box.size.i { all[row + i] = part[n + i] }
        n += box.size.i
      }
    }
    return all
  }

  /// The part of the positive values that lies on the target, 0…1; 1 where there are none.
  func share(_ values: [Float]) -> Double {
    var inside = 0.0, all = 0.0
    forEachInside(values) { value, part in
      guard value > 0 else { return }
      all += Double(value)
      inside += Double(value) * part
    }
    return all > 0 ? inside / all : 1
  }

  private func sampled(_ values: [Float], _ moment: VoxelMoment) -> [Float] {
    let (step, start) = (source.axes.inverse * target.axes, source.index(of: target.origin))
    let offsets = points(step, moment)
    let size = target.size
    var result = [Float](repeating: 0, count: size.count)
    result.withUnsafeMutableBufferPointer { buffer in
      let to = DisjointBuffer(buffer)
      values.withUnsafeBufferPointer { from in
        let reader = NearestReader(values: ReadOnlyPointer(from), size: source.size)
        parallelForEach(size.j * size.k) { rows in
          for row in rows {
            let line =
              start + step.columns.y * Double(row % size.j) + step.columns.z * Double(row / size.j)
            for i in 0..<size.i {
              let centre = line + step.columns.x * Double(i)
              var sum = 0.0
              for (offset, weight) in offsets { sum += weight * Double(reader(centre + offset)) }
              to[row * size.i + i] = Float(sum / Double(offsets.count))
            }
          }
        }
      }
    }
    return moment == .mean ? rescaled(result, to: values) : result
  }

  /// Counting points is right to about a part in a thousand; the total is known.
  private func rescaled(_ result: [Float], to values: [Float]) -> [Float] {
    var wanted = 0.0
    forEachInside(values) { wanted += Double($0) * $1 }
    wanted *= source.voxelVolume.value
    let found = result.reduce(0.0) { $0 + Double($1) } * target.voxelVolume.value
    guard found > 0, wanted > 0 else { return result }
    let factor = Float(wanted / found)
    return result.map { $0 * factor }
  }

  /// Points that fill a target voxel evenly, each with its mirror image, in source indices from its centre, with the
  /// polynomial's value there; of even activity no moment is left.
  ///
  /// Multiples of powers of the root of x⁴ = x + 1 (Roberts 2018): 512 find a cut through the voxel to 1 % of it, a lattice of as
  /// many that lies along a face to 6 %.
  private func points(_ step: Matrix3, _ moment: VoxelMoment) -> [(Vector3, Double)] {
    let (x, y, z) = step.columns
    let places = (1...256).flatMap { n -> [Vector3] in
      let u = Vector3(repeating: 0.5) + SourcePlacement.turn * Double(n)
      let s = u - u.rounded(.down) - 0.5
      return [s, -s]
    }
    let weights = places.map { s in
      VoxelMoment.value(moment.i, at: s.x) * VoxelMoment.value(moment.j, at: s.y)
        * VoxelMoment.value(moment.k, at: s.z)
    }
    let mean = moment == .mean ? 0 : weights.reduce(0, +) / Double(weights.count)
    return zip(places, weights).map { (x * $0.x + y * $0.y + z * $0.z, $1 - mean) }
  }

  /// Each value that is not zero with the part of its voxel that lies on the target.
  private func forEachInside(_ values: [Float], _ body: (Float, Double) -> Void) {
    forEachPart(values) { body(values[$0], $1) }
  }

  /// As offsets.
  func forEachPart(_ values: [Float], _ body: (Int, Double) -> Void) {
    let (step, start) = (target.axes.inverse * source.axes, target.index(of: source.origin))
    let s = target.size
    let high = Vector3(Double(s.i), Double(s.j), Double(s.k)) - 0.5
    let (x, y, z) = step.columns
    let reach = [x, y, z].reduce(Vector3.zero) { $0 + Vector3(abs($1.x), abs($1.y), abs($1.z)) / 2 }
    var n = 0
    for k in 0..<source.size.k {
      for j in 0..<source.size.j {
        for i in 0..<source.size.i {
          defer { n += 1 }
          guard values[n] != 0 else { continue }
          let centre = start + x * Double(i) + y * Double(j) + z * Double(k)
          let (low, top) = (centre - reach, centre + reach)
          if any(low .< (-0.5 - 1e-6)) || any(top .> (high + 1e-6)) {
            body(n, part(of: centre, step, below: high))
          } else {
            body(n, 1)
          }
        }
      }
    }
  }

  /// Exact with parallel axes, else by 8³ points.
  private func part(of centre: Vector3, _ step: Matrix3, below high: Vector3) -> Double {
    let columns = [step.columns.x, step.columns.y, step.columns.z]
    if overlap != nil {
      let reach = columns.reduce(Vector3.zero) { $0 + Vector3(abs($1.x), abs($1.y), abs($1.z)) / 2 }
      let low = pointwiseMax(centre - reach, Vector3(repeating: -0.5))
      let inside = pointwiseMax(pointwiseMin(centre + reach, high) - low, .zero) / (reach * 2)
      return min(1, inside.x * inside.y * inside.z)
    }
    let parts = (0..<8).map { (Double($0) + 0.5) / 8 - 0.5 }
    var inside = 0
    for a in parts {
      for b in parts {
        for c in parts {
          let p = centre + columns[0] * a + columns[1] * b + columns[2] * c
          if all(p .>= -0.5) && all(p .<= high) { inside += 1 }
        }
      }
    }
    return Double(inside) / 512
  }
}

/// The value of the voxel in which a point lies; 0 beyond the grid.
private struct NearestReader: Sendable {
  let values: ReadOnlyPointer<Float>
  let size: GridSize

  func callAsFunction(_ p: Vector3) -> Float {
    let q = (p + 0.5).rounded(.down)
    guard q.x >= 0, q.y >= 0, q.z >= 0, q.x < Double(size.i), q.y < Double(size.j), q.z < Double(size.k)
    else { return 0 }
    return values[Int(q.x) + size.i * (Int(q.y) + size.j * Int(q.z))]
  }
}
