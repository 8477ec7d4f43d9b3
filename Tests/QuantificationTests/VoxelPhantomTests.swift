import Fixtures
import Foundation
@testable import Quantification
import Quantities
import Stages
import Testing
import Volumes

/// The phantoms of `voxel_phantoms.json`: liver, lesions, reference sphere, thresholds and burden.
struct VoxelPhantom: Decodable, Sendable, CustomTestStringConvertible {
  struct Ellipsoid: Decodable, Sendable { var c: [Double], r: [Double] }
  struct Lesion: Decodable, Sendable { var c: [Double], r: Double, suv: Double }
  struct Parameters: Decodable, Sendable {
    var name: String
    var dims: [Int], spacing_mm: [Double]
    var background: Double, liver: Ellipsoid, liver_suv: Double, noise: Double
    var lesions: [Lesion]
    var normal_roi_centre: [Double]
    var absolute_threshold: Double
    var activity_gbq: Double, lsf: Double
  }
  struct LesionExpected: Decodable, Sendable {
    var voxels: Int, ml: Double, suvmax: Double, suvmean: Double
    var confirmed_gt_2x_normal_suvmax: Bool, tn_mean_over_normal_mean: Double
  }
  struct Expected: Decodable, Sendable {
    var voxel_ml: Double, liver_voxels: Int, liver_ml: Double, tumour_voxels: Int, tumour_ml: Double
    var burden_percent: Double, normal_roi_voxels: Int, normal_roi_suvmax: Double, normal_roi_suvmean: Double
    var lesions: [LesionExpected]
    var absolute_threshold_voxels: Int, absolute_threshold_ml: Double,
      absolute_threshold_burden_percent: Double
    var confirmed_burden_percent: Double, gt75_confirmed: Bool
  }
  struct File: Decodable { var cases: [VoxelPhantom] }
  var parameters: Parameters
  var expected: Expected
  var testDescription: String { parameters.name }

  static func all() throws -> [VoxelPhantom] {
    let url = Fixtures.vectors.appending(path: "voxel_phantoms.json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
  }

  var grid: Grid {
    let s = Vector3(parameters.spacing_mm[0], parameters.spacing_mm[1], parameters.spacing_mm[2])
    let n = parameters.dims
    return try! Grid(size: GridSize(n[0], n[1], n[2]), spacing: s, origin: s / 2)
  }

  static func vector(_ x: [Double]) -> Vector3 { Vector3(x[0], x[1], x[2]) }

  var liver: Volume<Bool> {
    let (c, r) = (Self.vector(parameters.liver.c), Self.vector(parameters.liver.r))
    return mask { (($0 - c) / r).dot(($0 - c) / r) <= 1 }
  }

  func mask(_ inside: (Vector3) -> Bool) -> Volume<Bool> {
    let grid = grid
    var mask = Volume<Bool>(grid: grid, repeating: false)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          mask[i, j, k] = inside(grid.position(Vector3(Double(i), Double(j), Double(k))))
        }
      }
    }
    return mask
  }

  func lesionMasks(_ liver: Volume<Bool>) -> [Volume<Bool>] {
    parameters.lesions.map { lesion in
      let c = Self.vector(lesion.c)
      var m = mask { ($0 - c).dot($0 - c) <= lesion.r * lesion.r }
      for n in m.voxels.indices where !liver.voxels[n] { m.voxels[n] = false }
      return m
    }
  }

  func image(_ liver: Volume<Bool>, _ lesions: [Volume<Bool>]) -> Volume<Float> {
    Volume(grid) { i, j, k in
      let offset = liver.grid.offset(i, j, k)
      guard liver.voxels[offset] else { return Float(parameters.background) }
      let hash = UInt64(i) &* 73_856_093 ^ UInt64(j) &* 19_349_663 ^ UInt64(k) &* 83_492_791
      let noise = parameters.noise * (Double(hash % 1000) / 1000 - 0.5)
      var suv = parameters.liver_suv
      for (n, lesion) in lesions.enumerated() where lesion.voxels[offset] { suv = parameters.lesions[n].suv }
      return Float(suv + noise)
    }
  }
}

@Suite("Voxel phantoms of the reference vectors")
struct VoxelPhantomTests {
  @Test("Lesions, reference sphere, thresholds and burden") func phantoms() throws {
    let cases = try VoxelPhantom.all()
    let faults = Fixtures.everyCase("voxel_phantoms", cases.map { (id: $0.parameters.name, value: $0) }) {
      phantom, check in
      let (p, e) = (phantom.parameters, phantom.expected)
      let liverMask = phantom.liver
      let lesionMasks = phantom.lesionMasks(liverMask)
      let image = phantom.image(liverMask, lesionMasks)
      let liver = Occupancy(liverMask)
      let lesions = lesionMasks.map { Occupancy($0) }
      let suv = try QuantityMap<One>(values: image)

      check.expect(agree(phantom.grid.voxelVolume.value, e.voxel_ml))
      check.expect(try RegionStatistics(of: suv, in: liver).voxels == e.liver_voxels)
      let burden = try LiverBurden(liver: liver, lesions: lesions)
      check.expect(agree(burden.liver.value, e.liver_ml))
      check.expect(agree(burden.tumour.value, e.tumour_ml))
      check.expect(Int((burden.tumour.value / e.voxel_ml).rounded()) == e.tumour_voxels)
      check.expect(agree(burden.percent, e.burden_percent))

      let normal = try NormalLiver(
        liver: liver, tumours: lesions, centre: VoxelPhantom.vector(p.normal_roi_centre))
      let reference = try RegionStatistics(of: suv, in: normal.region)
      check.expect(reference.voxels == e.normal_roi_voxels)
      check.expect(agree(reference.maximum.value, e.normal_roi_suvmax))
      check.expect(agree(reference.mean.value.value, e.normal_roi_suvmean))

      var confirmed: [Occupancy] = []
      for (lesion, expected) in zip(lesions, e.lesions) {
        let numbers = try RegionStatistics(of: suv, in: lesion)
        check.expect(numbers.voxels == expected.voxels)
        check.expect(agree(numbers.volume.value, expected.ml))
        check.expect(agree(numbers.maximum.value, expected.suvmax))
        check.expect(agree(numbers.mean.value.value, expected.suvmean))
        let ratio = try TumourToNormal(
          lesionMeans: [numbers.mean.value.value], normalMean: reference.mean.value.value)
        check.expect(agree(ratio.mean, expected.tn_mean_over_normal_mean))
        let high = ReceptorConfirmation.isConfirmed(
          lesionMaximum: numbers.maximum.value, normalMaximum: reference.maximum.value)
        check.expect(high == expected.confirmed_gt_2x_normal_suvmax)
        if high { confirmed.append(lesion) }
      }
      let confirmedBurden = try LiverBurden(liver: liver, lesions: confirmed)
      check.expect(agree(confirmedBurden.percent, e.confirmed_burden_percent))
      check.expect(confirmedBurden.exceeds(percent: 75) == e.gt75_confirmed)

      let contour = try Threshold.absolute(p.absolute_threshold).contour(image, within: liver)
      let contoured = try RegionStatistics(of: suv, in: contour)
      check.expect(contoured.voxels == e.absolute_threshold_voxels)
      check.expect(agree(contoured.volume.value, e.absolute_threshold_ml))
      let thresholdBurden = try LiverBurden(tumour: contoured.volume, liver: burden.liver)
      check.expect(agree(thresholdBurden.percent, e.absolute_threshold_burden_percent))
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test(
    "The administered activity is spread over the liver in proportion to the image",
    arguments: try VoxelPhantom.all())
  func administered(phantom: VoxelPhantom) throws {
    let liverMask = phantom.liver
    let image = phantom.image(liverMask, phantom.lesionMasks(liverMask))
    let liver = Occupancy(liverMask)
    let p = phantom.parameters
    let calibration = try AdministeredCalibration(
      net: Uncertain(.gigabecquerels(p.activity_gbq)), at: noon, nuclide: "Y-90", lungShuntFraction: p.lsf)
    let series = ImageSeries(id: "SPECT", modality: "NM", values: image, unit: .other("relative"))
    let activity = try calibration.distribute(series, over: liver).activity
    let total = try RegionStatistics(of: activity.map, in: liver).totalActivity.value
    #expect(agree(total.inGigabecquerels, p.activity_gbq * (1 - p.lsf)))
    let sum = liverMask.voxels.indices.reduce(0.0) {
      $0 + (liverMask.voxels[$1] ? Double(image.voxels[$1]) : 0)
    }
    let n = try #require(liverMask.voxels.firstIndex(of: true))
    let expected =
      p.activity_gbq * 1e9 * (1 - p.lsf) * Double(image.voxels[n]) / sum / phantom.expected.voxel_ml
    #expect(agree(Double(activity.map.values.voxels[n]), expected))
    let outside = try #require(liverMask.voxels.firstIndex(of: false))
    #expect(activity.map.values.voxels[outside] == 0)
  }
}
