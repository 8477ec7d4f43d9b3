import Planning
import Quantification
import Summaries
import Volumes

/// The part of what one injection reaches that another injection reaches too.
package struct SharedTerritory: Sendable {
  package var injection, other: String
  package var millilitres: Double
  /// Of each region of `injection`, the part that lies in the perfused volume of `other`, 0…1.
  package var parts: [PlannedRegion: Double] = [:]

  /// `nil` where they share nothing.
  init?(
    _ name: String, _ own: PlanMeasurements.Injection, with other: String,
    _ theirs: PlanMeasurements.Injection
  ) throws {
    (injection, self.other) = (name, other)
    millilitres = own.perfused.millilitres(sharedWith: theirs.perfused)
    guard millilitres > 0 else { return nil }
    func share(_ region: Occupancy) -> Double {
      let volume = region.millilitres
      return volume > 0 ? min(1, region.millilitres(sharedWith: theirs.perfused) / volume) : 0
    }
    parts = [.perfusedVolume: share(own.perfused), .perfusedNormalLiver: share(own.normal)]
    for tumour in own.tumours { parts[.tumour(tumour.name)] = share(tumour.region) }
    var all = own.tumours.first?.region
    for tumour in own.tumours.dropFirst() { all = try all?.union(tumour.region) }
    if let all { parts[.allTumours] = share(all) }
  }

  /// Every ordered pair of injections that share a part of the liver.
  static func all(_ injections: [(name: String, injection: PlanMeasurements.Injection)]) throws
    -> [SharedTerritory]
  {
    try injections.flatMap { a in
      try injections.compactMap { b in
        a.name == b.name ? nil : try SharedTerritory(a.name, a.injection, with: b.name, b.injection)
      }
    }
  }
}
