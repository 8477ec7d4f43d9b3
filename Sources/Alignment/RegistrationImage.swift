import Diagnostics
import Foundation
import Statistics
import Volumes

/// An image made ready for registration: averaged to three levels, values limited, the body marked.
struct RegistrationImage: Sendable {
  /// Finest first: 1, 2 and 4 times the finest spacing.
  var levels: [Volume<Float>]
  /// On the grid of the second level, a margin around the body included.
  var body: [SIMD3<Double>]
  /// Size of the body mask's voxels, as edge vectors, to scatter samples within them.
  var edges: Matrix3
  var centre: Vector3
  /// Root mean square distance of the body from its centre, mm.
  var radius: Double

  /// - Throws: `Problem` if the image holds no numbers, or nothing that looks like a body.
  init(_ volume: Volume<Float>, name: String, options: RegistrationOptions) throws(Problem) {
    guard volume.voxels.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw Self.unfit(name, "contains voxels that are not numbers", "state what they mean first")
    }
    let finest = Alignment.average(volume, onto: volume.grid.coarsened(to: options.finestSpacing), outside: 0)
    let limited = Self.limited(finest, options.kind)
    levels = [limited]
    for factor in [2.0, 4.0] {
      levels.append(
        Alignment.average(
          limited, onto: volume.grid.coarsened(to: factor * options.finestSpacing), outside: 0))
    }
    guard let least = limited.voxels.min(), let most = limited.voxels.max(), least < most else {
      throw Self.unfit(
        name, "has one value everywhere", "check that it is what it is labelled as, and its scale")
    }
    let mask = try Self.bodyMask(levels[1], options.kind)
    body = Self.positions(mask)
    guard !body.isEmpty else {
      throw Self.unfit(name, "shows no body", "check that it is what it is labelled as, and its scale")
    }
    edges = mask.grid.axes
    let centre = body.reduce(Vector3(repeating: 0), +) / Double(body.count)
    self.centre = centre
    radius = (body.reduce(0) { $0 + ($1 - centre).dot($1 - centre) } / Double(body.count)).squareRoot()
    guard radius > 0 else { throw Self.unfit(name, "shows no extended body", "check the image") }
  }

  private static func unfit(_ name: String, _ what: String, _ remedy: String) -> Problem {
    Problem(
      .dataRejected, what: "the \(name) image \(what)", why: "it cannot be registered", remedy: remedy)
  }

  /// The range in which soft tissue and bone differ fills the histogram; metal and air beyond it do not stretch it.
  private static func limited(_ volume: Volume<Float>, _ kind: RegistrationKind) -> Volume<Float> {
    switch kind {
    case .ct: return volume.mapped { min(max($0, -500), 500) }
    case .magnetic:
      // A few bright vessels must not stretch the histogram.
      let bright = Self.bright(volume)
      return volume.mapped { min(max($0, 0), bright) }
    case .emission: return volume
    }
  }

  /// The brightness that one voxel in two hundred exceeds.
  private static func bright(_ volume: Volume<Float>) -> Float {
    let values = volume.voxels.filter { $0 > 0 }.sorted()
    return values.isEmpty ? 0 : values[min(values.count - 1, Int(0.995 * Double(values.count)))]
  }

  private static func bodyMask(_ volume: Volume<Float>, _ kind: RegistrationKind) throws(Problem) -> Volume<
    Bool
  > {
    switch kind {
    case .ct:
      // The couch is thin and often separate; a margin keeps the skin, which holds much of the information.
      let tissue = try Morphology.largestComponent(volume.mapped { $0 > -300 })
      return try Morphology.dilate(Morphology.fillHoles(tissue), by: 10)
    case .magnetic:
      let limit = 0.1 * bright(volume)
      let tissue = try Morphology.largestComponent(volume.mapped { limit > 0 && $0 > limit })
      return try Morphology.dilate(Morphology.fillHoles(tissue), by: 10)
    case .emission:
      let maximum = volume.voxels.max() ?? 0
      return try Morphology.dilate(volume.mapped { maximum > 0 && $0 > 0.03 * maximum }, by: 15)
    }
  }

  private static func positions(_ mask: Volume<Bool>) -> [Vector3] {
    var all: [Vector3] = []
    let (grid, size) = (mask.grid, mask.grid.size)
    for k in 0..<size.k {
      for j in 0..<size.j {
        for i in 0..<size.i where mask.voxels[grid.offset(i, j, k)] {
          all.append(grid.position(Vector3(Double(i), Double(j), Double(k))))
        }
      }
    }
    return all
  }

  /// Points spread evenly over the body, each at random in its voxel, so that no grid artefact of the metric remains.
  func samples(_ count: Int, random: inout SplitMix64) -> [Vector3] {
    let last = body.count - 1
    return (0..<count).map { n in
      let place = (Double(n) + random.unit()) / Double(count) * Double(body.count)
      let jitter = Vector3(random.unit() - 0.5, random.unit() - 0.5, random.unit() - 0.5)
      return body[min(last, Int(place))] + edges * jitter
    }
  }

  /// A few hundred points of the body, to measure displacements.
  var landmarks: [Vector3] {
    let step = max(1, body.count / 500)
    return stride(from: 0, to: body.count, by: step).map { body[$0] }
  }
}

extension Grid {
  /// The same box in voxels of at least `spacing` mm along each axis.
  func coarsened(to spacing: Double) -> Grid {
    func axis(_ count: Int, _ old: Double) -> (count: Int, spacing: Double) {
      guard old < spacing else { return (count, old) }
      let new = max(1, Int((Double(count) * old / spacing).rounded()))
      return (new, Double(count) * old / Double(new))
    }
    let (i, j, k) = (axis(size.i, self.spacing.x), axis(size.j, self.spacing.y), axis(size.k, self.spacing.z))
    let spacing = Vector3(i.spacing, j.spacing, k.spacing)
    // The corner of the box stays: the first centre moves by half the change of voxel size.
    let shift = Vector3(repeating: 0.5) * (spacing / self.spacing) - Vector3(repeating: 0.5)
    return try! Grid(
      size: GridSize(i.count, j.count, k.count), spacing: spacing, direction: direction,
      origin: position(shift),
      frameOfReference: frameOfReference)
  }
}
