/// How an image is corrected for decay.
package enum DecayNote: Sendable, Hashable {
  case wordUnknown(String)
  case withoutInstant
  case unstated
  case ofFileUnstated
  case toUnknownAdministration
  case contradicted(word: String, isCorrected: Bool)
  case factor(written: Double, due: Double)
  /// Hours before the acquisition.
  case seriesTimeEarly(hours: Double)
  case seriesTimeLate
  case seriesTimeUnused(isAbsent: Bool)

  package var code: ReadingCode {
    switch self {
    case .wordUnknown, .withoutInstant, .unstated: .decayCorrectionUnknown
    case .ofFileUnstated, .toUnknownAdministration: .decayReferenceUnknown
    case .contradicted, .factor: .decayContradicted
    case .seriesTimeEarly, .seriesTimeLate, .seriesTimeUnused: .seriesTimeOdd
    }
  }
}
