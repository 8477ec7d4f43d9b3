import Diagnostics
import Foundation
import Quantities
import Stages
import Volumes

/// Adds the doses of several administrations voxel by voxel.
///
/// Statistical uncertainties add in quadrature. The relative uncertainty common to all voxels is taken as shared
/// between administrations (one calibration); the sum carries the largest of them, an upper bound that is exact
/// if they are equal.
/// - Throws: `Problem` for no dose or doses on different grids: resample them, or accumulate region means.
func accumulate(_ doses: [DoseVolume]) throws -> DoseVolume {
  guard let first = doses.first else {
    throw Problem(.usage, what: "no dose was given to accumulate", remedy: "give at least one administration")
  }
  for other in doses.dropFirst() where !other.map.grid.matches(first.map.grid) {
    throw Problem.foreignGrid("dose by \(other.engine) of \(other.nuclide)")
  }
  return try doses.dropFirst().reduce(first) { try sum($0, $1) }
}

private func sum(_ a: DoseVolume, _ b: DoseVolume) throws -> DoseVolume {
  var values = a.map.values.voxels
  for n in values.indices { values[n] += b.map.values.voxels[n] }
  var statistical: [Float]?
  if let x = a.map.statistical, let y = b.map.statistical {
    statistical = zip(x.voxels, y.voxels).map { ($0 * $0 + $1 * $1).squareRoot() }
  }
  let grid = a.map.grid
  let common = a.map.common.flatMap { mine in b.map.common.map { max(mine, $0) } }
  var map = try QuantityMap<Gray>(
    values: Volume(grid: grid, voxels: values),
    statistical: statistical.map { try Volume(grid: grid, voxels: $0) }, common: common)
  map.correlation = correlation(a.map, b.map)
  return DoseVolume(
    map: map,
    engine: joined(a.engine, b.engine), nuclide: joined(a.nuclide, b.nuclide),
    assumptions: a.assumptions + b.assumptions.filter { !a.assumptions.contains($0) },
    provenance: a.provenance.merged(with: b.provenance))
}

/// That of both, weighted by their variances; a map without one is independent.
private func correlation(_ a: QuantityMap<Gray>, _ b: QuantityMap<Gray>) -> [Double]? {
  guard let x = a.statistical, let y = b.statistical, a.correlation != nil || b.correlation != nil else {
    return nil
  }
  func variance(_ sigma: Volume<Float>) -> Double { sigma.voxels.reduce(0) { $0 + square(Double($1)) } }
  let (va, vb) = (variance(x), variance(y))
  guard va + vb > 0 else { return nil }
  let levels = max(a.correlation?.count ?? 0, b.correlation?.count ?? 0)
  return (0..<levels).map { level in
    func factor(_ map: QuantityMap<Gray>) -> Double { map.inflation(ofVoxels: exp2(6 * Double(level))) }
    return (va * factor(a) + vb * factor(b)) / (va + vb)
  }
}

/// `Lu-177 + Y-90`; each name once.
func joined(_ a: String, _ b: String) -> String {
  a.components(separatedBy: " + ").contains(b) ? a : "\(a) + \(b)"
}
