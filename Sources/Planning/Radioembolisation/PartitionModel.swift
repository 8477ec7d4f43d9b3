import Diagnostics
import Quantities

/// The partition model: tumour and normal liver of the perfused volume, each even, with a known uptake ratio.
///
/// A = Dn [(T/N) mt + mn]/[k (1 − LSF)], Dt = (T/N) Dn (Kao 2013, doi:10.1186/2191-219X-3-57). T/N is the ratio of activity
/// *concentrations*; the ratio of activities and the ratio of SUVmax are other numbers.
public struct PartitionModel: Sendable, Hashable {
  /// Ratio of mean concentrations, tumour to normal liver.
  public let tumourToNormal: Double
  public let tumour: Mass
  public let normal: Mass
  public let shunt: LungShunt
  public let k: EnergyConstant

  /// - Throws: `Problem` unless ratio and masses are positive.
  public init(tumourToNormal: Double, tumour: Mass, normal: Mass, shunt: LungShunt, k: EnergyConstant)
    throws(Problem)
  {
    try requirePositive(tumourToNormal, "the tumour-to-normal ratio", "")
    try requirePositive(tumour.value, "the tumour mass", "g")
    try requirePositive(normal.value, "the mass of normal liver", "g")
    (self.tumourToNormal, self.tumour, self.normal, self.shunt, self.k) = (
      tumourToNormal, tumour, normal, shunt, k
    )
  }

  /// The mass of normal liver that would take up as much: (T/N) mt + mn.
  private var effectiveMass: Mass { tumour * tumourToNormal + normal }

  /// The activity that gives a mean dose to normal liver.
  public func activity(normalDose: AbsorbedDose) -> Activity {
    k.activity(for: normalDose, in: effectiveMass) / shunt.retained
  }

  /// The activity that gives a mean dose to the tumour: Dn = Dt/(T/N).
  public func activity(tumourDose: AbsorbedDose) -> Activity {
    activity(normalDose: tumourDose / tumourToNormal)
  }

  /// The doses of an activity.
  public struct Doses: Sendable, Hashable {
    public var tumour: AbsorbedDose
    public var normal: AbsorbedDose
    public var lung: AbsorbedDose
  }

  public func doses(_ activity: Activity, lungMass: Mass) -> Doses {
    let normal = k.dose(activity * shunt.retained, in: effectiveMass)
    return Doses(
      tumour: normal * tumourToNormal, normal: normal, lung: k.dose(activity * shunt.fraction, in: lungMass))
  }

  /// The largest activity that neither normal liver nor lung forbids.
  public struct Constrained: Sendable, Hashable {
    public enum Organ: String, Sendable, Hashable {
      case normalLiver = "normal liver"
      case lung
    }
    public var activity: Activity
    public var limitingOrgan: Organ
    public var doses: Doses
  }

  /// - Parameters:
  ///   - lung: the lung dose that is left for this treatment: the single limit, or what earlier treatments left of
  ///     the cumulative one, whichever is smaller.
  /// - Throws: `Problem` if a limit is negative.
  public func largestActivity(normal: AbsorbedDose, lung: AbsorbedDose, lungMass: Mass) throws(Problem)
    -> Constrained
  {
    guard normal.value >= 0, lung.value >= 0 else {
      throw Problem(
        .dataRejected, what: "a dose limit is negative",
        why: "earlier treatments used up more than the limit",
        remedy: "no activity can be given within these limits")
    }
    let byLiver = activity(normalDose: normal)
    let byLung =
      shunt.fraction > 0 ? k.activity(for: lung, in: lungMass) / shunt.fraction : Activity(.infinity)
    let activity = min(byLiver, byLung)
    return Constrained(
      activity: activity, limitingOrgan: byLiver <= byLung ? .normalLiver : .lung,
      doses: doses(activity, lungMass: lungMass))
  }
}
