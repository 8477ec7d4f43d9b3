import Checks
import Foundation
import Quantification
import Quantities
import Reporting
import Stages
import Workflow

/// Time-integrated activity coefficients (formerly residence times) of a case's regions, h.
package struct CaseCoefficients {
  package let values: [MeasuredValue]
  /// Of the curves that were used.
  package let warnings: [Finding]

  /// Of lesions, organs (the sum of their parts) and the liver without lesions, from the curves of the regions.
  package init(
    _ anatomy: TrialAnatomy, _ fits: [TimeActivityFit], _ activities: [RegionActivities],
    net: Uncertain<Becquerel>, arm: String
  ) {
    let curves = Array(zip(fits, activities)).byRegion(\.0.region)
    func value(_ region: String, of parts: [Region], organ: String?, lesion: String?) -> MeasuredValue? {
      let known = parts.compactMap { curves[$0.id] }.map { ($0.0, $0.1.common) }
      guard known.count == parts.count, !known.isEmpty else { return nil }
      let sum = known.reduce(0) { $0 + $1.0.timeIntegratedActivity.value.value }
      let own = RegionUptake.quadrature(known.map { $0.0.timeIntegratedActivity.standardUncertainty?.value })
      let relative = RegionUptake.quadrature([
        own.map { $0 / abs(sum) }, known.compactMap(\.1).max(), net.relativeUncertainty,
      ])
      let hours = sum / net.value.value / 3600
      let models = Set(known.map(\.0.model)).sorted().joined(separator: ", ")
      let points = known.map(\.0.points.count).min() ?? 0
      return MeasuredValue(
        region, .coefficient, hours, u: relative.map { $0 * abs(hours) }, organ: organ, lesion: lesion,
        arm: arm,
        definition:
          "decays of \(parts.map(\.label).joined(separator: " and ")) over the administered activity; \(models) through \(points) time points"
      )
    }
    let organs = anatomy.organs.compactMap {
      value($0.name, of: $0.parts.map(\.identity), organ: $0.name, lesion: nil)
    }
    let normal = fits.map(\.region).first { region in
      region.isWithoutLesions && !anatomy.normal.contains { $0.lobe != nil && $0.region.id == region.id }
    }
    let liver = normal.flatMap {
      value("healthy liver", of: [$0], organ: "healthy liver", lesion: nil)
    }
    let lesions = anatomy.lesions.compactMap { lesion in
      value(lesion.structure.name, of: [lesion.structure.identity], organ: nil, lesion: lesion.structure.name)
    }
    values = organs + (liver.map { [$0] } ?? []) + lesions
    let used = Set(
      anatomy.organs.flatMap { $0.parts.map(\.id) } + anatomy.lesions.map(\.structure.id)
        + [normal?.id].compactMap { $0 })
    warnings = fits.filter { used.contains($0.region.id) }.flatMap {
      $0.warnings.findings(at: $0.region.label)
    }
  }
}
