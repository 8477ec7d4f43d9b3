import Foundation
import Volumes

/// The contours of one region in one set of parallel planes, in coordinates of those planes.
///
/// Each plane owns the slab from half-way to the plane below to half-way to the plane above; an end plane reaches
/// half the spacing outwards. Where planes lie more than 1.5 × the spacing apart, the region ends and begins anew.
struct ContourStack: Sendable {
  struct Plane: Sendable {
    /// Distance from the patient origin along the normal, mm.
    var offset: Double
    /// The slab, as distances from the patient origin along the normal, mm.
    var lower, upper: Double
    /// Closed polygons in (u, v), mm.
    var rings: [[Point2]]
    /// Layer of each ring, where some overlap in part; empty if all are in the first.
    fileprivate(set) var layers: [Int] = []
  }

  /// Orthonormal: u and v span the planes, `normal` stands on them.
  let u, v, normal: Vector3
  private(set) var planes: [Plane]
  /// Distance between neighbouring planes, mm.
  private(set) var spacing: Double
  /// Gaps between pieces, mm.
  private(set) var gaps: [Double] = []

  /// Planes closer than this are one plane, mm: files round coordinates to two or three decimals.
  static let coincidence = 0.05
  /// So are planes closer than this part of the slice distance: contours of one slice that were resampled, turned or
  /// stored in single precision scatter about it.
  static let coincidentPart = 0.1
  /// A gap of more than this many spacings separates two pieces.
  static let gapLimit = 1.5

  /// Sorts contours into planes. The caller has made sure that they are parallel and planar.
  ///
  /// - Parameters:
  ///   - contours: closed contours of three points or more.
  ///   - normal: unit normal of all of them.
  ///   - nominalSpacing: used where the contours themselves have fewer than two gaps.
  init(_ contours: [[Vector3]], normal: Vector3, nominalSpacing: Double) {
    let (u, v) = ContourStack.axes(normal)
    (self.u, self.v, self.normal) = (u, v, normal)
    let placed = contours.map { points in
      (
        offset: points.reduce(0) { $0 + $1.dot(normal) } / Double(points.count),
        ring: points.map { Point2($0.dot(u), $0.dot(v)) }
      )
    }.sorted { $0.offset < $1.offset }
    let near = ContourStack.tolerance(placed.map(\.offset), nominal: nominalSpacing)
    planes = ContourStack.clusters(placed.map(\.offset), within: near).map { members in
      let (first, last) = (placed[members.lowerBound].offset, placed[members.upperBound - 1].offset)
      let mean = members.reduce(0) { $0 + placed[$1].offset } / Double(members.count)
      let offset = last - first <= ContourStack.coincidence ? first : mean
      return Plane(offset: offset, lower: offset, upper: offset, rings: members.map { placed[$0].ring })
    }
    spacing = ContourStack.spacing(planes.map(\.offset), nominal: nominalSpacing)
    makeSlabs()
  }

  /// Indices of sorted offsets that belong to one plane: all within the distance of the first of them.
  static func clusters(_ offsets: [Double], within distance: Double) -> [Range<Int>] {
    var all: [Range<Int>] = []
    for n in offsets.indices {
      if let last = all.last, offsets[n] - offsets[last.lowerBound] <= distance {
        all[all.count - 1] = last.lowerBound..<(n + 1)
      } else {
        all.append(n..<(n + 1))
      }
    }
    return all
  }

  /// How close contours of one plane are, mm: a tenth of the slice distance.
  ///
  /// The slice distance is the gap in which the middle of the stack's length lies, so that many short gaps between contours
  /// of one slice do not pass for it; a gap between two pieces counts no more than twice the median, and no slice is
  /// thinner than half a millimetre without all of them being so.
  static func tolerance(_ sorted: [Double], nominal: Double) -> Double {
    let all = gaps(sorted).filter { $0 > coincidence }.sorted()
    let wide = all.filter { $0 > 0.5 }
    let known = wide.isEmpty ? all : wide
    guard let median = known.isEmpty ? nil : known[(known.count - 1) / 2] else { return coincidence }
    let weights = known.map { min($0, 2 * median) }
    var (left, n) = (weights.reduce(0, +) / 2 - weights[0], 0)
    while n < known.count - 1, left > 0 {
      n += 1
      left -= weights[n]
    }
    // One or two gaps tell nothing: the smallest, or what the structure set has elsewhere.
    let distance = known.count < 3 ? min(known[0], nominal) : min(known[n], max(nominal, median))
    return max(coincidence, coincidentPart * distance)
  }

  /// Two unit vectors that with the normal form a right-handed system; along the patient axes where possible.
  static func axes(_ normal: Vector3) -> (Vector3, Vector3) {
    let n = normal
    let helper = abs(n.x) < 0.9 ? Vector3(1, 0, 0) : Vector3(0, 1, 0)
    let u = helper - n * helper.dot(n)
    let unit = u / u.norm
    return (unit, n.cross(unit))
  }

  static func gaps(_ offsets: [Double]) -> [Double] { zip(offsets.dropFirst(), offsets).map { $0 - $1 } }

  /// Median gap; with one gap only, the nominal spacing decides whether it is a gap between two pieces.
  static func spacing(_ offsets: [Double], nominal: Double) -> Double {
    let gaps = gaps(offsets).sorted()
    switch gaps.count {
    case 0: return nominal
    case 1: return gaps[0] > gapLimit * nominal ? nominal : gaps[0]
    default: return gaps[(gaps.count - 1) / 2]
    }
  }

  private mutating func makeSlabs() {
    for n in planes.indices {
      planes[n].lower = planes[n].offset - spacing / 2
      planes[n].upper = planes[n].offset + spacing / 2
    }
    for n in planes.indices.dropFirst() {
      let gap = planes[n].offset - planes[n - 1].offset
      if gap > ContourStack.gapLimit * spacing {
        gaps.append(gap)
      } else {
        let middle = (planes[n].offset + planes[n - 1].offset) / 2
        (planes[n - 1].upper, planes[n].lower) = (middle, middle)
      }
    }
  }

  /// The point of the patient that lies at (u, v) in a plane.
  func position(_ point: Point2, _ offset: Double) -> Vector3 { u * point.x + v * point.y + normal * offset }
}

extension ContourStack {
  /// Σ area × slab thickness with areas by the shoelace formula, a contour inside an odd number of others being a
  /// hole; mL. Independent of the voxel path.
  var volumeByNesting: Double {
    planes.reduce(0) {
      $0 + ($1.isLayered ? $1.unitedArea : Nesting.area($1.rings)) * ($1.upper - $1.lower)
    } / 1000
  }

  /// Σ area × slab thickness with exact even-odd areas, mL.
  var volumeByParity: Double {
    planes.reduce(0) {
      $0 + ($1.isLayered ? $1.unitedArea : PolygonSweep.area(of: $1.rings)) * ($1.upper - $1.lower)
    } / 1000
  }

  /// - Parameter layers: of each ring of each plane; a ring stands once in each of its layers.
  mutating func setLayers(_ layers: [[[Int]]]) {
    for n in planes.indices {
      planes[n].rings = zip(planes[n].rings, layers[n]).flatMap { ring, own in own.map { _ in ring } }
      planes[n].layers = layers[n].flatMap { $0 }
    }
  }

  /// Takes out contours that repeat another one of the same plane (an even-odd rule would cancel both).
  mutating func removeRepeated() -> Int {
    var removed = 0
    for n in planes.indices {
      var kept: [[Point2]] = []
      for ring in planes[n].rings {
        if kept.contains(where: { Nesting.isSame($0, ring) }) { removed += 1 } else { kept.append(ring) }
      }
      planes[n].rings = kept
    }
    return removed
  }
}

/// Polygons within polygons.
enum Nesting {
  static func signedArea(_ ring: [Point2]) -> Double {
    guard let origin = ring.first else { return 0 }
    var sum = 0.0
    for n in ring.indices {
      let a = ring[n] - origin
      let b = ring[n + 1 == ring.count ? 0 : n + 1] - origin
      sum += a.x * b.y - a.y * b.x
    }
    return sum / 2
  }

  /// Area of polygons of which those inside an odd number of others are holes.
  static func area(_ rings: [[Point2]]) -> Double {
    guard rings.count > 1 else { return rings.first.map { abs(signedArea($0)) } ?? 0 }
    let boxes = rings.map(Box2.init)
    var sum = 0.0
    for n in rings.indices {
      let depth = rings.indices.count { m in
        m != n && boxes[m].contains(boxes[n]) && contains(rings[m], majorityOf: rings[n])
      }
      sum += (depth.isMultiple(of: 2) ? 1 : -1) * abs(signedArea(rings[n]))
    }
    return sum
  }

  /// Vote of three vertices, since one alone may lie on a shared border.
  static func contains(_ outer: [Point2], majorityOf inner: [Point2]) -> Bool {
    let picks = [0, inner.count / 3, 2 * inner.count / 3]
    return picks.count { contains(outer, inner[$0]) } >= 2
  }

  static func contains(_ ring: [Point2], _ p: Point2) -> Bool {
    var inside = false
    var a = ring[ring.count - 1]
    for b in ring {
      if (a.y > p.y) != (b.y > p.y), p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x { inside.toggle() }
      a = b
    }
    return inside
  }

  /// Same box and same area within a hundredth of a millimetre: the same outline, wherever it begins.
  static func isSame(_ a: [Point2], _ b: [Point2]) -> Bool {
    let (p, q) = (Box2(a), Box2(b))
    guard p.distance(to: q) < 0.01 else { return false }
    let (areaA, areaB) = (abs(signedArea(a)), abs(signedArea(b)))
    guard abs(areaA - areaB) <= 0.01 * p.perimeter + 1e-9 else { return false }
    return (centroid(a) - centroid(b)).max() < 0.02 && (centroid(b) - centroid(a)).max() < 0.02
  }

  private static func centroid(_ ring: [Point2]) -> Point2 {
    var sum = Point2.zero
    var length = 0.0
    for n in ring.indices {
      let (a, b) = (ring[n], ring[n + 1 == ring.count ? 0 : n + 1])
      let piece = ((b - a) * (b - a)).sum().squareRoot()
      sum += (a + b) / 2 * piece
      length += piece
    }
    return length > 0 ? sum / length : ring[0]
  }
}

/// An upright rectangle.
struct Box2 {
  var low, high: Point2
  init(_ points: [Point2]) {
    low = points.reduce(Point2(repeating: .infinity)) { pointwiseMin($0, $1) }
    high = points.reduce(Point2(repeating: -.infinity)) { pointwiseMax($0, $1) }
  }
  func contains(_ other: Box2) -> Bool {
    low.x <= other.low.x && low.y <= other.low.y && high.x >= other.high.x && high.y >= other.high.y
  }
  func distance(to other: Box2) -> Double {
    let a = low - other.low
    let b = high - other.high
    return Swift.max(abs(a.x), abs(a.y), abs(b.x), abs(b.y))
  }
  var perimeter: Double { 2 * (high - low).sum() }
}
