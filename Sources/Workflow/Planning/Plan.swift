import Foundation
import Planning
import Quantities
import Stages

/// One plan as its file describes it. Paths are absolute; everything is checked.
public struct Plan: Sendable {
  public var patient: Patient
  public var site: String
  public var indication: String
  public var physician: String
  public var physicist: String
  var radioembolisation: RadioembolisationPlan?
  var prrt: PRRTPlan?
  /// SHA-256 of the file.
  public var sha256: String
}

/// The inputs of a radioembolisation.
struct RadioembolisationPlan: Sendable {
  var microspheres: Microspheres
  var data: MicrosphereData
  var energyConstant: EnergyConstant
  var residual: Double
  var density: Quantity<GramPerMillilitre>
  /// Relative standard uncertainty of typed volumes; `nil` not evaluated.
  var volumeUncertainty: Double?
  var liver: ActivityPlanner.Liver?
  var lungs: LungInputs
  var earlier: [EarlierTreatment]
  /// Shared by all injections: normal liver as a whole.
  var normalLiverLimits: [StatedLimit]
  var injections: [InjectionInput]
  var images: PlanImages?
  var delivered: DeliveredInput?
}

/// A limit as the file states it.
struct StatedLimit: Sendable, Hashable {
  enum Region: String, Sendable, CaseIterable { case normalLiver, perfusedNormalLiver }
  var region: Region
  var dose: AbsorbedDose
  /// Earlier treatments count.
  var isCumulative: Bool
  var source: String
}

struct LungInputs: Sendable {
  enum Method: String, Sendable, CaseIterable {
    case planar, spect, given
    /// Measured on the SPECT/CT of the plan.
    case images
  }
  struct Shunt: Sendable {
    var method: Method
    var fraction: Uncertain<One>
    var detail: String
  }
  var shunts: [Shunt]
  var used: Method
  var mass: Uncertain<Gram>
  var massSource: String
  /// The mass is taken from the densities of the CT.
  var massFromCT: Bool
  var limits: LungLimits
  var limitSource: String
}

struct EarlierTreatment: Sendable {
  var day: String
  var treatment: String
  var activity: Activity?
  var lungs: AbsorbedDose
  var normalLiver: AbsorbedDose
}

/// One injection as the file describes it.
struct InjectionInput: Sendable {
  enum Prescription: Sendable, Equatable {
    case method(ActivityMethod, ActivityProposal.Aim?)
    case activity(Activity)
  }
  var name: String
  var session: Int
  /// mL, tumours included; `nil` if the images tell.
  var perfused: Double?
  var tumours: [PerfusedVolume.Compartment]
  var perfusedGoal: DoseGoal?
  var tumourGoal: DoseGoal?
  var limits: [StatedLimit]
  var prescription: Prescription?
  var treatment: DateTime?
  var vial: VialInput?
  var given: AdministeredInput?
  /// Names of structures on the images.
  var perfusedStructure: String?
  var tumourStructures: [String]
  /// Structure of a delivered summary by region of the plan.
  var deliveredRegions: [String: String]
  var location: String
}

struct VialInput: Sendable {
  var calibration: DateTime
  var catalogue: GlassVials.Catalogue
  /// The vial that was ordered; `nil` proposes one.
  var ordered: Activity?
  /// How long before the calibration the order must be placed, where the vendor's rule is known.
  var orderLead: TimeSpan?
}

struct AdministeredInput: Sendable {
  var start: DateTime
  var vial: AdministeredActivity.Measurement
  var residual: AdministeredActivity.Measurement?
}

struct DeliveredInput: Sendable {
  var summary: URL
  /// `normalLiver` and `lungs` by the names in the summary.
  var regions: [String: String]
}

/// SPECT of Tc-99m-MAA with its CT and structures.
struct PlanImages: Sendable {
  var spect: ImageSource
  var ct: ImageSource?
  var structures: [StructureSource]
  var engine: Options.Engine
  var gridSpacing: Double?
  /// Relative standard uncertainty of a dose by image and engine; `nil` not evaluated.
  var relativeUncertainty: Double?
  var location: String
}

/// The inputs of peptide receptor therapy.
struct PRRTPlan: Sendable {
  var data: PRRTData
  var product: String
  var hasRiskFactors: Bool
  var course: PRRTCourse
  /// Per cycle, where its doses came from.
  var sources: [String]
  var next: Activity
  var gates: [GateInput]
  var tumourDosePerActivity: Uncertain<GrayPerGigabecquerel>?
}

/// Paired uptake of lesions after intra-arterial and intravenous injection.
struct GateInput: Sendable {
  enum Kind: String, Sendable, CaseIterable {
    /// Uptake of the lesion itself.
    case enhancement
    /// Tumour-to-normal ratio of the lesion.
    case tumourToNormal
  }
  var kind: Kind
  var lesions: [String]
  var intraArterial: [Double]
  var intravenous: [Double]
  /// `nil`: no gate is set for this ratio.
  var gate: Double?
  var source: String
}
