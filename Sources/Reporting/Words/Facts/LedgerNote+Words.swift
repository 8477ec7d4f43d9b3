import Checks
import Diagnostics
import Quantities

extension LedgerNote: Worded {
  private static let retreatment = "retreatment with extreme caution, after a review of the previous doses"

  package var wording: Wording { Wording(ofDoses ?? ofSequence) }

  private var ofDoses: String? {
    switch self {
    case .sumAbove(let quantity, let therapy, let gray, let meaning):
      "cumulative \(quantity.rawValue)\(therapy.map { " of \($0)" } ?? "") lies above \(gray.printedExactly) Gy: \(meaning)"
    case .dosesMissing(let administrations, let all, let courses):
      "no dose of \(Self.lacking(administrations, of: all, courses)): the cumulative dose is underestimated"
    case .definitionsDiffer(let count):
      "\(count) different definitions are added up; the sum is not of a single region"
    case .lobeWithoutSide(let gray, let region, let day):
      "\(gray.map { "\(rounded($0)) Gy" } ?? "a dose") to “\(region)” on \(day) is in no sum: state the side of the lobe in "
        + "the case file (side: \"right\" or \"left\"), run it again and import its report"
    default: nil
    }
  }

  private var ofSequence: String {
    switch self {
    case .sameLobe(let days):
      "radioembolised \(days.count) times (\(days.joined(separator: ", "))): \(Self.retreatment)"
    case .sameArtery(let days):
      "\(counted(days.count, "session")) through the same artery (\(days.joined(separator: ", "))): \(Self.retreatment)"
    case .radioembolisationAndPRRT(let radioembolisations, let courses):
      "both irradiated normal liver (TARE \(radioembolisations.joined(separator: ", ")); PRRT "
        + "\(courses.joined(separator: ", "))): their doses add up"
    case .bothLobes:
      "bilobar radioembolisation: chronic hepatotoxicity appears after 6 months or later and is looked for from then on"
    case .lobesWithin(let days):
      "the second lobe followed the first within \(counted(days, "day")); 4 to 6 weeks are customary"
    default: ""
    }
  }

  private static func lacking(_ administrations: Int, of all: Int, _ courses: Int) -> String {
    let given = administrations > 0 ? ["\(administrations) of \(counted(all, "administration"))"] : []
    let therapies = courses > 0 ? [courses == 1 ? "one course" : "\(courses) courses"] : []
    return (given + therapies).joined(separator: " and of ")
  }
}
