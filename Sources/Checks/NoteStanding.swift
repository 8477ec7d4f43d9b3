import Stages

/// How far a note reaches, and the code that programs know it by. A room says what happened; this is decided here, once for
/// every command, with the reason.
package struct NoteStanding: Sendable, Hashable {
  package let rank: Finding.Rank
  package let code: Finding.Code
  /// Why it needs no decision; empty for one that needs one.
  package let reason: String

  /// Good to know, for the reason given.
  static func known(_ code: String, _ reason: String) -> NoteStanding {
    NoteStanding(rank: .information, code: Finding.Code(code), reason: reason)
  }
  /// A human must decide whether the number is right.
  static func decide(_ code: String) -> NoteStanding {
    NoteStanding(rank: .decision, code: Finding.Code(code), reason: "")
  }
}

extension Note {
  package var standing: NoteStanding {
    switch self {
    case .curve(let note): note.standing
    case .recovery(let note): note.standing
    case .image(let note): note.standing
    case .administered(let note): note.standing
    case .structures(let note): note.standing
    case .region(let note): note.standing
    case .registration(let note): note.standing
    case .dose(let note): note.standing
    case .sentence: .decide("note.sentence")
    }
  }
}

extension CurveNote {
  /// Above this part of the integral a person decides whether an extrapolation is believed.
  private static let mostExtrapolated = 0.5

  var standing: NoteStanding {
    switch self {
    case .noUptakePhase:
      .known(
        "fit.no-uptake-phase",
        "so it is wherever the first image comes after the peak; the curve is bounded by what was given")
    case .tooFewPoints:
      .known("fit.few-points", "the model is the usual one, and its uncertainty shows how few they are")
    case .extrapolated(let fraction) where fraction <= Self.mostExtrapolated:
      .known(
        "fit.extrapolated",
        "the uncertainty contains it; where more than half is extrapolated, a person decides")
    case .phaseHeld:
      .known("fit.held-phase", "the uncertainty contains it from nothing to twice its share")
    case .extrapolated: .decide("fit.extrapolated")
    case .someWithoutUncertainty, .pointWithoutUncertainty, .trapezoidWithoutUncertainty,
      .singleWithoutUncertainty, .noFreedom:
      .decide("fit.no-uncertainty")
    case .notPositive, .lastNotPositive: .decide("fit.not-positive")
    case .leftOut: .decide("fit.left-out")
    case .heldAtPhysicalDecay, .tailHeldAtPhysicalDecay: .decide("fit.physical-decay")
    case .notConverged: .decide("fit.not-converged")
    case .undetermined, .integralUndetermined: .decide("fit.undetermined")
    case .heldAtAdministered, .integralHeldAtAdministered: .decide("fit.administered")
    case .scatter, .cyclesScatter: .decide("fit.scatter")
    case .rivals: .decide("fit.rivals")
    case .population:
      .known(
        "fit.population",
        "published half-lives steady curves of few images; the uncertainty contains their spread")
    case .populationDisagrees: .decide("fit.population-disagrees")
    case .noHalfLife, .outsideWindow: .decide("fit.single-time-point")
    case .voxelsByTrapezoid, .voxelsMonoExponential, .voxelsAtPhysicalDecay: .decide("fit.voxels")
    }
  }
}

extension RecoveryNote {
  var standing: NoteStanding {
    switch self {
    case .larger: .known("recovery.large", "the larger a region is, the less it loses")
    case .outside: .decide("recovery.outside")
    }
  }
}
