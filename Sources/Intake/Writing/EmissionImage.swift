import DICOM
import Diagnostics
import Foundation
import Quantities
import Stages
import Volumes

/// An emission image to be written: counts or quantified activity with its times.
public struct EmissionImage: Sendable {
  /// Counts, or Bq/mL.
  public var values: Volume<Float>
  public var unit: ImageUnit
  /// In the form `Lu-177`.
  public var nuclide: String
  /// Physical half-life, from the decay data in use.
  public var halfLife: TimeSpan?
  /// Start of the acquisition.
  public var start: DateTime
  /// Real time from first to last event.
  public var duration: TimeSpan?
  /// Time of one projection; a NM image stands on projections.
  public var frameDuration: TimeSpan?
  public var projections: Int?
  /// The instant to which values are decay-corrected; `nil` if they are not.
  public var decayReference: DateTime?
  /// Corrections that were applied, in the words of Corrected Image (0028,0051) without `DECY`.
  public var corrections: [String] = ["ATTN", "SCAT"]
  public var administeredActivity: Activity?
  public var administered: DateTime?
  /// Energy windows in keV, lower and upper limit; only counts have them.
  public var energyWindows: [ClosedRange<Double>]

  public init(
    values: Volume<Float>, unit: ImageUnit, nuclide: String, halfLife: TimeSpan? = nil, start: DateTime,
    duration: TimeSpan? = nil, frameDuration: TimeSpan? = nil, projections: Int? = nil,
    decayReference: DateTime? = nil, administeredActivity: Activity? = nil, administered: DateTime? = nil,
    energyWindows: [ClosedRange<Double>] = []
  ) {
    (self.values, self.unit, self.nuclide, self.halfLife) = (values, unit, nuclide, halfLife)
    (self.start, self.duration, self.frameDuration, self.projections) = (
      start, duration, frameDuration, projections
    )
    (self.decayReference, self.energyWindows) = (decayReference, energyWindows)
    (self.administeredActivity, self.administered) = (administeredActivity, administered)
  }

  /// Quantified activity with the times of the image that it was made from.
  ///
  /// Its values hold at `activity.time`, to which they are written as decay-corrected.
  public init(_ activity: ActivityVolume, acquisition: Acquisition?, halfLife: TimeSpan? = nil) {
    self.init(
      values: activity.map.values, unit: .becquerelPerMillilitre, nuclide: activity.nuclide,
      halfLife: halfLife,
      start: acquisition?.start ?? activity.time, duration: acquisition?.duration,
      frameDuration: acquisition?.frameDuration, projections: acquisition?.projections,
      decayReference: activity.time, administeredActivity: acquisition?.administeredActivity,
      administered: acquisition?.administered)
  }
}

extension EmissionImage {
  /// Values of Corrected Image (0028,0051).
  var corrected: [String] { corrections + (decayReference == nil ? [] : ["DECY"]) }

  func hash() -> String {
    var hash = ContentHash()
    hash.add(values.grid)
    hash.add(values.voxels)
    hash.add(
      "\(unit) \(nuclide) \(halfLife?.value ?? 0) \(start) \(duration?.value ?? 0) \(frameDuration?.value ?? 0) "
        + "\(projections ?? 0) \(decayReference?.description ?? "") \(administeredActivity?.value ?? 0) "
        + "\(administered?.description ?? "") \(energyWindows) \(corrections)")
    return hash.text
  }

  /// Item of the Radiopharmaceutical Information Sequence (0054,0016).
  func addRadiopharmaceutical(_ dataSet: DataSet, total: (Activity) -> Double) throws {
    let item = try dataSet.addItem(.radiopharmaceuticalInformationSequence)
    try item.setEmpty(.radiopharmaceutical)
    if let code = RadionuclideCode.code(nuclide) {
      try ObjectBuilder.code(code, in: .radionuclideCodeSequence, of: item)
    } else {
      try item.addSequence(.radionuclideCodeSequence)
    }
    if let administered {
      try item.set(.radiopharmaceuticalStartTime, administered.dicomTime)
      try item.set(.radiopharmaceuticalStartDateTime, administered.dicomDateTime)
    }
    if let administeredActivity { try item.set(.radionuclideTotalDose, total(administeredActivity)) }
    if let halfLife { try item.set(.radionuclideHalfLife, halfLife.value) }
  }
}

/// Non-negative values as 16-bit integers with one slope.
struct ScaledCounts {
  let slope: Double
  let slopeText: String
  let pixels: [UInt16]

  /// - Parameter whole: true if whole numbers up to `largest` are to be kept as they are, slope 1.
  init(_ voxels: [Float], largest: Double, whole: Bool, at place: String) throws {
    guard voxels.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw Problem(
        .dataRejected, what: "a value is negative or not a number", at: place,
        why: "unsigned pixels cannot hold it")
    }
    let maximum = Double(voxels.max() ?? 0)
    let fits = whole && maximum <= largest
    slopeText = fits || maximum == 0 ? "1" : DecimalString.format(maximum / largest * (1 + 1e-9))
    let slope = DecimalString.parse(slopeText) ?? 1
    self.slope = slope
    pixels = voxels.map { UInt16(min(largest, (Double($0) / slope).rounded())) }
  }
}
