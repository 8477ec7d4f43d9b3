import Diagnostics
import Checks
import Foundation
import Quantities
import Reporting
import Stages
import Workflow

// What the reader sees first: doses against the limits of the case file, and everything to be looked at.

extension Journey {
  /// One card per limit, and the lesions and normal liver without one. Limits are of the course, and so are verdicts.
  package func keyResults(_ course: Course) -> [KeyResult] {
    let limited = therapy.limits.compactMap { limit -> KeyResult? in
      guard let region = course.current.called(limit.place) else { return nil }
      let value = course.value(region, limit.quantity)
      guard let now = value.soFar ?? value.thisCycle else { return nil }
      let what = limit.quantity.ofRegion
      return KeyResult(
        region: region.region,
        quantity: value.soFar == nil ? what : "\(what), \(course.givenInWords)",
        value: now, limit: limit.limit, verdict: value.verdict(limit.limit))
    }
    let judged = Set(limited.map(\.region?.id))
    let others = course.current.regions.filter { isKey($0.region) && !judged.contains($0.region.id) }
    return limited + others.map { KeyResult(region: $0.region, value: $0.bestMean) }
  }

  /// The liver and perfused volumes without lesions, and all lesions.
  func isKey(_ region: Region) -> Bool {
    region.isWithoutLesions && region.role != .liverLobe || region.isUnion
  }

  package func findings(_ results: Summarised, _ course: Course) -> [Finding] {
    // The report finds the warnings of regions and registrations in their records.
    let recorded = Set(results.regions.flatMap { $0.warnings.findings(at: $0.name) })
    let own = results.review.filter { !recorded.contains($0) }
    return course.findings(therapy.limits, isKey: isKey) + course.ofRecord + activityFindings()
      + missingLimits(results.summary) + own
      + results.anatomy.geometry.findings
  }

  /// Administered within ±10 % of intended (EANM position on article 56, doi:10.1007/s00259-020-05038-9).
  private func activityFindings() -> [Finding] {
    guard let intended = therapy.therapy.intendedActivity, let net = try? netActivity() else { return [] }
    let deviation = net.value / intended - 1
    guard abs(deviation) > 0.1 + 1e-9 else { return [] }
    return [Finding(CourseNote.activityDeviates(deviation))]
  }

  /// A limit on a region that does not exist would otherwise pass in silence.
  private func missingLimits(_ summary: DoseSummary) -> [Finding] {
    therapy.limits.filter { summary.called($0.place) == nil }.map { limit in
      let same = summary.regions.filter { $0.region.name == limit.place }.map(\.region.label)
      return Finding(
        same.count < 2
          ? CourseNote.limitWithoutRegion(limit.place) : .limitOfSeveral(limit.place, regions: same))
    }
  }
}
