import Quantities
import Stages
import Volumes

/// The reference: one grid on which everything meets, and how each time point lies on it.
struct AlignedStudy: Sendable {
  /// Grid of activity, decays and structures, and of the dose unless the case asks for another.
  var grid: Grid
  /// The reference CT on its own grid; `nil` without a CT.
  var ct: ImageSeries?
  /// The reference CT averaged onto `grid`, HU; NaN where the CT does not reach.
  var hounsfield: Volume<Float>?
  var registrations: [Registration] = []
  /// CT of each registered time point on the reference grid, for the eye.
  var review: [String: Volume<Float>] = [:]
  /// What a human should know of the CTs.
  var questions: [String] = []
  /// DICOM study of the reference.
  var study: String?

  /// Maps points of the reference to points of the time point's images.
  func motion(to timePoint: String) -> RigidTransform {
    registrations.first { $0.moving == timePoint }?.transform ?? .identity
  }
}
