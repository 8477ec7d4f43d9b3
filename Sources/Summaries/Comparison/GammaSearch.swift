import Parallel
import Quantities
import Volumes

/// The search that `GammaIndex` uses: everything that does not depend on the voxel.
struct GammaSearch: Sendable {
  private let grid: Grid
  private let evaluatedGrid: Grid
  private let criteria: GammaCriteria
  /// ΔD for global normalisation and the dose below which nothing is judged.
  private let globalTolerance, cutoff: Double
  /// Displacements in evaluated voxels with the squared distance in units of Δd, from near to far.
  private let offsets: [(step: Vector3, squared: Double)]
  /// Evaluated index of reference voxel (0, 0, 0) and its steps along i, j, k.
  private let start: Vector3
  private let steps: Matrix3
  /// mm/Δd per evaluated index, as columns; and back.
  private let toUnits, fromUnits: Matrix3

  /// Part of Δd between neighbouring points that are tried.
  private static let fineness = 5

  init(evaluated: Grid, reference: Volume<Float>, criteria: GammaCriteria) {
    (grid, evaluatedGrid, self.criteria) = (reference.grid, evaluated, criteria)
    let highest = Double(reference.voxels.max() ?? 0)
    globalTolerance = criteria.doseDifference / 100 * highest
    cutoff = criteria.lowDoseCutoff * highest
    let inverse = evaluated.axes.inverse
    start = evaluated.index(of: reference.grid.origin)
    steps = inverse * reference.grid.axes
    let d = criteria.distance.value
    let (x, y, z) = evaluated.axes.columns
    toUnits = Matrix3(x / d, y / d, z / d)
    let (u, v, w) = inverse.columns
    let back = Matrix3(u * d, v * d, w * d)
    fromUnits = back
    offsets = GammaSearch.ball(radius: criteria.limit).map { (back * $0, $0.dot($0)) }
  }

  /// Points of a cubic lattice in a ball, in units of Δd, without the centre, from near to far.
  private static func ball(radius: Double) -> [Vector3] {
    let n = Int((radius * Double(fineness)).rounded(.up))
    var points: [Vector3] = []
    for k in -n...n {
      for j in -n...n {
        for i in -n...n {
          let p = Vector3(Double(i), Double(j), Double(k)) / Double(fineness)
          if p != .zero && p.dot(p) <= radius * radius { points.append(p) }
        }
      }
    }
    return points.enumerated().sorted {
      ($0.element.dot($0.element), $0.offset) < ($1.element.dot($1.element), $1.offset)
    }
    .map(\.element)
  }

  func run(_ maps: GammaMaps, count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
      let out = DisjointBuffer(buffer)
      let rows = grid.size.j * grid.size.k
      parallelForEach(rows) { range in
        let sampler = TrilinearSampler(maps.evaluated.pointer, grid: evaluatedGrid)
        for row in range { fill(row, maps, sampler, out) }
      }
      initialised = count
    }
  }

  private func fill(
    _ row: Int, _ maps: GammaMaps, _ sampler: TrilinearSampler, _ out: DisjointBuffer<Float>
  ) {
    let (j, k) = (row % grid.size.j, row / grid.size.j)
    let origin = start + steps * Vector3(0, Double(j), Double(k))
    for i in 0..<grid.size.i {
      let n = row * grid.size.i + i
      out[n] = gamma(Double(maps.reference[n]), at: origin + steps.columns.x * Double(i), sampler)
    }
  }

  private func gamma(_ dose: Double, at centre: Vector3, _ sampler: TrilinearSampler) -> Float {
    guard dose.isFinite, dose >= cutoff, dose > 0 else { return .nan }
    guard let here = sampler.value(centre), here.isFinite else { return .nan }
    let tolerance = criteria.normalisation == .global ? globalTolerance : criteria.doseDifference / 100 * dose
    let scale = 1 / (tolerance * tolerance)
    var best = (here - dose) * (here - dose) * scale
    var place = Vector3.zero
    for offset in offsets {
      if offset.squared >= best { break }
      guard let there = sampler.value(centre + offset.step) else { continue }
      let squared = offset.squared + (there - dose) * (there - dose) * scale
      if squared < best { (best, place) = (squared, offset.step) }
    }
    let point = Point(dose: dose, tolerance: tolerance, centre: centre)
    refine(&best, &place, point, sampler)
    // Below γ = 0.3 nothing that matters can be gained.
    if best > 0.09 {
      descend(&best, &place, point, sampler)
      refine(&best, &place, point, sampler)
    }
    return Float(min(criteria.limit, best.squareRoot()))
  }

  /// The reference point whose γ is sought.
  private struct Point { let dose, tolerance: Double; let centre: Vector3 }

  /// Tries the 26 neighbours at 1/2 and the 6 nearest at 1/4 and 1/8 of the lattice's step; finds the edges at which
  /// slopes change.
  private func descend(
    _ best: inout Double, _ place: inout Vector3, _ point: Point, _ sampler: TrilinearSampler
  ) {
    for (step, directions) in GammaSearch.descent {
      let from = toUnits * place
      for direction in directions {
        let next = from + direction * step
        if next.dot(next) < best { improve(fromUnits * next, &best, &place, point, sampler) }
      }
    }
  }

  private static let descent: [(step: Double, directions: [Vector3])] = {
    let axis: [Double] = [-1, 0, 1]
    let all = axis.flatMap { z in axis.flatMap { y in axis.map { x in Vector3(x, y, z) } } }
    let step = 1 / Double(fineness)
    let faces = all.filter { $0.dot($0) == 1 }
    return [(step / 2, all.filter { $0 != .zero }), (step / 4, faces), (step / 8, faces)]
  }()

  /// Keeps a displacement if it is better.
  @inline(__always) @discardableResult private func improve(
    _ next: Vector3, _ best: inout Double, _ place: inout Vector3, _ point: Point, _ sampler: TrilinearSampler
  ) -> Bool {
    guard let there = sampler.value(point.centre + next) else { return false }
    let (distance, deviation) = (toUnits * next, (there - point.dose) / point.tolerance)
    let squared = distance.dot(distance) + deviation * deviation
    guard squared < best * (1 - 1e-9) else { return false }
    (best, place) = (squared, next)
    return true
  }

  /// Gauss–Newton in units of Δd and ΔD: for a linear dose e + h·y the minimum of |y|² + (e + h·y)² lies at
  /// y = −h·e/(1 + h²). A step counts only if the map itself is better there.
  private func refine(
    _ best: inout Double, _ place: inout Vector3, _ point: Point, _ sampler: TrilinearSampler
  ) {
    for _ in 0..<3 {
      guard best > 1e-12, let (value, slope) = sampler.gradient(point.centre + place) else { return }
      let h = fromUnits.transpose * slope / point.tolerance
      let rest = (value - point.dose) / point.tolerance - h.dot(toUnits * place)
      let target = fromUnits * (h * (-rest / (1 + h.dot(h))))
      guard improve(target, &best, &place, point, sampler) else { return }
    }
  }
}
