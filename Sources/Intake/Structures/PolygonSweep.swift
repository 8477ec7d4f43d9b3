import Foundation
import Quantities

typealias Point2 = SIMD2<Double>

/// Exact even-odd area of a set of closed polygons, per pixel and in all.
///
/// The plane is cut into horizontal strips at every vertex, every pixel row and every crossing of two edges.
/// Between two cuts the edges do not cross, so that their order alternates inside and outside, and each piece
/// of edge adds its exact trapezoid to the pixels. Nested polygons (holes), keyholes and
/// self-crossing polygons are thus all handled by one rule, with no sampling error.
struct PolygonSweep {
  private struct Edge {
    var low, high, x, slope: Double
    func x(at y: Double) -> Double { x + (y - low) * slope }
  }
  private struct Crossing {
    var edge: Int
    var top, bottom: Double
  }

  /// Number of pixels along x and y; pixel (c, r) covers [c, c+1] × [r, r+1].
  let width, height: Int
  /// Per row the differences of covered area from pixel to pixel, `width + 2` apart.
  private var differences: [Double]
  private var edges: [Edge] = []
  private var active: [Crossing] = []
  private var splitsLeft = 0
  /// Area of the polygons, whether on the raster or outside it.
  private(set) var area = 0.0
  /// Rows that were touched.
  private(set) var rows = 0..<0

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    differences = Array(repeating: 0, count: (width + 2) * height)
  }

  /// Area enclosed by the polygons under the even-odd rule.
  static func area(of rings: [[Point2]]) -> Double {
    var sweep = PolygonSweep(width: 0, height: 0)
    sweep.run(rings)
    return sweep.area
  }

  /// Starts anew with these polygons.
  mutating func run(_ rings: [[Point2]]) {
    for n in rows.lowerBound * (width + 2)..<rows.upperBound * (width + 2) { differences[n] = 0 }
    (area, rows) = (0, 0..<0)
    edges.removeAll(keepingCapacity: true)
    active.removeAll(keepingCapacity: true)
    rings.forEach { addEdges($0) }
    guard !edges.isEmpty else { return }
    edges.sort { $0.low < $1.low }
    // A drawn contour crosses itself a few times; a bound keeps scribbles from taking for ever.
    splitsLeft = 1000 + 20 * edges.count
    sweep(cuts())
  }

  private mutating func addEdges(_ ring: [Point2]) {
    for n in ring.indices {
      let a = ring[n]
      let b = ring[n + 1 == ring.count ? 0 : n + 1]
      guard abs(a.y - b.y) > 1e-100 else { continue }
      let (low, high) = a.y < b.y ? (a, b) : (b, a)
      edges.append(Edge(low: low.y, high: high.y, x: low.x, slope: (high.x - low.x) / (high.y - low.y)))
    }
  }

  private mutating func cuts() -> [Double] {
    var cuts: [Double] = []
    cuts.reserveCapacity(edges.count * 2 + height + 1)
    for edge in edges {
      cuts.append(edge.low)
      cuts.append(edge.high)
    }
    cuts.sort()
    let first = max(0, cuts[0].rounded(.down))
    let last = min(Double(height), cuts[cuts.count - 1].rounded(.up))
    if first < last {
      rows = Int(first)..<Int(last)
      cuts += (Int(first)...Int(last)).map(Double.init)
      cuts.sort()
    }
    return cuts
  }

  private mutating func sweep(_ cuts: [Double]) {
    var next = 0
    for n in 1..<cuts.count where cuts[n] > cuts[n - 1] {
      let (top, bottom) = (cuts[n - 1], cuts[n])
      active.removeAll { edges[$0.edge].high <= top }
      while next < edges.count, edges[next].low <= top {
        if edges[next].high > top { active.append(Crossing(edge: next, top: 0, bottom: 0)) }
        next += 1
      }
      if !active.isEmpty { strip(top, bottom) }
    }
  }

  /// Sorts the edges of a strip; where two cross, the strip is split there.
  private mutating func strip(_ top: Double, _ bottom: Double) {
    for n in active.indices {
      active[n].top = edges[active[n].edge].x(at: top)
      active[n].bottom = edges[active[n].edge].x(at: bottom)
    }
    sortActive()
    if splitsLeft > 0, let y = firstCrossing(top, bottom) {
      splitsLeft -= 1
      strip(top, y)
      strip(y, bottom)
    } else {
      fill(top, bottom)
    }
  }

  /// Insertion sort: from strip to strip the order hardly changes.
  private mutating func sortActive() {
    for n in active.indices.dropFirst() {
      let moving = active[n]
      let key = moving.top + moving.bottom
      var m = n
      while m > 0, active[m - 1].top + active[m - 1].bottom > key {
        active[m] = active[m - 1]
        m -= 1
      }
      active[m] = moving
    }
  }

  private func firstCrossing(_ top: Double, _ bottom: Double) -> Double? {
    for n in active.indices.dropFirst() {
      let before = active[n].top - active[n - 1].top
      let after = active[n].bottom - active[n - 1].bottom
      guard before < 0 || after < 0 else { continue }
      let y = top + (bottom - top) * before / (before - after)
      let margin = (bottom - top) * 1e-9
      if y > top + margin, y < bottom - margin { return y }
    }
    return nil
  }

  private mutating func fill(_ top: Double, _ bottom: Double) {
    let row = Int(saturating: ((top + bottom) / 2).rounded(.down))
    let onRaster = rows.contains(row)
    for n in active.indices {
      let crossing = active[n]
      let sign = n.isMultiple(of: 2) ? 1.0 : -1.0
      area -= sign * (crossing.top + crossing.bottom) / 2 * (bottom - top)
      if onRaster {
        add(
          row: row, from: min(crossing.top, crossing.bottom), to: max(crossing.top, crossing.bottom),
          height: bottom - top, sign: sign)
      }
    }
  }

  /// Adds the area to the right of a piece of edge that rises by `height` between x = `from` and `to`.
  private mutating func add(row: Int, from: Double, to: Double, height: Double, sign: Double) {
    let base = row * (width + 2)
    let right = Double(width)
    guard from < right else { return }
    if to <= 0 { return differences[base] += sign * height }
    let perColumn = to > from ? height / (to - from) : 0
    var (left, end, rise) = (from, to, height)
    if left < 0 {
      differences[base] += sign * perColumn * -left
      rise -= perColumn * -left
      left = 0
    }
    if end > right {
      rise -= perColumn * (end - right)
      end = right
    }
    addInside(base, left, end, rise, perColumn, sign)
  }

  private mutating func addInside(
    _ base: Int, _ left: Double, _ end: Double, _ rise: Double, _ perColumn: Double, _ sign: Double
  ) {
    let first = Int(left)
    let last = min(Int(end), width)
    var covered = 0.0
    func step(_ column: Int, _ coverage: Double) {
      differences[base + column] += sign * (coverage - covered)
      covered = coverage
    }
    if first == last {
      step(first, rise * (1 - ((left + end) / 2 - Double(first))))
    } else {
      let rest = Double(first + 1) - left
      step(first, 0.5 * rest * rest * perColumn)
      for column in first + 1..<max(first + 1, last) {
        step(column, perColumn * (Double(column) + 0.5 - left))
      }
      let over = end - Double(last)
      step(last, rise - 0.5 * over * over * perColumn)
    }
    step(last + 1, rise)
  }

  /// Calls `body` with column, row and covered fraction of every pixel that is not empty.
  func forEachPixel(_ body: (_ column: Int, _ row: Int, _ fraction: Double) -> Void) {
    for row in rows {
      var sum = 0.0
      let base = row * (width + 2)
      for column in 0..<width {
        sum += differences[base + column]
        if sum > 1e-9 { body(column, row, sum > 1 - 1e-9 ? 1 : sum) }
      }
    }
  }
}
