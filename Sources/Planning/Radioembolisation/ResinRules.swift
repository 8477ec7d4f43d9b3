import Diagnostics
import Quantities

/// The empirical activity of resin microspheres by tumour fraction, and its reduction by lung shunt.
public struct ResinRules: Sendable, Hashable {
  /// Activity up to and including a tumour fraction; `nil` is the rest.
  public struct Band: Sendable, Hashable {
    public var upTo: ExactDecimal?
    public var activity: Activity
  }
  /// Reduction below (or up to and including) a shunt fraction.
  public struct ReductionBand: Sendable, Hashable {
    public var limit: ExactDecimal
    var isInclusive: Bool
    /// Fraction by which the activity is reduced, 0…1.
    public var reduction: Double
  }

  public let bands: [Band]
  let reductions: [ReductionBand]
  /// Subtracted from the body surface area in m², GBq.
  let bsaOffset: Double

  /// The tumour fraction is judged on the volumes themselves, by multiplication.
  ///
  /// - Throws: `Problem` for impossible volumes.
  func empiricalActivity(tumour: ExactDecimal, liver: ExactDecimal) throws(Problem) -> Activity {
    guard liver > .zero, !tumour.isNegative, tumour <= liver else {
      throw Problem(
        .dataRejected, what: "\(tumour) mL of tumour in a liver of \(liver) mL are impossible",
        why: "the tumour fraction must lie between 0 and 1", remedy: "the liver volume includes the tumour")
    }
    let band = bands.first { $0.upTo.map { tumour <= $0 * liver } ?? true }
    guard let band else { throw Problem(.internalError, what: "the empirical table has no last row") }
    return band.activity
  }

  /// What a lung shunt leaves of a planned activity.
  public enum Reduced: Sendable, Hashable {
    case reduced(by: Double, activity: Activity)
    case contraindicated
  }

  /// - Throws: `Problem` for a shunt outside 0…1.
  public func reduce(_ planned: Activity, lungShunt: ExactDecimal) throws(Problem) -> Reduced {
    guard !lungShunt.isNegative, lungShunt <= 1 else {
      throw Problem(
        .dataRejected, what: "a lung shunt fraction of \(lungShunt) is impossible",
        why: "no reduction can be chosen", remedy: "give a fraction between 0 and 1, not percent")
    }
    guard
      let band = reductions.first(where: { lungShunt < $0.limit || ($0.isInclusive && lungShunt == $0.limit) }
      )
    else { return .contraindicated }
    return .reduced(by: band.reduction, activity: planned * (1 - band.reduction))
  }
}
