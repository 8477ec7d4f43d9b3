import Quantities
import Stages
import Volumes

/// How each voxel's activities become decays.
public enum VoxelMethod: Sendable, Hashable {
  /// Non-linear least squares of A e^(−λt) in every voxel, never slower than physical decay.
  case monoExponential
  /// Another sum of exponentials where a voxel has enough positive values and the fit succeeds; the mono-exponential
  /// elsewhere, counted. With two rates about ten times slower, with three about a hundred times.
  case exponential(ExponentialShape)
  /// Trapezoids; the tail is physical or given, since few voxels can determine their own.
  case trapezoid(Trapezoid)
  /// One volume and an assumption on clearance.
  case singleTimePoint(SingleTimePoint)
  /// The activity stays where it is and decays physically, as microspheres do. Several volumes are averaged.
  case permanentTrapping
}

/// What happened to the voxels.
public struct VoxelTally: Sendable, Hashable {
  /// Voxels with at least one activity above zero.
  public var active = 0
  /// Fitted with the method asked for.
  public var fitted = 0
  /// Fitted voxels fixed at physical decay because their data fit a slower clearance best.
  var atPhysicalDecay = 0
  /// Fitted voxels fixed at the shortest half-life allowed.
  var atShortestHalfLife = 0
  /// Fitted by a mono-exponential although another shape was asked for.
  var monoInstead = 0
  /// Integrated by trapezoid and physical tail because fewer than two activities are positive or no fit exists.
  var trapezoidInstead = 0
  /// Integrals below zero that were set to zero.
  var setToZero = 0

  static func + (a: VoxelTally, b: VoxelTally) -> VoxelTally {
    var c = VoxelTally()
    c.active = a.active + b.active
    c.fitted = a.fitted + b.fitted
    c.atPhysicalDecay = a.atPhysicalDecay + b.atPhysicalDecay
    c.atShortestHalfLife = a.atShortestHalfLife + b.atShortestHalfLife
    c.monoInstead = a.monoInstead + b.monoInstead
    c.trapezoidInstead = a.trapezoidInstead + b.trapezoidInstead
    c.setToZero = a.setToZero + b.setToZero
    return c
  }
}

/// A time-integrated activity volume with the account of its making.
public struct VoxelIntegral: Sendable {
  public var volume: TimeIntegratedActivityVolume
  public var tally: VoxelTally
  public var warnings: [Note]
}

/// What to do where no region's curve applies.
public enum Elsewhere: Sendable {
  /// Physical decay alone: the largest integral possible.
  case physicalDecay
  case curve(TimeActivityFit)
  /// No decays are counted there.
  case nothing
}

/// The curve that the voxels of a region follow.
public struct RegionCurve: Sendable {
  public var region: Occupancy
  public var fit: TimeActivityFit
  public init(region: Occupancy, fit: TimeActivityFit) { (self.region, self.fit) = (region, fit) }
}
