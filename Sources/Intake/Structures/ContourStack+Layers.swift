import Foundation

/// How closed contours of one plane combine.
///
/// A contour inside another is a hole (even-odd rule), and so is a keyhole. Contours that overlap in part are
/// separate drawings of one region, such as two lobes that meet: they are united, unless the file says by
/// `CLOSEDPLANAR_XOR` that they exclude each other (PS3.3 C.8.8.6).
extension ContourStack {
  /// From this part of the smaller contour on it lies inside the other, and up to the rest of it outside.
  static let nested = 0.95
  /// Layers of one plane that are united; more are a scribble and stay under the even-odd rule.
  static let mostLayers = 5

  /// Number of layers, of which the contours do not overlap in part; 1 for an ordinary region.
  var layerCount: Int { (planes.flatMap(\.layers).max() ?? 0) + 1 }

  /// Sorts contours that overlap in part into layers that are to be united.
  /// - Returns: the number of contours that were sorted away from their plane's first layer.
  mutating func separateLayers() -> Int {
    let sorted = planes.map { Self.layers($0.rings) }
    guard let most = sorted.map({ $0.joined().max() ?? 0 }).max(), most > 0, most < Self.mostLayers else {
      return 0
    }
    setLayers(sorted)
    return sorted.reduce(0) { $0 + $1.count { !$0.contains(0) } }
  }

  /// Sets of layers, and the weight with which the even-odd area of each enters that of the union:
  /// a ∪ b = (a + b + a ⊕ b)/2, and so on for more.
  static func subsets(of layers: Int) -> [LayerSet] {
    let weight = 1 / Double(1 << (layers - 1))
    return (1..<(1 << layers)).map { LayerSet(bits: $0, weight: weight) }
  }

  /// Largest rings first: the layers of all rings around it, so that a hole is one in each region that it lies in, else the
  /// first of which it overlaps no other in part.
  private static func layers(_ rings: [[Point2]]) -> [[Int]] {
    guard rings.count > 1 else { return rings.map { _ in [0] } }
    let areas = rings.map { PolygonSweep.area(of: [$0]) }, boxes = rings.map(Box2.init)
    var layers = [[Int]](repeating: [0], count: rings.count)
    var placed: [Int] = []
    for n in rings.indices.sorted(by: { areas[$0] > areas[$1] }) {
      var taken: Set<Int> = [], around: Set<Int> = []
      for m in placed where boxes[n].meets(boxes[m]) {
        let part = commonPart(rings[n], areas[n], rings[m], areas[m])
        if part >= nested {
          around.formUnion(layers[m])
        } else if part > 1 - nested {
          taken.formUnion(layers[m])
        }
      }
      let free = (0...placed.count).first { !taken.contains($0) } ?? 0
      let own = around.subtracting(taken).sorted()
      layers[n] = own.isEmpty ? [free] : own
      placed.append(n)
    }
    return layers
  }

  /// Common area over that of the first, which is not the larger one; it is half of what the sum of both areas exceeds
  /// their symmetric difference by.
  private static func commonPart(_ a: [Point2], _ areaA: Double, _ b: [Point2], _ areaB: Double) -> Double {
    areaA > 0 ? (areaA + areaB - PolygonSweep.area(of: [a, b])) / (2 * areaA) : 0
  }
}

/// Some of the layers of a plane.
struct LayerSet {
  let bits: Int
  let weight: Double
  func contains(_ layer: Int) -> Bool { (bits >> layer) & 1 == 1 }
}

extension ContourStack.Plane {
  /// Exact area of the union of the layers, mm².
  var unitedArea: Double {
    ContourStack.subsets(of: (layers.max() ?? 0) + 1).reduce(0) { sum, set in
      let chosen = rings.indices.filter { set.contains(layers.isEmpty ? 0 : layers[$0]) }.map { rings[$0] }
      return sum + set.weight * PolygonSweep.area(of: chosen)
    }
  }

  var isLayered: Bool { layers.contains { $0 > 0 } }
}

extension Box2 {
  func meets(_ other: Box2) -> Bool {
    low.x < other.high.x && other.low.x < high.x && low.y < other.high.y && other.low.y < high.y
  }
}
