import Fixtures
import Foundation
import Stages
import Volumes

@testable import Summaries

/// A case of `voxel_phantoms.json`, built here from its parameters (only what concerns dose).
struct VoxelPhantom: Decodable, Sendable, CustomStringConvertible {
  struct Ball: Decodable, Sendable { var c: [Double]; var r: Double; var suv: Double }
  struct Ellipsoid: Decodable, Sendable { var c, r: [Double] }
  struct Parameters: Decodable, Sendable {
    var name: String
    var dims: [Int]
    var spacing_mm: [Double]
    var liver: Ellipsoid
    var liver_suv, noise, activity_gbq, lsf, density_g_ml: Double
    var lesions: [Ball]
  }
  struct Doses: Decodable, Sendable {
    var mean, min, max, D98, D70, D50, D2, V30Gy_percent, V100Gy_percent: Double
  }
  struct Expected: Decodable, Sendable {
    var liver_ml, tumour_ml, energy_expected_J: Double
    var dose_tumour, dose_normal: Doses
  }
  struct File: Decodable { var cases: [VoxelPhantom] }
  var parameters: Parameters
  var expected: Expected
  var description: String { parameters.name }

  static func all() throws -> [VoxelPhantom] {
    try JSONDecoder().decode(
      File.self, from: Data(contentsOf: Fixtures.vectors.appending(path: "voxel_phantoms.json"))
    ).cases
  }
}

extension VoxelPhantom {
  var grid: Grid {
    let (n, s) = (parameters.dims, parameters.spacing_mm)
    return try! Grid(
      size: GridSize(n[0], n[1], n[2]), spacing: Vector3(s[0], s[1], s[2]),
      origin: Vector3(s[0], s[1], s[2]) / 2)
  }

  var liver: Occupancy {
    let (c, r) = (parameters.liver.c, parameters.liver.r)
    return Scene.mask(grid) { p in
      let q = (p - Vector3(c[0], c[1], c[2])) / Vector3(r[0], r[1], r[2])
      return q.dot(q) <= 1
    }
  }

  func lesion(_ n: Int) -> Occupancy {
    let (c, r) = (parameters.lesions[n].c, parameters.lesions[n].r)
    return Scene.mask(grid) { p in
      let q = p - Vector3(c[0], c[1], c[2])
      return q.dot(q) <= r * r
    }
  }

  func noise(_ i: Int, _ j: Int, _ k: Int) -> Double {
    let hash = (UInt64(i) &* 73_856_093) ^ (UInt64(j) &* 19_349_663) ^ (UInt64(k) &* 83_492_791)
    return Double(hash % 1000) / 1000 - 0.5
  }

  /// Uptake in the liver, 0 elsewhere.
  var uptake: [Double] {
    var map = [Double](repeating: 0, count: grid.size.count)
    liver.forEach { offset, _ in
      let (i, jk) = (offset % grid.size.i, offset / grid.size.i)
      map[offset] =
        parameters.liver_suv + parameters.noise * noise(i, jk % grid.size.j, jk / grid.size.j)
    }
    for (n, ball) in parameters.lesions.enumerated() {
      try! lesion(n).intersection(liver).forEach { offset, _ in
        let (i, jk) = (offset % grid.size.i, offset / grid.size.i)
        map[offset] = ball.suv + parameters.noise * noise(i, jk % grid.size.j, jk / grid.size.j)
      }
    }
    return map
  }

  /// Local deposition with 49.67 J/GBq.
  var dose: DoseVolume {
    let map = uptake
    let sum = map.reduce(0, +)
    let kilograms = parameters.density_g_ml * grid.voxelVolume.value / 1000
    let scale = 49.67 * parameters.activity_gbq * (1 - parameters.lsf) / sum / kilograms
    return Scene.dose(try! Volume(grid: grid, voxels: map.map { Float($0 * scale) }))
  }

  var structures: StructureSet {
    let lesions = parameters.lesions.indices.map { Scene.structure("L\($0 + 1)", .tumour, lesion($0)) }
    return try! StructureSet([Scene.structure("liver", .liver, liver)] + lesions)
  }

  var materials: MaterialMap {
    try! MaterialMap(
      density: Volume(grid: grid, repeating: Float(parameters.density_g_ml)),
      tissue: Volume(grid: grid, repeating: 0),
      tissues: ["soft tissue"], conversion: "uniform")
  }
}
