import Quantities

/// What was given to whom, as the header of an image has it.
package enum AdministrationNote: Sendable, Hashable {
  case late(given: DateTime, scan: DateTime)
  case timesDiffer
  case dateUnknown
  case dateTaken
  case odd(BeyondRange)
  case several(Int)
  /// As written, and the unit that such objects have.
  case activityUnit(Double, due: String)
  case activityOdd(BeyondRange)
  case weightOdd(BeyondRange)
  case heightOdd(BeyondRange)

  package var code: ReadingCode {
    switch self {
    case .late: .administrationLate
    case .timesDiffer: .administrationTimesDiffer
    case .dateUnknown: .administrationDateUnknown
    case .dateTaken: .administrationDateTaken
    case .odd: .administrationOdd
    case .several: .severalAdministrations
    case .activityUnit: .doseUnit
    case .activityOdd: .doseOdd
    case .weightOdd, .heightOdd: .bodySize
    }
  }
}
