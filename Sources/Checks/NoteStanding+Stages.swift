import Stages

extension ImageNote {
  var standing: NoteStanding {
    switch self {
    case .calibrationNotApplied: .known("calibration.not-applied", "an image in Bq/mL needs none")
    case .deadTimeOfImage:
      .known("calibration.dead-time-rate", "no image states the rate of the open detector")
    case .clipped: .known("counts.clipped", "the case file asked for it")
    case .notNumbers: .decide("counts.not-numbers")
    case .collimatorUnknown: .decide("calibration.collimator")
    case .voxelSizeUnknown: .decide("calibration.voxel-size")
    case .withoutValidity: .decide("calibration.validity")
    case .withoutUncertainty: .decide("calibration.uncertainty")
    case .total, .sharpness: .decide("resampling")
    }
  }
}

extension AdministeredNote {
  var standing: NoteStanding {
    switch self {
    case .image, .decays, .energy, .curve: .decide(isLittle ? "activity.little" : "activity.excess")
    case .header: .decide("activity.header")
    }
  }
}

extension StructuresNote {
  var standing: NoteStanding {
    switch self {
    case .none: .known("structures.none", "the case file names none")
    case .sameName: .known("structures.same-name", "each has its own row with its own numbers")
    case .cutByDoseGrid: .decide("structures.cut")
    case .tissueOutside: .decide("structures.tissue")
    case .thresholdSphere: .decide("structures.threshold")
    }
  }
}

extension RegionNote {
  var standing: NoteStanding {
    switch self {
    case .lesionBulges:
      .known(
        "structures.bulging", "a lesion of the liver’s border belongs to it from half of it inside on")
    case .lesionsOverlap:
      .known(
        "overlap.lesions", "the geometry sheet asks about lesions that share more than their borders")
    case .drawnAround:
      .known(
        "structures.drawn-around", "a label image holds one label in a voxel: the contour surrounds them")
    case .lesionsElsewhere:
      .known(
        "structures.elsewhere",
        "a metastasis elsewhere is no part of the liver; one that touches it is asked about")
    case .lesionNotCounted: .decide("structures.not-counted")
    case .assumedDensity: .decide("region.density")
    case .statedDensity: .known("region.density-stated", "the case file states it")
    case .aboveTolerance: .decide("region.tolerance")
    case .sumOfMeans, .sumWithoutBED, .sumOfDifferentVolumes, .notInSum: .decide("region.sum")
    }
  }
}

extension RegistrationNote {
  var standing: NoteStanding {
    switch self {
    case .byChoice: .known("registration.none", "the case file asked for it")
    case .runsDisagree, .notUsed, .matchesLess, .lowCorrelation, .littleOverlap, .largeRotation:
      .decide(Finding.Code.registration.rawValue)
    case .byUptake: .decide("registration.by-uptake")
    case .byUptakeAsAsked: .known("registration.by-uptake-asked", "the case file asked for it")
    case .frameUnknown: .decide("registration.frame")
    }
  }
}

extension DoseNote {
  /// Up to this part of the time-integrated activity is what blurring and scatter put outside the skin.
  private static let mostOutside = 0.05

  var standing: NoteStanding {
    switch self {
    case .escapes:
      .known(
        "energy.escapes", "photons leave every field of view; no region has the part that they take along")
    case .inAir:
      .known(
        "energy.air", "photons leave every body, and blurred activity lies around it; no region has it")
    case .outsideBody(let fraction) where fraction <= Self.mostOutside:
      .known("activity.outside-body", "up to 5 % is what blurring and scatter put outside the skin")
    case .outsideBody: .decide("activity.outside-body")
    case .balanceOpen: .decide("energy.balance")
    case .nearCut: .decide("energy.near-cut")
    case .nearLungOrAir: .decide("energy.kernel")
    }
  }
}
