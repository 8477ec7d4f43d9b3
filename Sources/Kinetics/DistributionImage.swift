import Foundation
import Quantities
import Stages

/// The image that gives a hybrid map its distribution: past the uptake of every region, with activity in each, and
/// among those nearest to the middle of the measured times, where counts are many.
package struct DistributionImage {
  package let volume: ActivityVolume
  /// For the report, with the image by name and time.
  package let method: String

  /// - Precondition: at least one image.
  package init(_ activities: [ActivityVolume], _ fits: [TimeActivityFit]) {
    let hours = activities.map { $0.afterAdministration?.inHours ?? 0 }
    let peak = fits.map(\.timeOfGreatestActivity).max() ?? 0
    let filled = activities.indices.filter { n in fits.allSatisfy { $0.hasActivity(at: hours[n]) } }
    let settled = filled.filter { hours[$0] >= peak && hours[$0] > 0 }
    let choice = settled.isEmpty ? [filled.max { hours[$0] < hours[$1] }].compactMap { $0 } : settled
    let positive = hours.filter { $0 > 0 }
    let middle = ((positive.min() ?? 0) * (positive.max() ?? 0)).squareRoot()
    let best = choice.min { abs(hours[$0] - middle) < abs(hours[$1] - middle) } ?? activities.count - 1
    volume = activities[best]
    let past =
      settled.isEmpty ? "the last, since uptake goes on in a region" : "past the uptake of every region"
    method =
      "the image “\(volume.id)” of \(hours[best].printedShort(decimals: 1)) h after administration (\(past)), scaled in each "
      + "region by the integral of the region's curve (hybrid method)"
  }
}

extension TimeActivityFit {
  /// When the drawn curve is highest, h.
  fileprivate var timeOfGreatestActivity: Double {
    curve.max { $0.activity < $1.activity }?.time.inHours ?? 0
  }

  /// Times pass through files with a resolution of a second.
  fileprivate func hasActivity(at hours: Double) -> Bool {
    points.contains { abs($0.time.inHours - hours) < 1.5 / 3600 && $0.activity.value.value > 0 }
  }
}
