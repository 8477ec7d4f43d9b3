import Checks
import Diagnostics
import Quantities
import Volumes

/// Where the slices of a volume come from.
enum SliceSource: Sendable, Hashable {
  case frame(Int)
  /// Between two frames: (1 − weight) · first + weight · second.
  case between(Int, Int, weight: Double)
}

/// A grid and, for each k, the frame that fills it.
struct StackGeometry: Sendable {
  var grid: Grid
  var slices: [SliceSource]

  /// Slices that are nearer than this, mm, are at the same place.
  static let samePlace = 0.01
  /// How far a slice may lie from its place on a regular grid, mm: positions written to one decimal are off by half of
  /// it. Places are compared, not distances of neighbours, of which the errors add up unseen.
  static let tolerance = 0.05
  /// And the same as a part of the distance of slices, for thick ones.
  static let evenness = 0.01

  static func tolerance(step: Double) -> Double { max(tolerance, evenness * abs(step)) + 1e-6 }

  var isResampled: Bool { slices.contains { if case .between = $0 { true } else { false } } }
}

/// Lays slices that each carry a position onto a grid.
struct PlaneGeometry {
  let stack: Stack
  let answers: SeriesAnswers
  private(set) var findings: [ImageFinding] = []

  init(_ stack: Stack, _ answers: SeriesAnswers) { (self.stack, self.answers) = (stack, answers) }

  private var place: String { stack.first.path }

  mutating func build() -> StackGeometry? {
    guard let axes = commonAxes(), let spacing = commonSpacing() else { return nil }
    let normal = axes.i.cross(axes.j)
    let positions = stack.frames.map(\.position)
    guard positions.allSatisfy({ $0 != nil }) else {
      return refuse(.positionAbsent)
    }
    let height = positions.map { $0!.dot(normal) }
    let order = height.indices.sorted { height[$0] < height[$1] }
    guard check(tiltOf: order.map { positions[$0]! }, normal, spacing),
      let plan = distances(order, height)
    else { return nil }
    return grid(axes, normal, spacing, step: plan.step, origin: positions[order[0]]!, slices: plan.slices)
  }

  private mutating func refuse(_ note: PlaceNote, keys: [CaseKey] = []) -> StackGeometry? {
    findings.append(.blocking(.place(note), at: place, keys: keys))
    return nil
  }

  private mutating func commonAxes() -> (i: Vector3, j: Vector3)? {
    if let axes = stack.frames[0].axes { return axes }
    _ = refuse(.orientationAbsent)
    return nil
  }

  private mutating func commonSpacing() -> SIMD2<Double>? {
    if let spacing = stack.frames[0].spacing { return spacing }
    _ = refuse(.pixelSpacingUnknown(ofFrames: false))
    return nil
  }

  /// The line through the slice positions must be the normal: otherwise the gantry was tilted and the stack is sheared.
  private mutating func check(tiltOf positions: [Vector3], _ normal: Vector3, _ spacing: SIMD2<Double>)
    -> Bool
  {
    let shifts = positions.map { p -> Double in
      let d = p - positions[0]
      return (d - normal * d.dot(normal)).norm
    }
    guard let worst = shifts.max(), worst > 0.25 * spacing.min() else {
      checkSideways(shifts.max() ?? 0, spacing.min())
      return true
    }
    _ = refuse(.sheared(by: worst, tilt: stack.first.tilt.flatMap { $0 == 0 ? nil : $0 }))
    return false
  }

  /// What is too little to lean by: a volume has the place of its first slice, so that one wrong position moves it as a whole.
  private mutating func checkSideways(_ worst: Double, _ pixel: Double) {
    guard worst > StackGeometry.tolerance(step: pixel) else { return }
    findings.append(.review(.place(.sideways(by: worst)), at: "\(place) (0020,0032)"))
  }

  private mutating func distances(_ order: [Int], _ height: [Double]) -> (
    step: Double, slices: [SliceSource]
  )? {
    let slices = order.map { SliceSource.frame($0) }
    guard order.count > 1 else {
      findings.append(.review(.place(.singleSlice(thickness: singleThickness)), at: place))
      return (singleThickness, slices)
    }
    let gaps = zip(order, order.dropFirst()).map { height[$1] - height[$0] }
    if let shared = gaps.firstIndex(where: { $0 < StackGeometry.samePlace }) {
      let crowd = Crowd(gaps)
      _ = refuse(
        .sharedPlace(slices: crowd.slices, places: crowd.places, height: height[order[shared]]))
      return nil
    }
    let median = gaps.sorted()[gaps.count / 2]
    let regular = RegularPlaces(order.map { height[$0] })
    guard regular.deviation <= StackGeometry.tolerance(step: regular.step) else {
      return uneven(order, height, gaps, median, regular)
    }
    checkStatedSpacing(regular.step)
    let step = (height[order.last!] - height[order[0]]) / Double(gaps.count)
    guard !gaps.allSatisfy({ abs($0 - median) <= 2 * StackGeometry.evenness * median }) else {
      return (step, slices)
    }
    findings.append(
      .note(
        .place(.positionsRounded(by: regular.deviation, step: regular.step)), at: "\(place) (0020,0032)"))
    return (regular.step, slices)
  }

  /// Positions count; a spacing that contradicts them is reported.
  private mutating func checkStatedSpacing(_ step: Double) {
    guard let stated = stack.first.spacing,
      abs(abs(stated) - step) > StackGeometry.tolerance(step: step)
    else { return }
    findings.append(
      .review(
        .place(.spacingContradicted(stated: stated, found: step)), at: "\(place) (0018,0088)"))
  }

  /// Thickness of a lone slice; the header's, else as thick as a pixel is wide.
  private var singleThickness: Double {
    stack.first.thickness ?? stack.frames[0].spacing?.x ?? 1
  }

  private mutating func uneven(
    _ order: [Int], _ height: [Double], _ gaps: [Double], _ median: Double, _ regular: RegularPlaces
  ) -> (step: Double, slices: [SliceSource])? {
    let limit = 2 * StackGeometry.tolerance(step: median)
    let wide = gaps.indices.filter { abs(gaps[$0] - median) > limit }
    let named = wide.prefix(5).map { n in
      let missing = (gaps[n] / median).rounded()
      let whole = missing >= 2 && abs(gaps[n] - missing * median) < 0.1 * median
      return PlaceNote.Gap(
        slice: n + 1, from: height[order[n]], to: height[order[n + 1]],
        missing: whole ? Int(saturating: missing) - 1 : nil)
    }
    let areFilled = answers.allowGaps
    let note: PlaceNote =
      wide.isEmpty
      ? .irregular(by: regular.deviation, step: regular.step, isFilled: areFilled)
      : .gaps(named, of: wide.count, step: median, areFilled: areFilled)
    guard areFilled else {
      _ = refuse(note, keys: [.allowGaps])
      return nil
    }
    findings.append(.review(.place(note), at: place))
    return interpolated(order, height, step: median)
  }

  private mutating func interpolated(_ order: [Int], _ height: [Double], step: Double) -> (
    step: Double, slices: [SliceSource]
  )? {
    let low = height[order[0]],
      count = Int(saturating: ((height[order.last!] - low) / step + 1e-6).rounded(.down)) + 1
    guard count <= 8 * order.count + 64 else {
      _ = refuse(.scattered(steps: count))
      return nil
    }
    var below = 0
    return (
      step,
      (0..<count).map { k in
        let at = low + Double(k) * step
        while below + 2 < order.count, height[order[below + 1]] <= at { below += 1 }
        let a = order[below], b = order[below + 1]
        let weight = (at - height[a]) / (height[b] - height[a])
        if weight < 1e-3 { return .frame(a) }
        return weight > 1 - 1e-3 ? .frame(b) : .between(a, b, weight: weight)
      }
    )
  }

  private mutating func grid(
    _ axes: (i: Vector3, j: Vector3), _ normal: Vector3, _ spacing: SIMD2<Double>, step: Double,
    origin: Vector3,
    slices: [SliceSource]
  ) -> StackGeometry? {
    do {
      let grid = try Grid(
        size: GridSize(stack.size.x, stack.size.y, slices.count),
        spacing: Vector3(spacing.x, spacing.y, step),
        direction: Matrix3(axes.i, axes.j, normal), origin: origin,
        frameOfReference: stack.first.frameOfReference)
      return StackGeometry(grid: grid, slices: slices)
    } catch {
      return refuse(.noGrid("\(error)"))
    }
  }
}

/// Slices that share a place with another one, in rising order of their heights.
private struct Crowd {
  var slices = 0, places = 0

  init(_ gaps: [Double]) {
    var inside = false
    for gap in gaps {
      let isShared = gap < StackGeometry.samePlace
      if isShared {
        slices += inside ? 1 : 2
        if !inside { places += 1 }
      }
      inside = isShared
    }
  }
}

/// The regular grid nearest to rising heights: the one whose largest deviation is least.
struct RegularPlaces {
  let step: Double
  /// Largest distance of a height from its place, mm.
  let deviation: Double

  init(_ heights: [Double]) {
    func spread(_ step: Double) -> Double {
      var low = Double.infinity, high = -Double.infinity
      for (n, height) in heights.enumerated() {
        let rest = height - heights[0] - Double(n) * step
        (low, high) = (min(low, rest), max(high, rest))
      }
      return high - low
    }
    let mean = heights.count > 1 ? (heights.last! - heights[0]) / Double(heights.count - 1) : 0
    // The spread is convex in the step, and its least value lies near the mean step.
    var (a, b) = (mean - abs(mean) / 2, mean + abs(mean) / 2)
    for _ in 0..<80 {
      let (p, q) = (a + (b - a) / 3, b - (b - a) / 3)
      if spread(p) <= spread(q) { b = q } else { a = p }
    }
    step = (a + b) / 2
    deviation = spread(step) / 2
  }
}
