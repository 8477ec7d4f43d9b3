import Diagnostics
import Quantities
import Stages

/// What the doses of a therapy come to over its cycles, against the limits of the case file.
package enum CourseNote: FindingFact {
  /// The limit, Gy.
  case limitCrossed(DoseLimit.Quantity, gray: Double)
  /// The dose that all planned cycles would give, and the limit, Gy.
  case limitProjected(DoseLimit.Quantity, cycles: Int, dose: Uncertain<Gray>, gray: Double)
  case limitWithoutRegion(String)
  /// The labels of the regions that have the name of the limit.
  case limitOfSeveral(String, regions: [String])
  /// By what the administered activity is off the intended one.
  case activityDeviates(Double)
  /// What refused the accumulation.
  case notAdded(Problem)
  case earlierCyclesMissing(cycle: Int, known: Int)
  /// Earlier doses of the record that lack the region.
  case sumLacks(DoseLimit.Quantity, doses: [String], definition: String)
  case thisCycleAlone(DoseLimit.Quantity, definition: String)

  package var code: Finding.Code {
    switch self {
    case .limitCrossed, .activityDeviates: .limitCrossed
    case .limitProjected: Finding.Code("limit.projected")
    case .limitWithoutRegion, .limitOfSeveral: .limitUnjudged
    case .notAdded, .earlierCyclesMissing, .sumLacks, .thisCycleAlone: Finding.Code("course")
    }
  }
}
