import Checks
import Diagnostics
import Foundation
import Planning
import Quantification
import Quantities
import Stages

// Everything that a plan prints, in the units of its keys: one content for text, JSON, CSV, HTML and PDF.

package struct PlanRecord: Encodable, Sendable {
  package var hepatica = 1
  package var kind = "plan"
  package var researchUse = Version.researchUse
  package var program = "Hepatica \(Version.current)"
  package var commit = Version.commit
  var planFileSHA256: String
  package var pseudonym: String
  package var radioembolisation: RadioembolisationRecord?
  package var prrt: PRRTRecord?
  /// Sentences of those findings that need a decision.
  package var review: [String] = []
  /// Everything that was found, by rank and code.
  package var findings: [Finding] = []
}

package struct LimitRecord: Encodable, Sendable, Hashable {
  package var region: String
  package var scope: String
  package var gray: Double
  package var receivedGray: Double
  package var source: String

  package init(_ limit: DoseAllowance) {
    (region, scope, source) = (
      "\(limit.region)", limit.limit.scope?.rawValue ?? "", limit.limit.source
    )
    (gray, receivedGray) = (limit.dose.value, limit.received.value)
  }
  package var name: String { scope.isEmpty ? region : "\(region), \(scope)" }
}

/// Mean doses, Gy.
package struct DosesRecord: Encodable, Sendable {
  package var tumour, perfusedNormalLiver, normalLiver, perfusedVolume, lungs: Measured?
  package var tumours: [String: Measured]

  package init(_ doses: [PlannedRegion: Uncertain<Gray>]) {
    let get = { (region: PlannedRegion) in doses[region].map { Measured($0) } }
    tumour = get(.allTumours)
    perfusedNormalLiver = get(.perfusedNormalLiver)
    (normalLiver, perfusedVolume, lungs) = (get(.normalLiver), get(.perfusedVolume), get(.lungs))
    tumours = [:]
    for (region, dose) in doses { if case .tumour(let name) = region { tumours[name] = Measured(dose) } }
  }
}

package struct ProposalRecord: Encodable, Sendable {
  package var method: String
  /// `limits` or `goal` for methods that can be solved for either.
  package var aim: String?
  package var madeFor: String?
  package var basis: String
  package var activityGBq: Double
  package var limiting: LimitRecord?
  var dosesGy: DosesRecord
  package var doseModel: String
  package var crossed: [LimitRecord]
  var isPrescribed = false

  package var label: String { method + (aim.map { ", \($0)" } ?? "") }
}

package struct UnavailableRecord: Encodable, Sendable {
  package var method, reason: String
}

package struct SessionRecord: Encodable, Sendable {
  package struct Judged: Encodable, Sendable {
    package var limit: LimitRecord
    package var doseGy: Measured
    var totalGy: Double
    package var isCrossed: Bool
    /// The dose model that judges.
    package var model = ""
  }
  package var session: Int
  package var injections: [String]
  package var activityGBq: Double
  package var judged: [Judged]
  var reductionFactor: Double?
  var reductionBy: String?
  /// Activity shunted to the lungs, GBq, with the label's ceiling for glass.
  var lungActivityGBq: Double
  var lungActivityCeilingGBq: Double?
}

package struct ShuntRecord: Encodable, Sendable {
  package var method, detail: String
  package var fraction: Measured
  package var isUsed: Bool
}

package struct EarlierRecord: Encodable, Sendable {
  package var date, treatment: String
  package var activityGBq: Double?
  /// `nil`: not known, which is not zero.
  package var lungGy, normalLiverGy: Double?
  package var therapy = "TARE"
}

/// The dose to one tumour by all injections of the plan, and what earlier therapies gave it.
package struct TumourTotalRecord: Encodable, Sendable {
  package var tumour: String
  package var injections: Int
  package var planGy: Measured
  var earlierGy: Double?
  var togetherGy: Double
}

package struct ReferenceRecord: Encodable, Sendable {
  package var region, sense, text, setting, citation: String
  package var gray: Double
  /// Whether it was made for these microspheres.
  package var isMadeForThese: Bool
}

package struct RadioembolisationRecord: Encodable, Sendable {
  package var microspheres: String
  package var devices: String
  var devicesCitation: String
  var energyConstantJoulesPerGBq: Double
  var energyConstantBasis: String
  package var nuclide = "Y-90"
  package var halfLifeHours: Double
  package var residualFraction: Double
  package var densityGPerMl: Double
  var bodySurfaceM2: Double?
  package var liverMl, liverTumourMl, burdenPercent: Double
  /// How the structures of the images fit to each other and to the counts.
  package var geometry: [GeometrySheet.Row] = []
  package var shunts: [ShuntRecord]
  var lungMassGrams: Measured
  package var lungMassSource: String
  package var earlier: [EarlierRecord]
  package var injections: [InjectionRecord]
  package var sessions: [SessionRecord]
  package var total: [ComparisonRecord]
  package var references: [ReferenceRecord]
  package var assumptions: [String]
  var tumourTotals: [TumourTotalRecord] = []
  /// Inputs that were taken from the patient's record.
  var fromRecord: [String] = []
}
