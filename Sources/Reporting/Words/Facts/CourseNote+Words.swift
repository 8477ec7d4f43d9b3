import Checks
import Diagnostics
import Quantities
import Stages

extension CourseNote: Worded {
  package var wording: Wording { Wording(ofLimits ?? ofSums) }

  private var ofLimits: String? {
    switch self {
    case .limitCrossed(let quantity, let gray):
      "\(quantity.ofRegion) above the limit of \(gray.printedShort()) Gy"
    case .limitProjected(let quantity, let cycles, let dose, let gray):
      "\(quantity.ofRegion) projected over \(counted(cycles, "cycle")): \(dose.printed()) Gy, above the limit of "
        + "\(gray.printedShort()) Gy"
    case .limitWithoutRegion(let name):
      "There is a limit for “\(name)”, but no such region: it was not checked."
    case .limitOfSeveral(let name, let regions):
      "There is a limit for “\(name)”, but \(regions.count) such regions: it was not checked. Name one of "
        + regions.joined(separator: "; ") + "."
    case .activityDeviates(let fraction):
      "The administered activity deviates by \(percent(fraction)) from the intended one (limit ±10 %)."
    case .notAdded, .earlierCyclesMissing, .sumLacks, .thisCycleAlone: nil
    }
  }

  private var ofSums: String {
    switch self {
    case .notAdded(let fault): "cycles were not added up: \(fault.what)"
    case .earlierCyclesMissing(let cycle, let known):
      "cycle \(cycle) is reported with the doses of \(counted(known, "earlier cycle")): the sum of the course is "
        + "incomplete; name each earlier summary.json under previous"
    case .sumLacks(let quantity, let doses, let definition):
      "\(quantity.ofRegion): the sum is without \(doses.joined(separator: "; ")), where the record does not "
        + "state it for a region of this name, role, side and definition (“\(definition)”)"
    case .thisCycleAlone(let quantity, let definition):
      "\(quantity.ofRegion) of this cycle alone: an earlier summary has it not, or not once; "
        + "regions of a course are found by name, role, side and definition, such as “\(definition)”"
    default: ""
    }
  }
}
