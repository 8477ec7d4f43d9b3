import Quantities
import Stages
import Volumes

/// The reference: one grid on which everything meets, and how each time point lies on it.
package struct AlignedStudy: Sendable {
  /// Grid of activity, decays and structures, and of the dose unless the case asks for another.
  package var grid: Grid
  /// The reference CT on its own grid; `nil` without a CT.
  package var ct: ImageSeries?
  /// The reference CT averaged onto `grid`, HU; NaN where the CT does not reach.
  package var hounsfield: Volume<Float>?
  package var registrations: [Registration] = []
  /// What a human should know of the CTs.
  package var questions: [Finding] = []
  /// DICOM study of the reference.
  package var study: String?

  package init(grid: Grid, study: String? = nil) { (self.grid, self.study) = (grid, study) }

  /// Maps points of the reference to points of the time point's images.
  package func motion(to timePoint: String) -> RigidTransform {
    registrations.first { $0.moving == timePoint }?.transform ?? .identity
  }
}
