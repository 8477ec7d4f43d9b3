import Diagnostics
import Quantities

/// How much activity an organ at risk still allows, from what it received and what a GBq costs it.
public struct OrganBudget: Sendable, Hashable {
  /// Gy per GBq, from the patient's own dosimetry.
  let dosePerGigabecquerel: Double
  /// What the limit leaves.
  public let remaining: AbsorbedDose
  /// BED of a cycle of D Gy is D (1 + D g): g = Trep/(Trep + Teff)/(α/β), Gy⁻¹; 0 for a limit on the dose itself.
  let dosePenalty: Double

  /// A limit on the absorbed dose.
  ///
  /// - Throws: `Problem` unless the dose per activity is positive.
  public init(dosePerGigabecquerel: Double, limit: AbsorbedDose, received: AbsorbedDose) throws(Problem) {
    try requirePositive(dosePerGigabecquerel, "the dose per activity", "Gy/GBq")
    (self.dosePerGigabecquerel, dosePenalty) = (dosePerGigabecquerel, 0)
    remaining = AbsorbedDose(max(0, limit.value - received.value))
  }

  /// Linear-quadratic parameters of an organ whose dose rate falls with one effective half-life.
  public struct Radiobiology: Sendable, Hashable {
    /// α/β of the organ, Gy.
    public var alphaBeta: Double
    public var repairHalfTime: TimeSpan
    public var effectiveHalfLife: TimeSpan
    public init(alphaBeta: Double, repairHalfTime: TimeSpan, effectiveHalfLife: TimeSpan) {
      (self.alphaBeta, self.repairHalfTime, self.effectiveHalfLife) = (
        alphaBeta, repairHalfTime, effectiveHalfLife
      )
    }
  }

  /// A limit on the biologically effective dose; `received` is BED too.
  ///
  /// - Throws: `Problem` unless the dose per activity, α/β and both half-times are positive.
  public init(
    dosePerGigabecquerel: Double, bedLimit: AbsorbedDose, received: AbsorbedDose, radiobiology: Radiobiology
  ) throws(Problem) {
    try requirePositive(dosePerGigabecquerel, "the dose per activity", "Gy/GBq")
    try requirePositive(radiobiology.alphaBeta, "alpha/beta", "Gy")
    try requirePositive(radiobiology.repairHalfTime.value, "the repair half-time", "s")
    try requirePositive(radiobiology.effectiveHalfLife.value, "the effective half-life", "s")
    let (repair, effective) = (radiobiology.repairHalfTime, radiobiology.effectiveHalfLife)
    self.dosePerGigabecquerel = dosePerGigabecquerel
    remaining = AbsorbedDose(max(0, bedLimit.value - received.value))
    dosePenalty = repair / (repair + effective) / radiobiology.alphaBeta
  }

  /// What one cycle of this activity uses up.
  public func cost(_ activity: Activity) -> AbsorbedDose {
    let dose = dosePerGigabecquerel * activity.inGigabecquerels
    return AbsorbedDose(dose * (1 + dose * dosePenalty))
  }

  /// How many more cycles of this activity fit; reaching the limit is allowed.
  ///
  /// - Precondition: the activity is positive.
  public func cycles(of activity: Activity) -> Int {
    precondition(activity.value > 0, "a cycle has an activity")
    let quotient = remaining / cost(activity)
    return Int(min(quotient * (1 + 1e-9), 1e6))
  }

  /// The largest activity of one further cycle: the positive root of D(1 + gD) = remaining.
  public var largestActivity: Activity {
    let r = remaining.value
    // 2r/(1 + √(1 + 4gr)) has no cancellation for small g and is r for g = 0.
    let dose = 2 * r / (1 + (1 + 4 * dosePenalty * r).squareRoot())
    return .gigabecquerels(dose / dosePerGigabecquerel)
  }
}
