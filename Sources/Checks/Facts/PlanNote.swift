import Diagnostics
import Stages

/// What a plan of radioembolisation comes to: limits, vials, orders, volumes, and what was given before.
package enum PlanNote: FindingFact {
  // Limits. Doses in Gy, activities in GBq.
  case limitExceeded(String, gray: Double, ofOthers: Double, limit: Double)
  /// By the model that the activity was prescribed by, and not by the one that judges.
  case limitByOwnModel(String, gray: Double, models: String, limit: Double, judged: Double)
  case lungActivity(Double, ceiling: Double)
  case lobeUnstated
  case reduction(factor: Double, limiting: String)
  case givenOutside(Double, deviation: Double, prescribed: Double)
  /// What the energy of a delivered dose says of the activity.
  case deliveredEnergy(Note)
  // Vials and orders.
  case vialBeforeCalibration(hours: Double)
  case vialLead(Double, leadHours: Double, hours: Double)
  case vialMissing
  case orderMissing
  case orderBreaks([String])
  case orderOff(percent: Double)
  // Volumes, mL.
  case tumoursExceedLiver(Double, ofLiver: Double)
  case perfusedExceedLiver(Double, liver: Double)
  case sharedTissue(Double, gray: Double, ofOther: Double)
  // What was given before.
  case earlierDoseUnknown(day: String, treatment: String)
  /// What the account of the liver says, and where that is from.
  case account(LedgerNote, source: String)
  /// A row of the record that is not what today's rules take.
  case recordFault(Problem)
  case collateralOpen
  /// MBq, outside of what is customary.
  case maaUnusual(Double)
  case otherLobeWithoutTime(Lobe, day: String)
  case soonAfterLobe(Lobe, days: Int)
  /// The doses to the lobe's normal liver, Gy; `nil` for one that is not known.
  case lobeAgain(Lobe, days: [String], gray: [Double?])
  /// A session of the plan through an artery, or to a lobe, that an earlier one treats; days between them where both are dated.
  case sessionAgain(Int, of: Int, isSameArtery: Bool, days: Int?)
  case afterPRRT(Int, last: String, daysAgo: Int?, gray: Double)
  case wholeLiver(fraction: Double)
  case bileDucts([String])

  package var rank: Finding.Rank {
    switch self {
    case .reduction, .otherLobeWithoutTime, .afterPRRT, .bileDucts: .information
    default: .decision
    }
  }

  package var code: Finding.Code {
    switch self {
    case .limitExceeded, .lungActivity, .givenOutside: .limitCrossed
    case .limitByOwnModel, .lobeUnstated: .limitUnjudged
    case .reduction: Finding.Code("plan.reduction")
    case .deliveredEnergy: Finding.Code("activity.share")
    case .vialBeforeCalibration, .vialLead, .vialMissing: Finding.Code("plan.vial")
    case .orderMissing, .orderBreaks, .orderOff: Finding.Code("plan.order")
    case .tumoursExceedLiver: Finding.Code("plan.tumours")
    case .perfusedExceedLiver: Plausibility.perfusedOverlap.code
    case .sharedTissue: Finding.Code("plan.shared")
    case .earlierDoseUnknown, .account, .recordFault: Finding.Code("plan.account")
    case .collateralOpen, .maaUnusual: Finding.Code("plan.workup")
    case .otherLobeWithoutTime, .soonAfterLobe: Finding.Code("plan.interval")
    case .lobeAgain, .sessionAgain: Finding.Code("plan.retreatment")
    case .afterPRRT: Finding.Code("plan.prrt")
    case .wholeLiver: Finding.Code("plan.wholeLiver")
    case .bileDucts: Finding.Code("plan.biliary")
    }
  }
}

/// Which inputs of a plan came from the patient's record, and of which day.
package enum PlanSourceNote: FindingFact {
  case earlierTreatments(Int)
  case volumes(day: String)
  case lungShunt(day: String, isOfWorkup: Bool)
  /// Names of lesions.
  case ratios([String])
  /// The last angiography before treatment: its words, empty where nothing is recorded, and MBq of Tc-99m-MAA; 0: not given.
  case workup(day: String, variants: String, coils: String, collaterals: String, maa: Double?)

  package var rank: Finding.Rank { .information }
  package var code: Finding.Code { Finding.Code("plan.record") }
}

/// What a plan of PRRT comes to.
package enum CyclePlanNote: FindingFact {
  /// Gy.
  case limitExceeded(measure: String, gray: Double, limit: Double)
  /// Days since the cycle before, and what the schedule has.
  case irregular(days: Int, due: Int, tolerance: Int)
  /// The ways of combining ratios of lesions do not agree on a threshold.
  case ratiosDisagree(threshold: Double)

  package var code: Finding.Code {
    switch self {
    case .limitExceeded: .limitCrossed
    case .irregular: Finding.Code("plan.interval")
    case .ratiosDisagree: .limitUnjudged
    }
  }
}
