import Checks
import Diagnostics
import Foundation
import Planning
import Quantification
import Quantities
import Stages

/// One dose model at the prescribed activity, and its doses per activity.
package struct ModelRecord: Encodable, Sendable {
  package var model: String
  /// Whether the doses are those of voxels, and not of compartments.
  var isOfVoxels: Bool
  package var dosesGy: DosesRecord
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

/// Microspheres of one vial in the parenchyma, and what that means at the scale of lobules.
package struct LobuleRecord: Encodable, Sendable {
  package var vial, region: String
  package var isChosen: Bool
  package var becquerelPerSphere, spheresPerMl, spheresPerLobule: Double
  /// Over the mean dose.
  var d98Percent, d90Percent, d50Percent, belowHalfPercent: Double
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
  /// Evenness of the dose at the scale of lobules, by vial and region.
  package var lobules: [LobuleRecord] = []
  package var given: GivenRecord?
  package var comparison: [ComparisonRecord]
  /// mRECIST response that the tumour dose of the prescription would predict by the published thresholds.
  var publishedResponse: String?
}
