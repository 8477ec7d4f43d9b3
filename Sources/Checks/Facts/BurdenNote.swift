import Quantities
import Stages

/// What a measurement of liver tumour burden leaves open.
package enum BurdenNote: FindingFact {
  /// A lesion that lies mostly outside; the part inside, 0…1, and whether the liver touches it all around.
  case lesionNotCounted(String, inside: Double, isEnclosed: Bool)
  /// A score by eye for something that is not one of the lesions.
  case scoreOfNoLesion(String, lesions: [String])
  case bandsDiffer
  case readersDisagree
  /// The burden of a method, percent, whose uncertainty holds 75 %.
  case nearLimit(method: String, percent: Double, u: Double?)
  /// MR was registered to the CT of the PET session.
  case registeredAcrossModalities
  /// What the record has: percent, and how it was measured; without a day the value at baseline.
  case onRecord(percent: Double, day: String?, definition: String)

  package var rank: Finding.Rank {
    if case .onRecord = self { .information } else { .decision }
  }

  package var code: Finding.Code {
    switch self {
    case .lesionNotCounted: Finding.Code("structures.not-counted")
    case .scoreOfNoLesion: Finding.Code("burden.score")
    case .bandsDiffer, .readersDisagree: Finding.Code("burden.readers")
    case .nearLimit: Finding.Code("burden.limit")
    case .registeredAcrossModalities: Finding.Code("burden.modalities")
    case .onRecord: Finding.Code("burden.record")
    }
  }
}
