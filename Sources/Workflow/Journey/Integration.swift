import Kinetics
import Quantification
import Stages

/// Decays per voxel and the curves of the regions.
package struct Integration: Sendable {
  package var decays: TimeIntegratedActivityVolume
  /// One per region, without the uncertainty that all points share.
  package var fits: [TimeActivityFit] = []
  /// The points that the fits were made of, with recovery and shared uncertainty.
  package var activities: [RegionActivities] = []
  /// How the voxels were integrated, in words for the report.
  package var method = "entered by the user"
  package var review: [String] = []
}
