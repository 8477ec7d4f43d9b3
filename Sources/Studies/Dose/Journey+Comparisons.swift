import Quantities
import Reporting
import Stages
import Summaries
import Volumes
import Workflow

extension Journey {
  /// Each other engine compared with the one that counts: per region, by place, and as a map.
  func engineComparisons(_ results: Summarised) throws -> [EngineComparison] {
    let reference = results.dose
    return try zip(results.otherDoses, results.disagreements).map { dose, disagreement in
      let other = try summarise(results.dosed, dose: dose)
      let others = other.regions.byRegion(\.region)
      return EngineComparison(
        title: "\(dose.engine) against \(reference.engine)", engines: [reference.engine, dose.engine],
        rows: results.summary.regions.map {
          (region: $0.region, doses: [$0.mean, others[$0.region.id]?.mean])
        },
        difference: difference(dose, reference), places: disagreement.places.map(EngineComparison.Place.init))
    }
  }
}

extension EngineComparison.Place {
  package init(_ place: EngineDisagreement.Place) {
    self.init(
      name: place.name, reason: place.reason, massShare: place.massShare, first: place.reference,
      second: place.evaluated, rootMeanSquare: place.rootMeanSquare, noise: place.noise,
      differenceShare: place.differenceShare)
  }
}
