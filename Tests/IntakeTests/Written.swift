import Foundation
import Quantities
import Stages
import Volumes

@testable import Intake

/// Small volumes and contexts for what is written and read back.
enum Written {
  static let study = "2.25.1111111111"
  static let frame = "2.25.2222222222"
  static let time = DateTime(iso8601: "2024-03-05T14:30:00")!

  static let context = WriteContext(
    study: study, frameOfReference: frame, patient: "HEP-0001", studyTime: time,
    seriesDescription: "test series",
    seriesNumber: 7, softwareVersion: "0.1")

  /// A grid of unequal sides, off centre, in any orientation.
  static func grid(_ direction: Matrix3 = .identity) -> Grid {
    try! Grid(
      size: GridSize(7, 5, 4), spacing: Vector3(2.5, 3.25, 4.125), direction: direction,
      origin: Vector3(-41.5, 17.25, 103.125), frameOfReference: frame)
  }

  /// Values that tell each voxel from every other, from 0 to about 139.
  static func ramp(_ grid: Grid) -> Volume<Float> {
    try! Volume(grid: grid, voxels: (0..<grid.size.count).map { Float($0 * 37 % grid.size.count) })
  }

  static let oblique: Matrix3 = {
    let frame = DrawnSolid.Frame.tilted(23)
    let turned = DrawnSolid.Frame.tilted(-41, about: 2)
    let a = Matrix3(frame.u, frame.v, frame.w)
    return a * Matrix3(turned.u, turned.v, turned.w)
  }()

  static func structures(_ grid: Grid) -> StructureSet {
    var first = Volume<Float>(grid: grid, repeating: 0)
    var second = first
    for k in 1...2 {
      for j in 1...3 {
        for i in 1...4 { first[i, j, k] = i == 4 ? 0.6 : 1 }
      }
    }
    second[3, 2, 2] = 1
    second[3, 3, 2] = 0.25
    second[6, 4, 3] = 0.75
    return try! StructureSet([
      Structure(program: "Leber", role: .liver, region: Occupancy(first)),
      Structure(program: "Läsion 1", role: .tumour, region: Occupancy(second)),
    ])
  }

  static func dose(_ grid: Grid) -> DoseVolume {
    let values = ramp(grid).map { $0 * 0.731 }
    return DoseVolume(
      map: try! QuantityMap(values: values, statistical: values.map { $0 * 0.02 }), engine: "voxel kernel",
      nuclide: "Lu-177", assumptions: ["Soft tissue everywhere."])
  }

  static func counts(_ grid: Grid) -> EmissionImage {
    EmissionImage(
      values: ramp(grid), unit: .counts, nuclide: "Lu-177", halfLife: .hours(159.5), start: time,
      duration: TimeSpan(1800), frameDuration: TimeSpan(30), projections: 60,
      administeredActivity: .gigabecquerels(7.4),
      administered: time.advanced(by: .hours(-24)), energyWindows: [187.2...228.8])
  }

  static func activity(_ grid: Grid) -> EmissionImage {
    var image = counts(grid)
    image.values = ramp(grid).map { $0 * 1234.5 }
    image.unit = .becquerelPerMillilitre
    image.decayReference = time
    image.energyWindows = []
    return image
  }

  /// Of more slices, which resemble their neighbours as those of a body do.
  static let body: EmissionImage = {
    let grid = try! Grid(
      size: GridSize(7, 5, 8), spacing: Vector3(2.5, 3.25, 4.125), origin: Vector3(-41.5, 17.25, 103.125),
      frameOfReference: frame)
    var image = activity(grid)
    image.values = Volume(grid: grid, repeating: 0)
    for k in 0..<8 {
      for j in 0..<5 {
        for i in 0..<7 { image.values[i, j, k] = Float(20_013 + 3000 * i + 2000 * j + 1500 * k) }
      }
    }
    return image
  }()

  static let picture = CapturedPicture(
    title: "Axial", width: 6, height: 4, pixels: (0..<72).map { UInt8($0 * 3) })

  /// Two regions, one of them with a segment.
  static let groups = [
    MeasurementGroup(
      tracking: "Liver", trackingUID: "2.25.41", finding: StructureRole.liver.codes.category,
      site: StructureRole.liver.codes.type, segmentation: nil, segment: 1,
      measurements: [
        ReportedMeasurement(Concept.volume, 1794.34, Unit.millilitre, uncertainty: 35.9),
        ReportedMeasurement(
          Concept.absorbedDose, 3.825, Unit.gray, derivation: Concept.mean, uncertainty: 0.41),
        ReportedMeasurement(Concept.doseAtVolume(98), 0.5123456789012345, Unit.gray),
      ]),
    MeasurementGroup(
      tracking: "L\u{E4}sion 1", trackingUID: "2.25.42", finding: StructureRole.tumour.codes.type,
      site: StructureRole.liver.codes.type,
      measurements: [ReportedMeasurement(Concept.timeIntegratedActivity, 1.25e-7, Unit.megabecquerelHour)]),
  ]

  static let events = [1, 2].map { n in
    AdministrationEvent(
      product: "[177Lu]Lu-DOTATATE", nuclide: "Lu-177", halfLife: .hours(159.5),
      start: time.advanced(by: .hours(Double(n))),
      administered: .gigabecquerels(7.391), before: .gigabecquerels(7.4),
      after: n == 1 ? nil : .gigabecquerels(0.009),
      route: n == 1 ? .intravenous : .intraArterial)
  }

  static let organs = [
    OrganDose(
      site: StructureRole.kidney.codes.type, laterality: .both, dose: AbsorbedDose(4.95), mass: Mass(171.5))
  ]
}
