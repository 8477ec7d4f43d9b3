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

/// One dose model at the prescribed activity, and its doses per activity.
package struct ModelRecord: Encodable, Sendable {
  package var model: String
  var dosesGy: DosesRecord
  var gyPerGBq: DosesRecord
}

package struct AllowanceRecord: Encodable, Sendable {
  package struct Reached: Encodable, Sendable {
    package var limit: LimitRecord
    /// `nil`: the region gets no dose, the limit is never reached.
    package var activityGBq: Double?
    var isLimiting: Bool
  }
  package var model: String
  package var reached: [Reached]
}

/// How far the methods lie apart.
package struct SpreadRecord: Encodable, Sendable {
  package var quantity, unit: String
  package var least, greatest: Double
  var leastBy, greatestBy: String
  /// Greatest over least; `nil` if the least is zero.
  package var ratio: Double?
}

package struct VialRecord: Encodable, Sendable {
  package var microspheres, source: String
  package var nominalGBq: Double
  package var calibration: DateTime
  package var atTreatmentGBq, excessPercent, becquerelPerSphere, spheres, share: Double
  var exactAt, windowFrom, windowTo: DateTime
  package var isSufficient: Bool
  package var isChosen: Bool
  var orderBy: DateTime?
}

extension [VialRecord] {
  /// The chosen vial with three on either side, or the largest seven: what a person compares.
  var nearTheChosen: [VialRecord] {
    guard let n = firstIndex(where: \.isChosen) else { return Array(suffix(7)) }
    return Array(self[Swift.max(0, n - 3)..<Swift.min(count, n + 4)])
  }
}

package struct GivenRecord: Encodable, Sendable {
  package var start: DateTime
  var netGBq, prescribedGBq, deviationPercent, tolerancePercent: Double
  var residualPercent: Double?
  package var isWithinTolerance: Bool
  var dosesGy: DosesRecord
}

package struct ComparisonRecord: Encodable, Sendable {
  package var region, structure: String
  var predictedGy, deliveredGy: Measured
  var deviationPercent: Double
  /// Difference over its standard uncertainty; `nil` if neither was evaluated.
  package var standardised: Double?
}

package struct CompartmentRecord: Encodable, Sendable {
  package var name: String
  package var isTumour: Bool
  package var ml: Measured
  var massGrams: Measured
  package var toNormal: Measured?
}

package struct InjectionRecord: Encodable, Sendable {
  package var name: String
  package var session: Int
  package var perfusedMl, perfusedGrams: Double
  var normalMl: Measured
  package var compartments: [CompartmentRecord]
  package var meanTumourToNormal: Double?
  package var limits: [LimitRecord]
  package var proposals: [ProposalRecord]
  package var unavailable: [UnavailableRecord]
  package var spread: [SpreadRecord]
  package var allowances: [AllowanceRecord]
  package var prescribedGBq: Double?
  var prescribedBy: String
  /// What will be in the patient's vial at treatment, or was given: limits are judged at it.
  package var injectedGBq: Double?
  var injectedDosesGy: DosesRecord?
  /// At the injected activities of all injections that reach the same tissue; `nil` where no other does.
  var withOthersGy: DosesRecord?
  package var models: [ModelRecord]
  package var treatment: DateTime?
  package var vials: [VialRecord]
  /// The best order and its neighbours, where one was searched.
  package var orders: [OrderRecord] = []
  package var given: GivenRecord?
  package var comparison: [ComparisonRecord]
  /// mRECIST response that the tumour dose of the prescription would predict by the published thresholds.
  var publishedResponse: String?
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

package struct OutlookRecord: Encodable, Sendable {
  package var organ, measure: String
  var limitGy: Double
  var receivedGy: Double
  var gyPerGBq: Measured
  var perCycleGyPerGBq: [Double]
  var remainingCycles: Int
  var remainingAtLeast, remainingAtMost: Int?
  var largestNextGBq: Double
  package var estimatedCycles: [Int]
  package var source: String
}

package struct GateRecord: Encodable, Sendable {
  package struct Aggregate: Encodable, Sendable {
    package var aggregation: String
    package var value: Double
    /// `nil` where no gate was set.
    var reachesGate: Bool?
  }
  package struct Lesion: Encodable, Sendable {
    package var name: String
    package var intraArterial, intravenous, ratio: Double
  }
  package var kind: String
  package var gate: Double?
  package var source: String
  package var lesions: [Lesion]
  var aggregates: [Aggregate]
  package var agree: Bool
  package var gain: Double
  var gainLow, gainHigh: Double?
  package var confidence: Double
  /// Tumour dose per activity that the gain would make of the intravenous one.
  var expectedGyPerGBq: Double?
  /// Of gain and of the dose per activity, as far as both state theirs.
  var expectedU: Double?
  var expectedLow, expectedHigh: Double?
}

package struct CycleRecord: Encodable, Sendable {
  package var number: Int
  package var date: String?
  package var activityGBq: Double
  package var doses: [String: Measured]
  package var source: String
  var daysSincePrevious: Int?
  var isIrregular: Bool
}

package struct PRRTRecord: Encodable, Sendable {
  package var product, protocolCitation: String
  package var nextGBq: Double
  package var plannedCycles: Int
  package var riskFactors: Bool
  package var cycles: [CycleRecord]
  var outlooks: [OutlookRecord]
  package var unjudged: [UnavailableRecord]
  var remainingCycles: Int?
  var limitedBy: String?
  package var gates: [GateRecord]
  package var tumourGyPerGBq: Measured?
  package var assumptions: [String]
}
