import Kinetics
import Quantification
import Stages

/// Decays per voxel and the curves of the regions.
struct Integration: Sendable {
  var decays: TimeIntegratedActivityVolume
  /// One per region, without the uncertainty that all points share.
  var fits: [TimeActivityFit] = []
  /// The points that the fits were made of, with recovery and shared uncertainty.
  var activities: [RegionActivities] = []
  /// How the voxels were integrated, in words for the report.
  var method = "entered by the user"
  var review: [String] = []
}
