import Foundation
import Quantities
import Volumes

/// A known displacement of a patient's tissue, in the coordinates of the anatomy (mm from the middle of the trunk).
public struct PatientDeformation: Sendable {
  public var name: String
  /// Where tissue of the standing patient has gone, less where it was, mm.
  public var displacement: @Sendable (Vector3) -> Vector3

  public func callAsFunction(_ p: Vector3) -> Vector3 { p + displacement(p) }

  /// The point that went to `q`, by fixed-point iteration.
  func origin(of q: Vector3) -> Vector3 {
    var p = q
    for _ in 0..<40 {
      let error = q - self(p)
      p += error
      if error.norm < 1e-4 { break }
    }
    return p
  }

  /// The dome of the liver 10 mm lower, and less the farther from the diaphragm.
  public static let breathing = PatientDeformation(name: "breathing") { p in
    let lateral = exp(-(p.x * p.x / (2 * 95 * 95) + p.y * p.y / (2 * 75 * 75)))
    return Vector3(0, -2, -10) * (lateral * exp(-(p.z - 80) * (p.z - 80) / (2 * 70 * 70)))
  }

  /// The liver 15 mm from where it was, in its middle.
  public static let liverShift = PatientDeformation(name: "liver shift of 15 mm") { p in
    let d = p - Anatomy.liver.centre
    return Vector3(3, -2, -14.56) * exp(-d.dot(d) / (2 * 65 * 65))
  }

  /// The lesion to about half its volume.
  public static let shrinkage = PatientDeformation(name: "tumour shrinkage") { p in
    let d = p - PatientDeformation.lesion.centre
    return d * (-0.28 * exp(-d.dot(d) / (2 * 24 * 24)))
  }

  public static let all = [breathing, liverShift, shrinkage]

  /// 20 mL in the right lobe.
  static let lesion = Solid.sphere(centre: Vector3(-100, 0, 30), radius: cbrt(20_000 * 3 / (4 * .pi)))
}

extension DigitalPatient {
  /// The patient with one lesion of 20 mL, seen by a CT and a camera of one coarse grid, for registrations.
  /// - Parameter spacing: of both images, mm.
  public static func deformable(seed: UInt64, spacing: Double) -> DigitalPatient {
    var options = Options()
    let size = GridSize(Int(372 / spacing), Int(252 / spacing), Int(300 / spacing))
    (options.ctSize, options.ctSpacing) = (size, Vector3(repeating: spacing))
    (options.spectSize, options.spectSpacing) = (size, Vector3(repeating: spacing))
    var parts = Anatomy.compartments(of: options).filter { !$0.name.hasPrefix("Lesion") }
    parts.append(
      Compartment(
        "Lesion 1", PatientDeformation.lesion, hounsfield: 45, texture: 4,
        course: .uptakeWashout(.megabecquerels(78), washout: .hours(98), uptake: .hours(2))))
    let structures = [
      PatientStructure("Liver", .liver, Anatomy.liver),
      PatientStructure("Lesion 1", .tumour, PatientDeformation.lesion),
    ]
    return DigitalPatient(seed: seed, options: options, compartments: parts, structures: structures)
  }

  /// CT numbers of the deformed patient, HU: as `ct(at:)`, from 2 × 2 × 2 points of each voxel.
  public func ct(at point: PatientTimePoint, deformed: PatientDeformation?) -> Volume<Float> {
    let sharp = painted(at: point, deformed: deformed, outside: -1000) { part, p in
      compartments[part].hounsfield + compartments[part].texture * Texture.value(at: p)
    }
    let n = sharp.grid.size.i, stream = UInt64(64 + point.index)
    let voxels = parallel(rows: sharp.voxels.count / n, length: n) { row, out in
      for i in 0..<n {
        var random = CounterRandom(seed: seed, stream: stream, index: row * n + i)
        let noisy = sharp.voxels[row * n + i] + Float(options.ctNoise * random.nearlyNormal())
        out[i] = max(-1024, noisy.rounded())
      }
    }
    return try! Volume(grid: sharp.grid, voxels: voxels)
  }

  /// Activity concentration of the deformed patient, neither blurred nor noisy, Bq/mL. Tissue keeps its concentration.
  public func concentration(at point: PatientTimePoint, deformed: PatientDeformation?) -> Volume<Float> {
    let end = point.start + point.duration
    let values = zip(compartments, truth.compartmentVolumes).map { part, volume -> Double in
      guard volume > 0 else { return 0 }
      let decays: Double = part.course.decays(from: point.start, to: end).value
      return decays / (point.duration.value * volume)
    }
    return painted(at: point, deformed: deformed, outside: 0) { part, _ in values[part] }
  }

  /// Where a point of the reference image has gone at a time point, mm LPS.
  public func target(
    _ p: Vector3, at point: PatientTimePoint, deformed: PatientDeformation?
  ) -> Vector3 {
    let anatomy = p - options.position
    return placement(at: point)(deformed.map { $0(anatomy) } ?? anatomy)
  }

  private func painted(
    at point: PatientTimePoint, deformed: PatientDeformation?, outside: Double,
    _ value: @Sendable (Int, Vector3) -> Double
  ) -> Volume<Float> {
    let grid = ctGrid(at: point), back = placement(at: point).inverse, n = grid.size.i
    let solids = compartments.map(\.solid)
    @Sendable func there(_ index: Vector3) -> Double {
      let q = back(grid.position(index))
      let p = deformed?.origin(of: q) ?? q
      guard let part = solids.lastIndex(where: { $0.contains(p) }) else { return outside }
      return value(part, p)
    }
    let voxels = parallel(rows: grid.size.j * grid.size.k, length: n) { row, out in
      let (j, k) = (Double(row % grid.size.j), Double(row / grid.size.j))
      for i in 0..<n {
        let centre = Vector3(Double(i), j, k)
        let sum = Self.eighths.reduce(0.0) { $0 + there(centre + $1) }
        out[i] = Float(sum / 8)
      }
    }
    return try! Volume(grid: grid, voxels: voxels)
  }

  /// Middles of the eight parts of a voxel.
  private static let eighths: [Vector3] = (0..<8).map { m in
    Vector3(m & 1 == 0 ? -0.25 : 0.25, m & 2 == 0 ? -0.25 : 0.25, m & 4 == 0 ? -0.25 : 0.25)
  }
}
