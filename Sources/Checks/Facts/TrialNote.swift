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
  case corrected(MeasuredChange)
  case inNeitherLobe([String])
  // Conduct.
  case unblinded
  /// A place of a list that was given another arm than the list has.
  case armDiffers(list: String)
  case majorDeviations(Int, of: Int)
  case foreignMeasurements(Int)
  case stoppingRule(String, subjects: Int)
  case missing(TrialGap)
  case primary(OpenAnalysis)

  package var code: Finding.Code {
    switch self {
    case .givenOtherwise, .majorDeviations: Finding.Code("trial.deviation")
    case .oneKidney, .lobeWithoutSide, .enclosed, .inBothLobes, .inNeitherLobe: Finding.Code("trial.regions")
    case .withoutRatio, .withoutLongLesion, .fewLesions, .missing, .primary: Finding.Code("trial.missing")
    case .diametersOnActivity: Finding.Code("trial.diameters")
    case .corrected: Finding.Code("trial.corrected")
    case .unblinded: Finding.Code("trial.unblinded")
    case .armDiffers: Finding.Code("trial.allocation")
    case .foreignMeasurements: Finding.Code("trial.foreign")
    case .stoppingRule: Finding.Code("trial.stopping")
    }
  }
}

/// A tumour-to-normal ratio that is missing, or is another than it was.
package struct TrialGap: Sendable, Hashable {
  package enum Reason: Sendable, Hashable {
    case noNormalLiver
    case unitsDiffer([String])
    /// None of that number of lesions; the limit in mm.
    case noneLongEnough(of: Int, longerThan: Double)
    case meanNotPositive
    case measuredOtherwise(before: Double, now: Double)
  }
  package var patient: String
  package var cycle: Int
  /// `right` or `left`.
  package var lobe: String
  package var reason: Reason

  package init(patient: String, cycle: Int, lobe: String, _ reason: Reason) {
    (self.patient, self.cycle, self.lobe, self.reason) = (patient, cycle, lobe, reason)
  }
}

/// Why a trial has no primary analysis.
package enum OpenAnalysis: Sendable, Hashable {
  /// Its primary endpoint is none that this analysis is made for.
  case otherEndpoint
  /// What the analysis refused, as it says it.
  case refused(because: String)
}

/// A measured value that the registry had otherwise: the row without trial and pseudonym, which no message holds.
package struct MeasuredChange: Sendable, Hashable {
  package var row: String
  /// Column with both values; `nil` for a row that was not found again.
  package var column: String?
  package var before, after: String

  package init(row: String, column: String?, before: String, after: String) {
    (self.row, self.column, self.before, self.after) = (row, column, before, after)
  }
}
