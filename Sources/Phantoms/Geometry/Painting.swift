import Foundation
import Parallel
import Volumes

/// Solids laid over each other in order; at each point the last one counts.
struct Painting: Sendable {
  var solids: [Solid]
}

/// Those solids of a painting that parallel lines may meet, in painting order.
struct DirectedPainting {
  private var solids: [(index: Int, solid: DirectedSolid)]

  init(_ painting: Painting, along direction: Vector3, only: (Solid) -> Bool = { _ in true }) {
    solids = painting.solids.enumerated().filter { only($0.element) }
      .map { ($0.offset, DirectedSolid($0.element, direction)) }
  }

  /// Stretches of a line by the solid on top, in order: index and parameters; gaps are outside everything.
  func stretches(_ origin: Vector3, from start: Double, to end: Double, _ result: inout Stretches) {
    result.removeAll()
    for (index, solid) in solids {
      guard let (low, high) = solid.chord(origin) else { continue }
      let (a, b) = (max(low, start), min(high, end))
      if a < b { result.cover(a, b, with: index) }
    }
  }
}

/// Disjoint intervals of a line in rising order, each with the index of what lies there.
struct Stretches {
  private(set) var items: [(low: Double, high: Double, index: Int)] = []

  mutating func removeAll() { items.removeAll(keepingCapacity: true) }

  /// Lays an interval over what is there.
  mutating func cover(_ low: Double, _ high: Double, with index: Int) {
    var n = 0
    while n < items.count && items[n].high <= low { n += 1 }
    if n < items.count && items[n].low < low {
      let old = items[n]
      items[n].high = low
      n += 1
      if old.high > high {
        items.insert((low, high, index), at: n)
        items.insert((high, old.high, old.index), at: n + 1)
        return
      }
    }
    while n < items.count && items[n].high <= high { items.remove(at: n) }
    if n < items.count && items[n].low < high { items[n].low = high }
    items.insert((low, high, index), at: n)
  }
}

extension Painting {
  /// Mean of a piecewise constant quantity over each voxel, for several quantities at once.
  ///
  /// Exact along i; `lines` × `lines` equidistant lines sample the voxel's cross-section.
  /// - Parameters:
  ///   - values: for each quantity, the value in each solid; outside all solids it is 0.
  ///   - placement: maps the solids' coordinates to the patient coordinates of the grid.
  func render(_ values: [[Double]], on grid: Grid, placement: RigidTransform, lines: Int) -> [Volume<Float>] {
    let count = grid.size.count
    let back = placement.inverse
    let buffers = values.map { _ in DisjointBuffer<Float>.uninitialised(count) }
    defer { buffers.forEach { $0.deallocate() } }
    // Each slice is written by one thread only, in an order that does not depend on their number.
    parallelForEach(
      grid.size.k,
      scratch: { _ in
        SliceRenderer(painting: self, values: values, grid: grid, back: back, lines: lines)
      }
    ) { slices, renderer in for k in slices { renderer.render(k, into: buffers) } }
    return buffers.map { try! Volume(grid: grid, voxels: $0.array) }
  }
}

/// Renders slice after slice with its own scratch rows.
private struct SliceRenderer {
  let painting: Painting
  let values: [[Double]]
  let grid: Grid
  let back: RigidTransform
  let lines: Int
  private var stretches = Stretches()
  /// One row per quantity, one after the other.
  private var rows: [Double]

  init(painting: Painting, values: [[Double]], grid: Grid, back: RigidTransform, lines: Int) {
    (self.painting, self.values, self.grid) = (painting, values, grid)
    (self.back, self.lines) = (back, lines)
    rows = [Double](repeating: 0, count: values.count * grid.size.i)
  }

  mutating func render(_ k: Int, into targets: [DisjointBuffer<Float>]) {
    let near = painting.solids.map { reaches($0, across: grid.direction.columns.z, grid.spacing.z, 0, k) }
    for j in 0..<grid.size.j {
      for n in rows.indices { rows[n] = 0 }
      renderRow(j, k, near)
      let (n, offset) = (grid.size.i, grid.offset(0, j, k))
      for q in values.indices { for i in 0..<n { targets[q][offset + i] = Float(rows[q * n + i]) } }
    }
  }

  private mutating func renderRow(_ j: Int, _ k: Int, _ near: [Bool]) {
    var solid = -1
    let direction = back.rotation * grid.axes.columns.x
    let bundle = DirectedPainting(painting, along: direction) {
      solid += 1
      return near[solid] && reaches($0, across: grid.direction.columns.y, grid.spacing.y, j, k)
    }
    let share = 1 / Double(lines * lines)
    for line in 0..<(lines * lines) {
      let (y, z) = (part(line % lines), part(line / lines))
      let origin = back(grid.position(Vector3(-0.5, Double(j) + y, Double(k) + z)))
      bundle.stretches(origin, from: 0, to: Double(grid.size.i), &stretches)
      for s in stretches.items {
        for q in values.indices { add(values[q][s.index] * share, from: s.low, to: s.high, to: q) }
      }
    }
  }

  /// Whether a solid may meet the layer of voxels through (0, j, k) that lies across a grid axis.
  private func reaches(_ solid: Solid, across axis: Vector3, _ spacing: Double, _ j: Int, _ k: Int) -> Bool {
    let normal = back.rotation * axis
    let point = back(grid.position(Vector3(0, Double(j), Double(k))))
    return solid.mayReach(normal, offset: normal.dot(point), half: spacing / 2)
  }

  private func part(_ n: Int) -> Double { (Double(n) + 0.5) / Double(lines) - 0.5 }

  private mutating func add(_ value: Double, from low: Double, to high: Double, to q: Int) {
    guard value != 0 else { return }
    let base = q * grid.size.i
    let (first, last) = (Int(low), min(Int(high), grid.size.i - 1))
    guard first < last else {
      rows[base + first] += value * (high - low)
      return
    }
    rows[base + first] += value * (Double(first + 1) - low)
    for i in (first + 1)..<max(first + 1, last) { rows[base + i] += value }
    rows[base + last] += value * (high - Double(last))
  }
}
