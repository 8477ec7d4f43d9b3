import Diagnostics
import Fixtures
import Foundation
@testable import Quantification
import Quantities
import Stages
import Testing
import Volumes

@Suite("Regions of activity maps")
struct RegionTests {
  @Test("Fractions weigh mean, volume, total and noise")
  func weighted() throws {
    let grid = try Grid(size: GridSize(3, 1, 1), spacing: Vector3(repeating: 10))
    let map = try QuantityMap<BecquerelPerMillilitre>(
      values: Volume(grid: grid, voxels: [10, 20, 1000]),
      statistical: Volume(grid: grid, voxels: [1, 2, 50]),
      common: 0.1)
    let numbers = try RegionStatistics(of: map, in: Occupancy(Volume(grid: grid, voxels: [1, 0.5, 0])))
    #expect(agree(numbers.volume.value, 1.5))
    #expect(agree(numbers.mean.value.value, 20 / 1.5))
    #expect(agree(numbers.totalActivity.value.value, 20))
    #expect(agree(numbers.statistical!, 2.0.squareRoot() / 20))
    #expect(agree(numbers.totalActivity.standardUncertainty!.value, (2.0 + 4).squareRoot()))
    #expect(agree(numbers.maximum.value, 20) && agree(numbers.minimum.value, 10))
    #expect(
      agree(
        numbers.standardDeviation.value,
        (((10 - 40 / 3.0) * (10 - 40 / 3.0) + 0.5 * (20 - 40 / 3.0) * (20 - 40 / 3.0)) / 1.5).squareRoot()))
  }

  @Test("A foreign grid and an empty region are refused")
  func refusals() throws {
    let map = try QuantityMap<One>(values: Volume(grid: cube(4), repeating: 1))
    let foreign = Occupancy(Volume<Float>(grid: try cube(5), repeating: 1))
    let empty = Occupancy(Volume<Float>(grid: try cube(4), repeating: 0))
    #expect(throws: GridError.self) { try RegionStatistics(of: map, in: foreign) }
    #expect(throws: Problem.self) { try RegionStatistics(of: map, in: empty) }
    #expect(throws: Problem.self) { try Peak(of: map.values, in: empty) }
    #expect(throws: Problem.self) { try Threshold.absolute(-1).contour(map.values, within: empty) }
  }

  @Test("Net activity above a background of the same volume")
  func background() throws {
    let grid = try cube(2, spacing: 10)
    let map = try QuantityMap<BecquerelPerMillilitre>(
      values: Volume(grid: grid, voxels: [9, 9, 3, 3, 0, 0, 0, 0]),
      statistical: Volume(grid: grid, repeating: 1))
    let lesion = try RegionStatistics(
      of: map, in: Occupancy(Volume(grid: grid, voxels: [1, 1, 0, 0, 0, 0, 0, 0])))
    let around = try RegionStatistics(
      of: map, in: Occupancy(Volume(grid: grid, voxels: [0, 0, 1, 1, 0, 0, 0, 0])))
    let net = lesion.totalActivity(above: around)
    #expect(agree(net.value.value, 12))
    #expect(agree(net.standardUncertainty!.value, 2))
  }

  /// The 8 × 8 × 8 sub-points hold the volume of a sphere of 1 mL on 4 mm voxels to a few parts in a thousand.
  @Test("A sphere has its volume, wherever its centre lies", arguments: [0.0, 1.3, 2.0])
  func sphereVolume(shift: Double) throws {
    let sphere = Sphere(centre: Vector3(30 + shift, 31, 29), radius: Sphere.radius(of: Quantity(1)))
    #expect(agree(sphere.occupancy(on: try cube(16), .fractions).millilitres, 1, relative: 5e-3))
    let outside = Sphere(centre: Vector3(1e4, 0, 0), radius: 5)
    #expect(outside.occupancy(on: try cube(16), .fractions).isEmpty)
  }

  @Test("The peak of a uniform map is its value, and a hot spot is averaged over 1 mL")
  func peak() throws {
    let grid = try cube(9)
    let all = Occupancy(Volume<Float>(grid: grid, repeating: 1))
    #expect(agree(try Peak(of: Volume(grid: grid, repeating: 7), in: all).mean, 7))
    let spot = Volume(grid) { i, j, k in i == 4 && j == 4 && k == 4 ? 100 : 0 }
    let peak = try Peak(of: spot, in: all)
    #expect(agree(peak.mean, 100 * 0.064, relative: 5e-3))
    #expect(peak.mean < 100)
  }

  @Test("Thresholds: absolute, of the maximum, of a reference")
  func thresholds() throws {
    let grid = try cube(3)
    let values = Volume(grid) { i, _, _ in Float(i + 1) }
    let all = Occupancy(Volume<Float>(grid: grid, repeating: 1))
    func count(_ t: Threshold) throws -> Int {
      try t.contour(values, within: all).fractions.filter { $0 > 0 }.count
    }
    #expect(try count(.absolute(2)) == 18)
    #expect(try count(.percentOfMaximum(67)) == 9)
    #expect(try count(.multiple(1.5, of: 1)) == 18)
    #expect(try count(.absolute(4)) == 0)
  }

  @Test("The distance transform behind the placement agrees with a search over all voxels")
  func distance() throws {
    let grid = try Grid(size: GridSize(9, 8, 7), spacing: Vector3(2, 3, 4.5))
    var noise: UInt64 = 7
    let liver = Volume(grid) { i, j, k in
      noise = noise &* 6_364_136_223_846_793_005 &+ 1
      return (noise >> 33) % 11 == 0 || i == 0 ? 0 : 1
    }
    let normal = try NormalLiver(liver: Occupancy(liver), tumours: [], diameter: Length(30))
    var best = 0.0
    for k in 0..<7 {
      for j in 0..<8 { for i in 0..<9 where liver[i, j, k] > 0 { best = max(best, nearest(liver, i, j, k)) } }
    }
    #expect(agree(normal.sphere.radius, min(15, best), relative: 1e-5))
    #expect(normal.placement.contains(.shrunk(to: 2 * normal.sphere.radius)) == (best < 15))
  }

  private func nearest(_ liver: Volume<Float>, _ i: Int, _ j: Int, _ k: Int) -> Double {
    var best = Double.infinity
    for z in -1...7 {
      for y in -1...8 {
        for x in -1...9 {
          let inside = x >= 0 && x < 9 && y >= 0 && y < 8 && z >= 0 && z < 7 && liver[x, y, z] > 0
          if !inside {
            best = min(best, (Vector3(Double(x - i), Double(y - j), Double(z - k)) * liver.grid.spacing).norm)
          }
        }
      }
    }
    return best
  }

  @Test("The reference sphere keeps away from tumour and edge, fits whole, and is the same each time")
  func placement() throws {
    let grid = try cube(24)
    let liver = Occupancy(Volume(grid) { i, j, k in min(i, j, k) >= 2 && max(i, j, k) <= 21 ? 1 : 0 })
    let tumour = Occupancy(Volume(grid) { i, _, _ in i >= 14 && i <= 21 ? 1 : 0 })
    let a = try NormalLiver(liver: liver, tumours: [tumour])
    let b = try NormalLiver(liver: liver, tumours: [tumour])
    #expect(a.sphere == b.sphere && a.region == b.region)
    #expect(a.sphere.radius == 15)
    let whole = a.sphere.occupancy(on: grid, .centres)
    #expect(whole.fractions.filter { $0 > 0 }.count == a.region.fractions.filter { $0 > 0 }.count)
    #expect(throws: Problem.self) { try NormalLiver(liver: liver, tumours: [liver]) }
  }

  @Test("Recovery: value, slope and range")
  func recovery() throws {
    let curve = try RecoveryCurve(.logistic(a: 9, b: 0.9), relativeUncertainty: 0.05, range: 0.5...30)
    let at = try curve.recovery(of: Quantity(9))
    #expect(agree(at.coefficient, 0.5) && agree(at.logSlope, 0.45))
    for v in [1.0, 9, 40] {
      let (lower, upper) = (
        try curve.recovery(of: Quantity(v * 0.9999)), try curve.recovery(of: Quantity(v * 1.0001))
      )
      let slope = log(upper.coefficient / lower.coefficient) / log(1.0001 / 0.9999)
      #expect(agree(try curve.recovery(of: Quantity(v)).logSlope, slope, relative: 1e-4))
    }
    let large = try curve.recovery(of: Quantity(40)).warnings,
      small = try curve.recovery(of: Quantity(0.4)).warnings
    #expect(large == [.recovery(.larger(volume: 40, largest: 30))])
    guard case .recovery(.outside(0.4, _, 30))? = small.first, small.count == 1 else {
      Issue.record("\(small)")
      return
    }
    #expect(try curve.recovery(of: Quantity(0.48)).warnings.isEmpty)
    #expect(try curve.recovery(of: Quantity(30)).warnings.isEmpty)
    #expect(at.relativeCovariance(relativeVolume: 0.1) < 0)
    #expect(agree(at.relativeUncertainty(relativeVolume: 0.1)!, (0.05 * 0.05 + 0.045 * 0.045).squareRoot()))
    #expect(throws: Problem.self) { try curve.recovery(of: Quantity(0)) }
  }

  @Test("A table is met at its nodes and refused below them")
  func table() throws {
    let nodes = [(10.0, 0.3), (22, 0.6), (37, 0.8)].map {
      RecoveryCurve.node(sphereDiameter: Length($0.0), coefficient: $0.1)
    }
    let curve = try RecoveryCurve(.table(nodes))
    for node in nodes {
      #expect(agree(try curve.recovery(of: Quantity(node.millilitres)).coefficient, node.coefficient))
    }
    #expect(agree(nodes[0].millilitres, 0.523599, relative: 1e-6))
    #expect(throws: Problem.self) { try curve.recovery(of: Quantity(0.5)) }
    #expect(throws: Problem.self) { try RecoveryCurve(.table([nodes[1], nodes[0]])) }
    let fitted = try RecoveryCurve.fitted(
      to: [0.5, 1, 3, 10, 30].map { .init(millilitres: $0, coefficient: 1 / (1 + pow(4 / $0, 0.8))) })
    guard case .logistic(let a, let b) = fitted.form else { throw Missing() }
    #expect(agree(a, 4, relative: 1e-5) && agree(b, 0.8, relative: 1e-5))
  }

  @Test("Time–activity points of structures, recovered once, with noise and common parts apart")
  func regionActivities() throws {
    let grid = try cube(4, spacing: 10)
    func volume(_ hours: Double, _ value: Float) throws -> ActivityVolume {
      ActivityVolume(
        id: "\(hours)",
        map: try QuantityMap(
          values: Volume(grid: grid, repeating: value),
          statistical: Volume(grid: grid, repeating: value / 10),
          common: 0.04),
        nuclide: "Lu-177", time: noon.advanced(by: .hours(hours)), afterAdministration: .hours(hours))
    }
    let lesion = Structure(
      program: "L1", role: .tumour,
      region: Occupancy(Volume(grid) { i, j, k in i < 2 && j < 2 && k == 0 ? 1 : 0 }))
    let liver = Structure(
      program: "liver", role: .liver, region: Occupancy(Volume<Float>(grid: grid, repeating: 1)))
    let curve = try RecoveryCurve(.logistic(a: 4, b: 1), relativeUncertainty: 0.03)
    let regions = try RegionActivities.regions(
      StructureSet([lesion, liver]), in: [volume(96, 50), volume(24, 100)], recovery: curve)
    #expect(regions.map(\.region.name) == ["L1", "liver"])
    #expect(regions[0].points.map { $0.time.inHours } == [24, 96])
    #expect(agree(regions[0].points[0].activity.value.value, 400 / 0.5))
    #expect(agree(regions[1].points[0].activity.value.value, 6400))
    #expect(agree(regions[0].points[0].activity.relativeUncertainty!, 0.1 / 2))
    #expect(agree(regions[0].common!, 0.05) && agree(regions[1].common!, 0.04))
    // Two lesions of 4 mL with 800 Bq each lost half: so did their union, whatever its volume.
    let union = RegionActivities.union(Region(program: "all"), of: [regions[0], regions[0]])
    #expect(union.region.name == "all" && agree(union.volume.value, 8))
    #expect(agree(union.points[0].activity.value.value, 1600))
    #expect(agree(union.points[0].activity.relativeUncertainty!, 0.05 / 2.0.squareRoot()))
    #expect(agree(union.recovery.coefficient, 0.5) && union.common == regions[0].common)
  }
}

struct Missing: Error {}
