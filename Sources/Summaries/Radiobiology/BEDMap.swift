import Diagnostics
import Quantities
import Stages
import Volumes

/// BED of each voxel, Gy, summed over administrations that are further apart than repair takes.
///
/// Every voxel gets one tissue's parameters and each administration's default course of the dose rate: the map means
/// something inside that tissue only. Noise is amplified by the quadratic term, so the mean of the map over a region
/// is never below the BED of the region's mean dose.
/// - Throws: `Problem` for no therapy, foreign grids or a therapy without a default course.
public func bedMap(of therapies: [TherapyDose], radiobiology: Radiobiology) throws -> Volume<Float> {
  guard let grid = therapies.first?.dose.map.grid else {
    throw Problem(.usage, what: "no dose was given for a BED map", remedy: "give at least one administration")
  }
  var sum = [Float](repeating: 0, count: grid.size.count)
  for therapy in therapies {
    guard therapy.dose.map.grid.matches(grid) else { throw Problem.foreignGrid("dose of \(therapy.label)") }
    guard let course = therapy.defaultCourse else {
      throw Problem(
        .inputMissing, what: "the course of the dose rate is not known", at: therapy.label,
        why: "BED depends on how fast the dose is given", remedy: "state an effective half-life")
    }
    let factor = Float(
      course.leaCatchesideFactor(repairHalfTime: radiobiology.repairHalfTime) / radiobiology.alphaBeta.value)
    let dose = therapy.dose.map.values.voxels
    for n in sum.indices { sum[n] += dose[n] * (1 + factor * dose[n]) }
  }
  return try Volume(grid: grid, voxels: sum)
}
