import Foundation
import Planning
import Quantities
import Stages

// Everything that a plan prints, in the units of its keys: one content for text, JSON, CSV, HTML and PDF.

/// A number with its standard uncertainty (k = 1); without one it was not evaluated.
struct Measured: Encodable, Sendable, Hashable {
  var value: Double
  var u: Double?

  init(_ value: Double, u: Double? = nil) { (self.value, self.u) = (value, u) }
  init<Unit>(_ quantity: Uncertain<Unit>, scale: Double = 1) {
    self.init(quantity.value.value * scale, u: quantity.standardUncertainty.map { $0.value * scale })
  }

  /// `12.3 ± 1.4`, or three digits.
  var text: String { u.map { "\(rounded(value)) ± \(roundedUncertainty($0))" } ?? rounded(value) }
}

/// Two significant digits.
private func roundedUncertainty(_ u: Double) -> String {
  guard u > 0, u.isFinite else { return u == 0 ? "0" : "\(u)" }
  let scale = pow(10, 1 - floor(log10(u)))
  let value = (u * scale).rounded() / scale
  return value == value.rounded() && value < 1e9 ? "\(Int(value))" : "\(value)"
}

struct PlanRecord: Encodable, Sendable {
  var hepatica = 1
  var kind = "plan"
  var researchUse = Version.researchUse
  var program = "Hepatica \(Version.current)"
  var commit = Version.commit
  var planFileSHA256: String
  var pseudonym: String
  var radioembolisation: RadioembolisationRecord?
  var prrt: PRRTRecord?
  var review: [String] = []
}

struct LimitRecord: Encodable, Sendable, Hashable {
  var region: String
  var scope: String
  var gray: Double
  var receivedGray: Double
  var source: String

  init(_ limit: OrganLimit) {
    (region, scope, source) = ("\(limit.region)", limit.scope, limit.source)
    (gray, receivedGray) = (limit.dose.value, limit.received.value)
  }
  var name: String { scope.isEmpty ? region : "\(region), \(scope)" }
}

/// Mean doses, Gy.
struct DosesRecord: Encodable, Sendable {
  var tumour, perfusedNormalLiver, normalLiver, perfusedVolume, lungs: Measured?
  var tumours: [String: Measured]

  init(_ doses: [PlannedRegion: Uncertain<Gray>]) {
    let get = { (region: PlannedRegion) in doses[region].map { Measured($0) } }
    tumour = get(.allTumours)
    perfusedNormalLiver = get(.perfusedNormalLiver)
    (normalLiver, perfusedVolume, lungs) = (get(.normalLiver), get(.perfusedVolume), get(.lungs))
    tumours = [:]
    for (region, dose) in doses { if case .tumour(let name) = region { tumours[name] = Measured(dose) } }
  }
}

struct ProposalRecord: Encodable, Sendable {
  var method: String
  /// `limits` or `goal` for methods that can be solved for either.
  var aim: String?
  var madeFor: String?
  var basis: String
  var activityGBq: Double
  var limiting: LimitRecord?
  var dosesGy: DosesRecord
  var doseModel: String
  var crossed: [LimitRecord]
  var isPrescribed = false

  var label: String { method + (aim.map { ", \($0)" } ?? "") }
}

struct UnavailableRecord: Encodable, Sendable {
  var method, reason: String
}

/// One dose model at the prescribed activity, and its doses per activity.
struct ModelRecord: Encodable, Sendable {
  var model: String
  var dosesGy: DosesRecord
  var gyPerGBq: DosesRecord
}

struct AllowanceRecord: Encodable, Sendable {
  struct Reached: Encodable, Sendable {
    var limit: LimitRecord
    /// `nil`: the region gets no dose, the limit is never reached.
    var activityGBq: Double?
    var isLimiting: Bool
  }
  var model: String
  var reached: [Reached]
}

/// How far the methods lie apart.
struct SpreadRecord: Encodable, Sendable {
  var quantity, unit: String
  var least, greatest: Double
  var leastBy, greatestBy: String
  /// Greatest over least; `nil` if the least is zero.
  var ratio: Double?
}

struct VialRecord: Encodable, Sendable {
  var microspheres, source: String
  var nominalGBq: Double
  var calibration: DateTime
  var atTreatmentGBq, excessPercent, becquerelPerSphere, spheres, share: Double
  var exactAt, windowFrom, windowTo: DateTime
  var isSufficient: Bool
  var isChosen: Bool
  var orderBy: DateTime?
}

extension [VialRecord] {
  /// The chosen vial with three on either side, or the largest seven: what a person compares.
  var nearTheChosen: [VialRecord] {
    guard let n = firstIndex(where: \.isChosen) else { return Array(suffix(7)) }
    return Array(self[Swift.max(0, n - 3)..<Swift.min(count, n + 4)])
  }
}

struct GivenRecord: Encodable, Sendable {
  var start: DateTime
  var netGBq, prescribedGBq, deviationPercent, tolerancePercent: Double
  var residualPercent: Double?
  var isWithinTolerance: Bool
  var dosesGy: DosesRecord
}

struct ComparisonRecord: Encodable, Sendable {
  var region, structure: String
  var predictedGy, deliveredGy: Measured
  var deviationPercent: Double
  /// Difference over its standard uncertainty; `nil` if neither was evaluated.
  var standardised: Double?
}

struct CompartmentRecord: Encodable, Sendable {
  var name: String
  var isTumour: Bool
  var ml: Measured
  var massGrams: Measured
  var toNormal: Measured?
}

struct InjectionRecord: Encodable, Sendable {
  var name: String
  var session: Int
  var perfusedMl, perfusedGrams: Double
  var normalMl: Measured
  var compartments: [CompartmentRecord]
  var meanTumourToNormal: Double?
  var limits: [LimitRecord]
  var proposals: [ProposalRecord]
  var unavailable: [UnavailableRecord]
  var spread: [SpreadRecord]
  var allowances: [AllowanceRecord]
  var prescribedGBq: Double?
  var prescribedBy: String
  var models: [ModelRecord]
  var treatment: DateTime?
  var vials: [VialRecord]
  var given: GivenRecord?
  var comparison: [ComparisonRecord]
  /// mRECIST response that the tumour dose of the prescription would predict by the published thresholds.
  var publishedResponse: String?
}

struct SessionRecord: Encodable, Sendable {
  struct Judged: Encodable, Sendable {
    var limit: LimitRecord
    var doseGy: Measured
    var totalGy: Double
    var isCrossed: Bool
  }
  var session: Int
  var injections: [String]
  var activityGBq: Double
  var judged: [Judged]
  var reductionFactor: Double?
  var reductionBy: String?
  /// What goes to the lungs, GBq, beside the label's ceiling for glass.
  var lungActivityGBq: Double
  var lungActivityCeilingGBq: Double?
}

struct ShuntRecord: Encodable, Sendable {
  var method, detail: String
  var fraction: Measured
  var isUsed: Bool
}

struct EarlierRecord: Encodable, Sendable {
  var date, treatment: String
  var activityGBq: Double?
  var lungGy, normalLiverGy: Double
}

struct ReferenceRecord: Encodable, Sendable {
  var region, sense, text, setting, citation: String
  var gray: Double
}

struct RadioembolisationRecord: Encodable, Sendable {
  var microspheres: String
  var devices: String
  var devicesCitation: String
  var energyConstantJoulesPerGBq: Double
  var energyConstantBasis: String
  var halfLifeHours: Double
  var residualFraction: Double
  var densityGPerMl: Double
  var bodySurfaceM2: Double?
  var liverMl, liverTumourMl, burdenPercent: Double
  var shunts: [ShuntRecord]
  var lungMassGrams: Measured
  var lungMassSource: String
  var earlier: [EarlierRecord]
  var injections: [InjectionRecord]
  var sessions: [SessionRecord]
  var total: [ComparisonRecord]
  var references: [ReferenceRecord]
  var assumptions: [String]
}

struct OutlookRecord: Encodable, Sendable {
  var organ, measure: String
  var limitGy: Double
  var receivedGy: Double
  var gyPerGBq: Measured
  var perCycleGyPerGBq: [Double]
  var remainingCycles: Int
  var remainingAtLeast, remainingAtMost: Int?
  var largestNextGBq: Double
  var estimatedCycles: [Int]
  var source: String
}

struct GateRecord: Encodable, Sendable {
  struct Aggregate: Encodable, Sendable {
    var aggregation: String
    var value: Double
    /// `nil` where no gate was set.
    var reachesGate: Bool?
  }
  struct Lesion: Encodable, Sendable {
    var name: String
    var intraArterial, intravenous, ratio: Double
  }
  var kind: String
  var gate: Double?
  var source: String
  var lesions: [Lesion]
  var aggregates: [Aggregate]
  var agree: Bool
  var gain: Double
  var gainLow, gainHigh: Double?
  var confidence: Double
  /// Tumour dose per activity that the gain would make of the intravenous one.
  var expectedGyPerGBq: Double?
  var expectedLow, expectedHigh: Double?

  /// `, gate 3 reached`, or nothing where there is no gate.
  func says(_ a: Aggregate) -> String {
    guard let gate, let reached = a.reachesGate else { return "" }
    return ", gate \(rounded(gate)) \(reached ? "reached" : "not reached")"
  }
}

struct CycleRecord: Encodable, Sendable {
  var number: Int
  var date: String?
  var activityGBq: Double
  var doses: [String: Measured]
  var source: String
  var daysSincePrevious: Int?
  var isIrregular: Bool
}

struct PRRTRecord: Encodable, Sendable {
  var product, protocolCitation: String
  var nextGBq: Double
  var plannedCycles: Int
  var riskFactors: Bool
  var cycles: [CycleRecord]
  var outlooks: [OutlookRecord]
  var unjudged: [UnavailableRecord]
  var remainingCycles: Int?
  var limitedBy: String?
  var gates: [GateRecord]
  var tumourGyPerGBq: Measured?
  var assumptions: [String]
}
