/// What the numbers of an image mean. Units are words such as `Bq/mL`.
package enum ValueNote: Sendable, Hashable {
  /// Stored values become a quantity by slope and intercept.
  package struct Scale: Sendable, Hashable {
    package var slope, intercept: Double
    package init(slope: Double, intercept: Double) { (self.slope, self.intercept) = (slope, intercept) }
  }

  case unitWordUnknown(String)
  case unitAbsent
  /// Nothing in the file says what its numbers mean.
  case unitSilent
  case unitForeign(String)
  case unitContradicted(stated: String, own: String)
  case unitContradictsItself(code: String, meaning: String)
  case severalUnits([String])
  case mappingUnknown
  case mappingsDiffer(unit: String)
  case rescaleDiffers(unit: String, rescale: Scale, mapping: Scale)
  case lookUpTable
  case mappingTable(files: Int)
  case slopeZero
  case slopeImplausible(BeyondRange)
  case slopeAbsent(slices: Int, of: Int)
  case slopeOfCounts(Double)
  case slopeOfFloats(Scale)
  case intercept(Double)
  case factorMissing
  case hounsfieldWithoutSlope
  case hounsfieldUnspecified
  case hounsfieldForeign(type: String)
  case hounsfieldDiffers
  case hounsfieldSlope(Double)
  /// What surrounds the patient, at the border of the slices.
  case airLevel(BeyondRange)
  case hounsfieldRange(least: Float, greatest: Float)
  case withoutAttenuation
  case notNumbers(voxels: Int)
  case likeCounts(greatest: Int)
  case likeValues(greatest: Float)
  case uptakeImplausible(BeyondRange)
  case activityImplausible(BeyondRange)
  case decaysImplausible(BeyondRange)
  case doseImplausible(BeyondRange)
  case negative(BeyondRange)
  /// The slices, from 1, that have the slope of another.
  case sliceStep(BeyondRange, slices: [Int], of: Int)
  case countsImplausible(BeyondRange)

  package var code: ReadingCode {
    switch self {
    case .unitWordUnknown, .unitAbsent, .unitSilent: .unitUnknown
    case .unitForeign: .unitForeign
    case .unitContradicted: .unitContradicted
    case .unitContradictsItself: .unitContradictsItself
    case .severalUnits: .severalUnits
    case .mappingUnknown: .mappingUnknown
    case .mappingsDiffer, .rescaleDiffers: .mappingsDiffer
    case .lookUpTable, .mappingTable: .lookUpTable
    case .slopeZero, .slopeImplausible, .slopeAbsent, .slopeOfFloats: .slope
    case .slopeOfCounts: .slopeOfCounts
    case .intercept: .intercept
    case .factorMissing: .factorMissing
    case .hounsfieldWithoutSlope, .hounsfieldUnspecified, .hounsfieldForeign, .hounsfieldDiffers,
      .hounsfieldSlope:
      .hounsfieldScale
    case .hounsfieldRange, .airLevel: .hounsfieldRange
    case .withoutAttenuation: .attenuation
    case .notNumbers: .notNumbers
    case .likeCounts: .valuesLikeCounts
    case .likeValues: .countsLikeValues
    case .uptakeImplausible: .uptakeImplausible
    case .activityImplausible: .activityImplausible
    case .decaysImplausible: .decaysImplausible
    case .doseImplausible: .doseImplausible
    case .negative: .negativeValues
    case .sliceStep: .sliceStep
    case .countsImplausible: .countsImplausible
    }
  }
}
