import Checks
import Diagnostics
import Foundation
import Volumes

extension Grid {
  /// Refuses geometry that no patient has, before arithmetic on it overflows.
  ///
  /// - Throws: `dataRejected` if a spacing is not between 1 µm and 10 m, or the first voxel is farther than 1 km from
  ///   the origin of the patient system.
  func checkPlausible(at location: String) throws {
    let spacings = [spacing.x, spacing.y, spacing.z]
    let isNear = [origin.x, origin.y, origin.z].allSatisfy { Plausibility.voxelPlace.allows(abs($0)) }
    guard isNear, spacings.allSatisfy(Plausibility.voxelEdge.allows) else {
      throw Problem(
        .dataRejected, what: "spacing or position of the voxels is beyond any patient", at: location,
        why: "the file must be damaged", remedy: "have it exported again")
    }
  }
}
