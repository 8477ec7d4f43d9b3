import Diagnostics
import Quantities
import Stages

/// Microspheres by what they are made of.
public enum Microspheres: String, Sendable, Hashable, CaseIterable { case glass, resin, holmium }

/// A way to an activity.
public enum ActivityMethod: String, Sendable, Hashable, CaseIterable {
  case mird = "MIRD one-compartment"
  case bodySurface = "BSA"
  case modifiedBodySurface = "modified BSA"
  case empirical
  case partition
  case multiCompartment = "multi-compartment"
  case voxel

  /// The microspheres that the method was made for; `nil` for any.
  public var madeFor: Microspheres? {
    switch self {
    case .mird: .glass
    case .bodySurface, .modifiedBodySurface, .empirical: .resin
    case .partition, .multiCompartment, .voxel: nil
    }
  }
}

/// The activity by one method with the doses that follow from it.
public struct ActivityProposal: Sendable, Hashable {
  /// What a model was solved for.
  public enum Aim: String, Sendable, Hashable, CaseIterable { case limits, goal }

  public var method: ActivityMethod
  /// `nil` for methods that know one way only.
  public var aim: Aim?
  /// What the activity was chosen by, for example `120 Gy to the perfused volume` or `largest within the limits`.
  public var basis: String
  public var activity: Activity
  /// The limit that decided, where limits did.
  public var limiting: DoseAllowance?
  public var doses: [PlannedRegion: Uncertain<Gray>]
  /// The model that turned the activity into doses.
  public var doseModel: String
  /// Limits that this activity would break, by the same model.
  public var crossed: [DoseAllowance]
}

/// A method that gives no activity here, and why.
public struct UnavailableMethod: Sendable, Hashable {
  public var method: ActivityMethod
  public var reason: String
}

/// Everything that is known of one injection before it is planned.
public struct InjectionRequest: Sendable, Hashable {
  public var volume: PerfusedVolume
  /// Mean dose wanted in the perfused volume: the one-compartment method.
  public var perfusedGoal: DoseLimit?
  /// Mean dose wanted in the tumours.
  public var tumourGoal: DoseLimit?
  public var limits: [DoseAllowance]
  /// From images, by any dose engine.
  public var voxel: DosePerActivity?

  public init(
    volume: PerfusedVolume, perfusedGoal: DoseLimit? = nil, tumourGoal: DoseLimit? = nil,
    limits: [DoseAllowance] = [], voxel: DosePerActivity? = nil
  ) {
    (self.volume, self.perfusedGoal, self.tumourGoal) = (volume, perfusedGoal, tumourGoal)
    (self.limits, self.voxel) = (limits, voxel)
  }
}
