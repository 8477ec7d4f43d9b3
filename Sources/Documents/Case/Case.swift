import Checks
import DoseEngines
import Foundation
import Intake
import Nuclides
import Quantification
import Quantities
import Stages
import Summaries
import Volumes

/// One therapy of one patient as the case file describes it: who, what was given, which images play which
/// role, and how to compute. Paths are absolute; everything is checked.
public struct Case: Sendable {
  public var patient: Patient
  public var therapy: Therapy
  public var administrations: [Administration]
  public var timePoints: [TimePoint]
  /// Name of the time point whose CT and grid the others are laid onto.
  public var reference: String
  public var calibration: CalibrationChoice
  public var structures: [StructureSource]
  /// A map that the user brings instead of images, entering the path further down.
  public var entry: Entry?
  /// `nil`: from the reference CT by the default conversion, or uniform where there is none.
  public var materials: MaterialChoice?
  public var options: Options
  /// By the word by which the case file means the region.
  public var limits: [DoseLimit.On<String>]
  /// What people decided of findings.
  public var decided: [Decision] = []
  /// Registrations that people accepted.
  public var accepted: [RegistrationDecision] = []
  /// Images that people moved by hand.
  public var moves: [HandMove] = []
  /// `summary.json` files of earlier therapies, to be accumulated.
  public var previous: [URL]
  /// What the patient's record holds of earlier therapies, where it was asked for.
  package var recorded = RecordedPast()
  /// The plan of this therapy, printed with its predictions.
  package var plan: URL?
  /// SHA-256 of the case file.
  public var sha256: String

  package init(
    patient: Patient, therapy: Therapy, administrations: [Administration], timePoints: [TimePoint],
    reference: String, calibration: CalibrationChoice, structures: [StructureSource], entry: Entry? = nil,
    materials: MaterialChoice? = nil, options: Options, limits: [DoseLimit.On<String>], previous: [URL],
    plan: URL? = nil, sha256: String
  ) {
    self.patient = patient
    self.therapy = therapy
    self.administrations = administrations
    self.timePoints = timePoints
    self.reference = reference
    self.calibration = calibration
    self.structures = structures
    self.entry = entry
    self.materials = materials
    self.options = options
    self.limits = limits
    self.previous = previous
    self.plan = plan
    self.sha256 = sha256
  }

}

/// How counts become activity.
public enum CalibrationChoice: Sendable {
  /// A camera calibration file.
  case file(URL, location: String)
  /// The image is relative: the net administered activity, less the lung shunt, fills the field of view
  /// (patient-relative calibration; Chiesa et al. 2021, doi:10.1186/s40658-021-00394-3).
  /// `over` names the structure in which all of it lies, for example the liver: noise elsewhere then counts nothing.
  case administered(lungShuntFraction: Double, over: String?)
  /// The images are in Bq/mL already.
  case none
}

/// Which recommended decay data.
public typealias DataEdition = DecayDataEdition

/// How to compute; every value has a default that the report prints.
public struct Options: Sendable, Equatable {
  /// `auto`: Monte Carlo where tissue is not uniform, else the kernel engine. `all`: every engine, Monte Carlo counts.
  public struct Engine: RawRepresentable, Sendable, Hashable, CaseIterable {
    public let rawValue: String

    /// `nil` for a word that names no engine.
    public init?(rawValue: String) {
      guard Self.allCases.contains(where: { $0.rawValue == rawValue }) else { return nil }
      self.rawValue = rawValue
    }
    package init(_ kind: DoseEngine.Kind) { rawValue = kind.rawValue }
    private init(word: String) { rawValue = word }

    public static let auto = Engine(word: "auto"), all = Engine(word: "all")
    public static let monteCarlo = Engine(.monteCarlo), kernel = Engine(.kernel), local = Engine(.local)
    /// Every engine, the one of the greatest effort first, between `auto` and `all`.
    public static let allCases = [auto] + DoseEngine.Kind.allCases.reversed().map { Engine($0) } + [all]

    /// `auto, monte-carlo, kernel, local or all`
    package static var words: String {
      allCases.dropLast().map(\.rawValue).joined(separator: ", ") + " or " + all.rawValue
    }

    /// `nil` for `auto` and `all`.
    package var kind: DoseEngine.Kind? { DoseEngine.Kind(rawValue: rawValue) }
  }
  public enum VoxelTimeModel: String, Sendable, CaseIterable { case fit, hybrid, permanent }
  public var engine = Engine.auto
  public var monteCarlo = MonteCarloOptions()
  /// A point kernel that `hepatica kernel` made; `nil` takes the tabulated one.
  public var kernelFile: URL?
  /// Which recommended half-life and emissions.
  public var decayData = DecayDataEdition.evaluated
  /// `fit`: a curve per voxel; `hybrid`: one image scaled by its region's curve; `permanent`: physical decay alone.
  public var voxelTimeModel: VoxelTimeModel?
  /// `auto` or the name of a curve model.
  public var regionModel = "auto"
  /// Points that no curve of their region uses.
  public var leftOut: [LeftOutPoint] = []
  /// Effective half-life for single time points, hours, with its relative population spread.
  public var populationHalfLifeHours: Double?
  /// Relative standard deviation of the half-life between patients.
  public var populationHalfLifeSpread: Double?
  /// Edge length of the reference grid, mm; `nil` keeps the reference emission's own.
  public var gridSpacing: Double?
  /// Where the dose is computed; `nil` for the reference grid.
  public var doseGrid: DoseGridChoice?
  public var negativeVoxels = "keep"
  /// Density where there is no CT, g/mL; `nil` takes the default of the dose engine.
  public var uniformDensity: Double?
  public var allowOutside = 0.01
  /// Isodose levels on the images, Gy; empty chooses round levels.
  public var isodoses: [Double] = []
  /// Dose levels of V_x, Gy.
  public var volumeDoses: [Double] = []
  /// Relative standard uncertainty of a region's activity at one time beyond counting noise (reconstruction,
  /// registration, repositioning), independent from time to time; weighs the curve fits.
  public var pointUncertainty = 0.03
  /// Full width at half maximum of the emission images, mm: how counts depend on a contour, and the uncertainty of
  /// volumes that a threshold drew.
  public var resolution: Double?
  /// Full width at half maximum of the image on which contours were drawn, mm, for the uncertainty of their volumes;
  /// `nil` takes the largest voxel edge of the reference CT.
  public var contourResolution: Double?
  /// How regions' activities are corrected for blurring; `nil`: by the calibration's recovery curve, where it has one.
  public var partialVolume: PartialVolumeCorrection?
  /// Parameters of the linear-quadratic model by role, in place of the cited ones or where there is none.
  public var radiobiology: [StructureRole: Radiobiology] = [:]
  /// What is stated of alpha particles; `nil`: progeny stay, and nothing is weighted.
  public var alpha: AlphaChoice?
  /// Tissues whose BED is written as a map.
  public var bedMaps: [StructureRole] = []
  public var register = true
  /// By emission images, whether or not there are CTs; the case file states so.
  public var registersByUptake = false
  public var registrationSeed: UInt64 = 1

  public init() {}
}

/// A time point that the curve of one region does not use, such as after a patient moved.
public struct LeftOutPoint: Sendable, Hashable {
  public var region: String
  public var timePoint: String
  /// Why; it stands in the report.
  public var reason: String
}
