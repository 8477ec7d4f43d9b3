import Foundation
import Quantities
import Stages
import Volumes

@testable import Reporting

extension Sample {
  var administration: Administration {
    Administration(
      product: "Lu-177-DOTATATE (lutetium oxodotreotide)", batch: "LU26-0301",
      calibration: DateTime(iso8601: "2026-03-01T12:00:00+01:00"),
      calibrator: "well chamber VIK-202, factor 0.982, traceable to PTB", preActivity: .gigabecquerels(7.43),
      postActivity: .gigabecquerels(0.11),
      residual: .gigabecquerels(0.01),
      net: Uncertain(.gigabecquerels(7.31), standardUncertainty: .gigabecquerels(0.15)),
      reference: Sample.administered,
      route: "intravenous, left forearm", start: Sample.administered, duration: Quantity(1800),
      remarks: [
        ("Amino acids", "2.5 % lysine–arginine, 1 L over 4 h, begun 30 min before"),
        ("Extravasation", "none seen"),
      ])
  }

  var instrument: Instrument {
    Instrument(
      scanner: "SPECT/CT, two heads, 9.5 mm crystal", collimator: "medium energy, low penetration",
      energyWindows: "208 keV ± 10 %, scatter 170–187 and 229–252 keV",
      calibrationFactor: Uncertain(Quantity(9.42), standardUncertainty: Quantity(0.21)),
      calibrationDate: DateTime(iso8601: "2025-12-12T10:00:00Z"),
      calibrationGeometry: "6.9 L cylinder filled evenly, same reconstruction",
      deadTime: "non-paralysable, τ = 0.55 µs, at most 2.1 % at 4 h",
      recoveryCurve: [
        (0.5, 0.28), (1.15, 0.39), (2.6, 0.52), (5.6, 0.63), (11.5, 0.72), (26.5, 0.81), (113, 0.92),
      ].map {
        .init(
          volume: Quantity($0.0),
          coefficient: Uncertain(Quantity($0.1), standardUncertainty: Quantity(0.02 + 0.03 / ($0.0 + 1))))
      }, qualityControl: "uniformity, centre of rotation and sensitivity within limits on the day")
  }

  var acquisitions: [AcquisitionRecord] {
    [4.1, 24.3, 97.8, 174.2].map { hours in
      AcquisitionRecord(
        id: "SPECT \(Int(hours)) h", modality: "SPECT/CT", afterAdministration: .hours(hours),
        start: Sample.administered.advanced(by: .hours(hours)),
        duration: Quantity(1380), matrix: GridSize(128, 128, 96), voxel: Vector3(4.42, 4.42, 4.42),
        reconstruction:
          "OSEM 6 iterations × 10 subsets, attenuation, triple-energy-window scatter and resolution recovery, no post-filter; recovery coefficients by sphere volume",
        decay: .reference(Sample.administered.advanced(by: .hours(hours))),
        countsConserved: Uncertain(Quantity(0.97), standardUncertainty: Quantity(0.04)))
    }
  }

  var registrations: [RegistrationRecord] {
    let coarse = Sample(voxels: 48, direction: direction)
    return [24, 98, 174].enumerated().map { n, hours in
      RegistrationRecord(
        Registration(
          fixed: "CT 4 h", moving: "SPECT \(hours) h",
          transform: RigidTransform(rotation: .identity, translation: Vector3(2.1, -1.2, Double(n) + 1.4)),
          residual: Length(2.6 + Double(n) * 0.7), residualMeaning: "mean distance of liver outlines",
          method: "mutual information of the CTs, rigid, 3 levels"),
        review: n == 0 ? (anatomy, coarse.activity(hours: 24)) : nil)
    }
  }

  func records(_ set: StructureSet) -> [StructureRecord] {
    set.structures.enumerated().map { n, s in
      let v = s.region.millilitres
      return StructureRecord(
        region: s.identity,
        volume: Uncertain(Quantity(v), standardUncertainty: Quantity(v * (v < 20 ? 0.11 : 0.03))),
        mass: Uncertain(Mass(v * 1.05), standardUncertainty: Mass(v * 1.05 * (v < 20 ? 0.11 : 0.03))),
        density: Quantity(1.05),
        method: s.role == .tumour ? "threshold 41 % on SPECT 24 h, edited" : "outlined on CT",
        contourVolume: Quantity(v * (n == 2 ? 1.034 : 1.006)), volumesAgree: n != 2)
    }
  }
}
