import Checks
import Diagnostics
import Foundation
import Stages
import Volumes

/// A named set of contours, as a structure set holds it.
public struct RegionOfInterest: Sendable {
  public var name: String
  /// ROI Number (3006,0022).
  public var number: Int
  /// RT ROI Interpreted Type (3006,00A4), e.g. `ORGAN`, `GTV`; empty where the file does not say.
  public var kind: String
  /// Referenced Frame of Reference UID (3006,0024).
  public var frameOfReference: String?
  public var contours: [Contour]

  public init(
    name: String, number: Int = 1, kind: String = "", frameOfReference: String? = nil, contours: [Contour]
  ) {
    (self.name, self.number, self.kind) = (name, number, kind)
    (self.frameOfReference, self.contours) = (frameOfReference, contours)
  }
}

extension RegionOfInterest {
  /// Relative difference between the two volumes of a structure from which it is reported.
  static let volumeTolerance = 0.02
  /// Fraction of a structure outside the grid from which it is reported.
  static let outsideLimit = 0.001

  /// Rasterises the region on a grid as fractional occupancies.
  ///
  /// Each contour owns the slab half-way to its neighbours. Nested contours of one plane are holes (even-odd rule),
  /// keyholes become holes without further treatment, contours that overlap in part are united. Contours may lie between or across the slices of the grid and be tilted.
  ///
  /// - Parameters:
  ///   - identity: what the structure is known by; by default its ROI number in a single file.
  ///   - grid: target grid; its frame of reference is *not* compared here.
  ///   - planeSpacing: distance of the contour planes of the whole structure set, mm, used for a region with one or
  ///     two planes; `nil` where unknown.
  /// - Returns: the structure, `nil` if nothing of it lies on the grid, and all that a reviewer has to know.
  public func structure(
    role: StructureRole, side: Lobe? = nil, as identity: Region? = nil, on grid: Grid,
    planeSpacing: Double? = nil
  ) -> (Structure?, [ImageFinding]) {
    let identity =
      identity
      ?? Region(
        id: RegionID(entry: 1, number: number), name: name, role: role, side: side,
        origin: RegionOrigin(source: "", object: .roi, number: number))
    var sorted = ContourSorting(self)
    let stacks = sorted.stacks(on: grid, planeSpacing: planeSpacing)
    let rasters = stacks.map { ContourRaster($0, onto: grid) }
    let region = rasters.dropFirst().reduce(rasters.first?.region) { union, next in
      union?.united(with: next.region)
    }
    guard let region, !region.isEmpty else {
      sorted.say(.empty)
      return (nil, sorted.problems)
    }
    let volume = stacks.reduce(0) { $0 + $1.volumeByNesting }
    sorted.compare(
      voxels: region.millilitres, nesting: volume, parity: stacks.reduce(0) { $0 + $1.volumeByParity },
      outside: rasters.contains(where: \.reachesOutside))
    let origin = "contours (\(counted(stacks.reduce(0) { $0 + $1.planes.count }, "plane")))"
    return (
      Structure(identity, region: region, contourVolume: volume, origin: origin),
      sorted.problems
    )
  }

  /// Median distance of neighbouring contour planes over all regions, mm; `nil` if no region has two planes.
  static func planeSpacing(_ regions: [RegionOfInterest]) -> Double? {
    var gaps: [Double] = []
    for region in regions {
      var sorting = ContourSorting(region)
      for stack in sorting.stacks(on: nil, planeSpacing: nil) {
        gaps += ContourStack.gaps(stack.planes.map(\.offset))
      }
    }
    gaps.sort()
    return gaps.isEmpty ? nil : gaps[(gaps.count - 1) / 2]
  }
}

/// Sorts the contours of one region by what can be done with them, and keeps what has to be reported.
private struct ContourSorting {
  private struct Group {
    var normal: Vector3
    var sum: Vector3
    var contours: [[Vector3]]
  }

  let name: String
  let slabThickness: Double?
  /// The file says that contours exclude each other where they overlap.
  private let isExclusive: Bool
  private(set) var problems: [ImageFinding] = []
  private var groups: [Group] = []

  /// Contours whose planes differ by less are parallel: 2°.
  static let parallel = cos(2 * Double.pi / 180)
  /// Distance from its plane from which a contour counts as warped, mm.
  static let warp = 0.5

  init(_ region: RegionOfInterest) {
    name = region.name
    isExclusive = region.contours.contains { $0.kind == .closedPlanarXor }
    slabThickness = region.contours.compactMap(\.slabThickness).first { $0.isFinite && $0 > 0 }
    let closed = region.contours.filter { $0.kind.isClosed && ContourSorting.isUsable($0) }
    reportUnusable(region.contours)
    let ordered = closed.map { (contour: $0, area: $0.planeVector) }.sorted { $0.area.norm > $1.area.norm }
    for (contour, area) in ordered { place(contour, area) }
    for n in groups.indices { groups[n].normal = groups[n].sum / groups[n].sum.norm }
    reportShape()
  }

  static func isUsable(_ contour: Contour) -> Bool {
    contour.points.count > 2 && contour.points.allSatisfy { abs($0).max() < 1e6 }
      && contour.planeVector.norm > 1e-9
  }

  private mutating func place(_ contour: Contour, _ area: Vector3) {
    let normal = area / area.norm
    let near = groups.firstIndex { group in
      abs(group.normal.dot(normal)) > ContourSorting.parallel || flat(contour, group.normal)
    }
    if let near {
      groups[near].sum += groups[near].normal.dot(normal) < 0 ? -area : area
      groups[near].contours.append(contour.points)
    } else {
      groups.append(Group(normal: normal, sum: area, contours: [contour.points]))
    }
  }

  /// A tiny contour's own normal is noise: it belongs to any plane in which it is flat.
  private func flat(_ contour: Contour, _ normal: Vector3) -> Bool {
    let centre = contour.centre
    return contour.points.allSatisfy { abs(($0 - centre).dot(normal)) < ContourStack.coincidence }
  }

  private mutating func reportUnusable(_ contours: [Contour]) {
    for kind in [Contour.Kind.point, .openPlanar, .openNonplanar] {
      let count = contours.count { $0.kind == kind }
      guard count > 0 else { continue }
      say(.open(count: count, type: kind.rawValue))
    }
    let between = contours.count { $0.kind == .interpolatedPlanar }
    if between > 0 { say(.interpolated(between)) }
    let flat = contours.count { $0.kind.isClosed && !ContourSorting.isUsable($0) }
    if flat > 0 { say(.flat(flat)) }
  }

  private mutating func reportShape() {
    if groups.count > 1 { say(.tilted(directions: groups.count)) }
    let warped = groups.reduce(0) { sum, group in
      sum + group.contours.count { ContourSorting.warpOf($0, group.normal) > ContourSorting.warp }
    }
    if warped > 0 { say(.warped(warped, limit: ContourSorting.warp)) }
  }

  static func warpOf(_ points: [Vector3], _ normal: Vector3) -> Double {
    let heights = points.map { $0.dot(normal) }
    let mean = heights.reduce(0, +) / Double(heights.count)
    return heights.reduce(0) { max($0, abs($1 - mean)) }
  }

  /// One stack per direction. Without a grid nothing is reported: only the planes are wanted.
  mutating func stacks(on grid: Grid?, planeSpacing: Double?) -> [ContourStack] {
    groups.map { group in
      let known = planeSpacing ?? slabThickness
      let nominal = known ?? grid.map { ContourSorting.spacing(of: $0, along: group.normal) }
      var stack = ContourStack(group.contours, normal: group.normal, nominalSpacing: known ?? .infinity)
      if stack.spacing == .infinity {
        stack = ContourStack(group.contours, normal: group.normal, nominalSpacing: nominal ?? 1)
      }
      if grid != nil { report(&stack, known: known) }
      return stack
    }
  }

  static func spacing(of grid: Grid, along normal: Vector3) -> Double {
    1 / (grid.axes.inverse * normal).max(byMagnitude: ())
  }

  private mutating func report(_ stack: inout ContourStack, known: Double?) {
    let repeated = stack.removeRepeated()
    if repeated > 0 { say(.repeated(repeated)) }
    let united = isExclusive ? 0 : stack.separateLayers()
    if united > 0 { say(.crossing(united)) }
    if stack.planes.count == 1 { say(.singlePlane(thickness: stack.spacing, isOfSet: known != nil)) }
    if let widest = stack.gaps.max() {
      say(
        .interrupted(
          times: stack.gaps.count, widest: widest, limit: ContourStack.gapLimit, distance: stack.spacing))
    }
  }

  mutating func compare(voxels: Double, nesting: Double, parity: Double, outside: Bool) {
    let beside = outside ? max(0, 1 - voxels / parity) : 0
    if beside > RegionOfInterest.outsideLimit { say(.outside(beside)) }
    let second = outside ? parity : voxels
    if abs(second - nesting) > RegionOfInterest.volumeTolerance * nesting {
      say(.volumesDiffer(contours: nesting, voxels: second))
    }
  }

  mutating func say(_ note: ContourNote) {
    problems.append(
      ImageFinding(note.code.isKnown ? .note : .review, .contours(note), at: "structure \(name)"))
  }
}

extension Vector3 {
  fileprivate func max(byMagnitude: ()) -> Double { Swift.max(abs(x), abs(y), abs(z)) }
}

/// Component-wise magnitude.
private func abs(_ v: Vector3) -> Vector3 { Vector3(Swift.abs(v.x), Swift.abs(v.y), Swift.abs(v.z)) }
