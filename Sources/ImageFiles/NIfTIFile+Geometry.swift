import Diagnostics
import Foundation
import Quantities
import Volumes

/// An affine of a NIfTI file, still in RAS, as columns and origin, mm.
struct RASAffine {
  var columns: Matrix3
  var origin: Vector3

  func position(_ index: Vector3) -> Vector3 { columns * index + origin }
}

extension NIfTIFile {
  /// Where the voxels lie, from what, and what about it has to be confirmed.
  func geometry(
    size: GridSize, chosen: NIfTITransform?
  ) throws(Problem) -> (grid: Grid, source: String, findings: [Problem]) {
    let sform = sformCode > 0 ? try sformAffine() : nil
    let qform = qformCode > 0 ? try qformAffine() : nil
    func made(_ affine: RASAffine, _ source: String, _ findings: [Problem]) throws(Problem) -> (
      Grid, String, [Problem]
    ) {
      let grid = try grid(
        size: size, columns: affine.columns.reflectedXY, origin: affine.origin.reflectedXY, at: path)
      return (grid, source, findings)
    }
    switch (sform, qform, chosen) {
    case (_, let q?, .qform): return try made(q, "qform, as chosen", [])
    case (let s?, _, .sform): return try made(s, "sform, as chosen", [])
    case (nil, _, .sform), (_, nil, .qform): throw missing(chosen!)
    case (let s?, let q?, nil): return try made(s, "sform", disagreement(s, q, size: size).map { [$0] } ?? [])
    case (let s?, nil, nil): return try made(s, "sform", [])
    case (nil, let q?, nil): return try made(q, "qform", [])
    case (nil, nil, nil): return try made(try unplaced(), "voxel sizes only", [noTransform])
    }
  }

  private func missing(_ transform: NIfTITransform) -> Problem {
    Problem(.usage, what: "the file has no \(transform.rawValue)", at: path, remedy: "do not ask for it")
  }

  private var noTransform: Problem {
    Problem(
      .dataRejected, what: "the file has no spatial transform (qform and sform codes are 0)", at: path,
      why: "left and right, head and feet, and the place in the patient are not known; axes are taken as "
        + "right, anterior, superior from the first voxel",
      remedy: "convert the image again with its geometry")
  }

  /// Single-precision quaternions near half a turn are good to 6e-4 rad, 0.25 mm over 400 mm: less is not a finding.
  private func disagreement(_ s: RASAffine, _ q: RASAffine, size: GridSize) -> Problem? {
    let last = Vector3(Double(size.i - 1), Double(size.j - 1), Double(size.k - 1))
    let corners = (0..<8).map { last * Vector3(Double($0 & 1), Double($0 >> 1 & 1), Double($0 >> 2)) }
    let worst = corners.map { (s.position($0) - q.position($0)).norm }.max() ?? 0
    let voxel = min(s.columns.c(0).norm, s.columns.c(1).norm, s.columns.c(2).norm)
    guard !(worst <= max(0.3, 0.1 * voxel)) else { return nil }
    return Problem(
      .dataRejected,
      what:
        "the two spatial transforms disagree: a corner is \(worst.printed(decimals: 1)) mm apart in sform and qform",
      at: path,
      why: "programs choose differently between them, so the image may be displaced or mirrored",
      remedy: "convert the image again so that both agree; the sform is what would be taken")
  }

  private func sformAffine() throws(Problem) -> RASAffine {
    let (x, y, z) = (srow(0), srow(1), srow(2))
    let mm = try millimetres()
    return RASAffine(
      columns: Matrix3(Vector3(x.x, y.x, z.x) * mm, Vector3(x.y, y.y, z.y) * mm, Vector3(x.z, y.z, z.z) * mm),
      origin: Vector3(x.w, y.w, z.w) * mm)
  }

  /// Method 2 of nifti1.h, in double precision.
  private func qformAffine() throws(Problem) -> RASAffine {
    var (b, c, d) = (quatern.x, quatern.y, quatern.z)
    let squared = 1 - (b * b + c * c + d * d)
    var a = 0.0
    if squared < 1e-7 {
      let length = quatern.norm
      (b, c, d) = (b / length, c / length, d / length)
    } else {
      a = squared.squareRoot()
    }
    let spacing = try spacing()
    let flip = pixdim(0) < 0 ? -1.0 : 1
    return RASAffine(
      columns: Matrix3(
        Vector3(a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)) * spacing.x,
        Vector3(2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)) * spacing.y,
        Vector3(2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c) * spacing.z * flip),
      origin: qoffset * (try millimetres()))
  }

  /// Method 1 of nifti1.h: sizes only.
  private func unplaced() throws(Problem) -> RASAffine {
    let s = try spacing()
    return RASAffine(
      columns: Matrix3(Vector3(s.x, 0, 0), Vector3(0, s.y, 0), Vector3(0, 0, s.z)), origin: .zero)
  }

  private func spacing() throws(Problem) -> Vector3 {
    let spacing = Vector3(abs(pixdim(1)), abs(pixdim(2)), abs(pixdim(3))) * (try millimetres())
    guard spacing.x > 0, spacing.y > 0, spacing.z > 0, spacing.sum().isFinite else {
      throw Problem(
        .dataRejected, what: "voxel sizes (pixdim) are zero or not finite", at: path,
        why: "volumes and masses would be wrong", remedy: "export the image again")
    }
    return spacing
  }

  /// The low three bits of xyzt_units: 1 metre, 2 millimetre, 3 micrometre; 0 is taken as millimetre as everybody does.
  private func millimetres() throws(Problem) -> Double {
    switch xyztUnits & 7 {
    case 0, 2: return 1
    case 1: return 1000
    case 3: return 1e-3
    default:
      throw Problem(.dataRejected, what: "the unit of length (xyzt_units) is unknown", at: path)
    }
  }
}
