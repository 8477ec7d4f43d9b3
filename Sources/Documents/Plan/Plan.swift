import Checks
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
  package var radioembolisation: RadioembolisationPlan?
  package var prrt: PRRTPlan?
  /// What people decided of findings.
  package var decided: [Decision] = []
  /// SHA-256 of the file.
  public var sha256: String
}

/// The inputs of a radioembolisation.
package struct RadioembolisationPlan: Sendable {
  package var microspheres: Microspheres
  package var data: MicrosphereData
  package var energyConstant: EnergyConstant
  package var residual: Double
  package var density: Quantity<GramPerMillilitre>
  /// Relative standard uncertainty of typed volumes; `nil` not evaluated.
  package var volumeUncertainty: Double?
  package var liver: ActivityPlanner.Liver?
  package var lungs: LungInputs
  package var earlier: [EarlierTreatment]
  /// What the patient's record knows, and was asked; `nil` asks none.
  package var knowledge: PlanKnowledge?
  /// Shared by all injections: normal liver as a whole.
  package var normalLiverLimits: [DoseLimit.On<LimitedLiver>]
  package var injections: [InjectionInput]
  package var images: PlanImages?
  package var delivered: DeliveredInput?
}

/// A part of the liver on which a plan file sets a limit.
package enum LimitedLiver: String, Sendable, CaseIterable { case normalLiver, perfusedNormalLiver }

package struct LungInputs: Sendable {
  package enum Method: String, Sendable, CaseIterable {
    case planar, spect, given
    /// Measured on the SPECT/CT of the plan.
    case images
  }
  package struct Shunt: Sendable {
    package var method: Method
    package var fraction: Uncertain<One>
    package var detail: String

    package init(method: Method, fraction: Uncertain<One>, detail: String) {
      (self.method, self.fraction, self.detail) = (method, fraction, detail)
    }
  }
  package var shunts: [Shunt]
  package var used: Method
  package var mass: Uncertain<Gram>
  package var massSource: String
  /// The mass is taken from the densities of the CT.
  package var massFromCT: Bool
  package var limits: LungLimits
}

package struct EarlierTreatment: Sendable {
  package var day: String
  package var treatment: String
  package var activity: Activity?
  /// `nil`: not known, which is not zero.
  package var knownLungs, knownLiver: AbsorbedDose?
  /// `TARE`, `IV PRRT`, `IA PRRT`.
  package var therapy = "TARE"
  /// To the normal liver of each lobe, where it is known.
  package var lobes: [Lobe: AbsorbedDose] = [:]
  /// Lobes that were treated; empty where nobody says so.
  package var reached: Set<Lobe> = []
  package var lungs: AbsorbedDose { knownLungs ?? .zero }
  package var normalLiver: AbsorbedDose { knownLiver ?? .zero }

  package init(
    day: String, treatment: String, activity: Activity?, lungs: AbsorbedDose?, normalLiver: AbsorbedDose?
  ) {
    (self.day, self.treatment, self.activity) = (day, treatment, activity)
    (knownLungs, knownLiver) = (lungs, normalLiver)
  }
}

extension Lobe {
  /// The lobe that a text names, as such or by one of its Couinaud segments; `nil` if it names none or both.
  package static func named(in text: String) -> Lobe? {
    let words = Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    let segments = text.lowercased().matches(of: /\bsegments? ?([1-8])/).compactMap { Int($0.1) }
    let right = words.contains("right") || segments.contains { $0 >= 5 }
    let left = words.contains("left") || segments.contains { (2...4).contains($0) }
    return right == left ? nil : right ? .right : .left
  }
}

/// One injection as the file describes it.
package struct InjectionInput: Sendable {
  package enum Prescription: Sendable, Equatable {
    case method(ActivityMethod, ActivityProposal.Aim?)
    case activity(Activity)
  }
  package var name: String
  package var session: Int
  /// As stated, else by the name; `nil`: not known, or both.
  package var lobe: Lobe?
  /// mL, tumours included; `nil` if the images state it.
  package var perfused: Double?
  package var tumours: [PerfusedVolume.Compartment]
  package var perfusedGoal: DoseLimit?
  package var tumourGoal: DoseLimit?
  package var limits: [DoseLimit.On<LimitedLiver>]
  package var prescription: Prescription?
  package var treatment: DateTime?
  package var vial: VialInput?
  /// Calibrations and hours among which the best order is searched.
  package var order: OrderInput?
  package var given: AdministeredInput?
  /// Names of structures on the images.
  package var perfusedStructure: String?
  package var tumourStructures: [String]
  /// Structure of a delivered summary by region of the plan.
  package var deliveredRegions: [String: String]
  package var location: String
}

package struct VialInput: Sendable {
  package var calibration: DateTime
  package var catalogue: GlassVials.Catalogue
  /// The vial that was ordered; `nil` proposes one.
  package var ordered: Activity?
  /// How long before the calibration the order must be placed, where the vendor's rule is known.
  package var orderLead: TimeSpan?
}

package struct OrderInput: Sendable {
  package var calibrations: [DateTime]
  package var treatments: [DateTime]
  package var catalogue: GlassVials.Catalogue
}

package struct AdministeredInput: Sendable {
  package var start: DateTime
  package var vial: MeasuredAdministration.Measurement
  package var residual: MeasuredAdministration.Measurement?
}

package struct DeliveredInput: Sendable {
  package var summary: URL
  /// `normalLiver` and `lungs` by the names in the summary.
  package var regions: [String: String]

  package init(summary: URL, regions: [String: String]) { (self.summary, self.regions) = (summary, regions) }
}

/// SPECT of Tc-99m-MAA with its CT and structures.
package struct PlanImages: Sendable {
  package var spect: ImageSource
  package var ct: ImageSource?
  package var structures: [StructureSource]
  package var engine: Options.Engine
  package var gridSpacing: Double?
  /// Relative standard uncertainty of a dose by image and engine; `nil` not evaluated.
  package var relativeUncertainty: Double?
  package var location: String
}

/// The inputs of peptide receptor therapy.
package struct PRRTPlan: Sendable {
  package var data: PRRTData
  package var product: String
  package var hasRiskFactors: Bool
  package var course: PRRTCourse
  /// Per cycle, where its doses came from.
  package var sources: [String]
  package var next: Activity
  package var gates: [GateInput]
  package var tumourDosePerActivity: Uncertain<GrayPerGigabecquerel>?
}

/// Paired uptake of lesions after intra-arterial and intravenous injection.
package struct GateInput: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Uptake of the lesion itself.
    case enhancement
    /// Tumour-to-normal ratio of the lesion.
    case tumourToNormal
  }
  package var kind: Kind
  package var lesions: [String]
  package var intraArterial: [Double]
  package var intravenous: [Double]
  /// `nil`: no gate is set for this ratio.
  package var gate: Double?
  package var source: String
}
