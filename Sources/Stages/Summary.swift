import Quantities
import Volumes

/// A cumulative dose–volume histogram: volume fraction that receives at least each dose.
public struct DoseVolumeHistogram: Sendable, Hashable, Codable {
  /// Rising dose values, Gy; the first is 0.
  public var dose: [Double]
  /// Fraction of the volume with at least that dose, 1 … 0, falling.
  public var volumeFraction: [Double]
  public init(dose: [Double], volumeFraction: [Double]) {
    (self.dose, self.volumeFraction) = (dose, volumeFraction)
  }
}

/// The dose to one region, everything that the report's table prints.
public struct RegionDose: Sendable, Codable {
  public var region: Region
  /// Says for a liver region whether lesions are inside or outside; empty elsewhere.
  public var definition: String
  public var volume: Uncertain<Millilitre>
  public var mass: Uncertain<Gram>
  /// Decays in the region, corrected for partial-volume loss where `recoveryCorrectedMean` is there.
  public var timeIntegratedActivity: Uncertain<BecquerelSecond>?
  /// Mean of the voxel doses as they were imaged.
  public var mean: Uncertain<Gray>
  /// Mean dose with the region's activity corrected for partial-volume loss; `nil` where no recovery curve was
  /// applied. Histogram, D_p and V_x are never corrected.
  public var recoveryCorrectedMean: Uncertain<Gray>?
  public var minimum: AbsorbedDose
  public var maximum: AbsorbedDose
  /// D_p, the minimum dose to the hottest p percent, by p: 98, 95, 90, 70, 50, 2.
  public var doseAtVolume: [Int: AbsorbedDose]
  /// Dose to the hottest 0.1 mL; `nil` for smaller regions.
  public var hottestTenthMillilitre: AbsorbedDose?
  /// V_x, fraction of the volume with at least x Gy, by x.
  @FractionsByDose public var volumeAtDose: [Double: Double]
  public var bed: Uncertain<Gray>?
  public var eqd2: Uncertain<Gray>?
  public var eud: AbsorbedDose?
  /// What the size of the voxels does; `nil` in files of version 0.1 and where there is no dose.
  public var gridEffect: GridEffect?
  /// The radiobiological parameters with their source, as printed with BED.
  public var radiobiology: String?
  public var histogram: DoseVolumeHistogram
  public var budget: [UncertaintyContribution]
  public var warnings: [Note]

  public init(
    region: Region, definition: String = "", volume: Uncertain<Millilitre>, mass: Uncertain<Gram>,
    timeIntegratedActivity: Uncertain<BecquerelSecond>? = nil, mean: Uncertain<Gray>,
    minimum: AbsorbedDose, maximum: AbsorbedDose, doseAtVolume: [Int: AbsorbedDose],
    hottestTenthMillilitre: AbsorbedDose? = nil, volumeAtDose: [Double: Double] = [:],
    bed: Uncertain<Gray>? = nil, eqd2: Uncertain<Gray>? = nil, eud: AbsorbedDose? = nil,
    radiobiology: String? = nil, histogram: DoseVolumeHistogram, budget: [UncertaintyContribution] = [],
    warnings: [Note] = []
  ) {
    (self.region, self.definition, self.volume, self.mass) = (region, definition, volume, mass)
    (self.timeIntegratedActivity, self.mean) = (timeIntegratedActivity, mean)
    (self.minimum, self.maximum, self.doseAtVolume) = (minimum, maximum, doseAtVolume)
    self.hottestTenthMillilitre = hottestTenthMillilitre
    _volumeAtDose = FractionsByDose(wrappedValue: volumeAtDose)
    (self.bed, self.eqd2, self.eud, self.radiobiology) = (bed, eqd2, eud, radiobiology)
    (self.histogram, self.budget, self.warnings) = (histogram, budget, warnings)
  }
}

extension RegionDose {
  /// The best estimate of the mean dose: corrected for partial-volume loss where that was possible.
  public var bestMean: Uncertain<Gray> { recoveryCorrectedMean ?? mean }
}

/// The doses of all regions of one therapy, or accumulated over several.
public struct DoseSummary: Sendable, Codable {
  /// `cycle 1`, `accumulated over 4 cycles`, …
  public var title, engine, nuclide: String
  @RegionRows public var regions: [RegionDose]
  public var provenance: Provenance

  public init(
    title: String, engine: String, nuclide: String, regions: [RegionDose],
    provenance: Provenance = Provenance()
  ) {
    (self.title, self.engine, self.nuclide, self.provenance) = (title, engine, nuclide, provenance)
    _regions = RegionRows(wrappedValue: regions)
  }
}

/// How one image was laid onto the reference.
public struct Registration: Sendable, Codable {
  public var fixed, moving: String
  /// Maps points of the fixed (reference) space to the moving image's space, mm LPS.
  public var transform: RigidTransform
  /// What remained: see `residualMeaning`.
  public var residual: Length?
  public var residualMeaning: String
  public var method: String
  public var warnings: [Note]
  /// How far a person moved the moving image after that, in the reference space, mm LPS; `transform` contains it.
  public var moved: Vector3?
  /// The motion as it was computed, where a person moved the image after that.
  public var computed: RigidTransform?
  /// Who accepted it. The report states it; what a step stores does not.
  public var accepted: Acceptance?

  /// A person's word that a registration may be used.
  public struct Acceptance: Sendable, Hashable, Codable {
    public var by, why: String
    public var at: DateTime?
    public init(by: String, at: DateTime?, why: String) { (self.by, self.at, self.why) = (by, at, why) }
  }

  public init(
    fixed: String, moving: String, transform: RigidTransform, residual: Length?, residualMeaning: String,
    method: String, warnings: [Note] = []
  ) {
    (self.fixed, self.moving, self.transform, self.residual) = (fixed, moving, transform, residual)
    (self.residualMeaning, self.method, self.warnings) = (residualMeaning, method, warnings)
  }
}
