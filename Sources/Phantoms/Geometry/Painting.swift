import Foundation
import Volumes

/// Solids laid over each other in order; at each point the last one counts.
struct Painting: Sendable {
  var solids: [Solid]

  /// Stretches of a line by the solid on top, in order: index and parameters; gaps are outside everything.
  func stretches(
    _ origin: Vector3, _ direction: Vector3, from start: Double, to end: Double, _ result: inout Stretches
  ) {
    result.removeAll()
    for (n, solid) in solids.enumerated() {
      guard let (low, high) = solid.chord(origin, direction) else { continue }
      let (a, b) = (max(low, start), min(high, end))
      if a < b { result.cover(a, b, with: n) }
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
    let buffers = values.map { _ in UnsafeMutablePointer<Float>.allocate(capacity: count) }
    defer { buffers.forEach { $0.deallocate() } }
    // Each slice is written by one thread only, in an order that does not depend on their number.
    let target = SharedBuffers(buffers)
    DispatchQueue.concurrentPerform(iterations: grid.size.k) { k in
      var slice = SliceRenderer(painting: self, values: values, grid: grid, back: back, lines: lines)
      slice.render(k, into: target.pointers)
    }
    return buffers.map {
      try! Volume(grid: grid, voxels: Array(UnsafeBufferPointer(start: $0, count: count)))
    }
  }
}

/// Pointers that several threads write to at different places.
struct SharedBuffers: @unchecked Sendable {
  // Safe: each thread writes the voxels of its own slices only.
  let pointers: [UnsafeMutablePointer<Float>]
  init(_ pointers: [UnsafeMutablePointer<Float>]) { self.pointers = pointers }
}

/// Renders slice after slice with its own scratch rows.
private struct SliceRenderer {
  let painting: Painting
  let values: [[Double]]
  let grid: Grid
  let back: RigidTransform
  let lines: Int
  var stretches = Stretches()
  var rows: [[Double]] = []

  init(painting: Painting, values: [[Double]], grid: Grid, back: RigidTransform, lines: Int) {
    (self.painting, self.values, self.grid) = (painting, values, grid)
    (self.back, self.lines) = (back, lines)
  }

  mutating func render(_ k: Int, into targets: [UnsafeMutablePointer<Float>]) {
    let n = grid.size.i
    let direction = back.rotation * grid.axes.columns.x
    let share = 1 / Double(lines * lines)
    for j in 0..<grid.size.j {
      rows = values.map { _ in [Double](repeating: 0, count: n) }
      for line in 0..<(lines * lines) {
        let (y, z) = (part(line % lines), part(line / lines))
        let origin = back(grid.position(Vector3(-0.5, Double(j) + y, Double(k) + z)))
        painting.stretches(origin, direction, from: 0, to: Double(n), &stretches)
        for s in stretches.items {
          for q in values.indices { add(values[q][s.index] * share, from: s.low, to: s.high, to: q) }
        }
      }
      let offset = grid.offset(0, j, k)
      for q in values.indices { for i in 0..<n { targets[q][offset + i] = Float(rows[q][i]) } }
    }
  }

  private func part(_ n: Int) -> Double { (Double(n) + 0.5) / Double(lines) - 0.5 }

  private mutating func add(_ value: Double, from low: Double, to high: Double, to q: Int) {
    guard value != 0 else { return }
    let (first, last) = (Int(low), min(Int(high), grid.size.i - 1))
    guard first < last else {
      rows[q][first] += value * (high - low)
      return
    }
    rows[q][first] += value * (Double(first + 1) - low)
    for i in (first + 1)..<max(first + 1, last) { rows[q][i] += value }
    rows[q][last] += value * (high - Double(last))
  }
}
