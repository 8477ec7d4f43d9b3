import Quantities
import Stages

/// The dose of one administration, with what is needed to judge it biologically.
public struct TherapyDose: Sendable {
  /// `cycle 1`, `TARE right lobe`, …
  public var label: String
  public var dose: DoseVolume
  /// For the time-integrated activity per region; `nil`: not reported.
  public var decays: TimeIntegratedActivityVolume?
  /// Course of the dose rate by region, for BED.
  public var courses: [RegionID: DoseRateCourse]
  /// Course for regions without one of their own; `nil`: those regions get no BED.
  var defaultCourse: DoseRateCourse?
  /// Uncertainty budget by region; regions without one carry the map's own uncertainty.
  public var budgets: [RegionID: UncertaintyBudget]
  /// True over imaged activity by region, from recovery correction; regions without an entry are not corrected.
  /// Holds where a region's own decays make its dose, as with beta particles.
  public var recovery: [RegionID: Double]

  public init(
    label: String, dose: DoseVolume, decays: TimeIntegratedActivityVolume? = nil,
    courses: [RegionID: DoseRateCourse] = [:], defaultCourse: DoseRateCourse? = nil,
    budgets: [RegionID: UncertaintyBudget] = [:], recovery: [RegionID: Double] = [:]
  ) {
    (self.label, self.dose, self.decays) = (label, dose, decays)
    (self.courses, self.defaultCourse, self.budgets) = (courses, defaultCourse, budgets)
    self.recovery = recovery
  }

  func course(_ region: RegionID) -> DoseRateCourse? { courses[region] ?? defaultCourse }
}
