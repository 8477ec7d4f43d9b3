import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Studies
@testable import Workflow
/// A phantom of `voxel_phantoms.json` as files that a user could have.
struct PhantomFiles: Decodable, Sendable, CustomTestStringConvertible {
  struct Ellipsoid: Decodable, Sendable { var c: [Double], r: [Double] }
  struct Lesion: Decodable, Sendable { var c: [Double], r: Double, suv: Double }
  struct Parameters: Decodable, Sendable {
    var name: String
    var dims: [Int], spacing_mm: [Double], normal_roi_centre: [Double]
    var background, liver_suv, noise, absolute_threshold, activity_gbq, lsf, density_g_ml: Double
    var liver: Ellipsoid
    var lesions: [Lesion]
  }
  struct LesionExpected: Decodable, Sendable {
    var ml, suvmax, suvmean, tn_mean_over_normal_mean: Double
    var confirmed_gt_2x_normal_suvmax: Bool
  }
  struct Dose: Decodable, Sendable { var mean: Double }
  struct Expected: Decodable, Sendable {
    var liver_ml, tumour_ml, burden_percent, normal_roi_suvmax, normal_roi_suvmean: Double
    var absolute_threshold_ml, absolute_threshold_burden_percent, confirmed_burden_percent,
      dose_lung_1kg: Double
    var normal_roi_voxels: Int
    var gt75_confirmed: Bool
    var lesions: [LesionExpected]
    var dose_tumour, dose_normal: Dose
  }
  struct File: Decodable { var cases: [PhantomFiles] }
  var parameters: Parameters
  var expected: Expected
  var testDescription: String { parameters.name }

  static func all() throws -> [PhantomFiles] {
    try JSONDecoder().decode(
      File.self, from: Data(contentsOf: Fixtures.vectors.appending(path: "voxel_phantoms.json"))
    ).cases
  }

  private var grid: Grid {
    let s = parameters.spacing_mm, n = parameters.dims
    let spacing = Vector3(s[0], s[1], s[2])
    return try! Grid(size: GridSize(n[0], n[1], n[2]), spacing: spacing, origin: spacing / 2)
  }

  private func vector(_ x: [Double]) -> Vector3 { Vector3(x[0], x[1], x[2]) }

  /// Image, liver, each lesion by its full mask, and their union.
  func write(to folder: URL) throws {
    let p = parameters
    var image = Volume<Float>(grid: grid, repeating: Float(p.background))
    var liver = Volume<UInt8>(grid: grid, repeating: 0), union = liver
    var lesions = p.lesions.map { _ in Volume<UInt8>(grid: grid, repeating: 0) }
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          let at = grid.position(Vector3(Double(i), Double(j), Double(k)))
          let d = (at - vector(p.liver.c)) / vector(p.liver.r)
          guard d.dot(d) <= 1 else { continue }
          let n = grid.offset(i, j, k)
          liver.voxels[n] = 1
          let hash = UInt64(i) &* 73_856_093 ^ UInt64(j) &* 19_349_663 ^ UInt64(k) &* 83_492_791
          var suv = p.liver_suv
          for (m, lesion) in p.lesions.enumerated() {
            let e = at - vector(lesion.c)
            guard e.dot(e) <= lesion.r * lesion.r else { continue }
            (lesions[m].voxels[n], union.voxels[n], suv) = (1, 1, lesion.suv)
          }
          image.voxels[n] = Float(suv + p.noise * (Double(hash % 1000) / 1000 - 0.5))
        }
      }
    }
    try ImageFiles.write(image, folder.appending(path: "pet.nii.gz").path)
    try ImageFiles.write(liver, folder.appending(path: "liver.nii.gz").path)
    try ImageFiles.write(union, folder.appending(path: "union.nii.gz").path)
    for (m, lesion) in lesions.enumerated() {
      try ImageFiles.write(lesion, folder.appending(path: "lesion\(m).nii.gz").path)
    }
  }

  func structure(_ file: String, _ name: String, _ role: String) -> String {
    "{ path: '\(file).nii.gz', names: { '1': '\(name)' }, roles: { '\(name)': '\(role)' } }"
  }

  var burdenFile: String {
    let p = parameters
    let lesions = p.lesions.indices.map { structure("lesion\($0)", "L\($0)", "tumour") }
    return """
      { hepatica: 1, patient: { pseudonym: "\(p.name)" },
        pet: { image: { path: "pet.nii.gz", role: "emission", unit: "SUVbw", nuclide: "Ga-68",
          start: "2026-01-05T10:00:00", decay: "start", confirmGeometry: true } },
        structures: [\(([structure("liver", "Liver", "liver")] + lesions).joined(separator: ", "))],
        threshold: { suv: \(p.absolute_threshold) }, sphere: { centre: \(p.normal_roi_centre) },
      }
      """
  }
}
