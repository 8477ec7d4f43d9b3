import Alignment
import Diagnostics
import Documents
import Foundation
import Quantification
import Quantities
import Stages
import Volumes

// Regions that are drawn by a threshold on the reference activity.

extension Journey {
  /// - Parameter drawn: the structures before it in the case file, for the field of search and for normal liver.
  /// - Returns: the region, and what a reviewer has to know of its reference.
  package func find(
    _ region: ThresholdRegion, _ activity: Volume<Float>?, among drawn: [Structure]
  ) throws -> (Structure, notes: [Note]) {
    guard let activity else {
      throw Problem(
        .inputMissing, what: "there is no activity to draw “\(region.name)” on", at: "structures",
        remedy: "name a file with the region instead")
    }
    let (threshold, notes) = try threshold(of: region, activity, drawn)
    let field =
      try region.within.map { try named($0, drawn, for: region).region }
      ?? Occupancy(Volume<Float>(grid: activity.grid, repeating: 1))
    var found = try threshold.contour(activity, within: field)
    if region.largestPart { found = try Occupancy(Morphology.largestComponent(found.dense.map { $0 > 0 })) }
    guard !found.isEmpty else {
      throw Problem(
        .dataRejected, what: "no voxel reaches the threshold of “\(region.name)”", at: "structures")
    }
    let place = region.within.map { " within \($0)" } ?? ""
    let structure = Structure(
      region.identity, region: found,
      origin: "threshold \(threshold) on the reference activity\(place)"
        + (region.largestPart ? ", largest component" : ""))
    return (structure, notes)
  }

  private func threshold(
    of region: ThresholdRegion, _ activity: Volume<Float>, _ drawn: [Structure]
  ) throws -> (Threshold, [Note]) {
    if let percent = region.percentOfMaximum { return (.percentOfMaximum(percent), []) }
    guard let times = region.timesNormalLiver else {
      return (.absolute(region.becquerelPerMillilitre ?? 0), [])
    }
    let livers = drawn.filter { $0.role == .liver }
    guard livers.count == 1 else {
      throw Problem(
        .inputMissing,
        what:
          "\(counted(livers.count, "structure")) with the role “liver” are listed before “\(region.name)”",
        at: "structures", why: "its threshold is a multiple of normal liver",
        remedy: "draw one liver, and name it before the threshold")
    }
    let lesions = drawn.filter { $0.role == .tumour }.map(\.region)
    let normal = try NormalLiver(liver: livers[0].region, tumours: lesions)
    let numbers = try RegionStatistics(of: QuantityMap<One>(values: activity), in: normal.region)
    let reference = region.normalLiver == .mean ? numbers.mean.value.value : numbers.maximum.value
    return (.multiple(times, of: reference), [note(normal, avoiding: lesions.count)])
  }

  private func note(_ normal: NormalLiver, avoiding lesions: Int) -> Note {
    let c = normal.sphere.centre
    return .structures(
      .thresholdSphere(
        diameter: 2 * normal.sphere.radius, avoidsLesions: lesions > 0, x: c.x, y: c.y, z: c.z))
  }

  private func named(_ name: String, _ drawn: [Structure], for region: ThresholdRegion) throws -> Structure {
    let set = try StructureSet(drawn)
    if let found = set.called(name) { return found }
    throw Problem(
      .inputMissing, what: "no structure before “\(region.name)” is called “\(name)”", at: "structures",
      remedy: "structures so far: \(set.structures.map(\.name).joined(separator: ", "))")
  }
}
