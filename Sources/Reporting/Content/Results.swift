import Quantities
import Stages
import Volumes

/// How activity became dose.
public struct DoseCalculation: Sendable {
  public var engine: String
  public var nuclide: String
  public var halfLife: Uncertain<Second>?
  /// Edition and DOI of the decay data.
  public var nuclideSource: String
  /// Source of S values or kernels, or the Monte Carlo physics.
  public var kernelSource: String
  public var densityConversion: String
  public var histories: Int?
  public var assumptions: [String]

  public init(
    engine: String, nuclide: String, halfLife: Uncertain<Second>? = nil, nuclideSource: String = "",
    kernelSource: String = "", densityConversion: String = "", histories: Int? = nil,
    assumptions: [String] = []
  ) {
    (self.engine, self.nuclide, self.halfLife) = (engine, nuclide, halfLife)
    (self.nuclideSource, self.kernelSource) = (nuclideSource, kernelSource)
    (self.densityConversion, self.histories, self.assumptions) = (densityConversion, histories, assumptions)
  }
}

/// Mean doses of the same regions by several engines.
public struct EngineComparison: Sendable {
  public var title: String
  public var engines: [String]
  /// One row per region; `doses` in the order of `engines`, `nil` where an engine has no value.
  public var rows: [(region: Region, doses: [Uncertain<Gray>?])]
  /// Difference of the second from the first engine, Gy, for the difference map.
  public var difference: Volume<Float>?
  /// Where in the body they disagree, and why.
  public var places: [Place]

  /// Voxels with one reason for engines to differ.
  public struct Place: Sendable, Hashable {
    public var name, reason: String
    /// Part of the mass that was judged, 0…1.
    public var massShare: Double
    /// Mean doses by the first and the second engine, Gy.
    public var first, second: Double
    /// Root mean square of the voxels' differences, and of their statistical uncertainty (k = 1), Gy.
    public var rootMeanSquare, noise: Double
    /// Part of the sum of absolute differences, 0…1.
    public var differenceShare: Double

    public init(
      name: String, reason: String, massShare: Double, first: Double, second: Double, rootMeanSquare: Double,
      noise: Double, differenceShare: Double
    ) {
      (self.name, self.reason, self.massShare) = (name, reason, massShare)
      (self.first, self.second, self.rootMeanSquare) = (first, second, rootMeanSquare)
      (self.noise, self.differenceShare) = (noise, differenceShare)
    }
  }

  public init(
    title: String, engines: [String], rows: [(region: Region, doses: [Uncertain<Gray>?])],
    difference: Volume<Float>? = nil, places: [Place] = []
  ) {
    (self.title, self.engines, self.rows, self.difference) = (title, engines, rows, difference)
    self.places = places
  }
}

/// A predicted and a delivered mean dose of one region.
public struct Prediction: Sendable {
  public var region: String
  public var predicted: Uncertain<Gray>
  public var delivered: Uncertain<Gray>
  public init(region: String, predicted: Uncertain<Gray>, delivered: Uncertain<Gray>) {
    (self.region, self.predicted, self.delivered) = (region, predicted, delivered)
  }
}

/// A result and its known true value.
public struct TruthRow: Sendable, Hashable {
  public var quantity: String
  public var unit: String
  /// Result, in `unit`.
  public var result: Double
  /// Standard uncertainty of the result (k = 1), in `unit`; `nil`: not evaluated.
  public var standardUncertainty: Double?
  /// True value, in `unit`.
  public var truth: Double
  /// Accepted relative deviation; `nil` if none was agreed.
  public var tolerance: Double?
  public init(
    quantity: String, unit: String, result: Double, standardUncertainty: Double? = nil, truth: Double,
    tolerance: Double? = nil
  ) {
    (self.quantity, self.unit, self.result) = (quantity, unit, result)
    (self.standardUncertainty, self.truth, self.tolerance) = (standardUncertainty, truth, tolerance)
  }

  /// Relative deviation: result over truth minus one; `nil` for a truth of zero.
  public var deviation: Double? { truth == 0 ? nil : result / truth - 1 }
}

/// Volumes from which the report cuts its slices; each on any grid of the reference space.
public struct ImageMaterial: Sendable {
  /// Anatomy in HU; `nil` draws the emission images on black.
  public var reference: Volume<Float>?
  public var referenceName: String
  /// Unit of the reference's values; HU for a CT.
  public var referenceUnit: String
  public var window: GreyWindow
  /// Emission images in the order of time.
  public var activities: [ActivityVolume]
  public var dose: DoseVolume?
  public var structures: StructureSet?
  /// Point through which the slices go, mm LPS; `nil` takes the centre of the first tumour, else the hottest voxel.
  public var focus: Vector3?
  /// Levels of the isodose lines, Gy; empty takes rounded parts of the largest dose shown.
  public var isodoses: [Double]
  var activityColours: ColourMap
  var doseColours: ColourMap

  public init(
    reference: Volume<Float>? = nil, referenceName: String = "CT", referenceUnit: String = "HU",
    window: GreyWindow = .liver,
    activities: [ActivityVolume] = [], dose: DoseVolume? = nil, structures: StructureSet? = nil,
    focus: Vector3? = nil, isodoses: [Double] = [], activityColours: ColourMap = .hotIron,
    doseColours: ColourMap = .uniform
  ) {
    (self.reference, self.referenceName, self.window) = (reference, referenceName, window)
    self.referenceUnit = referenceUnit
    (self.activities, self.dose, self.structures) = (activities, dose, structures)
    (self.focus, self.isodoses) = (focus, isodoses)
    (self.activityColours, self.doseColours) = (activityColours, doseColours)
  }
}

/// A grey-level window: width and level (centre), HU.
public struct GreyWindow: Sendable, Hashable {
  /// Width of the window, HU.
  public var width: Double
  /// Centre of the window, HU.
  public var level: Double
  public var source: String
  public init(width: Double, level: Double, source: String) {
    (self.width, self.level, self.source) = (width, level, source)
  }
  /// The liver preset of OHIF (150/90).
  public static let liver = GreyWindow(
    width: 150, level: 90, source: "liver preset 150/90 of the OHIF viewer")
  /// The soft-tissue preset of OHIF (400/40).
  public static let softTissue = GreyWindow(
    width: 400, level: 40, source: "soft-tissue preset 400/40 of the OHIF viewer")
}
