import Quantities
import Stages

/// The dose of one administration, with what is needed to judge it biologically.
public struct TherapyDose: Sendable {
  /// `cycle 1`, `TARE right lobe`, …
  public var label: String
  public var dose: DoseVolume
  /// For the time-integrated activity per region; `nil`: not reported.
  public var decays: TimeIntegratedActivityVolume?
  /// Course of the dose rate by region name, for BED.
  public var courses: [String: DoseRateCourse]
  /// Course for regions that are not named; `nil`: those regions get no BED.
  public var defaultCourse: DoseRateCourse?
  /// Uncertainty budget by region name; regions without one carry the map's own uncertainty.
  public var budgets: [String: UncertaintyBudget]
  /// True over imaged activity by region name, from recovery correction; regions without an entry are not corrected.
  /// Holds where a region's own decays make its dose, as with beta particles.
  public var recovery: [String: Double]

  public init(
    label: String, dose: DoseVolume, decays: TimeIntegratedActivityVolume? = nil,
    courses: [String: DoseRateCourse] = [:], defaultCourse: DoseRateCourse? = nil,
    budgets: [String: UncertaintyBudget] = [:], recovery: [String: Double] = [:]
  ) {
    (self.label, self.dose, self.decays) = (label, dose, decays)
    (self.courses, self.defaultCourse, self.budgets) = (courses, defaultCourse, budgets)
    self.recovery = recovery
  }

  func course(_ region: String) -> DoseRateCourse? { courses[region] ?? defaultCourse }
}
