/// Lines of equal value in a field of samples.
///
/// Marching squares with linear interpolation on the cell edges; a saddle is decided by the mean of its four
/// corners. Outside the field, and where a sample is not a number, the value counts as below every level, so each
/// line is closed. Travelling along a line the higher values lie on the left hand (y pointing down).
package enum MarchingSquares {
  package typealias Point = SIMD2<Double>

  /// Closed polylines at `level` in sample coordinates: the centre of sample (0, 0) is the point (0, 0). The last
  /// point is not repeated.
  package static func contours(of field: [Float], width: Int, height: Int, at level: Float) -> [[Point]] {
    precondition(field.count == width * height, "samples fill the field")
    let padded = Padded(field, width, height, level)
    return loops(padded.links()).map { loop in loop.map { padded.point(onEdge: $0) } }
  }

  /// Follows the successor of each edge until a loop closes; loops come in the order of their first edge.
  private static func loops(_ links: [Int: Int]) -> [[Int]] {
    var open = links
    return links.keys.sorted().compactMap { start in
      guard open[start] != nil else { return nil }
      var loop: [Int] = []
      var edge = start
      while let next = open.removeValue(forKey: edge) {
        loop.append(edge)
        edge = next
      }
      return loop
    }
  }

  /// The field inside a ring of samples that lie below.
  private struct Padded {
    let field: [Float]
    let width, height: Int
    let level: Float

    init(_ field: [Float], _ width: Int, _ height: Int, _ level: Float) {
      (self.width, self.height, self.level) = (width + 2, height + 2, level)
      var all = [Float](repeating: -.infinity, count: (width + 2) * (height + 2))
      for y in 0..<height {
        for x in 0..<width where field[x + width * y].isFinite {
          all[x + 1 + (width + 2) * (y + 1)] = field[x + width * y]
        }
      }
      self.field = all
    }

    /// Directed links from the edge where a piece of line enters a cell to the edge where it leaves. Edge numbers
    /// are twice the number of their first sample, plus one for vertical edges.
    func links() -> [Int: Int] {
      var links: [Int: Int] = [:]
      for y in 0..<(height - 1) {
        for x in 0..<(width - 1) {
          let n = x + width * y
          let corners = (field[n], field[n + 1], field[n + width + 1], field[n + width])
          var pattern = corners.0 >= level ? 1 : 0
          if corners.1 >= level { pattern |= 2 }
          if corners.2 >= level { pattern |= 4 }
          if corners.3 >= level { pattern |= 8 }
          guard pattern != 0, pattern != 15 else { continue }
          let edges = (top: 2 * n, right: 2 * (n + 1) + 1, bottom: 2 * (n + width), left: 2 * n + 1)
          let high = (corners.0 + corners.1 + corners.2 + corners.3) / 4 >= level
          for (from, to) in pieces(pattern, joined: high, edges) { links[from] = to }
        }
      }
      return links
    }

    func pieces(_ pattern: Int, joined: Bool, _ e: (top: Int, right: Int, bottom: Int, left: Int)) -> [(
      Int, Int
    )] {
      switch pattern {
      case 1: [(e.left, e.top)]
      case 2: [(e.top, e.right)]
      case 3: [(e.left, e.right)]
      case 4: [(e.right, e.bottom)]
      case 5: joined ? [(e.right, e.top), (e.left, e.bottom)] : [(e.left, e.top), (e.right, e.bottom)]
      case 6: [(e.top, e.bottom)]
      case 7: [(e.left, e.bottom)]
      case 8: [(e.bottom, e.left)]
      case 9: [(e.bottom, e.top)]
      case 10: joined ? [(e.top, e.left), (e.bottom, e.right)] : [(e.top, e.right), (e.bottom, e.left)]
      case 11: [(e.bottom, e.right)]
      case 12: [(e.right, e.left)]
      case 13: [(e.right, e.top)]
      default: [(e.top, e.left)]
      }
    }

    func point(onEdge edge: Int) -> Point {
      let n = edge / 2
      let vertical = edge % 2 == 1
      let a = field[n]
      let b = field[vertical ? n + width : n + 1]
      let t = a.isFinite && b.isFinite && a != b ? Double((level - a) / (b - a)) : 0.5
      let start = Point(Double(n % width) - 1, Double(n / width) - 1)
      return start + (vertical ? Point(0, t) : Point(t, 0))
    }
  }
}
