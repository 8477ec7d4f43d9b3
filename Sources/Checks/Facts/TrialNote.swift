import Stages

/// What the measurements and the conduct of a trial need a person for.
package enum TrialNote: FindingFact {
  // Measurements. Lengths in mm, parts 0…1.
  case givenOtherwise(given: String, allocated: Lobe)
  case oneKidney(String)
  case lobeWithoutSide(String)
  case enclosed
  case inBothLobes(larger: Double, due: Double)
  case withoutRatio
  case withoutLongLesion(of: Int, longerThan: Double)
  case fewLesions(Int, longerThan: Double, due: Int)
  case diametersOnActivity
  case corrected(String)
  case inNeitherLobe([String])
  // Conduct.
  case unblinded
  /// A place of a list that was given another arm than the list has.
  case armDiffers(list: String)
  case majorDeviations(Int, of: Int)
  case foreignMeasurements(Int)
  case stoppingRule(String, subjects: Int)
  /// Why a value or an analysis is missing, as the analysis says it.
  case missing(reason: String)

  package var code: Finding.Code {
    switch self {
    case .givenOtherwise, .majorDeviations: Finding.Code("trial.deviation")
    case .oneKidney, .lobeWithoutSide, .enclosed, .inBothLobes, .inNeitherLobe: Finding.Code("trial.regions")
    case .withoutRatio, .withoutLongLesion, .fewLesions, .missing: Finding.Code("trial.missing")
    case .diametersOnActivity: Finding.Code("trial.diameters")
    case .corrected: Finding.Code("trial.corrected")
    case .unblinded: Finding.Code("trial.unblinded")
    case .armDiffers: Finding.Code("trial.allocation")
    case .foreignMeasurements: Finding.Code("trial.foreign")
    case .stoppingRule: Finding.Code("trial.stopping")
    }
  }
}
