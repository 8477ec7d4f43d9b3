import Diagnostics
import Foundation
import Quantities
import Stages
import Volumes

/// Integrates activity volumes voxel by voxel from administration to infinity.
///
/// ```swift
/// let kinetics = try VoxelKinetics(physicalHalfLife: .hours(159.528))
/// let decays = try kinetics.integrate(volumes).volume
/// ```
/// Results are the same to the last bit for any number of threads.
public struct VoxelKinetics: Sendable {
  public let physicalHalfLife: TimeSpan
  public var method: VoxelMethod
  /// `.relative` means the same as `.stated` here: voxels have too few points to judge their own scatter.
  public var weighting: Weighting
  /// Faster clearance than this is not believed of a voxel.
  let shortestHalfLife: TimeSpan
  /// Only for measuring: at most this many threads.
  package var threads: Int?

  /// - Throws: `Problem` if the half-lives are not above zero and in this order.
  public init(
    physicalHalfLife: TimeSpan, method: VoxelMethod = .monoExponential, weighting: Weighting = .automatic,
    shortestHalfLife: TimeSpan = .hours(1)
  ) throws {
    guard shortestHalfLife.value > 0, physicalHalfLife > shortestHalfLife, physicalHalfLife.isFinite else {
      throw Problem(
        .usage,
        what: "a physical half-life of \(physicalHalfLife) with a shortest one of \(shortestHalfLife)",
        why: "rates are sought between them", remedy: "take the half-life from the table of nuclides")
    }
    (self.physicalHalfLife, self.method) = (physicalHalfLife, method)
    (self.weighting, self.shortestHalfLife) = (weighting, shortestHalfLife)
  }

  /// - Parameter volumes: on one grid, of one nuclide, with known times after administration.
  /// - Returns: decays per mL, Bq·s/mL; `statistical` if every volume has it, propagated by first order; the greatest
  ///   of the volumes' `common`; the extrapolated fraction per voxel.
  /// - Throws: `GridError.foreignGrid`; `Problem` for missing or equal times, another nuclide, too few volumes, or an
  ///   assumption that contradicts physical decay.
  public func integrate(_ volumes: [ActivityVolume]) throws -> VoxelIntegral {
    let input = try VoxelInput(volumes, method: method, weighting: weighting)
    let plan = try plan(input)
    let output = VoxelOutput(count: input.grid.size.count, noise: input.noise != nil)
    let tally = VoxelLoop(count: input.grid.size.count, threads: threads).run { range in
      plan.integrate(range, input, output)
    }
    return try describe(input, output, tally, plan)
  }

  var physicalRate: Double { ln2 / physicalHalfLife.inHours }

  private func plan(_ input: VoxelInput) throws -> any VoxelPlan {
    switch method {
    case .monoExponential: return mono(input)
    case .exponential(.mono): return mono(input)
    case .exponential(let shape) where shape.rateCount == 2:
      return TwoRatePlan(shape, input, mono: mono(input), physicalRate: physicalRate)
    case .exponential(let shape):
      return ShapePlan(shape, input, mono: mono(input), physicalRate: physicalRate)
    case .permanentTrapping: return LinearPlan(trapped: input.times, physicalRate: physicalRate)
    case .trapezoid(let rule):
      let tail = try tailHalfLife(rule.tail)
      return LinearPlan(
        input.times, rule.head, physicalRate: physicalRate, tailHalfLife: tail.value,
        common: tail.relative)
    case .singleTimePoint(let single):
      if let given = single.effectiveHalfLife {
        try regionRules.checkEffective(given, Region(program: "every voxel"))
      }
      let estimate = SingleEstimate(method: single, time: input.times[0], longest: physicalHalfLife.inHours)
      return LinearPlan(estimate)
    }
  }

  private func mono(_ input: VoxelInput) -> MonoPlan {
    MonoPlan(
      kernel: MonoExponentialKernel(
        times: input.times, slowest: physicalRate, fastest: ln2 / shortestHalfLife.inHours),
      physicalRate: physicalRate)
  }

  /// The same checks as for regions.
  private var regionRules: RegionKinetics {
    get throws { try RegionKinetics(physicalHalfLife: physicalHalfLife) }
  }

  private func tailHalfLife(_ tail: Trapezoid.Tail) throws -> (value: Double, relative: Double?) {
    switch tail {
    case .physical: return (physicalHalfLife.inHours, nil)
    case .effectiveHalfLife(let given):
      try regionRules.checkEffective(given, Region(program: "every voxel"))
      return (given.value.inHours, given.relativeUncertainty)
    case .lastPoints:
      throw Problem(
        .usage, what: "a tail fitted to the last points is not offered for voxels",
        why: "single voxels are too noisy for it",
        remedy: "give the region's half-life, or fit a mono-exponential")
    }
  }

  private func describe(
    _ input: VoxelInput, _ output: VoxelOutput, _ tally: VoxelTally, _ plan: any VoxelPlan
  ) throws -> VoxelIntegral {
    let (grid, arrays) = (input.grid, output.arrays())
    let common = [input.common, plan.commonUncertainty].compactMap { $0 }
    let map = try QuantityMap<BecquerelSecondPerMillilitre>(
      values: Volume(grid: grid, voxels: arrays.integral),
      statistical: arrays.noise.map { try Volume(grid: grid, voxels: $0) },
      common: common.isEmpty ? nil : common.reduce(0) { $0 + $1 * $1 }.squareRoot())
    let volume = TimeIntegratedActivityVolume(
      map: map, nuclide: input.nuclide,
      extrapolatedFraction: try Volume(grid: grid, voxels: arrays.extrapolated),
      provenance: input.provenance.adding(step(input, tally)))
    return VoxelIntegral(volume: volume, tally: tally, warnings: tally.warnings + plan.warnings)
  }

  private func step(_ input: VoxelInput, _ tally: VoxelTally) -> Provenance.Step {
    Provenance.Step(
      "integrate voxels",
      [
        "method": "\(method.name)", "times, h": input.times.map { "\($0)" }.joined(separator: " "),
        "physical half-life, h": "\(physicalHalfLife.inHours)",
        "weights": input.weighted ? "1/variance" : "equal", "active voxels": "\(tally.active)",
        "at physical decay": "\(tally.atPhysicalDecay)",
        "at shortest half-life": "\(tally.atShortestHalfLife)",
        "mono-exponential instead": "\(tally.monoInstead)", "trapezoid instead": "\(tally.trapezoidInstead)",
        "set to zero": "\(tally.setToZero)",
      ])
  }
}

extension VoxelMethod {
  var name: String {
    switch self {
    case .monoExponential: ExponentialShape.mono.rawValue
    case .exponential(let shape): shape.rawValue
    case .trapezoid(let rule): "trapezoid, \(rule.head.rawValue)"
    case .singleTimePoint(let single): single.name
    case .permanentTrapping: "permanent trapping"
    }
  }

  /// Volumes that it takes at least.
  var leastVolumes: Int {
    switch self {
    case .monoExponential: 2
    case .exponential(let shape): shape.parameterCount
    case .trapezoid, .singleTimePoint, .permanentTrapping: 1
    }
  }
}

extension VoxelTally {
  var warnings: [Note] {
    func fraction(_ n: Int) -> Double { Double(n) / Double(max(1, active)) }
    var all: [CurveNote] = []
    if 10 * trapezoidInstead > active { all.append(.voxelsByTrapezoid(fraction: fraction(trapezoidInstead))) }
    if 10 * monoInstead > active { all.append(.voxelsMonoExponential(fraction: fraction(monoInstead))) }
    if 2 * atPhysicalDecay > active {
      all.append(.voxelsAtPhysicalDecay(fraction: fraction(atPhysicalDecay)))
    }
    return all.map(Note.curve)
  }
}
