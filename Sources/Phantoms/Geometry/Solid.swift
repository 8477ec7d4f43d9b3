import Volumes

/// A convex body: an ellipsoid or elliptic cylinder, cut by planes. All in millimetres.
///
/// A straight line meets it in one interval, known in closed form; that is what images, volumes and contours
/// are made from.
public struct Solid: Sendable, Hashable {
  /// Points with `normal · p ≤ limit`.
  public struct HalfSpace: Sendable, Hashable {
    public var normal: Vector3
    /// Distance of the plane from the origin along a unit normal, mm.
    public var limit: Double
    public init(normal: Vector3, limit: Double) { (self.normal, self.limit) = (normal, limit) }
  }

  public let centre: Vector3
  /// Unit vectors of the principal axes.
  public let axes: Matrix3
  /// 1/semi-axis along each principal axis; 0 for an axis along which the body is only cut by planes.
  let inverseRadii: Vector3
  /// Axis / semi-axis: kept, because hot loops need nothing else.
  private let a, b, c: Vector3
  public private(set) var cuts: [HalfSpace] = []
  /// Corners of a box along x, y, z that holds the body.
  public private(set) var lower, upper: Vector3

  /// An ellipsoid; a sphere if the semi-axes are equal.
  static func ellipsoid(centre: Vector3, radii: Vector3, axes: Matrix3 = .identity) -> Solid {
    precondition(radii.min() > 0, "semi-axes are positive")
    let (a, b, c) = axes.columns
    let reach = [a * radii.x, b * radii.y, c * radii.z].reduce(Vector3.zero) { $0 + $1 * $1 }.squareRoot()
    return Solid(
      centre: centre, axes: axes, inverseRadii: 1 / radii, lower: centre - reach, upper: centre + reach)
  }

  public static func sphere(centre: Vector3, radius: Double) -> Solid {
    ellipsoid(centre: centre, radii: Vector3(repeating: radius))
  }

  /// An upright elliptic cylinder between two heights.
  static func cylinder(centre: Vector3, radii: (x: Double, y: Double), bottom: Double, top: Double)
    -> Solid
  {
    precondition(radii.x > 0 && radii.y > 0 && top > bottom, "a cylinder has an extent")
    var solid = Solid(
      centre: centre, axes: .identity, inverseRadii: Vector3(1 / radii.x, 1 / radii.y, 0),
      lower: Vector3(centre.x - radii.x, centre.y - radii.y, bottom),
      upper: Vector3(centre.x + radii.x, centre.y + radii.y, top))
    let up = Vector3(0, 0, 1)
    solid.cuts = [HalfSpace(normal: up, limit: top), HalfSpace(normal: -up, limit: -bottom)]
    return solid
  }

  /// The part on the inner side of a plane. The box is tightened for planes across an axis only.
  public func cut(_ plane: HalfSpace) -> Solid {
    var part = self
    part.cuts.append(plane)
    for axis in 0..<3 where abs(plane.normal[axis]) == plane.normal.norm {
      let height = plane.limit / plane.normal[axis]
      if plane.normal[axis] > 0 {
        part.upper[axis] = min(upper[axis], height)
      } else {
        part.lower[axis] = max(lower[axis], height)
      }
    }
    return part
  }

  init(centre: Vector3, axes: Matrix3, inverseRadii: Vector3, lower: Vector3, upper: Vector3) {
    (self.centre, self.axes, self.inverseRadii, self.lower, self.upper) = (
      centre, axes, inverseRadii, lower, upper
    )
    let (x, y, z) = axes.columns
    (a, b, c) = (x * inverseRadii.x, y * inverseRadii.y, z * inverseRadii.z)
  }

  /// A point in units of the semi-axes.
  @inline(__always) func reduced(_ v: Vector3) -> Vector3 { Vector3(a.dot(v), b.dot(v), c.dot(v)) }

  public func contains(_ p: Vector3) -> Bool {
    let q = reduced(p - centre)
    return q.dot(q) <= 1 && cuts.allSatisfy { $0.normal.dot(p) <= $0.limit }
  }

  /// Parameters t between which `origin + t · direction` lies inside; `nil` if it never does.
  func chord(_ origin: Vector3, _ direction: Vector3) -> (Double, Double)? {
    DirectedSolid(self, direction).chord(origin)
  }

  /// True if the box may reach the slab |normal · p − offset| ≤ half.
  func mayReach(_ normal: Vector3, offset: Double, half: Double) -> Bool {
    let (middle, extent) = ((lower + upper) / 2, (upper - lower) / 2)
    let reach = abs(normal.x) * extent.x + abs(normal.y) * extent.y + abs(normal.z) * extent.z
    return abs(normal.dot(middle) - offset) <= reach + half
  }
}

/// A solid met by many parallel lines: what depends on their direction only is computed once.
struct DirectedSolid {
  private let solid: Solid
  private let slope: Vector3
  private let square: Double
  private let rates: [Double]

  init(_ solid: Solid, _ direction: Vector3) {
    self.solid = solid
    slope = solid.reduced(direction)
    square = slope.dot(slope)
    rates = solid.cuts.map { $0.normal.dot(direction) }
  }

  /// Parameters between which the line through `origin` lies inside; `nil` if it never does.
  func chord(_ origin: Vector3) -> (Double, Double)? {
    let p = solid.reduced(origin - solid.centre)
    let (b, c) = (p.dot(slope), p.dot(p) - 1)
    var (low, high) = (-Double.infinity, Double.infinity)
    if square > 0 {
      let root = b * b - square * c
      guard root > 0 else { return nil }
      (low, high) = ((-b - root.squareRoot()) / square, (-b + root.squareRoot()) / square)
    } else if c > 0 {
      return nil
    }
    for (n, cut) in solid.cuts.enumerated() {
      let (rate, room) = (rates[n], cut.limit - cut.normal.dot(origin))
      if rate > 0 {
        high = min(high, room / rate)
      } else if rate < 0 {
        low = max(low, room / rate)
      } else if room < 0 {
        return nil
      }
    }
    return low < high && (high - low).isFinite ? (low, high) : nil
  }
}
