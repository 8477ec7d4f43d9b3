// The path of the data: ImageSeries → ActivityVolume → TimeIntegratedActivityVolume → DoseVolume →
// DoseSummary → Report. A type stands here only if one room makes it and another takes it.

import Quantities
import Volumes

/// What the numbers of an image series mean.
public enum ImageUnit: Sendable, Hashable {
  /// CT number, HU.
  case hounsfield
  /// Counts (in the whole acquisition or per projection: see the calibration).
  case counts
  case becquerelPerMillilitre
  /// Standardised uptake value normalised by body weight, g/mL.
  case suvBodyWeight
  case gray
  /// Anything else, named as the file names it (MR signal, PROPCPS, …).
  case other(String)
}

/// To which instant the activity values of an emission image are decay-corrected.
public enum DecayState: Sendable, Hashable {
  /// Values are those at this instant.
  case reference(DateTime)
  /// Values are averages over the acquisition; nothing was corrected.
  case uncorrected
}

/// One reconstructed series as it came from a file: numbers, geometry, meaning and times, nothing interpreted.
public struct ImageSeries: Sendable {
  public var id: String
  public var modality: String
  public var values: Volume<Float>
  public var unit: ImageUnit
  /// Identifier of the study (DICOM Study Instance UID), for objects that are written with it.
  public var study: String?
  public var acquisition: Acquisition?
  public var provenance: Provenance

  public init(
    id: String, modality: String, values: Volume<Float>, unit: ImageUnit, study: String? = nil,
    acquisition: Acquisition? = nil, provenance: Provenance = Provenance()
  ) {
    (self.id, self.modality, self.values, self.unit) = (id, modality, values, unit)
    (self.study, self.acquisition, self.provenance) = (study, acquisition, provenance)
  }
}

/// When and how an emission image was taken.
public struct Acquisition: Sendable, Hashable {
  public var start: DateTime
  /// Real time from first to last event.
  public var duration: TimeSpan?
  /// Live time of one projection or frame, where the file states it.
  public var frameDuration: TimeSpan?
  public var projections: Int?
  public var decay: DecayState
  /// Radionuclide in the form `Lu-177`; `nil` where the file does not say.
  public var nuclide: String?
  /// Injected activity and its time as the file states them.
  public var administeredActivity: Activity?
  public var administered: DateTime?
  /// Half-life as the file states it; `nil` where it does not, never guessed.
  public var halfLife: TimeSpan?
  /// Positrons per decay as the file states it.
  public var positronFraction: Double?
  public var patient: PatientSize?

  public init(
    start: DateTime, duration: TimeSpan? = nil, frameDuration: TimeSpan? = nil,
    projections: Int? = nil, decay: DecayState, nuclide: String? = nil,
    administeredActivity: Activity? = nil, administered: DateTime? = nil, halfLife: TimeSpan? = nil,
    positronFraction: Double? = nil, patient: PatientSize? = nil
  ) {
    (self.start, self.duration, self.frameDuration, self.projections) = (
      start, duration, frameDuration, projections
    )
    (self.decay, self.nuclide) = (decay, nuclide)
    (self.administeredActivity, self.administered) = (administeredActivity, administered)
    (self.halfLife, self.positronFraction, self.patient) = (halfLife, positronFraction, patient)
  }
}

/// What standardised uptake values need to know of the patient, as the image file states it.
public struct PatientSize: Sendable, Hashable {
  public typealias Sex = Quantities.Sex
  public var weight: Mass?
  public var height: Length?
  public var sex: Sex?
  public init(weight: Mass? = nil, height: Length? = nil, sex: Sex? = nil) {
    (self.weight, self.height, self.sex) = (weight, height, sex)
  }
}

/// A map of one physical quantity with its uncertainty.
///
/// Uncertainty has two parts that add differently over a region: `statistical` differs from voxel to voxel, `common` is
/// one relative standard uncertainty shared by all voxels (calibration, decay data).
public struct QuantityMap<Unit: PhysicalUnit>: Sendable {
  /// Values in `Unit`.
  public var values: Volume<Float>
  /// Standard uncertainty per voxel, same unit, same grid; `nil` means not evaluated.
  public var statistical: Volume<Float>?
  /// Relative standard uncertainty common to all voxels; `nil` means not evaluated.
  public var common: Double?
  /// Variance of the sum over cubes of 4ⁿ voxels along each axis, over that of independent voxels, n = 0, 1, 2, …; `nil` where
  /// the statistical uncertainty of neighbours counts as independent.
  public var correlation: [Double]?

  /// - Throws: `GridError.foreignGrid` if the uncertainty lies on another grid.
  public init(values: Volume<Float>, statistical: Volume<Float>? = nil, common: Double? = nil)
    throws(GridError)
  {
    if let statistical, !statistical.grid.matches(values.grid) { throw .foreignGrid("the uncertainty map") }
    (self.values, self.statistical, self.common) = (values, statistical, common)
  }

  public var grid: Grid { values.grid }
}

/// Activity concentration at one instant on the reference grid.
public struct ActivityVolume: Sendable {
  public var map: QuantityMap<BecquerelPerMillilitre>
  public var nuclide: String
  /// The instant at which the values hold.
  public var time: DateTime
  /// `time` after administration: the instant to which the values refer; `nil` if the administration is unknown.
  public var afterAdministration: TimeSpan?
  public var id: String
  public var provenance: Provenance

  public init(
    id: String, map: QuantityMap<BecquerelPerMillilitre>, nuclide: String, time: DateTime,
    afterAdministration: TimeSpan?, provenance: Provenance = Provenance()
  ) {
    (self.id, self.map, self.nuclide, self.time) = (id, map, nuclide, time)
    (self.afterAdministration, self.provenance) = (afterAdministration, provenance)
  }
}

/// Decays per millilitre from administration to infinity (MIRD Pamphlet 21, Ã per volume).
public struct TimeIntegratedActivityVolume: Sendable {
  public var map: QuantityMap<BecquerelSecondPerMillilitre>
  public var nuclide: String
  /// Per voxel, the fraction extrapolated beyond the last time point, 0…1; `nil` if it makes no sense.
  public var extrapolatedFraction: Volume<Float>?
  public var provenance: Provenance

  public init(
    map: QuantityMap<BecquerelSecondPerMillilitre>, nuclide: String,
    extrapolatedFraction: Volume<Float>? = nil, provenance: Provenance = Provenance()
  ) {
    (self.map, self.nuclide) = (map, nuclide)
    (self.extrapolatedFraction, self.provenance) = (extrapolatedFraction, provenance)
  }
}

/// Absorbed dose per voxel, Gy.
public struct DoseVolume: Sendable {
  public var map: QuantityMap<Gray>
  /// The engine in words that a report prints: `local deposition`, `voxel kernel`, `Monte Carlo`.
  public var engine: String
  public var nuclide: String
  /// What the engine assumed, one sentence each, for the report.
  public var assumptions: [String]
  public var provenance: Provenance

  public init(
    map: QuantityMap<Gray>, engine: String, nuclide: String, assumptions: [String] = [],
    provenance: Provenance = Provenance()
  ) {
    (self.map, self.engine, self.nuclide) = (map, engine, nuclide)
    (self.assumptions, self.provenance) = (assumptions, provenance)
  }
}

/// What a tissue is made of, where its name alone does not say it.
public struct TissueComposition: Sendable, Hashable {
  /// Mass by atomic number, percent.
  public var percent: [Int: Double]
  /// Its usual density, g/mL.
  public var density: Double
  public var source: String
  public init(percent: [Int: Double], density: Double, source: String) {
    (self.percent, self.density, self.source) = (percent, density, source)
  }
}

/// Mass density and tissue of each voxel, from CT by a named conversion or from structures.
public struct MaterialMap: Sendable {
  /// Mass density of each voxel, g/mL.
  public var density: Volume<Float>
  /// Index into `tissues`.
  public var tissue: Volume<UInt8>
  /// Names as in `Nuclides.Tissue`, for example `soft tissue`, `lung`, `bone`, `air`, or of `compositions`.
  public var tissues: [String]
  /// Name and edition of the conversion, or of the assignment to structures.
  public var conversion: String
  /// Tissues beyond those of `Nuclides.Tissue`, by name.
  public var compositions: [String: TissueComposition] = [:]
  /// How the map was made if not from CT, in sentences for the report.
  public var assumptions: [String] = []

  /// - Throws: `GridError.foreignGrid` if density and tissue lie on different grids.
  public init(density: Volume<Float>, tissue: Volume<UInt8>, tissues: [String], conversion: String)
    throws(GridError)
  {
    guard density.grid.matches(tissue.grid) else { throw .foreignGrid("the tissue map") }
    (self.density, self.tissue, self.tissues, self.conversion) = (density, tissue, tissues, conversion)
  }
}
