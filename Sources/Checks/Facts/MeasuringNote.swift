import Diagnostics
import Stages

/// What a measurement of uptake or of lesions leaves out.
package enum MeasuringNote: FindingFact {
  /// More activity is in the image than was injected.
  case uptakeShare(BeyondRange)
  case withoutLeanMass
  /// A lesion that could not be measured, and what refused it.
  case unmeasured(Problem)
  case withoutPortalEnhancement
  /// Quantities of which a report holds different values.
  case valuesDiffer([String])
  case withoutValue([String])
  case entriesPassedOver(Int)
  case reportOfAnotherDay
  /// A region without a curve, which costs no other region its own: what refused the fit, or `nil` where nothing was
  /// measured that a curve could follow.
  case withoutCurve(Problem?)
  /// Two maps that are compared are in different units.
  case unitsDiffer(String, String)

  package var code: Finding.Code {
    switch self {
    case .uptakeShare: Finding.Code("activity.excess")
    case .withoutLeanMass: Finding.Code("uptake.lean-mass")
    case .unmeasured, .withoutPortalEnhancement: Finding.Code("lesion.unmeasured")
    case .valuesDiffer, .withoutValue, .entriesPassedOver: Finding.Code("report.values")
    case .reportOfAnotherDay: Finding.Code("report.day")
    case .withoutCurve: Finding.Code("fit.none")
    case .unitsDiffer: Finding.Code("compare.units")
    }
  }
}

/// What a proposed segmentation needs a person for.
package enum ProposalNote: FindingFact {
  /// The file that is to be confirmed.
  case unconfirmed(file: String)
  case implausible(BeyondRange)
  case touchesEdge
  case inPieces(Int)

  package var code: Finding.Code {
    switch self {
    case .unconfirmed: Finding.Code("proposal.unconfirmed")
    case .implausible(let beyond): beyond.limit.code
    case .touchesEdge: Finding.Code("proposal.edge")
    case .inPieces: Finding.Code("proposal.pieces")
    }
  }
}

/// Where the sphere of reference in normal liver came from.
package enum PlacementNote: Sendable, Hashable {
  case chosen, automatic
  /// To the largest diameter that fits, mm.
  case shrunk(to: Double)
}
