import Diagnostics
import Documents
import Foundation
import Quantification
import Stages

extension Journey {
  /// Takes points out of curves where the case file states so, with its reason; a warning of the curve reports it.
  /// - Throws: `Problem` for a region or time point that is not there, or a region without a point left.
  func leaveOut(_ curves: inout [RegionActivities], of activities: [ActivityVolume]) throws {
    for left in therapy.options.leftOut {
      let regions = curves.indices.filter {
        [curves[$0].region.label, curves[$0].region.name].contains(left.region)
      }
      guard !regions.isEmpty, let image = activities.first(where: { $0.id == left.timePoint }) else {
        throw Self.unknown(left, hasRegion: !regions.isEmpty)
      }
      for n in regions {
        curves[n].points.removeAll { $0.time == image.afterAdministration }
        guard !curves[n].points.isEmpty else {
          throw Problem(
            .dataRejected, what: "no point of “\(left.region)” is left", at: "options.leaveOut",
            why: "a curve needs at least one", remedy: "keep a time point")
        }
        curves[n].warnings.append(.curve(.leftOut(timePoint: left.timePoint, reason: left.reason)))
      }
    }
  }

  private static func unknown(_ left: LeftOutPoint, hasRegion: Bool) -> Problem {
    Problem(
      .dataRejected,
      what: hasRegion
        ? "there is no time point “\(left.timePoint)”" : "there is no region “\(left.region)”",
      at: "options.leaveOut", why: "a point would stay in its curve unsaid",
      remedy: "name region and time point as the report does")
  }
}
