import Alignment
import Foundation
import Phantoms
import Stages
import Volumes

/// Two CTs of the digital patient, the second moved and deformed, with all that is known of them.
struct RegistrationScene {
  /// Points per region at which errors are measured.
  static let targets = 500

  let patient: DigitalPatient
  let deformation: PatientDeformation
  let fixed, moving: Volume<Float>
  private let reference, other: PatientTimePoint

  init(_ deformation: PatientDeformation, seed: UInt64, spacing: Double) {
    (patient, self.deformation) = (.deformable(seed: seed, spacing: spacing), deformation)
    reference = patient.timePoints[patient.reference]
    other = patient.timePoints.last!
    fixed = patient.ct(at: reference, deformed: nil)
    moving = patient.ct(at: other, deformed: deformation)
  }

  /// Distances between where a registration takes points of a region and where they are, mm.
  func errors(_ map: SpatialMap, in name: String) -> [Double] {
    let region = patient.region(patient[structure: name]!, on: fixed.grid, at: reference)
    var points: [Vector3] = []
    region.forEach { offset, fraction in
      guard fraction > 0.5 else { return }
      let size = region.grid.size
      points.append(
        region.grid.position(
          Vector3(
            Double(offset % size.i), Double(offset / size.i % size.j), Double(offset / (size.i * size.j)))))
    }
    return stride(from: 0, to: points.count, by: max(1, points.count / Self.targets)).map { n in
      (map(points[n]) - patient.target(points[n], at: other, deformed: deformation)).norm
    }
  }

  /// Relative deviation of the dose that local deposition gives the lesion, by the registration alone.
  ///
  /// All images but the reference lose the same part of the lesion's concentration; the curve is integrated by trapezoids,
  /// from nothing at the start, with the decline of its last two points beyond them.
  func doseDeviation(_ map: SpatialMap) -> Double {
    let kept =
      mean(patient.concentration(at: other, deformed: deformation), map)
      / mean(patient.concentration(at: other, deformed: nil), SpatialMap(other.motion))
    let times = patient.timePoints.map(\.start.inHours)
    let truth = patient.timePoints.map {
      mean(patient.concentration(at: $0, deformed: nil), SpatialMap($0.motion))
    }
    let found = truth.enumerated().map { $0.offset == patient.reference ? $0.element : $0.element * kept }
    return Self.integral(times, found) / Self.integral(times, truth) - 1
  }

  private func mean(_ concentration: Volume<Float>, _ map: SpatialMap) -> Double {
    let laid = Alignment.resample(concentration, onto: fixed.grid, through: map, outside: 0)
    let lesion = patient.region(patient[structure: "Lesion 1"]!, on: fixed.grid, at: reference)
    var (sum, weight) = (0.0, 0.0)
    lesion.forEach { offset, fraction in
      sum += Double(laid.voxels[offset]) * Double(fraction)
      weight += Double(fraction)
    }
    return sum / weight
  }

  private static func integral(_ times: [Double], _ values: [Double]) -> Double {
    var sum = times[0] * values[0] / 2
    for n in 1..<times.count { sum += (times[n] - times[n - 1]) * (values[n] + values[n - 1]) / 2 }
    let last = times.count - 1
    let rate = log(values[last - 1] / values[last]) / (times[last] - times[last - 1])
    return sum + values[last] / rate
  }
}
